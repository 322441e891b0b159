//! What is let go of with time, and the partitions of the months ahead.

use crate::{
    Store, StoreError,
    devices::DEVICE_KEPT_MS,
    digests,
    finish::{self, Finished},
    group::IDEMPOTENCY_KEPT_MS,
    ids::first_at,
    silences::HOURS_KEPT_MS,
    sql, text,
};
use domain::{Cause, Class, DeliveryState, Moment, event::IDENTITY_KEPT_MS};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};
use uuid::Uuid;

mod months;

/// How long a job that ended, and an export, stands in its list, in milliseconds: 90 days.
pub const JOB_KEPT_MS: i64 = 90 * 24 * 3_600_000;
/// How long the engine has to end what is overdue itself, in milliseconds.
const OVERDUE_FOR_MS: i64 = 60_000;
/// How long failed sign-ins are kept, in milliseconds; the throttle looks back less far.
const FAILURES_KEPT_MS: i64 = 24 * 3_600_000;
/// How many months have a partition: this one and those ahead.
const MONTHS_READY: u32 = 3;
/// Deliveries that are ended in one transaction.
const ENDED_AT_ONCE: i64 = 1_000;
/// Rows that are deleted in one transaction.
const DELETED_AT_ONCE: i64 = 10_000;

/// What is open of integrations that were deleted.
const ORPHANED: &str = "SELECT d.tenant_id, d.id FROM integration i
    JOIN delivery d ON d.tenant_id = i.tenant_id AND d.integration_id = i.id
    WHERE i.deleted_at <= ? LIMIT ?";

/// Live deliveries that nobody may send any more: their integration is paused. Found by the
/// few that are live and late, and not by the many that a pause may hold.
const TOO_LATE: &str = "SELECT d.tenant_id, d.id FROM delivery d
    WHERE d.class = 'live' AND d.claimed_by IS NULL AND d.deadline_at <= ?
        AND EXISTS (SELECT 1 FROM integration i
            WHERE i.tenant_id = d.tenant_id AND i.id = d.integration_id AND NOT i.enabled)
    LIMIT ?";

/// What nobody claimed up to its deadline though its integration sends: it stood behind too many
/// others, or behind a probe.
const OVERDUE: &str = "SELECT d.tenant_id, d.id FROM delivery d
    WHERE d.claimed_by IS NULL AND d.deadline_at <= ?
        AND EXISTS (SELECT 1 FROM integration i
            WHERE i.tenant_id = d.tenant_id AND i.id = d.integration_id AND i.enabled)
    LIMIT ?";

/// Deletes so many identities that their senders gave before a time.
const FORGET_NAMED: &str = "DELETE FROM event_identity
    WHERE (tenant_id, call_key, identity) IN (
        SELECT tenant_id, call_key, identity FROM event_identity
        WHERE is_named AND accepted_at < ? LIMIT ?)";

/// Deletes so many identities of events that nobody named: found by the time in the keys of
/// their calls, which is never later than that of an event.
const FORGET_UNNAMED: &str = "DELETE FROM event_identity
    WHERE (tenant_id, call_key, identity) IN (
        SELECT i.tenant_id, i.call_key, i.identity
        FROM tenant t CROSS JOIN event_identity i
        WHERE i.tenant_id = t.id AND i.call_key > ? AND i.call_key < ?
            AND i.accepted_at < ? LIMIT ?)";

/// Deletes so many answers to idempotency keys from before a time.
const FORGET_KEYS: &str = "DELETE FROM idempotency
    WHERE (tenant_id, sender_id, idempotency_key) IN (
        SELECT tenant_id, sender_id, idempotency_key FROM idempotency
        WHERE created_at < ? LIMIT ?)";

/// Delete so many links that open nothing any more.
const FORGET_LINKS: [&str; 3] = [
    "DELETE FROM invitation WHERE (tenant_id, id) IN (
        SELECT tenant_id, id FROM invitation WHERE expires_at < ? LIMIT ?)",
    "DELETE FROM password_reset WHERE hash IN (
        SELECT hash FROM password_reset WHERE expires_at < ? LIMIT ?)",
    "DELETE FROM email_change WHERE sign_in_id IN (
        SELECT sign_in_id FROM email_change WHERE expires_at < ? LIMIT ?)",
];

