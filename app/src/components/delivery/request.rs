//! The request as it was sent: rendered again from what the delivery pins.

use super::api::DeliveryView;
use crate::{
    components::exact_request::ExactRequest,
    i18n::{text, use_texts},
};
use domain::{
    Integration, OutgoingRequest,
    request::{self, Word},
};
use leptos::prelude::*;

/// The surface, and a word where it is not to the byte what was sent.
#[component]
pub fn SentRequest(view: DeliveryView) -> impl IntoView {
    let t = use_texts();
    let note = view
        .attempts
        .last()
        .map(|last| last.started.text.clone())
        .unwrap_or_default();
    let (request, words) = rendered(&view).map_or((None, Vec::new()), |(request, words)| {
        (Some(request), words)
    });
    view! {
        <ExactRequest request=Signal::stored(request) words=Signal::stored(words) note=Signal::stored(note)>
            {t.get(text::DELIVERY_NOT_RENDERED)}
        </ExactRequest>
        {view.differs.then(|| view! { <p class="note note-retrying">{t.get(text::DELIVERY_DIFFERS)}</p> })}
        {view.masked.then(|| view! { <p class="quiet-text"><small>{t.get(text::COMMON_PHONE_HIDDEN)}</small></p> })}
    }
}

/// The same code that the engine runs, on the same words and facts.
fn rendered(view: &DeliveryView) -> Option<(OutgoingRequest, Vec<Word>)> {
    let line = &view.line;
    let integration = Integration::compile(
        view.tenant_id,
        line.integration_id,
        view.version,
        view.draft.clone(),
    )
    .ok()?;
    let attempt = view.attempts.last().map_or(1, |last| last.try_no);
    let request = request::render(&integration, &view.facts, attempt).ok()?;
    Some((
        request,
        request::in_words(&integration, &view.facts, attempt),
    ))
}
