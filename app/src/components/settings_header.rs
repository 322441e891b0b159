//! The heading of the settings, with the way to each of their pages.

use crate::{
    components::page_header::PageHeader,
    i18n::{Key, text, use_texts},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The pages of the settings, in their order.
const PAGES: [(&str, Key); 2] = [
    ("/settings", text::SETTINGS_TAB_COMPANY),
    ("/settings/people", text::SETTINGS_TAB_PEOPLE),
];

/// Title and places.
#[component]
pub fn SettingsHeader() -> impl IntoView {
    let t = use_texts();
    let places = PAGES
        .map(|(path, name)| {
            view! { <A href=path exact=true attr:class="tab">{t.get(name)}</A> }
        })
        .into_iter()
        .collect_view();
    view! {
        <PageHeader title=t.get(text::NAV_SETTINGS)/>
        <nav class="tabs" aria-label=t.get(text::NAV_SETTINGS)>{places}</nav>
    }
}
