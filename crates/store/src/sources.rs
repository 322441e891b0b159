//! Telephony platforms that report events, each with its own signing secret.

use crate::{
    Actor, Replaced, Store, StoreError, TenantStore, audit,
    entity::source::{ActiveModel, Column, Entity, Model},
    secrets, senders, silences, sql, text,
    undo::is_undoable,
};
use domain::{Adapter, Networks, Overlap, SenderDraft, SourceId, TenantId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, Set,
};
use uuid::Uuid;

/// The name under which a source's secret is kept.
const SIGNING_SECRET: &str = "signing";
/// The name under which the secret is kept that a rotation replaced.
pub(crate) const OLD_SECRET: &str = "signing_old";

const DELETED: &str = "SELECT tenant_id, id FROM source WHERE deleted_at <= ?";
const FORGET: &str = "DELETE FROM source WHERE tenant_id = ? AND id = ? AND deleted_at <= ?";

#[derive(FromQueryResult)]
struct Key {
    tenant_id: Uuid,
    id: Uuid,
}

/// A source with its secrets opened, for checking a signature.
#[derive(Clone)]
pub struct Source {
    /// Which.
    pub id: SourceId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Whose payloads it sends.
    pub adapter: Adapter,
    /// From where it may come.
    pub networks: Networks,
    /// The plain signing secret.
    pub secret: String,
    /// The one before it, and until when that counts too, in milliseconds since 1970.
    pub replaced: Option<(String, i64)>,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

/// A source as the tenant's list shows one.
#[derive(Debug, Clone)]
pub struct SourceRow {
    /// Which.
    pub id: SourceId,
    /// How it is called and from where it may come.
    pub draft: SenderDraft,
    /// Whose payloads it sends.
    pub adapter: Adapter,
    /// The secret that a rotation replaced.
    pub replaced: Option<Replaced>,
    /// Milliseconds since 1970, to the minute.
    pub last_used_at: Option<i64>,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

impl Store {
    /// The source with this public id, if there is one.
    ///
    /// # Errors
    /// `Broken` where its secret was sealed with another key.
    pub async fn find_source(&self, id: SourceId) -> Result<Option<Source>, StoreError> {
        let row = Entity::find()
            .filter(Column::Id.eq(id.0))
            .filter(Column::DeletedAt.is_null())
            .one(self.reader())
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let tenant_id = TenantId(row.tenant_id);
        let mut owned = secrets::open_all(self, self.reader(), tenant_id, id.0).await?;
        Ok(Some(Source {
            id,
            tenant_id,
            adapter: text::key("an adapter", &row.adapter)?,
            networks: senders::networks(&row.networks)?,
            secret: owned.remove(SIGNING_SECRET).unwrap_or_default(),
            replaced: owned.remove(OLD_SECRET).zip(row.old_ends_at),
            created_at: row.created_at,
        }))
    }

    /// Forgets sources with their secrets that were deleted at `by` or earlier.
    pub(crate) async fn forget_sources(&self, by: i64) -> Result<(), StoreError> {
        let deleted: Vec<Key> = sql::rows(self.reader(), DELETED, vec![by.into()]).await?;
        for key in deleted {
            let db = self.write().await?;
            let values = vec![key.tenant_id.into(), key.id.into(), by.into()];
            if sql::execute(&db, FORGET, values).await?.rows_affected() == 0 {
                continue;
            }
            for name in [SIGNING_SECRET, OLD_SECRET] {
                secrets::remove(&db, TenantId(key.tenant_id), key.id, name).await?;
            }
            db.commit().await?;
        }
        Ok(())
    }
}

impl TenantStore {
    /// Makes a source; its secret is kept sealed.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn create_source(
        &self,
        actor: &Actor,
        draft: SenderDraft,
        adapter: Adapter,
        secret: &str,
        now: i64,
    ) -> Result<SourceId, StoreError> {
        let id = SourceId(self.store.inner.ids.at(now));
        let row = ActiveModel {
            tenant_id: Set(self.id.0),
            id: Set(id.0),
            adapter: Set(adapter.key().to_owned()),
            created_at: Set(now),
            name: Set(draft.name),
            networks: Set(draft.networks.to_string()),
            last_used_at: Set(None),
            old_ends_at: Set(None),
            old_used_at: Set(None),
            deleted_at: Set(None),
        };
        let db = self.store.write().await?;
        Entity::insert(row).exec_without_returning(&db).await?;
        secrets::put(&db, self, id.0, SIGNING_SECRET, secret, now).await?;
        audit::note(&db, self, actor, "source.create", &id.to_string(), now).await?;
        db.commit().await?;
        Ok(id)
    }

