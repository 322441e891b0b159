//! Exports of the log: who took out which view of it, and how far its file came.

use crate::dialect::migration;

migration!(
    "m20261126_000092_exports",
    &[
        "CREATE TABLE export (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            id {id} NOT NULL,
            mark TEXT NOT NULL,
            format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
            query TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('running', 'whole', 'broken_off', 'stopped')),
            row_count BIGINT NOT NULL,
            total_count BIGINT NOT NULL,
            author TEXT NOT NULL,
            begun_at BIGINT NOT NULL,
            noted_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id)
        ) {clustered}",
        "CREATE INDEX export_running ON export (tenant_id, noted_at) WHERE state = 'running'",
    ]
);
