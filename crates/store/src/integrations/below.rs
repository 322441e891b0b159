//! The integrations below a connection, and what its change makes of them.

use super::{
    change::{Change, Current, Judge},
    health, versions,
};
use crate::{
    Actor, StoreError, TenantStore,
    entity::integration::{Column, Entity, Model},
};
use domain::{AddressPolicy, ConnectionId, DraftSecrets, IntegrationId, MemberId, TenantId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// The integrations that belong to a connection.
pub(crate) async fn below(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: ConnectionId,
) -> Result<Vec<IntegrationId>, StoreError> {
    let rows = rows_below(db, tenant, id).await?;
    Ok(rows.into_iter().map(|row| IntegrationId(row.id)).collect())
}

/// Who is told by name of failures of the integrations below a connection; nobody in particular
/// where one of them names nobody.
pub(crate) async fn recipients_below(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: ConnectionId,
) -> Result<Vec<MemberId>, StoreError> {
    let mut told = Vec::new();
    for integration in below(db, tenant, id).await? {
        let named = health::failure_recipients(db, tenant, integration).await?;
        if named.is_empty() {
            return Ok(Vec::new());
        }
        told.extend(named);
    }
    Ok(told)
}

/// Makes a new version of each integration below a connection that was changed.
///
/// # Errors
/// `Invalid` where one of them cannot be sent with the connection as it is now.
pub(crate) async fn renew_below(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    id: ConnectionId,
    policy: &AddressPolicy,
    now: i64,
) -> Result<Vec<IntegrationId>, StoreError> {
    let mut renewed = Vec::new();
    for row in rows_below(db, tenant.id, id).await? {
        let current = Current::of(db, row).await?;
        let draft = current.draft(db).await?;
        let judge = Judge::of(db, tenant, &draft, policy).await?;
        let names = current.secret_names;
        let mut change = Change::checked(draft, DraftSecrets::default(), names, &judge)?;
        health::switch_on_again(&mut change, &current.row);
        versions::insert_next(db, tenant, actor, &current.row, change, now).await?;
        renewed.push(IntegrationId(current.row.id));
    }
    Ok(renewed)
}

async fn rows_below(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: ConnectionId,
) -> Result<Vec<Model>, StoreError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tenant.0))
        .filter(Column::ConnectionId.eq(id.0))
        .filter(Column::DeletedAt.is_null())
        .all(db)
        .await?;
    Ok(rows)
}
