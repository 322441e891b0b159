//! The inspector: a request bin of each tenant, for trying out.

use crate::{Store, StoreError, TenantStore};
use domain::{InspectedId, TenantId};

/// How many requests are kept for a tenant; the oldest go first.
pub const INSPECTED_KEPT_MAX: u64 = 200;

/// A request as the inspector got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectedRequest {
    /// Which; its UUIDv7 orders the list.
    pub id: InspectedId,
    /// Milliseconds since 1970.
    pub received_at: i64,
    /// Its method.
    pub method: String,
    /// Path and query after the token.
    pub url: String,
    /// Its headers, in order.
    pub headers: Vec<(String, String)>,
    /// Its body as text, cut at the inspector's limit.
    pub body: String,
    /// Whether it was cut.
    pub body_cut: bool,
}

impl Store {
    /// Whose inspector has this token.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_inspector(&self, _token: &str) -> Result<Option<TenantId>, StoreError> {
        todo!()
    }

    /// Keeps a request, and lets the oldest go beyond [`INSPECTED_KEPT_MAX`].
    ///
    /// # Errors
    /// `NotFound` where no inspector has the token.
    pub async fn keep_inspected(
        &self,
        _token: &str,
        _request: &InspectedRequest,
    ) -> Result<(), StoreError> {
        todo!()
    }
}

impl TenantStore {
    /// The token of the tenant's inspector, made at first use.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn inspector_token(&self) -> Result<String, StoreError> {
        todo!()
    }

    /// What the inspector got, newest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_inspected(&self, _limit: u64) -> Result<Vec<InspectedRequest>, StoreError> {
        todo!()
    }

    /// Empties the inspector.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn clear_inspected(&self) -> Result<(), StoreError> {
        todo!()
    }
}
