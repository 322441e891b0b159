//! Versions: written once, never changed.

use super::{IntegrationRow, change::Change, pause};
use crate::{
    Actor, StoreError, TenantStore, connections,
    entity::{
        integration::{self, Model},
        integration_version::{ActiveModel, Entity},
    },
    incidents::{self, Closed},
    secrets, sql, tenants, text,
};
use domain::{
    Connection, Fault, FieldError, IntegrationDraft, IntegrationId, TenantId,
    integration::INTEGRATIONS_MAX, ownership::slot_of,
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set};

/// How many integrations a tenant has.
const COUNT: &str = "SELECT COUNT(*) FROM integration WHERE tenant_id = ? AND deleted_at IS NULL";

/// A version as it is kept.
pub(super) struct Version {
    /// Who made it.
    pub(super) author: String,
    definition: String,
    connection_version: Option<i32>,
}

impl Version {
    /// Its words.
    pub(super) fn draft(&self) -> Result<IntegrationDraft, StoreError> {
        text::parsed("a version", &self.definition)
    }

    /// The connection that it belonged to, as that stood then.
    pub(super) async fn connection(
        &self,
        db: &impl ConnectionTrait,
        tenant: TenantId,
    ) -> Result<Option<Connection>, StoreError> {
        match (self.draft()?.connection, self.connection_version) {
            (Some(id), Some(version)) => connections::find(db, tenant, id, version).await,
            _ => Ok(None),
        }
    }
}

/// A version, if there is one.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: IntegrationId,
    version: i32,
) -> Result<Option<Version>, StoreError> {
    let row = Entity::find_by_id((tenant.0, id.0, version))
        .one(db)
        .await?;
    Ok(row.map(|row| Version {
        author: row.author,
        definition: row.definition,
        connection_version: row.connection_version,
    }))
}

/// The newest version, of deleted integrations too.
pub(super) async fn find_newest(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: IntegrationId,
) -> Result<Option<Version>, StoreError> {
    let row = integration::Entity::find_by_id((tenant.0, id.0))
        .one(db)
        .await?;
    match row {
        Some(row) => find(db, tenant, id, row.version).await,
        None => Ok(None),
    }
}

/// Writes a new integration with its first version and its secrets, unless there are as many as
/// there may be. Whoever calls holds the tenant's row.
pub(super) async fn insert_first(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    id: IntegrationId,
    change: Change,
    now: i64,
) -> Result<IntegrationRow, StoreError> {
    if sql::number(db, COUNT, vec![tenant.id.0.into()]).await? >= INTEGRATIONS_MAX {
        let fault = FieldError::new("name", Fault::TooManyHere).with("max", INTEGRATIONS_MAX);
        return Err(StoreError::Invalid(vec![fault]));
    }
    let sends = sends(db, tenant, &change).await?;
    let row = integration::ActiveModel {
        tenant_id: Set(tenant.id.0),
        id: Set(id.0),
        version: Set(1),
        name: Set(change.draft.name.clone()),
        connection_id: Set(change.draft.connection.map(|id| id.0)),
        slot: Set(slot(id, &change.draft)),
        enabled: Set(sends),
        created_at: Set(now),
        updated_at: Set(now),
        paused_at: Set((!sends).then_some(now)),
        switched_off: Set(None),
        deleted_at: Set(None),
    };
    let row = row.insert(db).await?;
    write(db, tenant, actor, &row, change).await
}

/// Writes the next version of an integration and what changes of its secrets.
pub(super) async fn insert_next(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    current: &Model,
    change: Change,
    now: i64,
) -> Result<IntegrationRow, StoreError> {
    let mut row = integration::ActiveModel::from(current.clone());
    row.version = Set(current.version + 1);
    let enabled = change.draft.enabled;
    row.name = Set(change.draft.name.clone());
    row.connection_id = Set(change.draft.connection.map(|id| id.0));
    row.slot = Set(slot(IntegrationId(current.id), &change.draft));
    let sends = sends(db, tenant, &change).await?;
    row.enabled = Set(sends);
    row.updated_at = Set(now);
    row.paused_at = Set(pause::paused_at(current, sends, now));
    row.switched_off = Set(change.switched_off.clone().filter(|_| !enabled));
    let row = row.update(db).await?;
    pause::restart_clocks(db, current, sends, now).await?;
    if !enabled && change.switched_off.is_none() {
        incidents::close(db, tenant, IntegrationId(current.id), Closed::Paused, now).await?;
    }
    write(db, tenant, actor, &row, change).await
}

/// Whether an integration sends after a change: nothing of a suspended tenant does, whatever the
/// integration's own words say.
async fn sends(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    change: &Change,
) -> Result<bool, StoreError> {
    Ok(change.draft.enabled && !tenants::is_suspended(db, tenant.id).await?)
}

/// In which slot of ownership an integration lies.
fn slot(id: IntegrationId, draft: &IntegrationDraft) -> i32 {
    let shared = draft.connection.map_or(id.0, |connection| connection.0);
    i32::from(slot_of(shared))
}

async fn write(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    row: &Model,
    change: Change,
) -> Result<IntegrationRow, StoreError> {
    let connection_version = match change.draft.connection {
        Some(connection) => Some(connections::current_version(db, tenant.id, connection).await?),
        None => None,
    };
    let version = ActiveModel {
        tenant_id: Set(row.tenant_id),
        integration_id: Set(row.id),
        version: Set(row.version),
        author: Set(actor.to_string()),
        definition: Set(text::json("a version", &change.draft)?),
        connection_version: Set(connection_version),
        created_at: Set(row.updated_at),
    };
    Entity::insert(version).exec_without_returning(db).await?;
    secrets::write(db, tenant, row.id, &change.secrets, row.updated_at).await?;
    Ok(IntegrationRow {
        id: IntegrationId(row.id),
        version: row.version,
        draft: change.draft,
        secret_names: change.secret_names,
        switched_off: row.switched_off.is_some(),
        created_at: row.created_at,
        updated_at: row.updated_at,
        author: actor.to_string(),
    })
}
