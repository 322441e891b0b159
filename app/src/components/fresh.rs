//! What a page shows is asked for again while it is in sight.

use crate::error::AppError;
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

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
