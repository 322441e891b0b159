//! Searches of the operator's people by what is of a person: a number, an e-mail, a call. In the audit
//! log it stands as a hash that only who has the key can make, so that the same is known again and
//! none is read.

use crate::{
    Actor, Store, StoreError, TenantStanding, TenantStore, audit, sql, tenants::names_number,
};
use domain::TenantId;
use sea_orm::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is written down of a search.
const SEARCH: &str = "support.search";
/// A shorter text is meant for a name, and stands in some e-mail by chance.
const CHARS_MIN: usize = 4;
/// By how many numbers one searches within [`SAME_MS`] who does not see them.
const NUMBERS_MAX: usize = 60;
/// The same number again within so long is one search, in milliseconds.
const SAME_MS: i64 = 3_600_000;
/// So long a number may be typed to its end, in milliseconds: its beginnings, which a field asks
/// for on the way, are one search with it.
const TYPED_MS: i64 = 60_000;
/// Fewest digits of a whole number.
const DIGITS_MIN: usize = 7;

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
    /// Whether somebody who does not see numbers may search by this whole one, and counts it if so:
    /// beside failed sign-ins, which are slowed down alike. A number counts once an hour, and what
    /// is refused does not count.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn admit_search(
        &self,
        searcher: &str,
        number: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        let (store, number) = (&self.store, digits(number));
        let who = format!("search {} {searcher}", self.id);
        let of = |number: &str| format!("{who} {}", store.search_mark(self.id.0, number));
        let (own, since) = (of(&number), now - SAME_MS);
        if !store.sign_in_failures(&own, since).await?.is_empty() {
            return Ok(true);
        }
        let begun = (DIGITS_MIN..number.len()).filter_map(|end| number.get(..end));
        let begun: Vec<String> = begun.map(of).collect();
        if self.typed_on(&begun, &own, now - TYPED_MS).await? {
            return Ok(true);
        }
        if store.sign_in_failures(&who, since).await?.len() >= NUMBERS_MAX {
            return Ok(false);
        }
        // Counted before it is asked how many there are: of those at once, none passes unseen.
        store.note_sign_in_failure(&who, now).await?;
        if store.sign_in_failures(&who, since).await?.len() > NUMBERS_MAX {
            return Ok(false);
        }
        store.note_sign_in_failure(&own, now).await?;
        Ok(true)
    }

    /// Lets what was counted for the beginning of a number count for more of it; whether there
    /// was such a beginning. It counts for the beginning no longer.
    async fn typed_on(&self, begun: &[String], own: &str, since: i64) -> Result<bool, StoreError> {
        if begun.is_empty() {
            return Ok(false);
        }
        let marks = vec!["?"; begun.len()].join(", ");
        let change = format!(
            "UPDATE sign_in_failure SET address = ? WHERE failed_at >= ? AND address IN ({marks})"
        );
        let mut values: Vec<Value> = vec![own.into(), since.into()];
        values.extend(begun.iter().map(|mark| Value::from(mark.as_str())));
        let moved = sql::execute(self.store.writer(), &change, values).await?;
        Ok(moved.rows_affected() > 0)
    }

    /// Writes down that support searched by a whole number; the same again within an hour is one
    /// search.
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
        let known = "SELECT COUNT(*) FROM audit WHERE tenant_id = ? AND noted_at > ?
            AND actor = ? AND action = ? AND subject = ?";
        let values = vec![
            self.id.0.into(),
            (now - SAME_MS).into(),
            actor.to_string().into(),
            SEARCH.into(),
            mark.as_str().into(),
        ];
        if sql::number(self.store.reader(), known, values).await? == 0 {
            self.note(actor, SEARCH, &mark, now).await?;
        }
        Ok(())
    }
}

/// Whether a tenant is found by its name alone with what was typed, in small letters.
fn is_named(name: &str, search: &str) -> bool {
    name.to_lowercase().contains(search) || search.chars().count() < CHARS_MIN
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}
