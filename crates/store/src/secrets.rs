//! The sealed secrets of integrations, connections and sources. Plain texts leave here for sending and for
//! the one look at a signing secret, and are never written anywhere.

use crate::{
    Store, StoreError, TenantStore,
    entity::secret::{ActiveModel, Column, Entity, Model},
    seal::Place,
    sql,
};
use domain::TenantId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::OnConflict,
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

const SET_END: &str = "UPDATE secret SET ends_at = ?, end_told = NULL
    WHERE tenant_id = ? AND owner_id = ? AND name = ?";

/// The plain texts of all secrets of an owner, by name.
pub(crate) async fn open_all(
    store: &Store,
    db: &impl ConnectionTrait,
    tenant: TenantId,
    owner: Uuid,
) -> Result<HashMap<String, String>, StoreError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tenant.0))
        .filter(Column::OwnerId.eq(owner))
        .all(db)
        .await?;
    let opened = rows.into_iter().map(|row| open(store, tenant, row));
    opened.collect()
}

fn open(store: &Store, tenant: TenantId, row: Model) -> Result<(String, String), StoreError> {
    let place = Place {
        tenant,
        owner: row.owner_id,
        name: &row.name,
    };
    let plain = store.inner.sealer.open(place, &row.sealed)?;
    Ok((row.name, plain))
}

/// The names of an owner's secrets, sorted.
pub(crate) async fn names(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    owner: Uuid,
) -> Result<Vec<String>, StoreError> {
    let names = Entity::find()
        .select_only()
        .column(Column::Name)
        .filter(Column::TenantId.eq(tenant.0))
        .filter(Column::OwnerId.eq(owner))
        .order_by_asc(Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    Ok(names)
}

/// The names of all secrets of a tenant, sorted, by owner.
pub(crate) async fn names_by_owner(
    db: &impl ConnectionTrait,
    tenant: TenantId,
) -> Result<HashMap<Uuid, Vec<String>>, StoreError> {
    let rows: Vec<(Uuid, String)> = Entity::find()
        .select_only()
        .columns([Column::OwnerId, Column::Name])
        .filter(Column::TenantId.eq(tenant.0))
        .order_by_asc(Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    let mut names: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (owner, name) in rows {
        names.entry(owner).or_default().push(name);
    }
    Ok(names)
}

/// Seals a secret and keeps it under its name, over an earlier one and its end.
pub(crate) async fn put(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    owner: Uuid,
    name: &str,
    plain: &str,
    now: i64,
) -> Result<(), StoreError> {
    let place = Place {
        tenant: tenant.id,
        owner,
        name,
    };
    let row = ActiveModel {
        tenant_id: Set(tenant.id.0),
        owner_id: Set(owner),
        name: Set(name.to_owned()),
        sealed: Set(tenant.store.inner.sealer.seal(place, plain)?),
        changed_at: Set(now),
        ends_at: Set(None),
        end_told: Set(None),
    };
    let over = OnConflict::columns([Column::TenantId, Column::OwnerId, Column::Name])
        .update_columns([
            Column::Sealed,
            Column::ChangedAt,
            Column::EndsAt,
            Column::EndTold,
        ])
        .to_owned();
    Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Writes what a change brings of secrets; an empty one is taken away.
pub(crate) async fn write(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    owner: Uuid,
    secrets: &BTreeMap<String, String>,
    now: i64,
) -> Result<(), StoreError> {
    for (name, plain) in secrets {
        if plain.is_empty() {
            remove(db, tenant.id, owner, name).await?;
        } else {
            put(db, tenant, owner, name, plain, now).await?;
        }
    }
    Ok(())
}

/// Says when a secret ends, or that it does not; whether there is such a one.
pub(crate) async fn set_end(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    owner: Uuid,
    name: &str,
    ends_at: Option<i64>,
) -> Result<bool, StoreError> {
    let values = vec![ends_at.into(), tenant.0.into(), owner.into(), name.into()];
    Ok(sql::execute(db, SET_END, values).await?.rows_affected() > 0)
}

/// Takes a secret away, if it is there.
pub(crate) async fn remove(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    owner: Uuid,
    name: &str,
) -> Result<(), StoreError> {
    Entity::delete_by_id((tenant.0, owner, name.to_owned()))
        .exec(db)
        .await?;
    Ok(())
}
