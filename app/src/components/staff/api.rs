//! What the list of tenants asks of the server.

use super::standing::TenantState;
use crate::{error::AppError, stamp::Stamp};
use domain::TenantId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Most tenants on the page; a search narrows them.
pub const ROWS: usize = 100;
/// One more tells that there are more.
#[cfg(feature = "ssr")]
const ROWS_AND_ONE: u64 = 101;

/// A tenant as a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantLine {
    /// Which.
    pub id: TenantId,
    /// As it calls itself.
    pub name: String,
    /// How it stands.
    pub state: TenantState,
    /// Its integrations.
    pub integrations: i64,
    /// Delivered in the last 24 hours.
    pub delivered: i64,
    /// Ended otherwise in the last 24 hours.
    pub failed: i64,
    /// Not final yet.
    pub open: i64,
    /// When its last event was accepted.
    pub last_event: Option<Stamp>,
}

/// The tenants that a search finds, those that fail first, and one more than [`ROWS`] where there
/// are more; for anybody but staff there is no
/// such thing. A search by a number, an e-mail or a call is written down before it is answered.
#[server(prefix = "/fn/staff")]
pub async fn list_tenants(search: String) -> Result<Vec<TenantLine>, AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::ReadTenants)?;
    let (store, now) = (&scope.store, scope.now());
    let found = store.list_tenants(&search, now, ROWS_AND_ONE).await?;
    let actor = scope.actor();
    store
        .note_tenant_search(&actor, &search, &found, now)
        .await?;
    let line = |standing: store::TenantStanding| TenantLine {
        state: TenantState::of(&standing, now),
        id: standing.tenant.id,
        name: standing.tenant.name,
        integrations: standing.integrations,
        delivered: standing.delivered_24h,
        failed: standing.failed_24h,
        open: standing.open,
        last_event: standing.last_event_at.map(|at| scope.stamp(at)),
    };
    Ok(found.into_iter().map(line).collect())
}
