//! What the test bench asks: a moment of a made-up call on the way of every event, and what a
//! receiver would say of a stamp.

use crate::{
    http::{
        ingest::{self, Intake, Unreadable, json},
        problem::ApiError,
    },
    state::AppState,
};
use app::{
    desk::{SimulatedMoment, TakenAgain},
    error::AppError,
};
use domain::{
    DeliveryId, Refusal, Sender, TenantId,
    integration::is_signing_secret,
    request::added::{ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER},
    signing::{STAMP_AGE_MS_MAX, Verdict},
};
use engine::sender::signature_fits;
use serde_json::{Map, Value};
use store::{InspectedRequest, StoreError};

/// Reports a moment as telephony would.
pub(super) async fn simulate(state: &AppState, told: SimulatedMoment) -> Result<(), AppError> {
    let body = serde_json::to_vec(&body(&told, state.now())).map_err(|e| AppError::broken(&e))?;
    let batch = json::read(&body).map_err(|error| refused(&error))?;
    let intake = Intake {
        tenant_id: told.tenant_id,
        idempotency: None,
        is_list: batch.is_list,
        unreadable: Unreadable::LeftOut,
        only: told.only,
    };
    let accepted = ingest::accept(state, intake, batch.events).await;
    accepted.map(drop).map_err(|error| refused(&error))
}

/// Takes a refused request again.
pub(super) async fn take_again(
    state: &AppState,
    tenant: TenantId,
    sender: Sender,
    body: &str,
) -> Result<TakenAgain, AppError> {
    match ingest::take_again(state, tenant, sender, body.as_bytes()).await {
        Ok(count) => Ok(Ok(count)),
        Err(error) => match Refusal::from_key(error.code()) {
            Some(refusal) => Ok(Err((refusal, error.told()))),
            None => Err(refused(&error)),
        },
    }
}

fn refused(error: &ApiError) -> AppError {
    match error {
        ApiError::NotFound(_) => AppError::NotFound.answered(),
        error => AppError::broken(error),
    }
}

/// The event as a telephony platform would send it.
fn body(told: &SimulatedMoment, now: i64) -> Map<String, Value> {
    let text = |text: &str| Value::String(text.to_owned());
    let mut body = Map::from_iter([
        ("moment".to_owned(), text(told.act.moment.key())),
        ("call_id".to_owned(), text(&told.call_id)),
        ("caller_number".to_owned(), text(&told.phone)),
        ("occurred_at".to_owned(), now.into()),
        ("is_test".to_owned(), true.into()),
    ]);
    let facts = told.act.facts.iter();
    body.extend(facts.map(|(name, fact)| ((*name).to_owned(), text(fact))));
    let stamps = told.act.stamps.iter();
    body.extend(stamps.map(|name| ((*name).to_owned(), now.into())));
    body
}

/// Checks a stamp as a receiver would, with the secrets of the integration that sent it.
pub(super) async fn check_stamp(
    state: &AppState,
    tenant: TenantId,
    request: &InspectedRequest,
) -> Result<Verdict, AppError> {
    let header = |wanted: &str| {
        let mut headers = request.headers.iter();
        headers
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, text)| text.as_str())
    };
    let stamp = (
        header(ID_HEADER),
        header(TIMESTAMP_HEADER),
        header(SIGNATURE_HEADER),
    );
    let (Some(id), Some(timestamp), Some(signature)) = stamp else {
        return Ok(Verdict::Unsigned);
    };
    if request.body_cut {
        return Ok(Verdict::Cut);
    }
    // From the second step on its number stands behind the delivery.
    let name = id.split('.').next().unwrap_or_default();
    let Ok(delivery) = name.parse::<DeliveryId>() else {
        return Ok(Verdict::Unknown);
    };
    let integration = match state.store.tenant(tenant).get_delivery(delivery).await {
        Ok(detail) => detail.row.integration_id,
        Err(StoreError::NotFound) => return Ok(Verdict::Unknown),
        Err(error) => return Err(error.into()),
    };
    let secrets = state.store.secrets(tenant, integration).await?;
    let fits = secrets.iter().any(|(name, secret)| {
        is_signing_secret(name) && signature_fits(secret, id, timestamp, &request.body, signature)
    });
    let sent_ms = timestamp.parse::<i64>().unwrap_or_default() * 1_000;
    let is_of_now = (request.received_at - sent_ms).abs() <= STAMP_AGE_MS_MAX;
    Ok(match (fits, is_of_now) {
        (false, _) => Verdict::Wrong,
        (true, false) => Verdict::Stale,
        (true, true) => Verdict::Right,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::simulation::Scenario;

    #[test]
    fn a_moment_is_told_as_telephony_would_tell_it() {
        let act = Scenario::Missed.acts()[0];
        let told = SimulatedMoment {
            tenant_id: TenantId(uuid::Uuid::nil()),
            call_id: "test-1".to_owned(),
            phone: "050 111 22 33".to_owned(),
            act,
            only: None,
        };
        let body = body(&told, 1_772_871_785_000);
        assert_eq!(body["moment"], "before_call");
        assert_eq!(body["is_test"], true);
        assert_eq!(body["caller_name"], "TEST Hookline");
        assert_eq!(body["call_started_at"], 1_772_871_785_000_i64);
    }
}
