//! What the operator's page of a tenant asks of the server.

use super::view::TenantView;
use crate::error::AppError;
use domain::{HandoverId, MemberId, TenantId};
use leptos::prelude::*;

/// A tenant, for staff.
#[server(prefix = "/fn/staff")]
pub async fn get_tenant(id: String) -> Result<TenantView, AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::ReadTenants)?;
    let id = id.parse().map_err(|_| AppError::NotFound.answered())?;
    super::server::view(&scope, id).await
}

/// Holds the deliveries of a tenant back; it is told why.
#[server(prefix = "/fn/staff")]
pub async fn suspend_tenant(id: TenantId, reason: String) -> Result<(), AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::Suspend)?;
    if let Some(fault) = domain::access::reason_fault(&reason) {
        let errors = vec![fault];
        return Err(AppError::Invalid { errors }.answered());
    }
    let (tenant, actor) = (scope.store.tenant(id), scope.actor());
    let changed = tenant.suspend(&actor, reason.trim(), scope.now()).await?;
    super::server::tell(&scope, id, changed).await;
    Ok(())
}

/// Lets the deliveries of a tenant go.
#[server(prefix = "/fn/staff")]
pub async fn resume_tenant(id: TenantId) -> Result<(), AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::Suspend)?;
    let (tenant, actor) = (scope.store.tenant(id), scope.actor());
    let changed = tenant.resume(&actor, scope.now()).await?;
    super::server::tell(&scope, id, changed).await;
    Ok(())
}

/// Asks for a member to become an owner; every owner is told why, and can refuse.
#[server(prefix = "/fn/staff")]
pub async fn ask_handover(id: TenantId, member: MemberId, reason: String) -> Result<(), AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::HandOver)?;
    if let Some(fault) = domain::access::reason_fault(&reason) {
        let errors = vec![fault];
        return Err(AppError::Invalid { errors }.answered());
    }
    let (tenant, actor) = (scope.store.tenant(id), scope.actor());
    let asking = tenant.ask_handover(&actor, member, reason.trim(), scope.now());
    Ok(asking.await?)
}

/// Makes the member an owner, once the wait is over.
#[server(prefix = "/fn/staff")]
pub async fn hand_over(id: TenantId, handover: HandoverId) -> Result<(), AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::HandOver)?;
    let (tenant, actor) = (scope.store.tenant(id), scope.actor());
    Ok(tenant.hand_over(&actor, handover, scope.now()).await?)
}

/// Takes back that a member becomes an owner.
#[server(prefix = "/fn/staff")]
pub async fn withdraw_handover(id: TenantId, handover: HandoverId) -> Result<(), AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::HandOver)?;
    let (tenant, actor) = (scope.store.tenant(id), scope.actor());
    Ok(tenant
        .refuse_handover(&actor, handover, scope.now())
        .await?)
}
