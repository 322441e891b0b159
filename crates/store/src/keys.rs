//! Keys of the machine API: shown once, kept as a hash.

mod cache;

pub(crate) use cache::{KeyCache, USE_NOTED_EVERY_MS};

use crate::{
    Actor, Replaced, Store, StoreError, TenantStore, audit,
    entity::api_key::{ActiveModel, Column, Entity, Model},
    senders, silences, text,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{KeyId, KeyScope, Networks, Overlap, SenderDraft, SenderId, TenantId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, Set,
};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// How many characters of a key are kept for knowing it again.
const HINT_CHARS: usize = 8;

/// What a key opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Which key.
    pub id: KeyId,
    /// Whose.
    pub tenant_id: TenantId,
    /// For what.
    pub scope: KeyScope,
    /// From where it may be used.
    pub networks: Arc<Networks>,
    /// Until when, in milliseconds since 1970, where a rotation replaced it.
    pub ends_at: Option<i64>,
}

/// A key as the tenant's list shows one.
#[derive(Debug, Clone)]
pub struct KeyRow {
    /// Which.
    pub id: KeyId,
    /// How it is called and from where it may be used.
    pub draft: SenderDraft,
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
    /// The key before it.
    pub replaced: Option<Replaced>,
}

impl Store {
    /// What a key opens, unless it is unknown, revoked, or replaced and ended. Answers may be a
    /// second old.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_key(&self, key: &str, now: i64) -> Result<Option<ApiKey>, StoreError> {
        let hash: [u8; 32] = Sha256::digest(key).into();
        let lives = |key: &ApiKey| key.ends_at.is_none_or(|ends_at| ends_at > now);
        if let Some(known) = self.inner.keys.find(&hash) {
            if known.is_ageing {
                let store = self.clone();
                // Where it fails, the next request after its time asks itself.
                tokio::spawn(async move { store.look_up_key(hash).await });
            }
            return Ok(Some(known.key).filter(lives));
        }
        Ok(self.look_up_key(hash).await?.filter(lives))
    }

    /// What a key opens, as the database has it.
    async fn look_up_key(&self, hash: [u8; 32]) -> Result<Option<ApiKey>, StoreError> {
        let either = Condition::any()
            .add(Column::Hash.eq(hash.to_vec()))
            .add(Column::OldHash.eq(hash.to_vec()));
        let row = Entity::find()
            .filter(either)
            .filter(Column::RevokedAt.is_null())
            .one(self.reader())
            .await?;
        let Some(row) = row else {
            self.inner.keys.drop(&hash);
            return Ok(None);
        };
        let found = ApiKey {
            id: KeyId(row.id),
            tenant_id: TenantId(row.tenant_id),
            scope: text::key("a scope", &row.scope)?,
            networks: Arc::new(senders::networks(&row.networks)?),
            ends_at: row.old_ends_at.filter(|_| row.hash != hash),
        };
        self.inner.keys.keep(hash, found.clone());
        Ok(Some(found))
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
        draft: SenderDraft,
        scope: KeyScope,
        now: i64,
    ) -> Result<(KeyId, String), StoreError> {
        let Made { key, hash, hint } = Made::of(scope);
        let id = KeyId(self.store.inner.ids.at(now));
        let row = ActiveModel {
            tenant_id: Set(self.id.0),
            id: Set(id.0),
            scope: Set(scope.key().to_owned()),
            hash: Set(hash),
            hint: Set(hint),
            created_at: Set(now),
            last_used_at: Set(None),
            revoked_at: Set(None),
            name: Set(draft.name),
            networks: Set(draft.networks.to_string()),
            old_hash: Set(None),
            old_hint: Set(None),
            old_ends_at: Set(None),
            old_used_at: Set(None),
        };
        let db = self.store.write().await?;
        Entity::insert(row).exec_without_returning(&db).await?;
        audit::note(&db, self, actor, "key.create", &id.to_string(), now).await?;
        db.commit().await?;
        Ok((id, key))
    }

    /// Makes a key anew and returns its text: it counts at once, the old one for a while too.
    ///
    /// # Errors
    /// `NotFound` where there is none or it is revoked, and `Conflict` while one that was replaced
    /// before goes on.
    pub async fn rotate_key(
        &self,
        actor: &Actor,
        id: KeyId,
        overlap: Overlap,
        now: i64,
    ) -> Result<String, StoreError> {
        let db = self.store.write().await?;
        let row = Entity::find_by_id((self.id.0, id.0)).one(&db).await?;
        let row = row.filter(|row| row.revoked_at.is_none());
        let row = row.ok_or(StoreError::NotFound)?;
        if row.old_ends_at.is_some_and(|ends_at| ends_at > now) {
            return Err(StoreError::Conflict);
        }
        let Made { key, hash, hint } = Made::of(text::key("a scope", &row.scope)?);
        let (old_hash, old_hint) = (row.hash.clone(), row.hint.clone());
        let mut row = ActiveModel::from(row);
        row.hash = Set(hash);
        row.hint = Set(hint);
        row.last_used_at = Set(None);
        row.old_hash = Set(Some(old_hash));
        row.old_hint = Set(Some(old_hint));
        row.old_ends_at = Set(Some(now + overlap.ms()));
        row.old_used_at = Set(None);
        row.update(&db).await?;
        audit::note(&db, self, actor, "key.rotate", &id.to_string(), now).await?;
        db.commit().await?;
        self.forget(SenderId::Key(id));
        Ok(key)
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
        self.forget(SenderId::Key(id));
        Ok(())
    }
}

/// A key that was just made.
struct Made {
    key: String,
    hash: Vec<u8>,
    hint: String,
}

impl Made {
    fn of(scope: KeyScope) -> Self {
        let random = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let key = format!("hk_{scope}_{random}");
        Self {
            hash: Sha256::digest(&key).to_vec(),
            hint: random.chars().take(HINT_CHARS).collect(),
            key,
        }
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
        silences::forget(db, tenant.id, id.0).await?;
        audit::note(db, tenant, actor, "key.revoke", &id.to_string(), now).await?;
    }
    Ok(())
}

fn shown(row: Model) -> Result<KeyRow, StoreError> {
    let replaced = row.old_ends_at.map(|ends_at| Replaced {
        hint: row.old_hint.unwrap_or_default(),
        ends_at,
        used_at: row.old_used_at,
    });
    Ok(KeyRow {
        id: KeyId(row.id),
        draft: SenderDraft {
            networks: senders::networks(&row.networks)?,
            name: row.name,
        },
        replaced,
        scope: text::key("a scope", &row.scope)?,
        hint: row.hint,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
    })
}
