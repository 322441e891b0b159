//! What the list of tenants asks of the server.

use crate::error::AppError;
use domain::TenantId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Most tenants on the page; a search narrows them.
#[cfg(feature = "ssr")]
const ROWS: u64 = 100;

/// A tenant as a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantLine {
    /// Which.
    pub id: TenantId,
    /// As it calls itself.
    pub name: String,
    /// Its time zone.
    pub zone: String,
    /// Its country.
    pub country: String,
}

/// The tenants whose name has a text in it, for staff; for anybody else there is no such thing.
#[server]
pub async fn list_tenants(search: String) -> Result<Vec<TenantLine>, AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::ReadTenants)?;
    let tenants = scope.store.list_tenants(&search, ROWS).await?;
    let line = |tenant: domain::Tenant| TenantLine {
        id: tenant.id,
        name: tenant.name,
        zone: tenant.zone,
        country: tenant.country,
    };
    Ok(tenants.into_iter().map(line).collect())
}
