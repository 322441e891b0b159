//! How long a tenant's data is kept, and its end: rows are deleted and bodies emptied, some at
//! once, so that nothing else waits long for its turn to write.

mod answers;
mod held;

use crate::{Actor, Store, StoreError, TenantStore, audit, ids::first_at, sql};
use domain::{Fault, FieldError};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

/// The length of a day, in milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;
/// Rows that are changed in one statement.
const AT_ONCE: i64 = 5_000;

/// Days that answers may be kept: from the first to the second.
pub const ANSWERS_DAYS: (i32, i32) = (1, 365);
/// Days that calls and deliveries may be kept: from the first to the second.
pub const CALLS_DAYS: (i32, i32) = (30, 1_825);

/// How long a tenant's data is kept, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Headers and bodies of what receivers answered, and the requests that came in or to the
    /// inspector.
    pub answers_days: i32,
    /// Calls with their events, deliveries and attempts.
    pub calls_days: i32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            answers_days: 30,
            calls_days: 365,
        }
    }
}

const FIND: &str = "SELECT answers_days, calls_days FROM retention WHERE tenant_id = ?";
const PUT: &str = "INSERT INTO retention
        (tenant_id, answers_days, calls_days, answers_done_to, swept_at) VALUES (?, ?, ?, 0, 0)
    ON CONFLICT (tenant_id) DO UPDATE SET answers_days = excluded.answers_days,
        calls_days = excluded.calls_days";
const ALL: &str = "SELECT t.id, r.answers_days, r.calls_days, r.answers_done_to, r.swept_at,
        r.answers_walk_at
    FROM tenant t LEFT JOIN retention r ON r.tenant_id = t.id";

/// Requests that came in, and those of the inspector.
const REQUESTS: [&str; 2] = [
    "DELETE FROM incoming WHERE (tenant_id, id) IN (
        SELECT tenant_id, id FROM incoming WHERE tenant_id = ? AND id < ? LIMIT ?)",
    "DELETE FROM inspected WHERE (tenant_id, id) IN (
        SELECT tenant_id, id FROM inspected WHERE tenant_id = ? AND id < ? LIMIT ?)",
];

/// What goes with the calls, in this order: each with the key before which it is too old. What
/// is owed still stays with its event and its attempts.
const BY_KEY: [&str; 4] = [
    "DELETE FROM attempt WHERE (tenant_id, delivery_id, id) IN (
        SELECT tenant_id, delivery_id, id FROM attempt
        WHERE tenant_id = ? AND delivery_id < ? AND delivery_id NOT IN (
            SELECT id FROM delivery WHERE tenant_id = ?) LIMIT ?)",
    "DELETE FROM delivery_log WHERE (tenant_id, id) IN (
        SELECT tenant_id, id FROM delivery_log WHERE tenant_id = ? AND id < ?
            AND id NOT IN (SELECT id FROM delivery WHERE tenant_id = ?) LIMIT ?)",
    "DELETE FROM event_unmet WHERE (tenant_id, event_key, integration_id) IN (
        SELECT tenant_id, event_key, integration_id FROM event_unmet
        WHERE tenant_id = ? AND event_key < ? AND event_key NOT IN (
            SELECT event_key FROM delivery WHERE tenant_id = ?) LIMIT ?)",
    "DELETE FROM event WHERE (tenant_id, id) IN (
        SELECT tenant_id, id FROM event WHERE tenant_id = ? AND id < ? AND id NOT IN (
            SELECT event_key FROM delivery WHERE tenant_id = ?) LIMIT ?)",
];
/// Calls whose last event is gone; their keys are those of their first.
const CALLS: &str = "DELETE FROM call WHERE (tenant_id, id) IN (
    SELECT tenant_id, id FROM call WHERE tenant_id = ? AND id < ? AND last_event_key < ?
        AND last_event_key NOT IN (SELECT event_key FROM delivery WHERE tenant_id = ?) LIMIT ?)";
/// What is dated in milliseconds. Hours are found by the integrations that they belong to.
const BY_TIME: [&str; 2] = [
    "DELETE FROM call_value WHERE (tenant_id, shared_id, call_id, name) IN (
        SELECT tenant_id, shared_id, call_id, name FROM call_value
        WHERE tenant_id = ? AND kept_at < ? LIMIT ?)",
    "DELETE FROM hourly_counter
        WHERE (tenant_id, integration_id, hour_at, moment, state, code) IN (
        SELECT h.tenant_id, h.integration_id, h.hour_at, h.moment, h.state, h.code
        FROM integration i CROSS JOIN hourly_counter h
        WHERE i.tenant_id = ? AND h.tenant_id = i.tenant_id AND h.integration_id = i.id
            AND h.hour_at < ? LIMIT ?)",
];

#[derive(FromQueryResult)]
struct Days {
    answers_days: i32,
    calls_days: i32,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    answers_days: Option<i32>,
    calls_days: Option<i32>,
    answers_done_to: Option<i64>,
    swept_at: Option<i64>,
    answers_walk_at: Option<Uuid>,
}

