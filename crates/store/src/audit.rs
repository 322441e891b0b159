//! The audit log: who did what, in ids, never in numbers or bodies.

use crate::{Actor, StoreError, TenantStore};
use domain::AuditId;

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Which.
    pub id: AuditId,
    /// Who, in the text form of [`Actor`].
    pub actor: String,
    /// What, such as `integration.update`.
    pub action: String,
    /// To what: an id.
    pub subject: String,
    /// When, in milliseconds since 1970.
    pub noted_at: i64,
}

impl TenantStore {
    /// Notes what was done where the doing itself writes nothing, such as a test.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note(
        &self,
        _actor: &Actor,
        _action: &str,
        _subject: &str,
        _now: i64,
    ) -> Result<(), StoreError> {
        todo!()
    }

    /// The newest entries.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_audit(&self, _limit: u64) -> Result<Vec<AuditRow>, StoreError> {
        todo!()
    }
}
