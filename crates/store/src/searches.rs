//! Searches of the operator's people by what is of a person: a number, an e-mail, a call. In the audit
//! log it stands as a hash that only who has the key can make, so that the same is known again and
//! none is read.

use crate::{Actor, Store, StoreError, TenantStanding, TenantStore, audit, tenants::names_number};
use domain::TenantId;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is written down of a search.
const SEARCH: &str = "support.search";
/// A shorter text is meant for a name, and stands in some e-mail by chance.
const CHARS_MIN: usize = 4;

impl Store {
    /// Writes down that somebody of the operator searched tenants by a number, an e-mail or a call,
    /// in the log of each that was found so; where none was found by a number or an e-mail, in that
    /// of the operator. Who looks for a name is not written down.
    ///
    /// # Errors
    /// `NotFound` without one of the tenants.
    pub async fn note_tenant_search(
        &self,
        actor: &Actor,
        search: &str,
        found: &[TenantStanding],
        now: i64,
    ) -> Result<(), StoreError> {
        let search = search.trim().to_lowercase();
        let is_of_person = names_number(&search) || search.contains('@');
        // In one order, so that no two searches wait for each other.
        let told: BTreeSet<TenantId> = found
            .iter()
            .filter(|it| is_of_person || !is_named(&it.tenant.name, &search))
            .map(|it| it.tenant.id)
            .collect();
        let is_of_nobody = is_of_person && found.is_empty();
        if told.is_empty() && !is_of_nobody {
            return Ok(());
        }
        let searched = if names_number(&search) {
            digits(&search)
        } else {
            search
        };
        let db = self.write().await?;
        for id in told {
            let mark = self.search_mark(id.0, &searched);
            audit::note(&db, &self.tenant(id), actor, SEARCH, &mark, now).await?;
        }
        if is_of_nobody {
            let mark = self.search_mark(Uuid::nil(), &searched);
            audit::note_staff(&db, self, actor, SEARCH, &mark, now).await?;
        }
        db.commit().await?;
        Ok(())
    }

    /// The hash of what was searched by in the log of a tenant; the operator's own is that of
    /// nobody.
    fn search_mark(&self, tenant: Uuid, searched: &str) -> String {
        let mark = Sha256::new()
            .chain_update(b"searched")
            .chain_update(self.inner.sealer.marking())
            .chain_update(tenant.as_bytes())
            .chain_update(searched)
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
        let mark = self.store.search_mark(self.id.0, &digits(number));
        self.note(actor, SEARCH, &mark, now).await
    }
}

/// Whether a tenant is found by its name alone with what was typed, in small letters.
fn is_named(name: &str, search: &str) -> bool {
    name.to_lowercase().contains(search) || search.chars().count() < CHARS_MIN
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}
