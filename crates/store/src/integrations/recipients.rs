//! Who is told by name of an integration's failures, when people come and go.

use super::{
    change::{Change, Current},
    versions,
};
use crate::{
    Actor, StoreError, TenantStore, audit,
    entity::integration::{Column, Entity},
    wake,
};
use domain::{IntegrationId, MemberId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// The integrations whose failures are told to a member by name: id and name.
pub(crate) async fn told_to(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    member: MemberId,
) -> Result<Vec<(IntegrationId, String)>, StoreError> {
    let mut told = Vec::new();
    for current in all(db, tenant).await? {
        let draft = current.draft(db).await?;
        if draft.failure_recipients.contains(&member) {
            told.push((IntegrationId(current.row.id), draft.name));
        }
    }
    Ok(told)
}

/// Puts another member, or nobody, in the place of one who goes; each integration that named
/// them gets a new version.
pub(crate) async fn tell_instead(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    (gone, successor): (MemberId, Option<MemberId>),
    now: i64,
) -> Result<(), StoreError> {
    for current in all(db, tenant).await? {
        let mut draft = current.draft(db).await?;
        if !draft.failure_recipients.contains(&gone) {
            continue;
        }
        let heir = successor.filter(|heir| !draft.failure_recipients.contains(heir));
        draft.failure_recipients.retain(|member| *member != gone);
        draft.failure_recipients.extend(heir);
        let id = IntegrationId(current.row.id);
        let mut change = Change::unchecked(draft, current.secret_names.clone());
        change.switched_off.clone_from(&current.row.switched_off);
        versions::insert_next(db, tenant, actor, &current.row, change, now).await?;
        audit::note(
            db,
            tenant,
            actor,
            "integration.update",
            &id.to_string(),
            now,
        )
        .await?;
        wake::changed(db, tenant.id, id).await?;
    }
    Ok(())
}

async fn all(db: &impl ConnectionTrait, tenant: &TenantStore) -> Result<Vec<Current>, StoreError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tenant.id.0))
        .filter(Column::DeletedAt.is_null())
        .all(db)
        .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push(Current::of(db, row).await?);
    }
    Ok(all)
}
