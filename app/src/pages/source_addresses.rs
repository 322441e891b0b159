//! The addresses from which requests leave, for receivers that list whom they let in.

use crate::{
    components::{
        copy::CopyButton, door::Door, loaded::shown, reference::link::ReferenceLink,
        settings::once::CopyLine, source_addresses::api::list_source_addresses,
    },
    error::AppError,
    i18n::{text, use_texts},
    session::use_visitor,
};
use leptos::prelude::*;

/// The page; it needs no sign-in.
#[component]
pub fn SourceAddressesPage() -> impl IntoView {
    let t = use_texts();
    let (back, word) = if use_visitor().seat().is_some() {
        ("/settings", text::NAV_SETTINGS)
    } else {
        ("/sign-in", text::DOOR_TO_SIGN_IN)
    };
    let addresses = Resource::new(|| (), |()| list_source_addresses());
    let show = move |addresses: Result<Vec<String>, AppError>| {
        let addresses = addresses.unwrap_or_default();
        if addresses.is_empty() {
            return view! { <p class="note note-held">{t.get(text::DOOR_NO_ADDRESSES)}</p> }
                .into_any();
        }
        let all = (addresses.len() > 1).then(|| Signal::stored(addresses.join("\n")));
        let all =
            all.map(|content| view! { <p><CopyButton content word=text::DOOR_COPY_ALL/></p> });
        let lines = addresses
            .into_iter()
            .map(|content| view! { <CopyLine content/> })
            .collect_view();
        view! { <div class="source-addresses">{lines}{all}</div> }.into_any()
    };
    view! {
        <Door title=t.get(text::DOOR_ADDRESSES)>
            <p class="quiet-text">{t.get(text::DOOR_ADDRESSES_HINT)}</p>
            <Transition>{shown(addresses, show)}</Transition>
            <p class="quiet-text">{t.get(text::DOOR_FOR_PROGRAMS)}" "<code>"GET /api/v1/source-ips"</code></p>
            <ReferenceLink/>
            <p class="door-way"><a href=back>{t.get(word)}</a></p>
        </Door>
    }
}
