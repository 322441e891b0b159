//! What the test bench asks of the server.

use crate::{components::inspect::api::InspectedLine, error::AppError};
use domain::{IntegrationId, simulation::Scenario};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// What the name of a made-up call begins with.
#[cfg(feature = "ssr")]
const CALL_PREFIX: &str = "test-";
/// Longest number that is taken, in bytes.
#[cfg(feature = "ssr")]
const PHONE_BYTES_MAX: usize = 64;
/// How many of the newest requests to the inspector are shown.
#[cfg(feature = "ssr")]
const ARRIVALS: usize = 5;

/// What the page begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bench {
    /// To which integrations the call can go.
    pub integrations: Vec<(IntegrationId, String)>,
    /// The address of the inspector.
    pub inspector_url: String,
    /// By what the calls of the next report are named.
    pub run: i64,
}

/// A made-up call that is to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// How it goes.
    pub scenario: Scenario,
    /// Which of its moments is told, from 0.
    pub act: usize,
    /// Its name; empty before its first moment.
    pub call_id: String,
    /// The client's number.
    pub phone: String,
    /// The one integration that it is for; none means all of them.
    pub only: Option<IntegrationId>,
}

/// What the page begins with.
#[server]
pub async fn get_bench() -> Result<Bench, AppError> {
    let scope = crate::session::require_seat()?;
    let base = &scope.desk.policy().public_url;
    Ok(Bench {
        run: scope.now(),
        integrations: scope.tenant.list_integration_names().await?,
        inspector_url: format!("{base}/inspect/{}", scope.tenant.inspector_token().await?),
    })
}

/// Tells a moment of a made-up call on the way of every event; returns the name of the call.
#[server(input = Json)]
pub async fn simulate(told: Told) -> Result<String, AppError> {
    use crate::desk::SimulatedMoment;
    let scope = crate::session::require_seat()?.allowed(domain::Right::SetUp)?;
    let acts = told.scenario.acts();
    let act = *acts
        .get(told.act)
        .ok_or_else(|| AppError::NotFound.answered())?;
    let is_made_up = told.call_id.is_empty() || told.call_id.starts_with(CALL_PREFIX);
    if !is_made_up || told.phone.len() > PHONE_BYTES_MAX {
        return Err(AppError::NotFound.answered());
    }
    if let Some(id) = told.only {
        scope.tenant.get_integration(id).await?;
    }
    let call_id = match told.call_id.as_str() {
        // One a millisecond is enough for a tenant's people.
        "" => format!("{CALL_PREFIX}{}", scope.now()),
        known => known.to_owned(),
    };
    let moment = SimulatedMoment {
        tenant_id: scope.seat.tenant.id,
        call_id: call_id.clone(),
        phone: told.phone,
        act,
        only: told.only,
    };
    scope.desk.simulate(moment).await?;
    Ok(call_id)
}

/// The newest requests to the inspector; none for a role that does not see whole numbers.
#[server]
pub async fn list_arrivals() -> Result<Vec<InspectedLine>, AppError> {
    let scope = crate::session::require_seat()?;
    if !scope.seat.may(domain::Right::SeeNumbers) {
        return Ok(Vec::new());
    }
    let lines = scope.tenant.list_inspected().await?;
    let lines = lines.into_iter().take(ARRIVALS);
    Ok(lines.map(|line| InspectedLine::of(&scope, line)).collect())
}
