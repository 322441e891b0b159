//! A failure in plain words: what happened, what to do, and when the next try is.

use super::{api::DeliveryView, remedy::remedy_of};
use crate::{
    components::{
        help::{api::Guide, list::HelpLink},
        source_addresses::link::AddressesLink,
        time::Time,
    },
    i18n::{Key, text, use_texts},
    session::use_may,
    stamp::span,
    told::Told,
};
use domain::{Cause, DeliveryState, Right, explain::explain};
use leptos::prelude::*;
use leptos_router::components::A;

/// The look of a note about what did not arrive.
const FAILED: &str = "note note-failed";

/// Nothing for a delivery that arrived or has not been tried.
#[component]
pub fn Explanation(view: DeliveryView) -> impl IntoView {
    let t = use_texts();
    let cause = view.cause.filter(|cause| *cause != Cause::Accepted);
    // No machine takes what nobody answered for delivered: a person said so.
    let confirmed = view.line.standing.state == DeliveryState::Delivered
        && cause.is_some_and(Cause::is_unanswered);
    let told = view.told.clone().zip(cause).filter(|_| !confirmed);
    let told = told.map(|(Told { what, advice }, cause)| {
        let status = view.attempts.last().and_then(|last| last.status);
        let explanation = explain(cause, status).explanation;
        view! { <p><strong>{what}</strong></p><p>{advice}<AddressesLink explanation/></p> }
    });
    let standing = &view.line.standing;
    let next = match standing.next_try_in_ms {
        Some(ms) if ms > 0 && told.is_some() => {
            Some(t.with(text::DELIVERY_NEXT_TRY, &[("time", &span(t, ms))]))
        }
        _ => None,
    };
    let awaits = (standing.awaits_recording && !standing.held).then(|| {
        let left = span(t, standing.next_try_in_ms.unwrap_or_default());
        t.with(text::DELIVERY_MEANS_AWAITS_RECORDING, &[("time", &left)])
    });
    let confirmed = confirmed.then(|| t.get(text::DELIVERY_MEANS_CONFIRMED).to_owned());
    let after = next
        .or(awaits)
        .or(confirmed)
        .or_else(|| state_words(standing.state, standing.held).map(|key| t.get(key).to_owned()));
    let rest = steps_left(&view).then(|| t.get(text::DELIVERY_MEANS_STEPS_LEFT));
    let class = note_class(standing.state, standing.held);
    let remedy = remedy_of(&view).filter(|_| use_may(Right::SetUp));
    let mend = remedy.map(|(word, page)| {
        view! { <p class="note-mend"><A href=page attr:class="button primary">{t.get(word)}</A></p> }
    });
    let part_of = view.part_of.map(|since| {
        let href = format!("/integrations/{}", view.line.integration_id);
        view! { <p class="incident-part"><A href=href>{t.get(text::INCIDENT_PART_OF)}" "<Time stamp=since/></A></p> }
    });
    let shown = told.is_some() || after.is_some() || part_of.is_some();
    let help = (class == FAILED).then(|| view! { <p><HelpLink guide=Guide::WhenItFails/></p> });
    shown.then(|| {
        let after = after.map(|after| view! { <p>{after}</p> });
        view! { <div class=class>{told}{after}{rest.map(|rest| view! { <p>{rest}</p> })}{mend}{part_of}{help}</div> }
    })
}

/// Whether nobody answered a step after which others were to come.
fn steps_left(view: &DeliveryView) -> bool {
    let cause = view.cause.is_some_and(Cause::is_unanswered);
    let steps = view.versions.get(&view.version);
    let steps = steps.map_or(0, |version| version.draft.steps.len());
    let last = view.attempts.last().map_or(0, |last| last.step);
    view.line.standing.state.is_final() && cause && last < steps
}

/// The colour of the note is that of the state.
const fn note_class(state: DeliveryState, held: bool) -> &'static str {
    if held {
        return "note note-held";
    }
    match state {
        DeliveryState::Failed | DeliveryState::Expired | DeliveryState::Unanswered => FAILED,
        DeliveryState::Retrying => "note note-retrying",
        DeliveryState::Scheduled
        | DeliveryState::Sending
        | DeliveryState::Delivered
        | DeliveryState::Cancelled => "note",
    }
}

/// What a state means where the cause alone does not say it.
const fn state_words(state: DeliveryState, held: bool) -> Option<Key> {
    if held {
        return Some(text::DELIVERY_MEANS_HELD);
    }
    match state {
        DeliveryState::Expired => Some(text::DELIVERY_MEANS_EXPIRED),
        DeliveryState::Unanswered => Some(text::DELIVERY_MEANS_UNANSWERED),
        DeliveryState::Cancelled => Some(text::DELIVERY_MEANS_CANCELLED),
        DeliveryState::Failed => Some(text::DELIVERY_MEANS_FAILED),
        DeliveryState::Scheduled
        | DeliveryState::Sending
        | DeliveryState::Retrying
        | DeliveryState::Delivered => None,
    }
}
