//! Keys of the machine API: shown once, kept as a hash.

use crate::{Actor, Store, StoreError, TenantStore};
use domain::{KeyId, KeyScope, TenantId};

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
    pub async fn find_key(&self, _key: &str) -> Result<Option<ApiKey>, StoreError> {
        todo!()
    }

    /// Notes that a key was used; writes at most once a minute for each key.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_key_use(&self, _id: KeyId, _now: i64) -> Result<(), StoreError> {
        todo!()
    }
}

impl TenantStore {
    /// Makes a key and returns its text, which is kept nowhere.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn create_key(
        &self,
        _actor: &Actor,
        _scope: KeyScope,
        _now: i64,
    ) -> Result<(KeyId, String), StoreError> {
        todo!()
    }

    /// The keys, newest first, revoked ones included.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_keys(&self) -> Result<Vec<KeyRow>, StoreError> {
        todo!()
    }

    /// Takes a key out of use for good.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn revoke_key(
        &self,
        _actor: &Actor,
        _id: KeyId,
        _now: i64,
    ) -> Result<(), StoreError> {
        todo!()
    }
}
