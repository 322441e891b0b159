//! Telephony platforms that report events, each with its own signing secret.

use crate::{
    Actor, Store, StoreError, TenantStore, audit,
    entity::source::{ActiveModel, Column, Entity},
    secrets, text,
};
use domain::{Adapter, SourceId, TenantId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

/// The name under which a source's secret is kept.
const SIGNING_SECRET: &str = "signing";

/// A source with its secret opened, for checking a signature.
#[derive(Clone)]
pub struct Source {
    /// Which.
    pub id: SourceId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Whose payloads it sends.
    pub adapter: Adapter,
    /// The plain signing secret.
    pub secret: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

/// A source as the tenant's list shows one.
#[derive(Debug, Clone, Copy)]
pub struct SourceRow {
    /// Which.
    pub id: SourceId,
    /// Whose payloads it sends.
    pub adapter: Adapter,
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
        let owned = secrets::open_all(self, self.reader(), tenant_id, id.0).await?;
        Ok(Some(Source {
            id,
            tenant_id,
            adapter: text::key("an adapter", &row.adapter)?,
            secret: owned.get(SIGNING_SECRET).cloned().unwrap_or_default(),
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
        };
        let db = self.store.write().await?;
        Entity::insert(row).exec_without_returning(&db).await?;
        secrets::put(&db, self, id.0, SIGNING_SECRET, secret, now).await?;
        audit::note(&db, self, actor, "source.create", &id.to_string(), now).await?;
        db.commit().await?;
        Ok(id)
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
        let shown = rows.into_iter().map(|row| {
            Ok(SourceRow {
                id: SourceId(row.id),
                adapter: text::key("an adapter", &row.adapter)?,
                created_at: row.created_at,
            })
        });
        shown.collect()
    }
}
