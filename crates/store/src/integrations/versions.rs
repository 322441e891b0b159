//! Versions: written once, never changed.

use super::{IntegrationRow, change::Change, pause};
use crate::{
    Actor, StoreError, TenantStore,
    entity::{
        integration::{self, Model},
        integration_version::{ActiveModel, Entity},
    },
    secrets, text,
};
use domain::{IntegrationDraft, IntegrationId, TenantId};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set};

/// A version as it is kept.
pub(super) struct Version {
    /// Who made it.
    pub(super) author: String,
    definition: String,
}

impl Version {
    /// Its words.
    pub(super) fn draft(&self) -> Result<IntegrationDraft, StoreError> {
        text::parsed("a version", &self.definition)
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
    }))
}

/// Writes a new integration with its first version and its secrets.
pub(super) async fn insert_first(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    id: IntegrationId,
    change: Change,
    now: i64,
) -> Result<IntegrationRow, StoreError> {
    let row = integration::ActiveModel {
        tenant_id: Set(tenant.id.0),
        id: Set(id.0),
        version: Set(1),
        name: Set(change.draft.name.clone()),
        enabled: Set(change.draft.enabled),
        created_at: Set(now),
        updated_at: Set(now),
        paused_at: Set((!change.draft.enabled).then_some(now)),
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
    row.name = Set(change.draft.name.clone());
    row.enabled = Set(change.draft.enabled);
    row.updated_at = Set(now);
    row.paused_at = Set(pause::paused_at(current, change.draft.enabled, now));
    let row = row.update(db).await?;
    pause::restart_clocks(db, current, row.enabled, now).await?;
    write(db, tenant, actor, &row, change).await
}

async fn write(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    row: &Model,
    change: Change,
) -> Result<IntegrationRow, StoreError> {
    let version = ActiveModel {
        tenant_id: Set(row.tenant_id),
        integration_id: Set(row.id),
        version: Set(row.version),
        author: Set(actor.to_string()),
        definition: Set(text::json("a version", &change.draft)?),
        created_at: Set(row.updated_at),
    };
    Entity::insert(version).exec_without_returning(db).await?;
    for (name, plain) in &change.secrets {
        if plain.is_empty() {
            secrets::remove(db, tenant.id, row.id, name).await?;
        } else {
            secrets::put(db, tenant, row.id, name, plain, row.updated_at).await?;
        }
    }
    Ok(IntegrationRow {
        id: IntegrationId(row.id),
        version: row.version,
        draft: change.draft,
        secret_names: change.secret_names,
        created_at: row.created_at,
        updated_at: row.updated_at,
        author: actor.to_string(),
    })
}
