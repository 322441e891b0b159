//! For which of the last calls conditions hold: what an integration would have been sent.

use super::KnownCall;
use crate::{StoreError, TenantStore, ids::first_at, jobs::hold, sql, text};
use domain::{Facts, Moment, condition::Condition};
use sea_orm::FromQueryResult;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Events that are read at once.
const READ_AT_ONCE: i64 = 1_000;
/// Events that are looked at before it is enough.
pub const LOOKED_AT_MAX: usize = 10_000;

/// The events of a period, newest first, with what was known where it is of the moment.
const FOUND: &str = "SELECT e.id, e.call_id, e.occurred_at,
        CASE WHEN e.moment = ? AND NOT e.is_test AND e.erased_at IS NULL THEN e.facts END AS facts
    FROM event e WHERE e.tenant_id = ? AND e.id < ? AND e.id >= ? ORDER BY e.id DESC LIMIT ?";

/// What of a period conditions hold for.
#[derive(Debug, Clone, Default)]
pub struct Matching {
    /// Calls that came to the moment.
    pub calls: usize,
    /// Those for which the conditions hold.
    pub matched: usize,
    /// Whether the period has more events than were looked at.
    pub is_cut: bool,
    /// The newest of those that match.
    pub newest: Vec<KnownCall>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    call_id: String,
    occurred_at: i64,
    facts: Option<String>,
}

impl TenantStore {
    /// The calls of a period that came to a moment, tests aside, and those of them for which
    /// conditions hold; the newest `shown_max` of these as they were known. Looks at the newest
    /// [`LOOKED_AT_MAX`] events at most.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn find_matching(
        &self,
        moment: Moment,
        conditions: &[Condition],
        (from, to): (i64, i64),
        shown_max: usize,
    ) -> Result<Matching, StoreError> {
        let hours = self.get().await?.hours;
        let (mut came, mut matched) = (BTreeSet::new(), BTreeSet::new());
        let mut matching = Matching::default();
        let (mut below, mut looked_at) = (first_at(to), 0);
        loop {
            let rows = self.events_of(moment, below, from).await?;
            let is_last = rows.len() < usize::try_from(READ_AT_ONCE).unwrap_or(usize::MAX);
            looked_at += rows.len();
            for row in rows {
                below = row.id;
                let Some(facts) = &row.facts else { continue };
                let facts: Facts = text::parsed("facts", facts)?;
                if hold(conditions, hours.as_ref(), facts.clone())
                    && matched.insert(row.call_id.clone())
                    && matching.newest.len() < shown_max
                {
                    let known = (row.call_id.clone(), row.occurred_at, facts);
                    matching.newest.push(known);
                }
                came.insert(row.call_id);
            }
            if is_last || looked_at >= LOOKED_AT_MAX {
                matching.is_cut = !is_last;
                break;
            }
        }
        matching.calls = came.len();
        matching.matched = matched.len();
        Ok(matching)
    }

    async fn events_of(
        &self,
        moment: Moment,
        below: Uuid,
        from: i64,
    ) -> Result<Vec<Row>, StoreError> {
        let values = vec![
            moment.key().into(),
            self.id.0.into(),
            below.into(),
            first_at(from).into(),
            READ_AT_ONCE.into(),
        ];
        Ok(sql::rows(self.store.reader(), FOUND, values).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn a_period_is_walked_along_by_key() {
        let along = "sqlite_autoindex_event_1 (tenant_id=? AND id>? AND id<?)";
        assert_served(FOUND, &[along]).await;
    }
}
