//! Connections as integrations find them: the version that one names, or the current one.

use crate::{
    StoreError,
    entity::{
        connection::{Entity, Model},
        connection_version,
    },
    secrets, text,
};
use domain::{Connection, ConnectionId, TenantId};
use sea_orm::{ConnectionTrait, EntityTrait};

/// The row of a connection that is not deleted.
pub(super) async fn live(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: ConnectionId,
) -> Result<Option<Model>, StoreError> {
    let row = Entity::find_by_id((tenant.0, id.0)).one(db).await?;
    Ok(row.filter(|row| row.deleted_at.is_none()))
}

/// A version of a connection, deleted or not.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: ConnectionId,
    version: i32,
) -> Result<Option<Connection>, StoreError> {
    let row = connection_version::Entity::find_by_id((tenant.0, id.0, version))
        .one(db)
        .await?;
    let found = row.map(|row| {
        Ok(Connection {
            id,
            version,
            draft: text::parsed("a version", &row.definition)?,
        })
    });
    found.transpose()
}

/// A connection that is not deleted, with the names of its secrets.
pub(crate) async fn find_current(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: ConnectionId,
) -> Result<Option<(Connection, Vec<String>)>, StoreError> {
    let Some(row) = live(db, tenant, id).await? else {
        return Ok(None);
    };
    let found = find(db, tenant, id, row.version).await?;
    let names = secrets::names(db, tenant, id.0).await?;
    Ok(found.map(|connection| (connection, names)))
}

/// The number of the current version.
pub(crate) async fn current_version(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: ConnectionId,
) -> Result<i32, StoreError> {
    let row = Entity::find_by_id((tenant.0, id.0)).one(db).await?;
    Ok(row.ok_or(StoreError::NotFound)?.version)
}
