//! A time: short in the table, exact on hover; and a time that is left, counted down.

use crate::stamp::Stamp;
use leptos::prelude::*;
use std::time::Duration;

/// How often a time that is left is told anew.
const TOLD_EVERY: Duration = Duration::from_secs(5);

/// The element `time`.
#[component]
pub fn Time(stamp: Stamp) -> impl IntoView {
    let exact = stamp.exact.clone();
    view! { <time class="time" datetime=stamp.exact title=exact>{stamp.text}</time> }
}

/// The milliseconds that are left, counted down in the browser; `on_end` runs once none is.
pub fn use_time_left(left_ms: i64, on_end: impl Fn() + Clone + 'static) -> RwSignal<i64> {
    let left = RwSignal::new(left_ms.max(0));
    Effect::new(move || {
        let on_end = on_end.clone();
        let step = i64::try_from(TOLD_EVERY.as_millis()).unwrap_or_default();
        let handle = set_interval_with_handle(
            move || {
                left.update(|left| *left = (*left - step).max(0));
                if left.get_untracked() == 0 {
                    on_end();
                }
            },
            TOLD_EVERY,
        );
        on_cleanup(move || handle.into_iter().for_each(|handle| handle.clear()));
    });
    left
}
