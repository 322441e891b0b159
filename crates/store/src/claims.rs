//! Claiming: a delivery that is due goes to one worker, with a new fencing token.
//!
//! Only integrations that send are walked over, each by its own index, so that what paused or
//! failing ones have in store costs the others nothing.

use crate::{
    Store, StoreError,
    batch::Batch,
    open::{COLUMNS, Open},
    sql, text,
};
use domain::{Claim, DeliveryId, EventId, EventSnapshot, IntegrationId, TenantId, WorkerId};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Value};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

/// Most integrations that one claim takes from; those that wait longest come first.
const INTEGRATIONS_MAX: i64 = 32;

/// When the next delivery of each integration that sends is due.
const FIRST_DUE: &str = "SELECT i.id, (
        SELECT MIN(d.due_at) FROM delivery d
        WHERE d.integration_id = i.id AND d.claimed_by IS NULL AND d.waits_for IS NULL
    ) AS first_due
    FROM integration i WHERE i.enabled AND i.deleted_at IS NULL";

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

impl Store {
    /// Claims what is due, of integrations that send, and waits for no other. Each integration
    /// gets its share of `limit`; the longest due come first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn claim_due(
        &self,
        worker: WorkerId,
        now: i64,
        limit: usize,
    ) -> Result<Vec<Claim>, StoreError> {
        self.settle_doubts().await?;
        let ready = self.ready(now).await?;
        if ready.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let db = self.write().await?;
        let share = limit.div_ceil(ready.len());
        let mut rows: Vec<Open> = Vec::new();
        for integration in ready {
            let share = share.min(limit - rows.len());
            if share == 0 {
                break;
            }
            rows.append(&mut due(&db, integration, now, share).await?);
        }
        rows.sort_by_key(|row| (row.due_at, row.id));
        let keys: Vec<[Value; 3]> = rows
            .iter()
            .map(|row| [row.tenant_id.into(), row.id.into(), worker.0.into()])
            .collect();
        CLAIM.execute(&db, &keys).await?;
        let events = events(&db, &rows).await?;
        let claims = claims(worker, rows, &events);
        if let Err(error) = db.commit().await {
            self.inner.doubts.note(claims.iter());
            return Err(error.into());
        }
        Ok(claims)
    }

    /// When the next unclaimed delivery of an integration that sends is due.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn next_due(&self) -> Result<Option<i64>, StoreError> {
        let sql = format!("SELECT MIN(first_due) FROM ({FIRST_DUE}) AS ready");
        let backend = self.reader().get_database_backend();
        let row = self
            .reader()
            .query_one_raw(sql::statement(backend, &sql, Vec::new()))
            .await?;
        let next = row.map(|row| row.try_get_by_index(0)).transpose()?;
        Ok(next.flatten())
    }

    /// The integrations with something due.
    async fn ready(&self, now: i64) -> Result<Vec<Uuid>, StoreError> {
        let sql = format!(
            "SELECT id FROM ({FIRST_DUE}) AS ready
             WHERE first_due <= ? ORDER BY first_due LIMIT ?"
        );
        let backend = self.reader().get_database_backend();
        let values = vec![now.into(), INTEGRATIONS_MAX.into()];
        let rows = self
            .reader()
            .query_all_raw(sql::statement(backend, &sql, values))
            .await?;
        let ids: Result<_, DbErr> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
        Ok(ids?)
    }
}

/// The longest due deliveries of an integration; on PostgreSQL those that no other worker is
/// just claiming.
async fn due(
    db: &impl ConnectionTrait,
    integration: Uuid,
    now: i64,
    share: usize,
) -> Result<Vec<Open>, DbErr> {
    let lock = match db.get_database_backend() {
        DbBackend::Postgres => "FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let share = i64::try_from(share).unwrap_or(i64::MAX);
    sql::rows(
        db,
        &due_sql(lock),
        vec![integration.into(), now.into(), share.into()],
    )
    .await
}

fn due_sql(lock: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM delivery d
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

fn snapshot(row: EventRow) -> Result<EventSnapshot, StoreError> {
    Ok(EventSnapshot {
        id: EventId(row.id),
        event_id: row.event_id,
        call_id: row.call_id,
        moment: text::key("a moment", &row.moment)?,
        facts: text::parsed("facts", &row.facts)?,
    })
}

fn claims(worker: WorkerId, rows: Vec<Open>, events: &Events) -> Vec<Claim> {
    let mut claims = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(event) = events.get(&row.event_key) else {
            tracing::error!(delivery = %DeliveryId(row.id), "its event is missing");
            continue;
        };
        claims.push(Claim {
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
    claims
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn claiming_walks_over_what_is_unclaimed_alone() {
        let indexes = ["delivery_unclaimed", "integration_sending"];
        assert_served(FIRST_DUE, &indexes).await;
        assert_served(&due_sql(""), &["delivery_unclaimed"]).await;
        for batch in [&CLAIM, &EVENTS] {
            assert_served(&batch.for_two(), &["(tenant_id=? AND id=?)"]).await;
        }
    }
}
