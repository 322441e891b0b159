//! Searches of the operator's people by a number. In the audit log it stands as a hash that only who
//! has the key can make, so that the same number is known again and none is read.

use crate::{Actor, Store, StoreError, TenantStore, audit, tenants::names_number};
use domain::TenantId;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is written down of a search by a number.
const SEARCH: &str = "support.search";

impl Store {
    /// Writes down that somebody of the operator searched tenants by a number, in the log of each
    /// that was found; where there was none, in that of the operator. Other searches are not
    /// written down.
    ///
    /// # Errors
    /// `NotFound` without one of the tenants.
    pub async fn note_tenant_search(
        &self,
        actor: &Actor,
        search: &str,
        found: &[TenantId],
        now: i64,
    ) -> Result<(), StoreError> {
        if !names_number(search) {
            return Ok(());
        }
        let db = self.write().await?;
        // In one order, so that no two searches wait for each other.
        for id in found.iter().copied().collect::<BTreeSet<_>>() {
            let mark = self.search_mark(id.0, search);
            audit::note(&db, &self.tenant(id), actor, SEARCH, &mark, now).await?;
        }
        if found.is_empty() {
            let mark = self.search_mark(Uuid::nil(), search);
            audit::note_staff(&db, self, actor, SEARCH, &mark, now).await?;
        }
        db.commit().await?;
        Ok(())
    }

    /// The hash of a number in the log of a tenant; the operator's own is that of nobody.
    fn search_mark(&self, tenant: Uuid, number: &str) -> String {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let mark = Sha256::new()
            .chain_update(b"searched")
            .chain_update(self.inner.sealer.marking())
            .chain_update(tenant.as_bytes())
            .chain_update(digits)
            .finalize();
        let mark = mark
            .first_chunk()
            .map_or(0, |mark| u64::from_be_bytes(*mark));
        format!("{mark:016x}")
    }
}

impl TenantStore {
    /// Writes down that support searched by a number.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_search(
        &self,
        actor: &Actor,
        number: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        let mark = self.store.search_mark(self.id.0, number);
        self.note(actor, SEARCH, &mark, now).await
    }
}
