//! From the open deliveries to the log: what every ending has in common.

use crate::batch::Batch;
use domain::DeliveryState;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The length of a counter's period, in milliseconds.
const HOUR_MS: i64 = 3_600_000;

static INSERT_LOG: Batch = Batch::new(
    "INSERT INTO delivery_log (tenant_id, id, event_key, event_id, integration_id, call_id,
        moment, phone_reversed, state, version, tries, cause, code, took_ms, accepted_at,
        finished_at, is_test, resend_of) VALUES",
    18,
    "",
);

static ADD_COUNTERS: Batch = Batch::new(
    "INSERT INTO hourly_counter
        (tenant_id, integration_id, hour_at, moment, state, code, delivery_count) VALUES",
    7,
    "ON CONFLICT (tenant_id, integration_id, hour_at, moment, state, code)
     DO UPDATE SET delivery_count = hourly_counter.delivery_count + excluded.delivery_count",
);

static FREE_WAITING: Batch = Batch::new(
    "WITH k(id) AS (VALUES",
    1,
    ") UPDATE delivery SET waits_for = NULL WHERE waits_for IN (SELECT id FROM k)",
);

static TAKE: Batch = Batch::new(
    "WITH k(tenant_id, id) AS (VALUES",
    2,
    ") DELETE FROM delivery WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM k)
     RETURNING tenant_id, id, event_key, event_id, integration_id, call_id, moment,
        phone_reversed, version, tries, cause, code, took_ms, accepted_at, is_test, resend_of",
);

/// What the log keeps of a delivery that was open.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Ended {
    pub(crate) tenant_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) event_key: Uuid,
    pub(crate) event_id: String,
    pub(crate) integration_id: Uuid,
    pub(crate) call_id: String,
    pub(crate) moment: String,
    pub(crate) phone_reversed: Option<String>,
    pub(crate) version: i32,
    pub(crate) tries: i32,
    pub(crate) cause: Option<String>,
    pub(crate) code: Option<i32>,
    pub(crate) took_ms: Option<i64>,
    pub(crate) accepted_at: i64,
    pub(crate) is_test: bool,
    pub(crate) resend_of: Option<Uuid>,
}

/// An ending.
#[derive(Debug, Clone)]
pub(crate) struct Finished {
    pub(crate) row: Ended,
    pub(crate) state: DeliveryState,
    pub(crate) finished_at: i64,
}

/// Takes deliveries out of the open ones, whoever holds them.
pub(crate) async fn take(
    db: &impl ConnectionTrait,
    keys: &[(Uuid, Uuid)],
) -> Result<Vec<Ended>, DbErr> {
    let keys: Vec<[Value; 2]> = keys
        .iter()
        .map(|(tenant, id)| [(*tenant).into(), (*id).into()])
        .collect();
    let rows = TAKE.query(db, &keys).await?;
    rows.iter()
        .map(|row| Ended::from_query_result(row, ""))
        .collect()
}

/// Writes endings into the log, counts them, and frees what waited for them.
pub(crate) async fn log(db: &impl ConnectionTrait, finished: Vec<Finished>) -> Result<(), DbErr> {
    if finished.is_empty() {
        return Ok(());
    }
    let counters = counted(&finished);
    let ids: Vec<[Value; 1]> = finished.iter().map(|end| [end.row.id.into()]).collect();
    FREE_WAITING.execute(db, &ids).await?;
    let rows = finished.into_iter().map(log_row).collect();
    INSERT_LOG.insert(db, rows).await?;
    ADD_COUNTERS.insert(db, counters).await
}

/// One row for each counter, in the order of their keys: processes that count at once take the
/// rows in the same order and never wait for each other in a ring. Tests are not counted.
fn counted(finished: &[Finished]) -> Vec<[Value; 7]> {
    let mut counters = BTreeMap::new();
    for Finished {
        row,
        state,
        finished_at,
    } in finished
    {
        if row.is_test {
            continue;
        }
        let hour_at = finished_at - finished_at.rem_euclid(HOUR_MS);
        let key = (
            row.tenant_id,
            row.integration_id,
            hour_at,
            row.moment.as_str(),
            state.key(),
            row.code.unwrap_or_default(),
        );
        *counters.entry(key).or_insert(0_i64) += 1;
    }
    let rows = counters.into_iter().map(|(key, count)| {
        let (tenant, integration, hour_at, moment, state, code) = key;
        [
            tenant.into(),
            integration.into(),
            hour_at.into(),
            moment.into(),
            state.into(),
            code.into(),
            count.into(),
        ]
    });
    rows.collect()
}

fn log_row(finished: Finished) -> [Value; 18] {
    let row = finished.row;
    [
        row.tenant_id.into(),
        row.id.into(),
        row.event_key.into(),
        row.event_id.into(),
        row.integration_id.into(),
        row.call_id.into(),
        row.moment.into(),
        row.phone_reversed.into(),
        finished.state.key().into(),
        row.version.into(),
        row.tries.into(),
        row.cause.into(),
        row.code.into(),
        row.took_ms.into(),
        row.accepted_at.into(),
        finished.finished_at.into(),
        row.is_test.into(),
        row.resend_of.into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn an_ending_touches_its_own_rows_alone() {
        assert_served(&TAKE.for_two(), &["PRIMARY KEY"]).await;
        assert_served(&FREE_WAITING.for_two(), &["delivery_waiting"]).await;
    }
}
