//! Of which clock the times of a page of the operator are.

use crate::i18n::{text, use_texts};
use leptos::prelude::*;

/// The operator's own pages tell times on this clock.
const OWN: &str = "UTC";

/// A line such as "Times in UTC".
#[component]
pub fn TimesIn(
    /// The zone of the clock; none means the operator's own.
    #[prop(optional, into)]
    zone: Option<String>,
) -> impl IntoView {
    let t = use_texts();
    let zone = zone.unwrap_or_else(|| OWN.to_owned());
    view! { <p class="field-help times-in">{t.with(text::STAFF_TIMES_IN, &[("zone", &zone)])}</p> }
}
