//! The queries that must stay quick with a million rows are answered by an index: what the
//! database says of its plan.

use crate::{
    sample::{after_call, delivered, durable},
    stage::{Stage, both},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionOptions, TransactionTrait};

both! {
    claiming_uses_the_index_of_what_is_unclaimed,
    settling_finds_its_rows_by_their_key,
    waiting_rows_are_freed_by_their_index,
    old_values_of_calls_are_found_by_their_time,
    what_is_gone_is_found_by_the_entry_of_its_end,
}

/// The plan of a statement as text; `?` stands for a key that no row has.
async fn plan(stage: &Stage, sql: &str) -> String {
    // A transaction, so that what is set counts for the statement.
    let options = TransactionOptions::default();
    let db = stage
        .store
        .writer()
        .begin_with_options(options)
        .await
        .unwrap();
    let backend = db.get_database_backend();
    let (explain, literal, column) = match backend {
        DbBackend::Postgres => ("EXPLAIN", "'00000000-0000-0000-0000-000000000000'::uuid", 0),
        _ => (
            "EXPLAIN QUERY PLAN",
            "x'00000000000000000000000000000000'",
            3,
        ),
    };
    if backend == DbBackend::Postgres {
        // With few rows a scan is cheaper: the question is whether an index can serve at all.
        let off = "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off";
        db.execute_unprepared(off).await.unwrap();
    }
    let sql = format!("{explain} {}", sql.replace('?', literal));
    let rows = db
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap();
    let lines = rows
        .iter()
        .map(|row| row.try_get_by_index::<String>(column).unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

async fn filled(stage: &Stage) {
    stage.add(durable()).await;
    let events: Vec<_> = (1..=50)
        .map(|number| after_call(stage.tenant.id, number))
        .collect();
    for claim in &stage.accept(&events).await.claims[..40] {
        stage.settle(claim, delivered()).await;
    }
}

#[track_caller]
fn assert_uses(plan: &str, index: &str) {
    assert!(plan.contains(index), "{index} is not in:\n{plan}");
    assert!(
        !plan.contains("SCAN d\n") && !plan.contains("Seq Scan"),
        "{plan}"
    );
}

async fn claiming_uses_the_index_of_what_is_unclaimed(stage: Stage) {
    filled(&stage).await;
    let due = "SELECT id FROM delivery d WHERE d.integration_id = ? AND d.claimed_by IS NULL
        AND d.waits_for IS NULL AND d.due_at <= 5 ORDER BY d.due_at LIMIT 3";
    assert_uses(&plan(&stage, due).await, "delivery_unclaimed");
    let owned = "SELECT d.id FROM delivery d
        JOIN integration i ON i.tenant_id = d.tenant_id AND i.id = d.integration_id
        JOIN slot s ON s.id = i.slot AND s.worker_id = ?
        WHERE d.integration_id = ? AND d.claimed_by IS NULL AND d.waits_for IS NULL
            AND d.due_at <= 5 ORDER BY d.due_at LIMIT 3";
    assert_uses(&plan(&stage, owned).await, "delivery_unclaimed");
    let first = "SELECT i.id, (SELECT MIN(d.due_at) FROM delivery d
        WHERE d.integration_id = i.id AND d.claimed_by IS NULL AND d.waits_for IS NULL)
        FROM integration i WHERE i.enabled AND i.deleted_at IS NULL";
    let first = plan(&stage, first).await;
    assert_uses(&first, "delivery_unclaimed");
    assert_uses(&first, "integration_sending");
}

async fn settling_finds_its_rows_by_their_key(stage: Stage) {
    filled(&stage).await;
    let end = "WITH k(tenant_id, id, claimed_by, claim_no) AS (VALUES (?, ?, ?, 1), (?, ?, ?, 2))
        DELETE FROM delivery WHERE (tenant_id, id, claimed_by, claim_no)
            IN (SELECT tenant_id, id, claimed_by, claim_no FROM k)";
    let end = plan(&stage, end).await;
    let by_key = if stage.store.is_sqlite() {
        "PRIMARY KEY"
    } else {
        "Index Scan"
    };
    assert_uses(&end, by_key);
}

async fn waiting_rows_are_freed_by_their_index(stage: Stage) {
    filled(&stage).await;
    let free = "WITH k(id) AS (VALUES (?), (?))
        UPDATE delivery SET waits_for = NULL WHERE waits_for IN (SELECT id FROM k)";
    assert_uses(&plan(&stage, free).await, "delivery_waiting");
}

async fn old_values_of_calls_are_found_by_their_time(stage: Stage) {
    let old = "SELECT tenant_id, shared_id, call_id, name FROM call_value
        WHERE tenant_id = ? AND kept_at < 5";
    assert_uses(&plan(&stage, old).await, "call_value_by_time");
}

async fn what_is_gone_is_found_by_the_entry_of_its_end(stage: Stage) {
    let gone = "SELECT subject, detail AS name FROM audit WHERE detail IS NOT NULL
        AND action IN ('member.remove', 'project.delete') AND subject IN ('mem_1', 'prj_2')";
    assert_uses(&plan(&stage, gone).await, "audit_told");
}
