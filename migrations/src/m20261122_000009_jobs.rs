//! Many deliveries made at a person's wish: a row with a cursor, which survives a restart.

use crate::dialect::migration;

migration!(
    "m20261122_000009_jobs",
    &[
        "CREATE TABLE job (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            id {id} NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('send_again', 'backfill', 'release')),
            state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'done')),
            definition TEXT NOT NULL,
            integration_id {id},
            position TEXT,
            total_count BIGINT NOT NULL,
            done_count BIGINT NOT NULL,
            skipped_count BIGINT NOT NULL,
            author TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id)
        ) {clustered}",
        "CREATE INDEX job_running ON job (id) WHERE state = 'running'",
    ]
);
