//! What the page of all tenants of a person asks of the server.

use crate::error::AppError;
use domain::{Role, TenantId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A tenant with how its integrations do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientLine {
    /// Which.
    pub tenant: TenantId,
    /// As it calls itself.
    pub name: String,
    /// What the person may do there.
    pub role: Role,
    /// Integrations that send.
    pub sending: usize,
    /// Delivered in the last 24 hours.
    pub delivered: i64,
    /// Ended in any other way in the last 24 hours.
    pub failed: i64,
    /// Not final yet.
    pub open: i64,
}

/// The tenants that the person may enter, by name.
#[server]
pub async fn list_clients() -> Result<Vec<ClientLine>, AppError> {
    let person = crate::session::require_person()?;
    let (store, now) = (crate::session::store()?, crate::session::desk()?.now());
    let memberships = store.memberships(person.sign_in_id, now).await?;
    let mut lines = Vec::with_capacity(memberships.len());
    for membership in memberships {
        let tenant = membership.tenant;
        let cards = store.tenant(tenant.id).list_integration_cards(now).await?;
        lines.push(ClientLine {
            tenant: tenant.id,
            name: tenant.name,
            role: membership.role,
            sending: cards.iter().filter(|card| card.enabled).count(),
            delivered: cards.iter().map(|card| card.delivered_24h).sum(),
            failed: cards.iter().map(|card| card.failed_24h).sum(),
            open: cards.iter().map(|card| card.open).sum(),
        });
    }
    Ok(lines)
}
