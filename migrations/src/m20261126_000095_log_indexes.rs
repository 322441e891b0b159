//! What is rare in the log is found without its other rows.

use crate::dialect::migration;

const STATEMENTS: &[&str] = &[
    // What failed, with one more filter: the index holds what else is asked for.
    "DROP INDEX delivery_log_by_state",
    "CREATE INDEX delivery_log_by_state ON delivery_log
        (tenant_id, state, id, integration_id, project_id, moment, code)
        WHERE state <> 'delivered'",
    // A test that was sent with the facts of a real call is no sign that the call arrived.
    "CREATE INDEX delivery_log_by_test ON delivery_log (tenant_id, id) WHERE is_test",
    // Whether a delivery was sent again: only repetitions stand here.
    "CREATE INDEX delivery_by_origin ON delivery (tenant_id, resend_of)
        WHERE resend_of IS NOT NULL",
    "CREATE INDEX delivery_log_by_origin ON delivery_log (tenant_id, resend_of)
        WHERE resend_of IS NOT NULL",
];

/// What its planner cannot guess: as the first statistics, of which one went with its index.
const SQLITE: &[&str] = &[
    "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
        ('delivery', 'delivery_by_origin', '1000 100 1'),
        ('delivery_log', 'delivery_log_by_origin', '10000 1000 1'),
        ('delivery_log', 'delivery_log_by_test', '10000 1000 1'),
        ('delivery_log', 'delivery_log_by_state', '50000 5000 2000 1 1 1 1 1')",
    "ANALYZE sqlite_schema",
];

migration!("m20261126_000095_log_indexes", STATEMENTS, SQLITE);
