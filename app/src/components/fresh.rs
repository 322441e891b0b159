//! What a page shows is asked for again while it is in sight.

use crate::error::AppError;
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
