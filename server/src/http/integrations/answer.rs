//! How an integration and a test of it are answered. Secrets are named, never shown.

use crate::http::views;
use app::desk::{TestAnswer, TestStep};
use domain::{IntegrationDraft, Outcome, PlainRequest};
use serde::Serialize;
use std::collections::BTreeMap;
use store::IntegrationRow;
use utoipa::ToSchema;

/// An integration with what belongs to its current version.
#[derive(Debug, Serialize)]
pub struct IntegrationView {
    id: String,
    version: i32,
    #[serde(flatten)]
    draft: IntegrationDraft,
    secret_names: Vec<String>,
    switched_off: bool,
    created_at: String,
    updated_at: String,
}

impl From<IntegrationRow> for IntegrationView {
    fn from(row: IntegrationRow) -> Self {
        Self {
            id: row.id.to_string(),
            version: row.version,
            draft: row.draft,
            secret_names: row.secret_names,
            switched_off: row.switched_off,
            created_at: views::time(row.created_at),
            updated_at: views::time(row.updated_at),
        }
    }
}

/// What was sent, with secrets masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestView {
    /// Its method.
    method: String,
    /// Its whole URL.
    url: String,
    /// Its headers; those that each try adds only where it was tried.
    headers: BTreeMap<String, String>,
    /// Its body.
    body: Option<String>,
}

impl From<PlainRequest> for RequestView {
    fn from(request: PlainRequest) -> Self {
        Self {
            method: request.method.key().to_owned(),
            url: request.url,
            headers: request.headers.into_iter().collect(),
            body: request.body,
        }
    }
}

/// What came back of a try.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomeView {
    /// Why it ended so, such as `accepted`, `status`, `timeout`.
    cause: String,
    /// The status of the answer, where there was one.
    code: Option<u16>,
    /// Headers of the answer, capped.
    headers: BTreeMap<String, String>,
    /// Body of the answer, capped.
    body: String,
    /// Whether the body was cut.
    body_cut: bool,
    /// A technical sentence.
    detail: String,
    /// Microseconds from due to sent.
    queue_us: i64,
    /// Microseconds of finding the address.
    dns_us: i64,
    /// Microseconds of connecting, TLS included.
    connect_us: i64,
    /// Microseconds from the request to the last byte of the answer.
    receiver_us: i64,
}

impl From<Outcome> for OutcomeView {
    fn from(outcome: Outcome) -> Self {
        Self {
            cause: outcome.cause.key().to_owned(),
            code: outcome.status,
            headers: outcome.headers.into_iter().collect(),
            body: outcome.body,
            body_cut: outcome.body_cut,
            detail: outcome.detail,
            queue_us: outcome.timings.queue_us,
            dns_us: outcome.timings.dns_us,
            connect_us: outcome.timings.connect_us,
            receiver_us: outcome.timings.receiver_us,
        }
    }
}

/// What came of a test.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestView {
    /// Whether the answer counts as accepted.
    accepted: bool,
    /// The delivery under which it is in the log.
    delivery_id: Option<String>,
    /// What was sent; null where it could not be rendered.
    request: Option<RequestView>,
    /// What came back.
    outcome: OutcomeView,
    /// Which step of the integration that was, from 1.
    step: usize,
    /// The steps before it.
    earlier: Vec<TestStepView>,
}

/// One step of a test.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestStepView {
    /// Which step of the integration it was, from 1.
    step: usize,
    /// What was sent; null where it could not be rendered.
    request: Option<RequestView>,
    /// What came back.
    outcome: OutcomeView,
}

impl From<TestStep> for TestStepView {
    fn from(step: TestStep) -> Self {
        Self {
            step: step.step + 1,
            request: step.request.map(RequestView::from),
            outcome: step.outcome.into(),
        }
    }
}

impl From<TestAnswer> for TestView {
    fn from(answer: TestAnswer) -> Self {
        Self {
            accepted: answer.accepted,
            delivery_id: answer.delivery_id.map(|id| id.to_string()),
            request: answer.last.request.map(RequestView::from),
            outcome: answer.last.outcome.into(),
            step: answer.last.step + 1,
            earlier: answer.earlier.into_iter().map(TestStepView::from).collect(),
        }
    }
}
