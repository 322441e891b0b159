//! Answers that were kept long enough are emptied. They are looked for by key, a page at a time,
//! where nobody waits for a turn to write; only what is not empty yet is written.

use super::{DAY_MS, Row};
use crate::{Store, StoreError, batch::Batch, ids::first_at, sql};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

/// A delivery is tried for so long at most; answers may come so much later than its key says.
const TRIED_FOR_MS: i64 = 4 * DAY_MS;
/// All answers are looked through this often: what was held may be sent much later.
const SWEPT_EVERY_MS: i64 = 7 * DAY_MS;
/// Answers that are emptied in one transaction.
const EMPTIED_AT_ONCE: usize = 1_000;
/// Two million attempts of a tenant in one turn.
const PACE: Pace = Pace {
    rows: 5_000,
    pages: 400,
};

const FIND: &str = "SELECT delivery_id, id,
        started_at < ? AND (headers <> '[]' OR body <> '') AS is_due
    FROM attempt WHERE tenant_id = ? AND delivery_id >= ? AND delivery_id < ?
    ORDER BY delivery_id, id LIMIT ?";

static EMPTY: Batch = Batch::new(
    "WITH k(tenant_id, delivery_id, id) AS (VALUES",
    3,
    ") UPDATE attempt SET body = '', headers = '[]'
     WHERE (tenant_id, delivery_id, id) IN (SELECT tenant_id, delivery_id, id FROM k)",
);

const DONE: &str = "INSERT INTO retention (tenant_id, answers_days, calls_days, answers_done_to,
        swept_at, answers_walk_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (tenant_id) DO UPDATE SET answers_done_to = excluded.answers_done_to,
        swept_at = excluded.swept_at, answers_walk_at = excluded.answers_walk_at";

/// How much is looked through.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// Attempts of one page; a delivery has far fewer.
    rows: i64,
    /// Pages of one turn.
    pages: usize,
}

/// Where a turn begins, and what its walk will have done at its end, be that turns later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Walk {
    from: Uuid,
    done_to: i64,
    swept_at: i64,
}

#[derive(FromQueryResult)]
struct Attempt {
    delivery_id: Uuid,
    id: Uuid,
    is_due: bool,
}

impl Walk {
    /// The walk that was broken off, or a new one over what may have become old since the last.
    fn of(row: &Row, to: i64, now: i64) -> Self {
        let done_to = row.answers_done_to.unwrap_or_default();
        let swept_at = row.swept_at.unwrap_or_default();
        if let Some(from) = row.answers_walk_at {
            return Self {
                from,
                done_to,
                swept_at,
            };
        }
        let is_sweep = now - swept_at >= SWEPT_EVERY_MS;
        let from = if is_sweep { 0 } else { done_to - TRIED_FOR_MS };
        Self {
            from: first_at(from),
            done_to: to,
            swept_at: if is_sweep { now } else { swept_at },
        }
    }
}

impl Store {
    /// Empties what the receivers of a tenant answered longer ago than it keeps that. A walk that
    /// is too long for one turn goes on in the next.
    pub(super) async fn empty_answers(&self, row: &Row, now: i64) -> Result<(), StoreError> {
        let kept = row.retention();
        let to = now - row.answers_kept_ms();
        let walk = Walk::of(row, to, now);
        let stopped_at = self.walk_answers(row.id, walk.from, to, PACE).await?;
        let done = vec![
            row.id.into(),
            kept.answers_days.into(),
            kept.calls_days.into(),
            walk.done_to.into(),
            walk.swept_at.into(),
            stopped_at.into(),
        ];
        sql::execute(&self.inner.writer, DONE, done).await?;
        Ok(())
    }

