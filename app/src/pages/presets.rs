//! The gallery of ready-made sets: a CRM is chosen, the rest is two or three questions.

use crate::{
    components::{
        loaded::Loaded,
        page_header::{PageHeader, Parent},
        presets::{api::list_presets, gallery::Gallery},
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn PresetsPage() -> impl IntoView {
    let t = use_texts();
    let cards = Resource::new(|| (), |()| list_presets());
    let parent = Parent {
        path: "/integrations",
        name: t.get(text::NAV_INTEGRATIONS),
    };
    view! {
        <PageHeader title=t.get(text::PRESETS_TITLE) parent/>
        <div class="stack">
            <p class="quiet-text connections-intro">{t.get(text::PRESETS_INTRO)}</p>
            <Loaded resource=cards let:cards>{view! { <Gallery cards/> }.into_any()}</Loaded>
        </div>
    }
    .into_any()
}
