//! Telephony platforms that report events, each with its own signing secret.

use crate::{
    Actor, Replaced, Store, StoreError, TenantStore, audit,
    entity::source::{ActiveModel, Column, Entity, Model},
    secrets, senders, silences, text,
};
use domain::{Adapter, Networks, Overlap, SenderDraft, SourceId, TenantId};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

/// The name under which a source's secret is kept.
const SIGNING_SECRET: &str = "signing";
/// The name under which the secret is kept that a rotation replaced.
pub(crate) const OLD_SECRET: &str = "signing_old";

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
        let row = Entity::find_by_id((self.id.0, id.0)).one(&db).await?;
        let row = row.ok_or(StoreError::NotFound)?;
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

    /// Takes a source away with its secrets: nothing that comes to its address is taken any more.
    /// What it brought stays.
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
        let deleted = Entity::delete_by_id((self.id.0, id.0)).exec(&db).await?;
        if deleted.rows_affected == 0 {
            return Err(StoreError::NotFound);
        }
        for name in [SIGNING_SECRET, OLD_SECRET] {
            secrets::remove(&db, self.id, id.0, name).await?;
        }
        silences::forget(&db, self.id, id.0).await?;
        audit::note(&db, self, actor, "source.delete", &id.to_string(), now).await?;
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
            .order_by_asc(Column::Id)
            .all(self.store.reader())
            .await?;
        rows.into_iter().map(shown).collect()
    }
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
