//! How events come in: the ingest API and the adapters of telephony platforms, on one way.

pub mod adapter;
pub mod form;
pub mod identity;
pub mod json;
mod normalise;
mod phone;
mod placeholder;
mod time;
pub mod told;
pub mod twilio;
pub mod zadarma;

pub use phone::{
    load_tables as load_phone_tables, phone as read_phone, searched as searched_phone,
    whole as whole_number,
};
pub use time::{at as time_at, read as read_time};

use super::problem::ApiError;
use crate::{incoming::SentBy, state::AppState};
use domain::{CallEvent, IntegrationId, Receipt, Refusal, Sender, TenantId};
use engine::{Acceptance, Idempotency};
pub use normalise::{Reading, Unreadable};
use told::{Faults, Told};

/// What comes with the events of a request.
#[derive(Debug)]
pub struct Intake {
    /// Whose they are.
    pub tenant_id: TenantId,
    /// The `Idempotency-Key` of the request.
    pub idempotency: Option<Idempotency>,
    /// Whether an array was sent: faults then name the index.
    pub is_list: bool,
    /// What becomes of a value that cannot be read.
    pub unreadable: Unreadable,
    /// The one integration that they are for; none means all of them.
    pub only: Option<IntegrationId>,
}

/// Reads events and records them; returns after the commit, with a receipt for each.
///
/// # Errors
/// `Fields` with every fault of every event, or what keeps them from being recorded. Nothing
/// of the request was taken then.
pub async fn accept(
    state: &AppState,
    intake: Intake,
    told: Vec<Told<'_>>,
) -> Result<Vec<Receipt>, ApiError> {
    let setup = state.store.setup(intake.tenant_id).await?;
    let reading = Reading {
        unreadable: intake.unreadable,
        projects: &setup.projects,
        ..Reading::of(&setup.tenant, &state.config.public_url, state.now())
    };
    let mut events = read_all(&reading, told, intake.is_list)?;
    for event in &mut events {
        event.only = intake.only;
    }
    let acceptance = Acceptance {
        tenant_id: intake.tenant_id,
        events,
        idempotency: intake.idempotency,
    };
    Ok(state.engine.accept(acceptance).await?.receipts)
}

/// Notes what became of a request, for the people of its tenant; a fault of the server is none of
/// the telephony's.
pub(super) fn note<T>(
    state: &AppState,
    from: SentBy,
    result: &Result<T, ApiError>,
    count: impl FnOnce(&T) -> usize,
    body: &[u8],
) {
    let (incoming, now) = (&state.incoming, state.now());
    match result {
        Ok(taken) => incoming.accepted(from, count(taken), now),
        Err(error) => {
            if let Some(refusal) = Refusal::from_key(error.code()) {
                incoming.refused(from, (refusal, error.told()), body, now);
            }
        }
    }
}

/// Takes the events of a JSON body.
///
/// # Errors
/// As those of [`accept`], and `Malformed` for what is no JSON of events.
pub(super) async fn take_json(
    state: &AppState,
    tenant_id: TenantId,
    body: &[u8],
    idempotency: Option<Idempotency>,
) -> Result<Vec<Receipt>, ApiError> {
    let batch = json::read(body)?;
    let intake = Intake {
        tenant_id,
        idempotency,
        is_list: batch.is_list,
        unreadable: Unreadable::Refused,
        only: None,
    };
    accept(state, intake, batch.events).await
}

/// Takes a request of the telephony that a person mended; how many events it told.
///
/// # Errors
/// As where it came from, but for the signature, which a person cannot make.
pub async fn take_again(
    state: &AppState,
    tenant_id: TenantId,
    sender: Sender,
    body: &[u8],
) -> Result<usize, ApiError> {
    match sender {
        Sender::Key => {
            let receipts = take_json(state, tenant_id, body, None).await?;
            Ok(receipts.len())
        }
        Sender::Zadarma => {
            let form = form::Form::read(body)?;
            adapter::accept(state, tenant_id, zadarma::told(&form)).await
        }
        Sender::Twilio => {
            let form = form::Form::read(body)?;
            adapter::accept(state, tenant_id, twilio::told(&form)).await
        }
    }
}

/// Reads events; an array names the index of each fault.
///
/// # Errors
/// `Fields` with every fault of every event.
pub fn read_all(
    reading: &Reading<'_>,
    told: Vec<Told<'_>>,
    is_list: bool,
) -> Result<Vec<CallEvent>, ApiError> {
    let mut events = Vec::with_capacity(told.len());
    let mut found = Vec::new();
    for (index, told) in told.into_iter().enumerate() {
        let mut faults = Faults::at(is_list.then_some(index));
        events.extend(reading.event(told, &mut faults));
        found.extend(faults.into_found());
    }
    if found.is_empty() {
        Ok(events)
    } else {
        Err(ApiError::Fields(found))
    }
}
