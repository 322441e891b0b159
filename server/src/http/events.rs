//! `POST /api/v1/events`: telephony platforms report what happens to calls.

use super::{
    body,
    client_address::ClientAddress,
    ingest::{identity, note, take_json, told::ID_BYTES_MAX},
    keys::{self, IngestKey},
    problem::{ApiError, Problem},
};
use crate::{incoming::SentBy, state::AppState};
use axum::{
    Json,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use domain::{KeyId, Receipt, Sender};
use engine::Idempotency;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use store::ApiKey;
use utoipa::ToSchema;

/// Largest body of a request, in bytes.
pub const EVENTS_BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What became of the events of a request, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub struct Taken {
    accepted: Vec<TakenEvent>,
}

/// What became of one event.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenEvent {
    /// The identity of the event: the one that was sent, or a new one.
    event_id: String,
    /// How many deliveries it owes.
    delivery_count: u32,
    /// Whether an event with this identity was there before; nothing was added then.
    duplicate: bool,
    /// Whether the earlier one said something else; the first content wins.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    differs: bool,
}

impl From<Receipt> for TakenEvent {
    fn from(receipt: Receipt) -> Self {
        Self {
            event_id: receipt.event_id,
            delivery_count: receipt.delivery_count,
            duplicate: receipt.duplicate,
            differs: receipt.differs,
        }
    }
}

/// An event. Beside the fields named here, every call parameter of the catalogue may be told.
#[derive(Deserialize, ToSchema)]
#[schema(as = CallEvent)]
#[expect(dead_code, reason = "It describes the body for the documentation.")]
pub struct EventShape {
    /// Unique in the tenant for 30 days; without it the event is known by what it says.
    event_id: Option<String>,
    /// `before_call`, `forwarding_step`, `answered`, `after_call`, `after_rating`, `call_updated`.
    #[schema(example = "after_call")]
    moment: String,
    /// The telephony's name of the call.
    #[schema(example = "c-1")]
    call_id: String,
    /// RFC 3339, `YYYY-MM-DD HH:MM:SS` in the tenant's zone, Unix seconds or milliseconds; absent means now.
    occurred_at: Option<String>,
    /// The client's number, in any spelling.
    #[schema(example = "+380501112233")]
    caller_number: Option<String>,
    /// Your own parameters, by name.
    custom: Option<BTreeMap<String, String>>,
    /// Every other call parameter, by its name.
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

/// Takes events.
///
/// One, or an array of up to 1,000, taken whole or not at all. What was answered with 202 is on
/// disk together with every delivery that it owes.
///
/// # Errors
/// As a problem: what was expected where, or why nothing can be kept just now.
#[utoipa::path(
    post, path = "/api/v1/events", tag = "ingest",
    summary = "Report events of calls",
    request_body(content = EventShape, description = "One event, or an array of up to 1,000"),
    params(("Idempotency-Key" = Option<String>, Header, description = "The same value sent again within 24 hours gets the same answer")),
    security(("ingest" = [])),
    responses(
        (status = 202, description = "Committed: they are not lost any more", body = Taken),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 408, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem),
        (status = 422, description = "Faults by index and field, or a reused key", body = Problem),
        (status = 503, description = "Send it again after `Retry-After` seconds", body = Problem)
    )
)]
pub async fn report(
    State(state): State<AppState>,
    IngestKey(key, address): IngestKey,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Taken>), ApiError> {
    let from = SentBy {
        tenant_id: key.tenant_id,
        sender_id: key.id.0,
        sender: Sender::Key,
    };
    let body = body::read(body, EVENTS_BODY_BYTES_MAX).await;
    let kept = body.as_ref().map_or_else(|_| Bytes::new(), Bytes::clone);
    let taken = match body {
        Ok(body) => take(&state, (&key, address), &headers, &body).await,
        Err(error) => Err(error),
    };
    note(&state, from, &taken, Vec::len, &kept);
    let accepted = taken?.into_iter().map(TakenEvent::from).collect();
    Ok((StatusCode::ACCEPTED, Json(Taken { accepted })))
}

async fn take(
    state: &AppState,
    (key, address): (&ApiKey, ClientAddress),
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Vec<Receipt>, ApiError> {
    keys::admit(state, key, address).await?;
    must_be_json(headers)?;
    let idempotency = idempotency(key.id, headers, body)?;
    take_json(state, key.tenant_id, body, idempotency).await
}

/// Refuses what says that it is something else; what says nothing is read as JSON.
///
/// # Errors
/// `MediaType`.
pub fn must_be_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let said = headers
        .get(header::CONTENT_TYPE)
        .map(|value| value.to_str().unwrap_or_default());
    let kind = said.map(|said| {
        said.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    });
    match kind.as_deref() {
        None => Ok(()),
        Some(kind) if kind == "application/json" || kind.ends_with("+json") => Ok(()),
        Some(_) => Err(ApiError::MediaType("application/json")),
    }
}

fn idempotency(
    sender: KeyId,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Option<Idempotency>, ApiError> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value
        .to_str()
        .ok()
        .filter(|key| (1..=ID_BYTES_MAX).contains(&key.len()));
    let key = key.ok_or_else(|| {
        ApiError::Malformed(format!(
            "the Idempotency-Key has to be 1 to {ID_BYTES_MAX} visible ASCII characters"
        ))
    })?;
    Ok(Some(Idempotency {
        sender,
        key: key.to_owned(),
        body: identity::body(body),
    }))
}
