//! Telephony platforms that report events, each with its own signing secret.

use crate::{Actor, Store, StoreError, TenantStore};
use domain::{Adapter, SourceId, TenantId};

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
    pub async fn find_source(&self, _id: SourceId) -> Result<Option<Source>, StoreError> {
        todo!()
    }
}

impl TenantStore {
    /// Makes a source; its secret is kept sealed.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn create_source(
        &self,
        _actor: &Actor,
        _adapter: Adapter,
        _secret: &str,
        _now: i64,
    ) -> Result<SourceId, StoreError> {
        todo!()
    }

    /// The sources, oldest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_sources(&self) -> Result<Vec<SourceRow>, StoreError> {
        todo!()
    }
}
