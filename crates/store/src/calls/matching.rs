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
    /// [`LOOKED_AT_MAX`] events at most. The conditions are asked of what `seen` makes of what was
    /// known: what somebody may not see is not found out by them.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn find_matching(
        &self,
        moment: Moment,
        conditions: &[Condition],
        period: (i64, i64),
        shown_max: usize,
        seen: impl Fn(&Facts) -> Facts + Send + Sync,
    ) -> Result<Matching, StoreError> {
        let hours = self.get().await?.hours;
        let (mut came, mut matched) = (BTreeSet::new(), BTreeSet::new());
        let mut newest = Vec::new();
        let take = |(call_id, at, facts): KnownCall| {
            if hold(conditions, hours.as_ref(), seen(&facts))
                && matched.insert(call_id.clone())
                && newest.len() < shown_max
            {
                newest.push((call_id.clone(), at, facts));
            }
            came.insert(call_id);
        };
        let is_cut = self.each_known(moment, period, LOOKED_AT_MAX, take).await?;
        Ok(Matching {
            calls: came.len(),
            matched: matched.len(),
            is_cut,
            newest,
        })
    }

    /// Takes what was known at each event of a period at a moment, tests aside, the newest first.
    /// Looks at so many events at most; tells whether the period has more.
    pub(super) async fn each_known(
        &self,
        moment: Moment,
        (from, to): (i64, i64),
        looked_at_max: usize,
        mut take: impl FnMut(KnownCall) + Send,
    ) -> Result<bool, StoreError> {
        let (mut below, mut looked_at) = (first_at(to), 0);
        loop {
            let rows = self.events_of(moment, below, from).await?;
            let is_last = rows.len() < usize::try_from(READ_AT_ONCE).unwrap_or(usize::MAX);
            looked_at += rows.len();
            for row in rows {
                below = row.id;
                if let Some(facts) = &row.facts {
                    take((row.call_id, row.occurred_at, text::parsed("facts", facts)?));
                }
            }
            if is_last || looked_at >= looked_at_max {
                return Ok(!is_last);
            }
        }
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
