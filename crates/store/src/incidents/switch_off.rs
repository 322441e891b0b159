//! Switching an integration off that does nothing but fail. What it is owed is held, as in a
//! pause, until somebody switches it on again.

use super::{Closed, close};
use crate::{
    Actor, StoreError, TenantStore, audit, integrations, tenants,
    told::{self, Told},
    wake,
};
use domain::{IntegrationId, notice::Notice};
use sea_orm::ConnectionTrait;

/// Why an integration was switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The receiver gave the address up.
    Gone,
    /// It failed for too long.
    Failing,
}

impl Reason {
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }
}

/// Switches it off, ends its incident, and tells so.
pub(crate) async fn run(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    id: IntegrationId,
    reason: Reason,
    now: i64,
) -> Result<(), StoreError> {
    tenants::raise_revision(db, tenant.id).await?;
    if !integrations::switch_off(db, tenant, id, reason.key(), now).await? {
        // It does not send any more in any case: nothing fails.
        close(db, tenant, id, Closed::Paused, now).await?;
        return Ok(());
    }
    let subject = id.to_string();
    audit::note(
        db,
        tenant,
        &Actor::System,
        "integration.switch_off",
        &subject,
        now,
    )
    .await?;
    if let Some(incident) = close(db, tenant, id, Closed::SwitchedOff, now).await? {
        let told = Told::of_incident(Notice::SwitchedOff, id, incident);
        told::tell(db, tenant, told, now).await?;
    }
    wake::changed(db, tenant.id, id).await?;
    Ok(())
}
