//! What is asked of the server about incidents.

use crate::{error::AppError, stamp::Stamp, told::Told};
use domain::{Cause, ConnectionId, DeliveryId, IncidentId, IntegrationId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Most incidents of an integration that are shown.
#[cfg(feature = "ssr")]
const HISTORY_ROWS: u64 = 20;

/// An incident as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentView {
    /// Which.
    pub id: IncidentId,
    /// Of which integration.
    pub integration_id: IntegrationId,
    /// What that is called now.
    pub name: String,
    /// Where its key lies, if it belongs to a connection.
    pub connection: Option<ConnectionId>,
    /// Why the try failed that showed it.
    pub cause: Cause,
    /// The status of its answer.
    pub status: Option<u16>,
    /// The same in words.
    pub told: Told,
    /// The delivery that showed it.
    pub sample: DeliveryId,
    /// When it began.
    pub since: Stamp,
    /// How long it lasted, or has lasted until now, in milliseconds.
    pub lasted_ms: i64,
    /// When and how it ended.
    pub ended: Option<(Stamp, End)>,
    /// What was changed last before it began.
    pub change: Option<ChangeView>,
}

/// How an incident ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// The integration works again.
    Recovered,
    /// A person paused it.
    Paused,
    /// Hookline switched it off.
    SwitchedOff,
    /// It was deleted.
    Deleted,
}

/// A change of an integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// The version that it made.
    pub version: i32,
    /// Who made it.
    pub author: String,
    /// When.
    pub at: Stamp,
}

/// What does not work now, or was switched off because it did not.
#[server]
pub async fn list_standing_incidents() -> Result<Vec<IncidentView>, AppError> {
    let scope = crate::session::require_seat()?;
    let rows = scope.tenant.standing_incidents().await?;
    server::views(&scope, rows).await
}

/// The last incidents of an integration, newest first.
#[server]
pub async fn list_incidents_of(id: IntegrationId) -> Result<Vec<IncidentView>, AppError> {
    let scope = crate::session::require_seat()?;
    let filter = store::IncidentFilter {
        integration: Some(id),
        open: None,
    };
    let page = scope
        .tenant
        .incident_history(&filter, None, HISTORY_ROWS)
        .await?;
    server::views(&scope, page.items).await
}

#[cfg(feature = "ssr")]
pub use server::part_of;

#[cfg(feature = "ssr")]
mod server {
    //! From rows of the store to what a person reads.

    use super::{ChangeView, End, IncidentView};
    use crate::{error::AppError, session::Scope, stamp::Stamp, told::Told, words};
    use domain::Cause;
    use store::{Closed, DeliveryRow, IncidentRow};

    pub(super) async fn views(
        scope: &Scope,
        rows: Vec<IncidentRow>,
    ) -> Result<Vec<IncidentView>, AppError> {
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            views.push(view(scope, row).await?);
        }
        Ok(views)
    }

    async fn view(scope: &Scope, row: IncidentRow) -> Result<IncidentView, AppError> {
        let tenant = &scope.tenant;
        let background = tenant.background(row.integration_id, row.opened_at).await?;
        let until = row.closed.map_or_else(|| scope.now(), |(at, _)| at);
        let status = row.code.and_then(|code| u16::try_from(code).ok());
        Ok(IncidentView {
            id: row.id,
            integration_id: row.integration_id,
            told: Told::of(scope.texts(), &background.name, row.cause, status),
            name: background.name,
            connection: background.connection,
            cause: row.cause,
            status,
            sample: row.sample,
            since: scope.stamp(row.opened_at),
            lasted_ms: until - row.opened_at,
            ended: row.closed.map(|(at, how)| (scope.stamp(at), end(how))),
            change: background.change.map(|change| ChangeView {
                version: change.version,
                author: words::author(scope.texts(), &change.author),
                at: scope.stamp(change.changed_at),
            }),
        })
    }

    const fn end(how: Closed) -> End {
        match how {
            Closed::Recovered => End::Recovered,
            Closed::Paused => End::Paused,
            Closed::SwitchedOff => End::SwitchedOff,
            Closed::Deleted => End::Deleted,
        }
    }

    /// Since when the incident lasts, or lasted, that a delivery is part of: one that did not
    /// arrive at its first try, while its integration failed.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn part_of(scope: &Scope, row: &DeliveryRow) -> Result<Option<Stamp>, AppError> {
        let arrived_at_once = row.tries <= 1 && row.cause.is_some_and(Cause::is_accepted);
        if row.is_test || row.tries == 0 || arrived_at_once {
            return Ok(None);
        }
        let until = row.finished_at.unwrap_or_else(|| scope.now());
        let found = scope
            .tenant
            .find_incident_between(row.integration_id, row.accepted_at, until)
            .await?;
        Ok(found.map(|incident| scope.stamp(incident.opened_at)))
    }
}
