//! What the adapters share: the source in the path, its secret, and the way of what it tells.

use super::{Intake, Unreadable, told::Told};
use crate::{
    http::{body, problem::ApiError},
    incoming::SentBy,
    state::AppState,
};
use axum::body::{Body, Bytes};
use domain::{Adapter, Sender, SourceId, TenantId};
use store::Source;
use subtle::ConstantTimeEq as _;

/// Largest notification of a telephony platform, in bytes.
pub const NOTIFICATION_BYTES_MAX: usize = 65_536;

/// The signature that a body should have.
pub struct Signed(pub String);

/// The source with this id, if it is one of this adapter.
///
/// # Errors
/// `NotFound` for any other id, whoever owns it.
pub async fn source(state: &AppState, id: &str, adapter: Adapter) -> Result<Source, ApiError> {
    let missing = || ApiError::NotFound("source");
    let id: SourceId = id.parse().map_err(|_error| missing())?;
    let source = state.store.find_source(id).await?;
    source
        .filter(|source| source.adapter == adapter)
        .ok_or_else(missing)
}

/// The body of a notification.
///
/// # Errors
/// Where it is too large or does not arrive.
pub async fn form_body(body: Body) -> Result<Bytes, ApiError> {
    body::read(body, NOTIFICATION_BYTES_MAX).await
}

/// Compares signatures in a time that does not depend on where they differ.
///
/// # Errors
/// `SignatureWrong`.
pub fn check(given: Option<&str>, signed: &Signed) -> Result<(), ApiError> {
    let given = given.unwrap_or_default().as_bytes();
    if bool::from(given.ct_eq(signed.0.as_bytes())) {
        Ok(())
    } else {
        Err(ApiError::SignatureWrong)
    }
}

/// Notes what became of a notification, for the people of the tenant.
pub fn note(state: &AppState, source: &Source, taken: &Result<usize, ApiError>, body: &[u8]) {
    let from = SentBy {
        tenant_id: source.tenant_id,
        sender_id: source.id.0,
        sender: match source.adapter {
            Adapter::Zadarma => Sender::Zadarma,
            Adapter::Twilio => Sender::Twilio,
        },
    };
    state
        .incoming
        .note(from, taken, |count| *count, body, state.now());
}

/// Records what a notification told; how many events that were.
///
/// # Errors
/// Where the call or the moment is missing, or the event cannot be kept.
pub async fn accept(
    state: &AppState,
    tenant_id: TenantId,
    told: Option<Told<'_>>,
) -> Result<usize, ApiError> {
    let events: Vec<Told<'_>> = told.into_iter().collect();
    if events.is_empty() {
        return Ok(0);
    }
    let intake = Intake {
        tenant_id,
        idempotency: None,
        is_list: false,
        unreadable: Unreadable::LeftOut,
        only: None,
    };
    let receipts = super::accept(state, intake, events).await?;
    Ok(receipts.len())
}
