//! The reference of the machine API, for programmers: readable without a sign-in and without
//! JavaScript.

use crate::{
    components::{icon::Mark, language_switch::LanguageSwitch, reference::link::REFERENCE_PATH},
    i18n::{Texts, text, use_texts},
};
use leptos::{html, prelude::*};
use leptos_meta::Title;
use std::time::Duration;

/// The page. It comes whole from the server; whoever gets here within the browser fetches it.
#[component]
pub fn ReferencePage() -> impl IntoView {
    let t = use_texts();
    let whole = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if whole
            .get()
            .is_some_and(|it| it.first_element_child().is_none())
        {
            // Once the router has written the address: that would call a way off that has begun. A
            // browser that cannot go on stays where it is.
            let fetch = || drop(window().location().replace(REFERENCE_PATH));
            set_timeout(fetch, Duration::ZERO);
        }
    });
    view! {
        <Title text=t.get(text::NAV_REFERENCE)/>
        <div class="reference">
            <header class="reference-head">
                <a class="brand" href="/"><Mark/>{t.get(text::COMMON_BRAND)}</a>
                <LanguageSwitch/>
            </header>
            <div class="reference-split" node_ref=whole inner_html=content(t)></div>
        </div>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
fn content(t: Texts) -> String {
    use crate::{components::reference::render, session::desk};
    let of = |desk: std::sync::Arc<dyn crate::desk::Desk>| {
        render::kept(t, desk.api_document(), &desk.policy().public_url)
    };
    let rendered = desk().map(of);
    rendered.unwrap_or_default()
}

/// What the server rendered stays as it is.
#[cfg(not(feature = "ssr"))]
const fn content(_t: Texts) -> String {
    String::new()
}
