//! The way to the addresses from which requests leave.

use crate::i18n::{text, use_texts};
use domain::explain::Explanation;
use leptos::prelude::*;
use leptos_router::components::A;

/// Behind the advice of a failure after which they may have to be let in; nothing after others.
#[component]
pub fn AddressesLink(explanation: Explanation) -> impl IntoView {
    let t = use_texts();
    (explanation == Explanation::Forbidden).then(
        || view! { " "<A href="/source-addresses" attr:class="link">{t.get(text::DOOR_ADDRESSES)}</A> },
    )
}

/// What they are for, as a part of the settings.
#[component]
pub fn AddressesPanel() -> impl IntoView {
    let t = use_texts();
    view! {
        <section class="panel" id="addresses">
            <h2>{t.get(text::DOOR_ADDRESSES)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::DOOR_ADDRESSES_HINT)}</p>
                <p><A href="/source-addresses" attr:class="button">{t.get(text::SETTINGS_ADDRESSES_OPEN)}</A></p>
            </div>
        </section>
    }
}
