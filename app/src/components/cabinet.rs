//! What surrounds every page of a person who signed in.

use crate::{
    components::{
        look::bar::LookBar,
        offline::OfflineNote,
        search::{dialog::SearchDialog, keys::Everywhere, shortcuts::Shortcuts},
        sidebar::Sidebar,
        toast::Toasts,
    },
    i18n::{text, use_texts},
    session::use_visitor,
};
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// The frame with the page in it; nobody signed in is led to the sign-in.
#[component]
pub fn Cabinet() -> impl IntoView {
    let t = use_texts();
    if use_visitor().person.is_none() {
        lead_to_sign_in();
        return ().into_any();
    }
    let everywhere = Everywhere::closed();
    everywhere.listen();
    view! {
        // Of the browser alone: the router would scroll there and leave the focus behind.
        <a class="skip" href="#content" rel="external">{t.get(text::COMMON_SKIP)}</a>
        <LookBar/>
        <div class="cabinet">
            <Sidebar everywhere/>
            <main id="content" tabindex="-1"><OfflineNote/><SuspendedNote/><Outlet/></main>
        </div>
        <SearchDialog open=everywhere.search/>
        <Shortcuts open=everywhere.shortcuts/>
        <Toasts/>
    }
    .into_any()
}

/// What the tenant is told while its deliveries are held back.
#[component]
fn SuspendedNote() -> impl IntoView {
    let t = use_texts();
    let visitor = use_visitor();
    let suspended = visitor
        .seat()
        .and_then(|seat| seat.tenant.suspended.clone());
    suspended.map(|suspended| {
        let why = t.with(text::COMMON_SUSPENDED_WHY, &[("reason", &suspended.reason)]);
        view! {
            <div class="note note-held cabinet-note" role="status">
                <p><strong>{t.get(text::COMMON_SUSPENDED_TITLE)}</strong></p>
                <p>{why}</p>
                <p>{t.get(text::COMMON_SUSPENDED_TEXT)}</p>
            </div>
        }
    })
}

#[cfg(feature = "ssr")]
fn lead_to_sign_in() {
    let next = use_context::<http::request::Parts>()
        .and_then(|parts| Some(parts.uri.path_and_query()?.as_str().to_owned()))
        .unwrap_or_default();
    crate::redirect::lead_to(&crate::pages::sign_in::address(&next));
}

/// In the browser a person is signed in for as long as the page lives.
#[cfg(not(feature = "ssr"))]
fn lead_to_sign_in() {}