/// Deletes so many browsers that were not seen since a time.
const FORGET_DEVICES: &str = "DELETE FROM known_device WHERE (sign_in_id, hash) IN (
    SELECT sign_in_id, hash FROM known_device WHERE seen_at < ? LIMIT ?)";

/// Deletes so many hours of keys and sources from before a time.
const FORGET_HOURS: &str = "DELETE FROM sender_hour WHERE (tenant_id, sender_id, hour_at) IN (
    SELECT tenant_id, sender_id, hour_at FROM sender_hour WHERE hour_at < ? LIMIT ?)";

/// Deletes so many jobs that ended before a time.
const FORGET_JOBS: &str = "DELETE FROM job WHERE (tenant_id, id) IN (
    SELECT tenant_id, id FROM job
    WHERE state IN ('stopped', 'done') AND updated_at < ? LIMIT ?)";

/// Deletes so many exports of which nothing was noted since a time.
const FORGET_EXPORTS: &str = "DELETE FROM export WHERE (tenant_id, id) IN (
    SELECT tenant_id, id FROM export WHERE noted_at < ? LIMIT ?)";

#[derive(FromQueryResult)]
struct Key {
    tenant_id: Uuid,
    id: Uuid,
}

impl Store {
    /// Ends live deliveries that a pause has outlived.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn expire_paused(&self, now: i64) -> Result<(), StoreError> {
        self.end_all(TOO_LATE, Ending::Expired, now, now).await
    }

    /// Ends deliveries of integrations that send which nobody claimed up to their deadline.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn end_overdue(&self, now: i64) -> Result<(), StoreError> {
        self.end_all(OVERDUE, Ending::Overdue, now - OVERDUE_FOR_MS, now)
            .await
    }

    /// Lets go of what is kept for a time only: what tenants want kept no longer, identities of
    /// events, idempotency keys, links, ended jobs, exports and sessions, old failures; finishes what was deleted.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn purge(&self, now: i64) -> Result<(), StoreError> {
        self.let_go_of_deleted(now).await?;
        let before = now - IDENTITY_KEPT_MS;
        let old_calls = [Uuid::nil().into(), first_at(before).into(), before.into()];
        self.delete_all(FORGET_NAMED, &[before.into()]).await?;
        self.delete_all(FORGET_UNNAMED, &old_calls).await?;
        let before = now - IDEMPOTENCY_KEPT_MS;
        self.delete_all(FORGET_KEYS, &[before.into()]).await?;
        self.purge_by_retention(now).await?;
        self.erase_late_answers(now).await?;
        for sql in FORGET_LINKS {
            self.delete_all(sql, &[now.into()]).await?;
        }
        let before = now - DEVICE_KEPT_MS;
        self.delete_all(FORGET_DEVICES, &[before.into()]).await?;
        self.delete_all(FORGET_HOURS, &[(now - HOURS_KEPT_MS).into()])
            .await?;
        let before = [(now - JOB_KEPT_MS).into()];
        self.delete_all(FORGET_JOBS, &before).await?;
        self.delete_all(FORGET_EXPORTS, &before).await?;
        self.delete_expired_sessions(now).await?;
        self.purge_mail(now).await?;
        self.forget_sign_in_failures(now - FAILURES_KEPT_MS).await
    }

    /// Makes the log's partitions of this month and the next ones on PostgreSQL. On SQLite
    /// there is nothing to do.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn prepare_partitions(&self, now: i64) -> Result<(), StoreError> {
        if self.is_sqlite() {
            return Ok(());
        }
        for month in months::from(now, MONTHS_READY) {
            let (name, from, to) = (month.name(), first_at(month.from), first_at(month.to));
            let inside = "SELECT COUNT(*) FROM delivery_log_default WHERE id >= ? AND id < ?";
            let values = vec![from.into(), to.into()];
            // Rows that came before their partition stay where they are, and are found there.
            if sql::number(self.reader(), inside, values).await? > 0 {
                continue;
            }
            let create = format!(
                "CREATE TABLE IF NOT EXISTS delivery_log_{name} PARTITION OF delivery_log
                 FOR VALUES FROM ('{from}') TO ('{to}')"
            );
            self.inner.writer.execute_unprepared(&create).await?;
        }
        Ok(())
    }

    /// Calls off what is open of integrations that were deleted at `by` or earlier. A large
    /// backlog takes several transactions.
    pub(crate) async fn cancel_orphaned(&self, by: i64, now: i64) -> Result<(), StoreError> {
        self.end_all(ORPHANED, Ending::Cancelled, by, now).await
    }

    /// Ends what a query finds by a time, so many at once, until it finds no more.
    async fn end_all(
        &self,
        found: &str,
        ending: Ending,
        by: i64,
        now: i64,
    ) -> Result<(), StoreError> {
        loop {
            let values = vec![by.into(), ENDED_AT_ONCE.into()];
            let keys: Vec<Key> = sql::rows(self.reader(), found, values).await?;
            if keys.is_empty() {
                return Ok(());
            }
            let keys: Vec<_> = keys.iter().map(|key| (key.tenant_id, key.id)).collect();
            let db = self.write().await?;
            end(&db, &keys, ending, now).await?;
            db.commit().await?;
        }
    }

    /// Deletes what a statement finds, so many rows at once, so that nothing else waits long for
    /// its turn to write.
    async fn delete_all(&self, sql: &str, found_by: &[Value]) -> Result<(), DbErr> {
        loop {
            let values = [found_by, &[DELETED_AT_ONCE.into()]].concat();
            let deleted = sql::execute(&self.inner.writer, sql, values).await?;
            if deleted.rows_affected() < DELETED_AT_ONCE.unsigned_abs() {
                return Ok(());
            }
        }
    }
}

