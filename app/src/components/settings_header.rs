//! The heading of the settings, with the way to each of their pages.

use crate::{
    components::page_header::PageHeader,
    i18n::{Key, text, use_texts},
    session::use_visitor,
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The one that belongs to the person, and not to the tenant.
const SECURITY: &str = "/settings/security";
/// The pages of the settings, in their order.
const PAGES: [(&str, Key); 4] = [
    ("/settings", text::SETTINGS_TAB_COMPANY),
    ("/settings/people", text::SETTINGS_TAB_PEOPLE),
    ("/settings/data", text::SETTINGS_TAB_DATA),
    (SECURITY, text::SETTINGS_TAB_SECURITY),
];

/// Title and places.
#[component]
pub fn SettingsHeader() -> impl IntoView {
    let t = use_texts();
    let has_seat = use_visitor().seat().is_some();
    let places = PAGES
        .into_iter()
        .filter(|(path, _)| has_seat || *path == SECURITY)
        .map(|(path, name)| {
            view! { <A href=path exact=true attr:class="tab">{t.get(name)}</A> }
        })
        .collect_view();
    view! {
        <PageHeader title=t.get(text::NAV_SETTINGS)/>
        <nav class="tabs" aria-label=t.get(text::NAV_SETTINGS)>{places}</nav>
    }
}
