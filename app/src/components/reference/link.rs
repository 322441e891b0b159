//! The way to the API reference.

use crate::{
    components::icon::{Icon, Symbol},
    i18n::{text, use_texts},
};
use leptos::prelude::*;

/// Where it is.
pub const REFERENCE_PATH: &str = "/api-reference";

/// A link that has the browser fetch the page whole.
#[component]
pub fn ReferenceLink() -> impl IntoView {
    let t = use_texts();
    view! {
        <a class="help-link link" rel="external" href=REFERENCE_PATH><Icon symbol=Symbol::Help/>{t.get(text::NAV_REFERENCE)}</a>
    }
}