/// Why deliveries end that nobody sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// A pause outlived them. Who paused knows.
    Expired,
    /// Their integration was deleted.
    Cancelled,
    /// Their time was over before their turn came. People are told.
    Overdue,
    /// What they were to send is gone. People are told.
    Eventless,
}

impl Ending {
    fn state(self, moment: Moment) -> DeliveryState {
        match (self, moment.class()) {
            (Self::Cancelled, _) => DeliveryState::Cancelled,
            (Self::Eventless, _) | (Self::Overdue, Class::Durable) => DeliveryState::Failed,
            (Self::Expired, _) | (Self::Overdue, Class::Live) => DeliveryState::Expired,
        }
    }
}

/// Calls off open deliveries, whoever holds them.
pub(crate) async fn cancel(
    db: &impl ConnectionTrait,
    keys: &[(Uuid, Uuid)],
    now: i64,
) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    end(db, keys, Ending::Cancelled, now).await
}

/// Ends open deliveries whose event is gone: it is too late to send them.
pub(crate) async fn end_eventless(
    db: &impl ConnectionTrait,
    keys: &[(Uuid, Uuid)],
    now: i64,
) -> Result<(), StoreError> {
    end(db, keys, Ending::Eventless, now).await
}

/// Ends open deliveries, whoever holds them: what a worker brings for one later is late.
async fn end(
    db: &impl ConnectionTrait,
    keys: &[(Uuid, Uuid)],
    ending: Ending,
    now: i64,
) -> Result<(), StoreError> {
    let mut finished = Vec::with_capacity(keys.len());
    for mut row in finish::take(db, keys).await? {
        if ending == Ending::Eventless {
            row.cause = Some(Cause::Late.key().to_owned());
        }
        let moment: Moment = text::key("a moment", &row.moment)?;
        finished.push(Finished {
            row,
            state: ending.state(moment),
            finished_at: now,
        });
    }
    if matches!(ending, Ending::Overdue | Ending::Eventless) {
        digests::note(db, &finished).await?;
    }
    finish::log(db, finished).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn identities_that_are_old_are_found_by_their_indexes() {
        assert_served(FORGET_NAMED, &["event_identity_named (accepted_at<?)"]).await;
        let range = "(tenant_id=? AND call_key>? AND call_key<?)";
        assert_served(FORGET_UNNAMED, &[range]).await;
    }

    #[tokio::test]
    async fn live_deliveries_that_are_late_are_found_by_their_index() {
        assert_served(TOO_LATE, &["delivery_live (deadline_at<?)"]).await;
        assert_served(OVERDUE, &["delivery_by_deadline (deadline_at<?)"]).await;
    }
}
