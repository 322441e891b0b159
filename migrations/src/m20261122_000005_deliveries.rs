//! Open deliveries, the log of finished ones, attempts, counters, workers.
//!
//! The open table stays small and hot; settling moves a row to the log in the same
//! transaction. On PostgreSQL the log is partitioned by the time in its UUIDv7 key: a default
//! partition from the start, and one for each month that the program makes ahead.

use crate::dialect;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, sea_orm::DbErr};

const STATEMENTS: &[&str] = &[
    "CREATE TABLE worker (
        id {id} NOT NULL PRIMARY KEY,
        alive_until BIGINT NOT NULL
    )",
    // Which worker sends for the integrations of a slot, where several share the database.
    "CREATE TABLE slot (
        id INTEGER NOT NULL PRIMARY KEY,
        worker_id {id}
    )",
    "INSERT INTO slot (id) WITH RECURSIVE numbers (id) AS (
        SELECT 0 UNION ALL SELECT id + 1 FROM numbers WHERE id < 63
    ) SELECT id FROM numbers",
    "CREATE TABLE delivery (
        tenant_id {id} NOT NULL,
        id {id} NOT NULL,
        event_key {id} NOT NULL,
        event_id TEXT NOT NULL,
        integration_id {id} NOT NULL,
        call_key {id},
        call_id TEXT NOT NULL,
        moment TEXT NOT NULL,
        class TEXT NOT NULL CHECK (class IN ('live', 'durable')),
        state TEXT NOT NULL CHECK (state IN ('scheduled', 'sending', 'retrying')),
        claimed_by {id},
        claim_no INTEGER NOT NULL,
        order_key TEXT NOT NULL,
        waits_for {id},
        version INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        step INTEGER NOT NULL,
        taken TEXT,
        cause TEXT,
        code INTEGER,
        took_ms BIGINT,
        due_at BIGINT NOT NULL,
        accepted_at BIGINT NOT NULL,
        deadline_at BIGINT NOT NULL,
        is_test BOOLEAN NOT NULL,
        resend_of {id},
        PRIMARY KEY (tenant_id, id),
        CHECK ((state = 'sending') = (claimed_by IS NOT NULL))
    ) {clustered}",
    "CREATE INDEX delivery_unclaimed ON delivery (integration_id, due_at)
        WHERE claimed_by IS NULL AND waits_for IS NULL",
    "CREATE INDEX delivery_by_deadline ON delivery (deadline_at) WHERE claimed_by IS NULL",
    "CREATE INDEX delivery_claimed ON delivery (claimed_by) WHERE claimed_by IS NOT NULL",
    "CREATE INDEX delivery_waiting ON delivery (waits_for) WHERE waits_for IS NOT NULL",
    // Few at any time: they live for half a minute.
    "CREATE INDEX delivery_live ON delivery (deadline_at)
        WHERE class = 'live' AND claimed_by IS NULL",
    "CREATE INDEX delivery_by_order ON delivery (order_key)",
    "CREATE INDEX delivery_by_integration ON delivery (tenant_id, integration_id, id)",
    // By number, too: through the calls that have it.
    "CREATE INDEX delivery_by_call ON delivery (tenant_id, call_key, id)
        WHERE call_key IS NOT NULL",
    "CREATE TABLE delivery_log (
        tenant_id {id} NOT NULL,
        id {id} NOT NULL,
        event_key {id} NOT NULL,
        event_id TEXT NOT NULL,
        integration_id {id} NOT NULL,
        call_key {id},
        call_id TEXT NOT NULL,
        moment TEXT NOT NULL,
        state TEXT NOT NULL
            CHECK (state IN ('delivered', 'failed', 'expired', 'unanswered', 'cancelled')),
        version INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        step INTEGER NOT NULL,
        taken TEXT,
        cause TEXT,
        code INTEGER,
        took_ms BIGINT,
        accepted_at BIGINT NOT NULL,
        finished_at BIGINT NOT NULL,
        is_test BOOLEAN NOT NULL,
        resend_of {id},
        PRIMARY KEY (tenant_id, id)
    ) {log}",
    "CREATE INDEX delivery_log_by_integration ON delivery_log (tenant_id, integration_id, id)",
    "CREATE INDEX delivery_log_by_moment ON delivery_log (tenant_id, moment, id)",
    "CREATE INDEX delivery_log_by_call ON delivery_log (tenant_id, call_key, id)
        WHERE call_key IS NOT NULL",
    // Nearly every row is delivered with 200: these two hold the others only, and the order of
    // the key serves for the rest.
    "CREATE INDEX delivery_log_by_state ON delivery_log (tenant_id, state, id)
        WHERE state <> 'delivered'",
    "CREATE INDEX delivery_log_by_code ON delivery_log (tenant_id, code, id)
        WHERE code <> 200",
    "CREATE TABLE attempt (
        tenant_id {id} NOT NULL,
        delivery_id {id} NOT NULL,
        id {id} NOT NULL,
        try_no INTEGER NOT NULL,
        step INTEGER NOT NULL,
        version INTEGER NOT NULL,
        started_at BIGINT NOT NULL,
        cause TEXT NOT NULL,
        status INTEGER,
        retry_after_ms BIGINT,
        headers TEXT NOT NULL,
        body TEXT NOT NULL,
        body_cut BOOLEAN NOT NULL,
        detail TEXT NOT NULL,
        queue_us BIGINT NOT NULL,
        dns_us BIGINT NOT NULL,
        connect_us BIGINT NOT NULL,
        receiver_us BIGINT NOT NULL,
        request_hash TEXT NOT NULL,
        is_late BOOLEAN NOT NULL,
        PRIMARY KEY (tenant_id, delivery_id, id)
    )",
    "CREATE TABLE hourly_counter (
        tenant_id {id} NOT NULL,
        integration_id {id} NOT NULL,
        hour_at BIGINT NOT NULL,
        moment TEXT NOT NULL,
        state TEXT NOT NULL,
        code INTEGER NOT NULL,
        delivery_count BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, integration_id, hour_at, moment, state, code)
    ) {clustered}",
];

const DEFAULT_PARTITION: &str =
    "CREATE TABLE delivery_log_default PARTITION OF delivery_log DEFAULT";

/// The migration of this file.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000005_deliveries"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::apply(manager, STATEMENTS).await?;
        if dialect::is_postgres(manager) {
            dialect::apply(manager, &[DEFAULT_PARTITION]).await?;
        }
        Ok(())
    }
}
