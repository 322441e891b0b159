//! The sites or brands of a tenant, and which calls and ended deliveries are theirs.

use crate::dialect::migration;

const STATEMENTS: &[&str] = &[
    // `told_id` and `told_name`: by what events name it, whatever people call it.
    "CREATE TABLE project (
        tenant_id {id} NOT NULL REFERENCES tenant (id),
        id {id} NOT NULL UNIQUE,
        name TEXT NOT NULL,
        told_id TEXT,
        told_name TEXT,
        zone TEXT,
        country TEXT,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id)
    ) {clustered}",
    "ALTER TABLE call ADD COLUMN project_id {id}",
    "CREATE INDEX call_by_project ON call (tenant_id, project_id, id)
        WHERE project_id IS NOT NULL",
    // Open deliveries are few, and find their project through their call.
    "ALTER TABLE delivery_log ADD COLUMN project_id {id}",
    "CREATE INDEX delivery_log_by_project ON delivery_log (tenant_id, project_id, id)
        WHERE project_id IS NOT NULL",
];

/// What SQLite's planner cannot guess: as the first statistics.
const STATISTICS: &[&str] = &[
    "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
        ('call', 'call_by_project', '500000 50000 10000 1'),
        ('delivery_log', 'delivery_log_by_project', '1000000 100000 15000 1')",
    "ANALYZE sqlite_schema",
];

migration!("m20261126_000070_projects", STATEMENTS, STATISTICS);
