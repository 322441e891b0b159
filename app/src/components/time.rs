//! A time: short in the table, exact on hover.

use crate::stamp::Stamp;
use leptos::prelude::*;

/// The element `time`.
#[component]
pub fn Time(stamp: Stamp) -> impl IntoView {
    let exact = stamp.exact.clone();
    view! { <time class="time" datetime=stamp.exact title=exact>{stamp.text}</time> }
}
