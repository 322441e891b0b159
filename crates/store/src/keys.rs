//! Keys of the machine API: shown once, kept as a hash.

mod cache;

pub(crate) use cache::KeyCache;

use crate::{
    Actor, Store, StoreError, TenantStore, audit,
    entity::api_key::{ActiveModel, Column, Entity, Model},
    text,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{KeyId, KeyScope, TenantId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set,
    sea_query::Expr,
};
use sha2::{Digest, Sha256};

/// How many characters of a key are kept for knowing it again.
const HINT_CHARS: usize = 8;

/// What a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiKey {
    /// Which key.
    pub id: KeyId,
    /// Whose.
    pub tenant_id: TenantId,
    /// For what.
    pub scope: KeyScope,
}

/// A key as the tenant's list shows one.
#[derive(Debug, Clone)]
pub struct KeyRow {
    /// Which.
    pub id: KeyId,
    /// For what.
    pub scope: KeyScope,
    /// The first characters of its random part, by which the owner knows it again.
    pub hint: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970, to the minute.
    pub last_used_at: Option<i64>,
    /// Milliseconds since 1970.
    pub revoked_at: Option<i64>,
}

impl Store {
    /// What a key opens, unless it is unknown or revoked. Answers may be a second old.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_key(&self, key: &str) -> Result<Option<ApiKey>, StoreError> {
        let hash: [u8; 32] = Sha256::digest(key).into();
        if let Some(known) = self.inner.keys.find(&hash) {
            return Ok(Some(known));
        }
        let row = Entity::find()
            .filter(Column::Hash.eq(hash.to_vec()))
            .filter(Column::RevokedAt.is_null())
            .one(self.reader())
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let found = ApiKey {
            id: KeyId(row.id),
            tenant_id: TenantId(row.tenant_id),
            scope: text::key("a scope", &row.scope)?,
        };
        self.inner.keys.keep(hash, found);
        Ok(Some(found))
    }

    /// Notes that a key was used; writes at most once a minute for each key.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_key_use(&self, id: KeyId, now: i64) -> Result<(), StoreError> {
        if !self.inner.keys.is_use_worth_noting(id, now) {
            return Ok(());
        }
        Entity::update_many()
            .col_expr(Column::LastUsedAt, Expr::value(now))
            .filter(Column::Id.eq(id.0))
            .exec(&self.inner.writer)
            .await?;
        Ok(())
    }
}

impl TenantStore {
    /// Makes a key and returns its text, which is kept nowhere.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn create_key(
        &self,
        actor: &Actor,
        scope: KeyScope,
        now: i64,
    ) -> Result<(KeyId, String), StoreError> {
        let random = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let key = format!("hk_{scope}_{random}");
        let id = KeyId(self.store.inner.ids.at(now));
        let row = ActiveModel {
            tenant_id: Set(self.id.0),
            id: Set(id.0),
            scope: Set(scope.key().to_owned()),
            hash: Set(Sha256::digest(&key).to_vec()),
            hint: Set(random.chars().take(HINT_CHARS).collect()),
            created_at: Set(now),
            last_used_at: Set(None),
            revoked_at: Set(None),
        };
        let db = self.store.write().await?;
        Entity::insert(row).exec_without_returning(&db).await?;
        audit::note(&db, self, actor, "key.create", &id.to_string(), now).await?;
        db.commit().await?;
        Ok((id, key))
    }

    /// The keys, newest first, revoked ones included.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_keys(&self) -> Result<Vec<KeyRow>, StoreError> {
        let rows = Entity::find()
            .filter(Column::TenantId.eq(self.id.0))
            .order_by_desc(Column::Id)
            .all(self.store.reader())
            .await?;
        rows.into_iter().map(shown).collect()
    }

    /// Takes a key out of use for good.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn revoke_key(&self, actor: &Actor, id: KeyId, now: i64) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        revoke(&db, self, actor, id, now).await?;
        db.commit().await?;
        self.store.inner.keys.forget(id);
        Ok(())
    }
}

/// Takes a key out of use in a transaction; the caller forgets it in memory afterwards.
pub(crate) async fn revoke(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    id: KeyId,
    now: i64,
) -> Result<(), StoreError> {
    let row = Entity::find_by_id((tenant.id.0, id.0)).one(db).await?;
    let row = row.ok_or(StoreError::NotFound)?;
    if row.revoked_at.is_none() {
        let mut row = ActiveModel::from(row);
        row.revoked_at = Set(Some(now));
        row.update(db).await?;
        audit::note(db, tenant, actor, "key.revoke", &id.to_string(), now).await?;
    }
    Ok(())
}

fn shown(row: Model) -> Result<KeyRow, StoreError> {
    Ok(KeyRow {
        id: KeyId(row.id),
        scope: text::key("a scope", &row.scope)?,
        hint: row.hint,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
    })
}
