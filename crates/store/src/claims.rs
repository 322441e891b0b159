//! Claiming: a delivery that is due goes to one worker, with a new fencing token.
//!
//! Only integrations that send are walked over, each by its own index, so that what paused or
//! failing ones have in store costs the others nothing.

use crate::{
    Store, StoreError, WantIn,
    batch::Batch,
    open::{COLUMNS, Open},
    sql, text, upkeep, workers,
};
use domain::{Claim, DeliveryId, EventId, EventSnapshot, IntegrationId, Slots, TenantId, WorkerId};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Value};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

/// The integrations of some slots that send and have something due.
const DUE: &str = "SELECT i.tenant_id, i.id FROM integration i
    WHERE i.enabled AND i.deleted_at IS NULL AND (CAST(? AS BIGINT) >> i.slot) & 1 = 1
        AND i.id > ? AND EXISTS (
            SELECT 1 FROM delivery d
            WHERE d.integration_id = i.id AND d.claimed_by IS NULL AND d.waits_for IS NULL
                AND d.due_at <= ?
        )
    ORDER BY i.id LIMIT ?";

/// When the next delivery of each integration of some slots that sends becomes due.
const NEXT_DUE: &str = "SELECT MIN(next_due) FROM (
    SELECT (
        SELECT MIN(d.due_at) FROM delivery d
        WHERE d.integration_id = i.id AND d.claimed_by IS NULL AND d.waits_for IS NULL
            AND d.due_at > ?
    ) AS next_due
    FROM integration i
    WHERE i.enabled AND i.deleted_at IS NULL AND (CAST(? AS BIGINT) >> i.slot) & 1 = 1
) AS times";

const STANDS: &str = "SELECT COUNT(*) FROM delivery d
    JOIN integration i ON i.tenant_id = d.tenant_id AND i.id = d.integration_id
        AND i.deleted_at IS NULL
    WHERE d.tenant_id = ? AND d.id = ? AND d.claimed_by = ? AND d.claim_no = ?";

static CLAIM: Batch = Batch::new(
    "WITH k(tenant_id, id, worker) AS (VALUES",
    3,
    ") UPDATE delivery
     SET claimed_by = k.worker, claim_no = delivery.claim_no + 1, state = 'sending'
     FROM k WHERE delivery.tenant_id = k.tenant_id AND delivery.id = k.id",
);

static EVENTS: Batch = Batch::new(
    "WITH k(tenant_id, id) AS (VALUES",
    2,
    ") SELECT e.id, e.event_id, e.call_id, e.moment, e.facts FROM k CROSS JOIN event e
     WHERE e.tenant_id = k.tenant_id AND e.id = k.id",
);

type Events = HashMap<Uuid, Arc<EventSnapshot>>;

#[derive(FromQueryResult)]
struct EventRow {
    id: Uuid,
    event_id: String,
    call_id: String,
    moment: String,
    facts: String,
}

#[derive(FromQueryResult)]
struct DueRow {
    tenant_id: Uuid,
    id: Uuid,
}

impl Store {
    /// The integrations of these slots with something to claim at `now`, in the order of their
    /// ids, beginning behind `after`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn due(
        &self,
        slots: Slots,
        now: i64,
        after: Option<IntegrationId>,
        limit: usize,
    ) -> Result<Vec<(TenantId, IntegrationId)>, StoreError> {
        self.settle_doubts().await?;
        let values = vec![
            workers::bits(slots).into(),
            after.map_or(Uuid::nil(), |after| after.0).into(),
            now.into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ];
        let rows: Vec<DueRow> = sql::rows(self.reader(), DUE, values).await?;
        let rows = rows.into_iter();
        Ok(rows
            .map(|row| (TenantId(row.tenant_id), IntegrationId(row.id)))
            .collect())
    }

    /// Claims what is due, of integrations that send, and waits for no other; of each
    /// integration the longest due first. Nothing, where the worker's row is gone. What has no
    /// event any more ends.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn claim_due(
        &self,
        worker: WorkerId,
        now: i64,
        wants: &[WantIn],
    ) -> Result<Vec<Claim>, StoreError> {
        if wants.is_empty() {
            return Ok(Vec::new());
        }
        let db = self.write().await?;
        if !workers::holds_on(&db, worker).await? {
            return Ok(Vec::new());
        }
        let mut rows: Vec<Open> = Vec::new();
        for want in wants {
            rows.append(&mut due(&db, want, now).await?);
        }
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let events = events(&db, &rows).await?;
        let (mut rows, eventless): (Vec<Open>, Vec<Open>) = rows
            .into_iter()
            .partition(|row| events.contains_key(&row.event_key));
        end_eventless(&db, &eventless, now).await?;
        rows.sort_by_key(|row| (row.due_at, row.id));
        let keys: Vec<[Value; 3]> = rows
            .iter()
            .map(|row| [row.tenant_id.into(), row.id.into(), worker.0.into()])
            .collect();
        CLAIM.execute(&db, &keys).await?;
        let claims = claims(worker, rows, &events)?;
        if let Err(error) = db.commit().await {
            self.inner.doubts.note(claims.iter());
            return Err(error.into());
        }
        Ok(claims)
    }

    /// Whether a claim is still held as it says, of an integration that is there.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn stands(&self, claim: &Claim) -> Result<bool, StoreError> {
        let values = vec![
            claim.tenant_id.0.into(),
            claim.id.0.into(),
            claim.claimed_by.0.into(),
            claim.claim_no.into(),
        ];
        Ok(sql::number(self.reader(), STANDS, values).await? > 0)
    }

    /// When the next unclaimed delivery of an integration of these slots that sends becomes due
    /// after `now`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn next_due(&self, slots: Slots, now: i64) -> Result<Option<i64>, StoreError> {
        let backend = self.reader().get_database_backend();
        let values = vec![now.into(), workers::bits(slots).into()];
        let row = self
            .reader()
            .query_one_raw(sql::statement(backend, NEXT_DUE, values))
            .await?;
        let next = row.map(|row| row.try_get_by_index(0)).transpose()?;
        Ok(next.flatten())
    }
}

