//! From the open deliveries to the log: what every ending has in common.

use crate::{StoreError, batch::Batch, joined::Joined, sql, text};
use domain::{Class, DeliveryId, DeliveryState, Moment, TenantId};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The length of a counter's period, in milliseconds.
const HOUR_MS: i64 = 3_600_000;

/// With the project of its call, as that is known by now.
static INSERT_LOG: Batch = Batch::inserting_with(
    "INSERT INTO delivery_log (tenant_id, id, event_key, event_id, integration_id, call_key,
        call_id, moment, state, version, tries, step, taken, cause, code, took_ms,
        accepted_at, finished_at, is_test, resend_of, project_id)",
    20,
    ", (SELECT c.project_id FROM call c WHERE c.tenant_id = k.column1 AND c.id = k.column6)",
    "",
);

static ADD_COUNTERS: Batch = Batch::inserting(
    "INSERT INTO hourly_counter
        (tenant_id, integration_id, hour_at, moment, state, code, delivery_count)",
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
     RETURNING tenant_id, id, event_key, event_id, integration_id, call_key, call_id,
        moment, version, tries, step, taken, cause, code, took_ms, accepted_at, is_test,
        resend_of",
);

static UNLOG: Batch = Batch::new(
    "WITH k(tenant_id, id) AS (VALUES",
    2,
    ") DELETE FROM delivery_log
     WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM k) AND state = 'failed'
     RETURNING tenant_id, id, event_key, event_id, integration_id, call_key, call_id,
        moment, version, tries, step, taken, cause, code, took_ms, accepted_at, is_test,
        resend_of, finished_at",
);

const CORRECT: &str = "UPDATE delivery_log SET state = ?
    WHERE tenant_id = ? AND id = ? AND state = ?
    RETURNING tenant_id, id, event_key, event_id, integration_id, call_key, call_id, moment, version,
        tries, step, taken, cause, code, took_ms, accepted_at, is_test, resend_of, finished_at";

static REOPEN: Batch = Batch::inserting(
    "INSERT INTO delivery (tenant_id, id, event_key, event_id, integration_id, call_key, call_id,
        moment, class, claim_no, order_key, version, tries, step, taken, cause, code,
        took_ms, due_at, accepted_at, deadline_at, resend_of, state, is_test)",
    24,
    "",
);

/// What the log keeps of a delivery that was open.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Ended {
    pub(crate) tenant_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) event_key: Uuid,
    pub(crate) event_id: String,
    pub(crate) integration_id: Uuid,
    pub(crate) call_key: Option<Uuid>,
    pub(crate) call_id: String,
    pub(crate) moment: String,
    pub(crate) version: i32,
    pub(crate) tries: i32,
    pub(crate) step: i32,
    pub(crate) taken: Option<String>,
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

/// Opens failed deliveries again that are waiting for their integration to be mended: due at
/// once, with the tries that they had, no longer counted as failed.
pub(crate) async fn reopen(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    ids: &[DeliveryId],
    shared: &str,
    now: i64,
) -> Result<(), StoreError> {
    let keys: Vec<[Value; 2]> = ids
        .iter()
        .map(|id| [tenant.0.into(), id.0.into()])
        .collect();
    let mut reopened = Vec::with_capacity(keys.len());
    let mut counters = BTreeMap::new();
    for row in UNLOG.query(db, &keys).await? {
        let finished_at: i64 = row.try_get("", "finished_at")?;
        let row = Ended::from_query_result(&row, "")?;
        count(&mut counters, &row, DeliveryState::Failed, finished_at, -1);
        reopened.push(reopened_row(row, shared, now)?);
    }
    ADD_COUNTERS.insert(db, counter_rows(counters)).await?;
    REOPEN.insert(db, reopened).await?;
    Ok(())
}

fn reopened_row(row: Ended, shared: &str, now: i64) -> Result<[Value; 24], StoreError> {
    let moment: Moment = text::key("a moment", &row.moment)?;
    let class = moment.class();
    let order_key = format!("{shared}:{}", row.call_id);
    Ok([
        row.tenant_id.into(),
        row.id.into(),
        row.event_key.into(),
        row.event_id.into(),
        row.integration_id.into(),
        row.call_key.into(),
        row.call_id.into(),
        row.moment.into(),
        class.key().into(),
        // Above every claim that was settled before, so that none of those fits any more.
        (row.tries + 1).into(),
        order_key.into(),
        row.version.into(),
        row.tries.into(),
        row.step.into(),
        row.taken.into(),
        row.cause.into(),
        row.code.into(),
        row.took_ms.into(),
        now.into(),
        row.accepted_at.into(),
        deadline_again(class, row.accepted_at, now).into(),
        row.resend_of.into(),
        DeliveryState::Retrying.key().into(),
        false.into(),
    ])
}

