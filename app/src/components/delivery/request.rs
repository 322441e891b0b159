//! The request as it was sent: rendered again from what the delivery pins, with what the try
//! that is looked at added to it.

use super::api::{AttemptView, DeliveryView, VersionView};
use crate::{
    components::exact_request::ExactRequest,
    i18n::{text, use_texts},
};
use domain::{
    Integration, OutgoingRequest,
    request::{self, SentTry, Word},
};
use leptos::prelude::*;
use std::sync::Arc;

/// The surface, and a word where it is not to the byte what was sent.
#[component]
pub fn SentRequest(
    view: DeliveryView,
    /// The try that is looked at; none before the first.
    #[prop(into)]
    attempt: Signal<Option<AttemptView>>,
) -> impl IntoView {
    let t = use_texts();
    let masked = view.masked;
    let shown = Memo::new(move |_| {
        attempt.with(|attempt| rendered(&view, attempt.as_ref()).unwrap_or_default())
    });
    let note = move || attempt.with(|attempt| Some(attempt.as_ref()?.started.text.clone()));
    let below =
        move || shown.with(|shown| attempt.with(|attempt| remark(attempt.as_ref(), shown.signs)));
    view! {
        <ExactRequest
            request=Signal::derive(move || shown.with(|shown| shown.request.clone()))
            words=Signal::derive(move || shown.with(|shown| shown.words.clone()))
            note=Signal::derive(move || note().unwrap_or_default())
        >
            {t.get(text::DELIVERY_NOT_RENDERED)}
        </ExactRequest>
        {below}
        {masked.then(|| view! { <p class="quiet-text"><small>{t.get(text::COMMON_PHONE_HIDDEN)}</small></p> })}
    }
}

/// What has to be said of the picture: that it is not the whole, or not exact.
fn remark(attempt: Option<&AttemptView>, signs: bool) -> Option<AnyView> {
    let t = use_texts();
    let added = if signs {
        text::DELIVERY_ADDED_STAMPED
    } else {
        text::DELIVERY_ADDED_PLAIN
    };
    match attempt {
        None => Some(view! { <p class="quiet-text"><small>{t.get(added)}</small></p> }.into_any()),
        Some(attempt) if attempt.differs => {
            let differs = t.get(text::DELIVERY_DIFFERS);
            Some(view! { <p class="note note-retrying">{differs}</p> }.into_any())
        }
        Some(_) => None,
    }
}

/// A request in both ways of showing it.
#[derive(Clone, Default, PartialEq)]
struct Shown {
    request: Option<OutgoingRequest>,
    words: Vec<Word>,
    signs: bool,
}

/// The same code that the engine runs, on the same words and facts.
fn rendered(view: &DeliveryView, attempt: Option<&AttemptView>) -> Option<Shown> {
    let line = &view.line;
    let version = attempt.map_or(view.version, |attempt| attempt.version);
    let VersionView { draft, connection } = view.versions.get(&version)?.clone();
    let signs = draft.signature;
    let connection = connection.map(Arc::new);
    let (tenant, id) = (view.tenant_id, line.integration_id);
    let integration = Integration::compile(tenant, id, version, draft, connection).ok()?;
    let (try_no, step) = attempt.map_or((1, 0), |attempt| (attempt.try_no, attempt.step));
    let request = request::render_step(&integration, step, &view.facts, try_no).ok()?;
    let words = request::in_words(&integration, step, &view.facts, try_no);
    let request = match attempt.filter(|attempt| attempt.rendered) {
        None => request,
        Some(attempt) => request.sent(&SentTry {
            delivery_id: line.id,
            step,
            started_at: attempt.started.at_ms,
            signs,
        }),
    };
    Some(Shown {
        request: Some(request),
        words,
        signs,
    })
}