    /// Gives a source a new secret, which counts at once; the old one goes on for a while.
    ///
    /// # Errors
    /// `NotFound`, and `Conflict` while one that was replaced before goes on.
    pub async fn rotate_source(
        &self,
        actor: &Actor,
        id: SourceId,
        secret: &str,
        overlap: Overlap,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let row = live(&db, self, id).await?;
        if row.old_ends_at.is_some_and(|ends_at| ends_at > now) {
            return Err(StoreError::Conflict);
        }
        let mut owned = secrets::open_all(&self.store, &db, self.id, id.0).await?;
        let old = owned.remove(SIGNING_SECRET).unwrap_or_default();
        secrets::put(&db, self, id.0, OLD_SECRET, &old, now).await?;
        secrets::put(&db, self, id.0, SIGNING_SECRET, secret, now).await?;
        let mut row = ActiveModel::from(row);
        row.old_ends_at = Set(Some(now + overlap.ms()));
        row.old_used_at = Set(None);
        row.update(&db).await?;
        audit::note(&db, self, actor, "source.rotate", &id.to_string(), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Takes a source away: nothing that comes to its address is taken any more. It is forgotten
    /// with its secrets once this cannot be taken back; what it brought stays.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn delete_source(
        &self,
        actor: &Actor,
        id: SourceId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let mut row = ActiveModel::from(live(&db, self, id).await?);
        row.deleted_at = Set(Some(now));
        row.update(&db).await?;
        silences::forget(&db, self.id, id.0).await?;
        audit::note(&db, self, actor, "source.delete", &id.to_string(), now).await?;
        db.commit().await?;
        self.store.note_deletion(now);
        Ok(())
    }

    /// Takes the deletion of a source back: it is reached under its address with its secret again.
    ///
    /// # Errors
    /// `NotFound` where it was not deleted, or too long ago.
    pub async fn restore_source(
        &self,
        actor: &Actor,
        id: SourceId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let row = Entity::find_by_id((self.id.0, id.0)).one(&db).await?;
        let row = row.filter(|row| is_undoable(row.deleted_at, now));
        let mut row = ActiveModel::from(row.ok_or(StoreError::NotFound)?);
        row.deleted_at = Set(None);
        row.update(&db).await?;
        audit::note(&db, self, actor, "source.restore", &id.to_string(), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// The sources, oldest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_sources(&self) -> Result<Vec<SourceRow>, StoreError> {
        let rows = Entity::find()
            .filter(Column::TenantId.eq(self.id.0))
            .filter(Column::DeletedAt.is_null())
            .order_by_asc(Column::Id)
            .all(self.store.reader())
            .await?;
        rows.into_iter().map(shown).collect()
    }
}

/// A source of a tenant that is not deleted.
pub(crate) async fn live(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    id: SourceId,
) -> Result<Model, StoreError> {
    let row = Entity::find_by_id((tenant.id.0, id.0)).one(db).await?;
    row.filter(|row| row.deleted_at.is_none())
        .ok_or(StoreError::NotFound)
}

fn shown(row: Model) -> Result<SourceRow, StoreError> {
    let replaced = row.old_ends_at.map(|ends_at| Replaced {
        hint: String::new(),
        ends_at,
        used_at: row.old_used_at,
    });
    Ok(SourceRow {
        id: SourceId(row.id),
        draft: SenderDraft {
            networks: senders::networks(&row.networks)?,
            name: row.name,
        },
        adapter: text::key("an adapter", &row.adapter)?,
        replaced,
        last_used_at: row.last_used_at,
        created_at: row.created_at,
    })
}
