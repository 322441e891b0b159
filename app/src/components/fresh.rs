//! What a page shows is asked for again while it is in sight.

use crate::{components::toast::use_toaster, error::AppError, i18n::use_texts};
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;

/// How often a page looks again at what moves.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Asks for a resource again every second while something moves.
pub fn refetch_while<T>(moves: RwSignal<bool>, shown: Resource<T>)
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    Effect::new(move || {
        if !moves.get() {
            return;
        }
        if let Ok(clock) = set_interval_with_handle(move || shown.refetch(), LOOK_EVERY) {
            on_cleanup(move || clock.clear());
        }
    });
}

/// Asks again every so often for as long as the page is in sight; a failure keeps what is shown.
pub fn keep_fresh<T, F>(shown: RwSignal<T>, every: Duration, ask: impl Fn() -> F + Clone + 'static)
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + 'static,
{
    Effect::new(move || {
        let ask = ask.clone();
        let again = move || {
            if document().hidden() {
                return;
            }
            let asked = ask();
            spawn_local(async move {
                if let Ok(next) = asked.await {
                    shown.try_set(next);
                }
            });
        };
        let handle = set_interval_with_handle(again, every);
        on_cleanup(move || handle.into_iter().for_each(|handle| handle.clear()));
    });
}

/// What has a page ask again for all that it shows, once something was saved or done. A page that
/// shows its parts by [`part`] makes those alone anew that have become other: what is typed into
/// the rest stays. A failure is told, and keeps what is shown.
pub fn read_again<T, F>(
    shown: RwSignal<T>,
    ask: impl Fn() -> F + Send + Sync + 'static,
) -> Callback<()>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + 'static,
{
    let (t, toaster) = (use_texts(), use_toaster());
    let asked = StoredValue::new(0_u32);
    Callback::new(move |()| {
        let turn = asked.try_update_value(|asked| {
            *asked = asked.wrapping_add(1);
            *asked
        });
        let asking = ask();
        spawn_local(async move {
            let answer = asking.await;
            // The page was left, or whoever asked later is told what is newer.
            if turn.is_none() || asked.try_get_value() != turn {
                return;
            }
            match answer {
                Ok(next) => {
                    shown.try_set(next);
                }
                Err(error) => toaster.fail(t, &error),
            }
        });
    })
}

/// A part of what a page shows; told only where it has become another itself.
pub fn part<T, P>(shown: RwSignal<T>, of: impl Fn(&T) -> P + Send + Sync + 'static) -> Memo<P>
where
    T: Send + Sync + 'static,
    P: PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| shown.with(&of))
}
