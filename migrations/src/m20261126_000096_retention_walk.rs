//! What is old is found without what is not, and a walk over answers goes on where it stopped.

use crate::dialect::migration;

const STATEMENTS: &[&str] = &[
    "CREATE INDEX call_value_by_time ON call_value (tenant_id, kept_at)",
    // Of which delivery the attempts come next, where a walk was too long for one turn.
    "ALTER TABLE retention ADD COLUMN answers_walk_at {id}",
];

/// What its planner cannot guess. Few share what comes before the call, so that it skips over
/// none of that to find a call.
const SQLITE: &[&str] = &[
    "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
        ('call_value', 'call_value', '100000 10000 10 10 1'),
        ('call_value', 'call_value_by_time', '100000 10000 1')",
    "ANALYZE sqlite_schema",
];

migration!("m20261126_000096_retention_walk", STATEMENTS, SQLITE);