    /// Empties the answers from before a time, of deliveries from a key on. Says with which
    /// delivery the next turn goes on, where that is not the end.
    async fn walk_answers(
        &self,
        tenant: Uuid,
        from: Uuid,
        to: i64,
        pace: Pace,
    ) -> Result<Option<Uuid>, StoreError> {
        let full = usize::try_from(pace.rows).unwrap_or(usize::MAX);
        let mut at = from;
        for _ in 0..pace.pages {
            let values = vec![
                to.into(),
                tenant.into(),
                at.into(),
                first_at(to).into(),
                pace.rows.into(),
            ];
            let page: Vec<Attempt> = sql::rows(self.reader(), FIND, values).await?;
            self.empty(tenant, &page).await?;
            match page.last() {
                Some(last) if page.len() >= full => at = next(at, last.delivery_id),
                _ => return Ok(None),
            }
        }
        Ok(Some(at))
    }

    async fn empty(&self, tenant: Uuid, page: &[Attempt]) -> Result<(), StoreError> {
        let due = page.iter().filter(|attempt| attempt.is_due);
        let keys: Vec<[Value; 3]> = due
            .map(|attempt| [tenant.into(), attempt.delivery_id.into(), attempt.id.into()])
            .collect();
        for keys in keys.chunks(EMPTIED_AT_ONCE) {
            let db = self.write().await?;
            EMPTY.execute(&db, keys).await?;
            db.commit().await?;
        }
        Ok(())
    }
}

/// With which delivery the next page begins: the last one may go on there.
fn next(at: Uuid, last: Uuid) -> Uuid {
    if last > at {
        last
    } else {
        Uuid::from_u128(last.as_u128().saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, assert_served};
    use std::time::Duration;

    /// Records the one attempt of a delivery that was accepted at a time.
    async fn tried(store: &Store, tenant: Uuid, at: i64, body: &str) {
        let insert = "INSERT INTO attempt (tenant_id, delivery_id, id, try_no, step, version,
                started_at, cause, headers, body, body_cut, detail, queue_us, dns_us, connect_us,
                receiver_us, request_hash, is_late)
            VALUES (?, ?, ?, 1, 0, 1, ?, 'accepted', '[]', ?, FALSE, '', 0, 0, 0, 0, '', FALSE)";
        let key = first_at(at);
        let values = vec![
            tenant.into(),
            key.into(),
            key.into(),
            at.into(),
            body.into(),
        ];
        sql::execute(store.writer(), insert, values).await.unwrap();
    }

    async fn full(store: &Store) -> i64 {
        let count = "SELECT COUNT(*) FROM attempt WHERE body <> ''";
        let counted = sql::number(store.reader(), count, Vec::new()).await;
        counted.unwrap()
    }

    #[tokio::test]
    async fn answers_are_found_and_emptied_by_their_keys() {
        let range = "(tenant_id=? AND delivery_id>? AND delivery_id<?)";
        assert_served(FIND, &[range]).await;
        let key = "(tenant_id=? AND delivery_id=? AND id=?)";
        assert_served(&EMPTY.largest(), &[key]).await;
    }

    #[tokio::test]
    async fn a_walk_stops_in_time_and_goes_on_where_it_stopped() {
        let (store, tenant, _folder) = testing::store().await;
        for at in 1..=5 {
            tried(&store, tenant.0, at, "ok").await;
        }
        let pace = Pace { rows: 2, pages: 2 };
        let mut from = Uuid::nil();
        let mut left = Vec::new();
        while let Some(next) = store.walk_answers(tenant.0, from, 5, pace).await.unwrap() {
            assert!(next > from, "it goes on");
            from = next;
            left.push(full(&store).await);
        }
        assert_eq!(left, [2], "a turn looks at so many and no more");
        assert_eq!(full(&store).await, 1, "the last is not old enough");
    }

    #[tokio::test]
    async fn what_is_empty_already_waits_for_no_turn_to_write() {
        let (store, tenant, _folder) = testing::store().await;
        for at in 1..=5 {
            tried(&store, tenant.0, at, "").await;
        }
        let writing = store.write().await.unwrap();
        let pace = Pace { rows: 2, pages: 9 };
        let walk = store.walk_answers(tenant.0, Uuid::nil(), 9, pace);
        let walked = tokio::time::timeout(Duration::from_secs(5), walk).await;
        assert_eq!(walked.unwrap().unwrap(), None);
        writing.rollback().await.unwrap();
    }
}