/// The longest due deliveries of an integration; on PostgreSQL those that no other worker is
/// just claiming.
async fn due(db: &impl ConnectionTrait, want: &WantIn, now: i64) -> Result<Vec<Open>, DbErr> {
    let lock = match db.get_database_backend() {
        // Not against who only needs them to stay: see `group::owed`.
        DbBackend::Postgres => "FOR NO KEY UPDATE OF d SKIP LOCKED",
        _ => "",
    };
    let limit = i64::try_from(want.limit).unwrap_or(i64::MAX);
    let values = vec![want.integration_id.0.into(), now.into(), limit.into()];
    sql::rows(db, &due_sql(lock), values).await
}

fn due_sql(lock: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM delivery d
         JOIN integration i ON i.tenant_id = d.tenant_id AND i.id = d.integration_id
            AND i.enabled AND i.deleted_at IS NULL
         WHERE d.integration_id = ? AND d.claimed_by IS NULL AND d.waits_for IS NULL
            AND d.due_at <= ?
         ORDER BY d.due_at LIMIT ? {lock}"
    )
}

async fn events(db: &impl ConnectionTrait, rows: &[Open]) -> Result<Events, StoreError> {
    let keys: BTreeSet<_> = rows
        .iter()
        .map(|row| (row.tenant_id, row.event_key))
        .collect();
    let keys: Vec<[Value; 2]> = keys
        .into_iter()
        .map(|(tenant, key)| [tenant.into(), key.into()])
        .collect();
    let mut events = Events::with_capacity(keys.len());
    for row in EVENTS.query(db, &keys).await? {
        let row = EventRow::from_query_result(&row, "")?;
        events.insert(row.id, Arc::new(snapshot(row)?));
    }
    Ok(events)
}

/// Ends what cannot be sent: its event was let go of while it was made.
async fn end_eventless(
    db: &impl ConnectionTrait,
    rows: &[Open],
    now: i64,
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    for row in rows {
        tracing::error!(delivery = %DeliveryId(row.id), "its event is missing: it ends");
    }
    let keys: Vec<_> = rows.iter().map(|row| (row.tenant_id, row.id)).collect();
    upkeep::end_eventless(db, &keys, now).await
}

fn snapshot(row: EventRow) -> Result<EventSnapshot, StoreError> {
    Ok(EventSnapshot {
        id: EventId(row.id),
        event_id: row.event_id,
        call_id: row.call_id,
        moment: text::key("a moment", &row.moment)?,
        facts: text::parsed("facts", &row.facts)?,
    })
}

/// The claims on rows, of which those without an event were ended.
fn claims(worker: WorkerId, rows: Vec<Open>, events: &Events) -> Result<Vec<Claim>, StoreError> {
    let mut claims = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(event) = events.get(&row.event_key) else {
            continue;
        };
        claims.push(Claim {
            progress: row.progress()?,
            tenant_id: TenantId(row.tenant_id),
            id: DeliveryId(row.id),
            integration_id: IntegrationId(row.integration_id),
            claimed_by: worker,
            claim_no: row.claim_no + 1,
            event: Arc::clone(event),
            class: event.moment.class(),
            order_key: row.order_key,
            waits_for: None,
            tries: row.tries,
            accepted_at: row.accepted_at,
            due_at: row.due_at,
            deadline_at: row.deadline_at,
            is_test: row.is_test,
            resend_of: row.resend_of.map(DeliveryId),
        });
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn claiming_walks_over_what_is_unclaimed_alone() {
        let indexes = ["delivery_unclaimed", "integration_sending"];
        for query in [DUE, NEXT_DUE] {
            assert_served(query, &indexes).await;
        }
        assert_served(&due_sql(""), &["delivery_unclaimed"]).await;
        for batch in [&CLAIM, &EVENTS] {
            assert_served(&batch.largest(), &["(tenant_id=? AND id=?)"]).await;
        }
    }
}