/// Until when a delivery is tried that is open again. It waits for a person who mends its
/// integration, and the log does not keep what pauses gave it: its whole time begins anew. A live
/// one shows nobody anything when it is late.
fn deadline_again(class: Class, accepted_at: i64, now: i64) -> i64 {
    let from = match class {
        Class::Live => accepted_at,
        Class::Durable => now.max(accepted_at),
    };
    from + class.gives_up_after_ms()
}

/// Says that a delivery ended otherwise than the log had it, and counts it so in its hour.
pub(crate) async fn correct(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: DeliveryId,
    from: DeliveryState,
    to: DeliveryState,
) -> Result<(), DbErr> {
    let values = vec![
        to.key().into(),
        tenant.0.into(),
        id.0.into(),
        from.key().into(),
    ];
    let statement = sql::statement(db.get_database_backend(), CORRECT, values);
    let Some(row) = db.query_one_raw(statement).await? else {
        return Ok(());
    };
    let finished_at: i64 = row.try_get("", "finished_at")?;
    let row = Ended::from_query_result(&row, "")?;
    let mut counters = Counters::new();
    if !row.is_test {
        count(&mut counters, &row, from, finished_at, -1);
        count(&mut counters, &row, to, finished_at, 1);
    }
    ADD_COUNTERS.insert(db, counter_rows(counters)).await
}

/// Writes endings into the log, counts them, and frees what waited for them.
pub(crate) async fn log(db: &impl ConnectionTrait, finished: Vec<Finished>) -> Result<(), DbErr> {
    let mut joined = Joined::default();
    add(&mut joined, finished);
    joined.run(db).await
}

/// The same, joined with other statements.
pub(crate) fn add(joined: &mut Joined, finished: Vec<Finished>) {
    let counters = counter_rows(counted(&finished));
    let ids: Vec<[Value; 1]> = finished.iter().map(|end| [end.row.id.into()]).collect();
    joined.add(&FREE_WAITING, ids);
    joined.add(&INSERT_LOG, finished.into_iter().map(log_row).collect());
    joined.add(&ADD_COUNTERS, counters);
}

/// What a counter counts: tenant, integration, hour, moment, state, code.
type Counter = (Uuid, Uuid, i64, String, &'static str, i32);
/// In the order of their keys: processes that count at once take the rows in the same order and
/// never wait for each other in a ring.
type Counters = BTreeMap<Counter, i64>;

/// What endings add to the counters. Tests are not counted.
fn counted(finished: &[Finished]) -> Counters {
    let mut counters = Counters::new();
    for end in finished.iter().filter(|end| !end.row.is_test) {
        count(&mut counters, &end.row, end.state, end.finished_at, 1);
    }
    counters
}

fn count(counters: &mut Counters, row: &Ended, state: DeliveryState, at: i64, by: i64) {
    let counter = (
        row.tenant_id,
        row.integration_id,
        at - at.rem_euclid(HOUR_MS),
        row.moment.clone(),
        state.key(),
        row.code.unwrap_or_default(),
    );
    *counters.entry(counter).or_default() += by;
}

fn counter_rows(counters: Counters) -> Vec<[Value; 7]> {
    let rows = counters.into_iter().map(|(counter, by)| {
        let (tenant, integration, hour_at, moment, state, code) = counter;
        [
            tenant.into(),
            integration.into(),
            hour_at.into(),
            moment.into(),
            state.into(),
            code.into(),
            by.into(),
        ]
    });
    rows.collect()
}

fn log_row(finished: Finished) -> [Value; 20] {
    let row = finished.row;
    [
        row.tenant_id.into(),
        row.id.into(),
        row.event_key.into(),
        row.event_id.into(),
        row.integration_id.into(),
        row.call_key.into(),
        row.call_id.into(),
        row.moment.into(),
        finished.state.key().into(),
        row.version.into(),
        row.tries.into(),
        row.step.into(),
        row.taken.into(),
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

    #[test]
    fn a_live_delivery_gets_no_time_by_being_open_again() {
        let live = Class::Live.gives_up_after_ms();
        assert_eq!(deadline_again(Class::Live, 5, 9_000), 5 + live);
    }

    #[tokio::test]
    async fn an_ending_touches_its_own_rows_alone() {
        assert_served(&TAKE.largest(), &["PRIMARY KEY"]).await;
        assert_served(&FREE_WAITING.largest(), &["delivery_waiting"]).await;
        let call = "SEARCH c USING PRIMARY KEY (tenant_id=? AND id=?)";
        assert_served(&INSERT_LOG.largest(), &[call]).await;
    }
}