impl TenantStore {
    /// How long data is kept.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn retention(&self) -> Result<Retention, StoreError> {
        let found: Option<Days> =
            sql::row(self.store.reader(), FIND, vec![self.id.0.into()]).await?;
        Ok(found.map_or_else(Retention::default, |days| Retention {
            answers_days: days.answers_days,
            calls_days: days.calls_days,
        }))
    }

    /// Says how long data is kept from now on.
    ///
    /// # Errors
    /// `Invalid` outside of [`ANSWERS_DAYS`] and [`CALLS_DAYS`], or where answers would outlive
    /// their calls; `NotFound` without the tenant.
    pub async fn keep_for(
        &self,
        actor: &Actor,
        wanted: Retention,
        now: i64,
    ) -> Result<(), StoreError> {
        let faults = faults(wanted);
        if !faults.is_empty() {
            return Err(StoreError::Invalid(faults));
        }
        let db = self.store.write().await?;
        let values = vec![
            self.id.0.into(),
            wanted.answers_days.into(),
            wanted.calls_days.into(),
        ];
        sql::execute(&db, PUT, values).await?;
        let subject = self.id.to_string();
        audit::note(&db, self, actor, "retention.update", &subject, now).await?;
        db.commit().await?;
        Ok(())
    }
}

fn faults(wanted: Retention) -> Vec<FieldError> {
    let calls = (CALLS_DAYS.0.max(wanted.answers_days), CALLS_DAYS.1);
    let fields = [
        ("answers_days", wanted.answers_days, ANSWERS_DAYS),
        ("calls_days", wanted.calls_days, calls),
    ];
    fields
        .into_iter()
        .filter(|(_, days, (min, max))| days < min || days > max)
        .map(|(field, _, (min, max))| {
            let fault = FieldError::new(field, Fault::OutOfRange);
            fault.with("min", min).with("max", max)
        })
        .collect()
}

impl Store {
    /// Lets go of what tenants do not want kept any longer.
    pub(crate) async fn purge_by_retention(&self, now: i64) -> Result<(), StoreError> {
        let rows: Vec<Row> = sql::rows(self.reader(), ALL, Vec::new()).await?;
        for row in rows {
            self.empty_answers(&row, now).await?;
            self.delete_requests(&row, now).await?;
            self.warn_of_loss(&row, now).await?;
            self.lose_held(&row, now).await?;
            self.delete_calls(&row, now).await?;
        }
        Ok(())
    }

    async fn delete_requests(&self, row: &Row, now: i64) -> Result<(), StoreError> {
        let before = now - row.answers_kept_ms();
        for sql in REQUESTS {
            let values = vec![row.id.into(), first_at(before).into()];
            self.in_parts(sql, values).await?;
        }
        Ok(())
    }

    async fn delete_calls(&self, row: &Row, now: i64) -> Result<(), StoreError> {
        let before = now - row.kept_ms();
        let (tenant, key) = (Value::from(row.id), Value::from(first_at(before)));
        for sql in BY_KEY {
            let values = vec![tenant.clone(), key.clone(), tenant.clone()];
            self.in_parts(sql, values).await?;
        }
        let values = vec![tenant.clone(), key.clone(), key, tenant.clone()];
        self.in_parts(CALLS, values).await?;
        for sql in BY_TIME {
            self.in_parts(sql, vec![tenant.clone(), before.into()])
                .await?;
        }
        Ok(())
    }

    /// Runs a statement whose last value is a limit, until it finds no more.
    async fn in_parts(&self, sql: &str, values: Vec<Value>) -> Result<(), StoreError> {
        loop {
            let mut values = values.clone();
            values.push(AT_ONCE.into());
            let changed = sql::execute(&self.inner.writer, sql, values).await?;
            if changed.rows_affected() < AT_ONCE.unsigned_abs() {
                return Ok(());
            }
        }
    }
}

impl Row {
    /// For how long answers are kept, in milliseconds.
    fn answers_kept_ms(&self) -> i64 {
        i64::from(self.retention().answers_days) * DAY_MS
    }

    /// For how long calls and deliveries are kept, in milliseconds.
    fn kept_ms(&self) -> i64 {
        i64::from(self.retention().calls_days) * DAY_MS
    }

    fn retention(&self) -> Retention {
        let usual = Retention::default();
        Retention {
            answers_days: self.answers_days.unwrap_or(usual.answers_days),
            calls_days: self.calls_days.unwrap_or(usual.calls_days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn old_rows_are_found_by_their_keys() {
        for sql in [BY_KEY[1], REQUESTS[0], REQUESTS[1]] {
            assert_served(sql, &["(tenant_id=? AND id<?)"]).await;
        }
    }

    #[tokio::test]
    async fn what_is_dated_is_found_by_its_time() {
        let [values, hours] = BY_TIME;
        let by_time = "call_value_by_time (tenant_id=? AND kept_at<?)";
        assert_served(values, &[by_time]).await;
        let range = "(tenant_id=? AND integration_id=? AND hour_at<?)";
        assert_served(hours, &[range]).await;
    }

    #[test]
    fn answers_do_not_outlive_their_calls() {
        let wanted = |answers_days, calls_days| Retention {
            answers_days,
            calls_days,
        };
        assert!(faults(Retention::default()).is_empty());
        assert!(faults(wanted(30, 30)).is_empty());
        assert_eq!(faults(wanted(60, 30)).len(), 1);
        assert_eq!(faults(wanted(0, 10_000)).len(), 2);
    }
}
