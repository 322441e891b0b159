//! What the adapters share: the source in the path, its secret, and the way of what it tells.

use super::{Intake, Unreadable, told::Told};
use crate::{
    http::{body, client_address::ClientAddress, keys, problem::ApiError},
    incoming::SentBy,
    state::AppState,
};
use axum::body::{Body, Bytes};
use domain::{Adapter, Sender, SenderId, SourceId, TenantId};
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

/// Lets a source in that comes from a listed address and signs with its secret, or with the one
/// that a rotation replaced while that goes on; notes that it was used.
///
/// # Errors
/// `AddressWrong`, `SignatureWrong`.
pub async fn admit(
    state: &AppState,
    (source, address): (&Source, ClientAddress),
    given: Option<&str>,
    sign: impl Fn(&str) -> Signed,
) -> Result<(), ApiError> {
    keys::must_be_listed(&source.networks, address)?;
    let (given, now) = (given.unwrap_or_default().as_bytes(), state.now());
    // In a time that does not depend on where they differ.
    let fits = |secret: &str| bool::from(given.ct_eq(sign(secret).0.as_bytes()));
    let replaced = if fits(&source.secret) {
        false
    } else {
        let goes_on = source.replaced.as_ref().filter(|(_, ends)| *ends > now);
        if !goes_on.is_some_and(|(secret, _)| fits(secret)) {
            return Err(ApiError::SignatureWrong);
        }
        true
    };
    let id = SenderId::Source(source.id);
    Ok(state.store.note_use(id, replaced, now).await?)
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
    super::note(state, from, taken, |count| *count, body);
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
