//! How a delivery is answered: as a row of the list, and with its request and attempts.

use crate::http::{
    integrations::answer::{OutcomeView, RequestView},
    views,
};
use domain::{
    Facts, OutgoingRequest,
    request::{self, SentTry},
};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{AttemptRow, DeliveryDetail, DeliveryRow};
use utoipa::ToSchema;

/// A delivery as the list shows one.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryView {
    /// Its id, which is also its `webhook-id`.
    id: String,
    /// The identity of its event.
    event_id: String,
    /// The telephony's name of the call.
    call_id: String,
    /// To which integration it is owed.
    integration_id: String,
    /// The integration's version last sent, or the one at acceptance.
    version: i32,
    /// The key of the moment.
    moment: String,
    /// Where it stands; `held` where its integration is paused.
    state: &'static str,
    /// The status of the last answer.
    code: Option<i32>,
    /// Why the last try ended as it did.
    cause: Option<&'static str>,
    /// Tries so far.
    tries: i32,
    /// Whether it waits for the recording of its call, until `next_try_at` at the latest.
    awaits_recording: bool,
    /// When it is tried next.
    next_try_at: Option<String>,
    /// When it was accepted.
    accepted_at: String,
    /// When it became final.
    finished_at: Option<String>,
    /// Whether it is a test.
    is_test: bool,
    /// The delivery it repeats.
    resend_of: Option<String>,
}

impl From<DeliveryRow> for DeliveryView {
    fn from(row: DeliveryRow) -> Self {
        Self {
            id: row.id.to_string(),
            event_id: row.event_id,
            call_id: row.call_id,
            integration_id: row.integration_id.to_string(),
            version: row.version,
            moment: row.moment.key().to_owned(),
            state: if row.held { "held" } else { row.state.key() },
            code: row.code,
            cause: row.cause.map(domain::Cause::key),
            tries: row.tries,
            awaits_recording: row.awaits_recording,
            next_try_at: row.next_try_at.map(views::time),
            accepted_at: views::time(row.accepted_at),
            finished_at: row.finished_at.map(views::time),
            is_test: row.is_test,
            resend_of: row.resend_of.map(|id| id.to_string()),
        }
    }
}

/// One try.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptView {
    /// Its id.
    id: String,
    /// Which try it was, from 1.
    #[serde(rename = "try")]
    try_no: i32,
    /// Which step of the integration it was, from 1.
    step: usize,
    /// The integration's version that was sent.
    version: i32,
    /// When it began.
    started_at: String,
    /// Every header that was sent at this try, secrets and signature masked; none where there was
    /// nothing to send.
    request_headers: BTreeMap<String, String>,
    /// SHA-256 over the masked request without what a try adds.
    request_hash: String,
    /// Whether it came back too late to count.
    late: bool,
    /// What came back.
    outcome: OutcomeView,
}

/// A delivery with all that is kept of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryDetailView {
    /// What the list shows.
    #[serde(flatten)]
    row: DeliveryView,
    /// When the event happened.
    occurred_at: String,
    /// The request of the last try, rendered again with secrets masked; before the first without
    /// what each try adds; null where it cannot be rendered.
    request: Option<RequestView>,
    /// Its attempts, oldest first.
    attempts: Vec<AttemptView>,
}

impl From<DeliveryDetail> for DeliveryDetailView {
    fn from(detail: DeliveryDetail) -> Self {
        let attempts = detail.attempts.iter();
        let request = match detail.attempts.last() {
            Some(last) => sent(&detail, last).or_else(|| rendered(&detail, last)),
            None => first(&detail),
        };
        Self {
            occurred_at: views::time(detail.occurred_at),
            request: request.map(|request| request.masked().into()),
            attempts: attempts.map(|row| AttemptView::of(&detail, row)).collect(),
            row: detail.row.into(),
        }
    }
}

impl AttemptView {
    fn of(detail: &DeliveryDetail, row: &AttemptRow) -> Self {
        let request = sent(detail, row).map(|request| request.masked());
        let headers = request.map(|request| request.headers.into_iter().collect());
        Self {
            id: row.id.to_string(),
            try_no: row.try_no,
            step: row.step + 1,
            version: row.version,
            started_at: views::time(row.started_at),
            request_headers: headers.unwrap_or_default(),
            request_hash: row.request_hash.clone(),
            late: row.late,
            outcome: row.outcome.clone().into(),
        }
    }
}

/// The request as an attempt sent it; none where there was nothing to send.
fn sent(detail: &DeliveryDetail, row: &AttemptRow) -> Option<OutgoingRequest> {
    if row.request_hash.is_empty() {
        return None;
    }
    let integration = detail.sent_by(row);
    let facts = known(detail);
    let request = request::render_step(integration, row.step, &facts, row.try_no).ok()?;
    Some(request.sent(&SentTry {
        delivery_id: detail.row.id,
        step: row.step,
        started_at: row.started_at,
        signs: integration.draft.signature,
    }))
}

/// The request of the version last sent, without what a try adds.
fn rendered(detail: &DeliveryDetail, row: &AttemptRow) -> Option<OutgoingRequest> {
    let facts = known(detail);
    request::render_step(&detail.integration, row.step, &facts, row.try_no).ok()
}

/// The request that will be sent first.
fn first(detail: &DeliveryDetail) -> Option<OutgoingRequest> {
    request::render(&detail.integration, &detail.facts, 1).ok()
}

/// What was known of the call, and what steps took from their answers.
fn known(detail: &DeliveryDetail) -> Facts {
    let mut facts = detail.facts.clone();
    facts.merge(&detail.progress.taken);
    facts
}
