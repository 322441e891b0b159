//! What SQLite's planner cannot guess and would never ask: that a tenant has many rows.
//!
//! Without statistics it takes any equality for selective, and would read the whole log of a
//! tenant for one integration's last rows. The figures are those of a middling installation;
//! only their order counts. PostgreSQL gathers its own.

use crate::dialect::migration;

/// For each index: the rows in it, then how many share its first column, its first two, and so
/// on. The index of a key has the name of its table.
const STATEMENTS: &[&str] = &[
    // Makes the table of statistics.
    "ANALYZE",
    "DELETE FROM sqlite_stat1",
    "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
        ('delivery', 'delivery', '100000 10000 1'),
        ('delivery', 'delivery_unclaimed', '50000 500 2'),
        ('delivery', 'delivery_by_deadline', '50000 2'),
        ('delivery', 'delivery_claimed', '1000 500'),
        ('delivery', 'delivery_waiting', '1000 1'),
        ('delivery', 'delivery_by_order', '100000 2'),
        ('delivery', 'delivery_by_integration', '100000 10000 1000 1'),
        ('delivery', 'delivery_by_call', '100000 10000 2 1'),
        ('delivery', 'delivery_by_phone', '100000 10000 5'),
        ('delivery_log', 'delivery_log', '1000000 100000 1'),
        ('delivery_log', 'delivery_log_by_integration', '1000000 100000 10000 1'),
        ('delivery_log', 'delivery_log_by_moment', '1000000 100000 20000 1'),
        ('delivery_log', 'delivery_log_by_call', '1000000 100000 4 1'),
        ('delivery_log', 'delivery_log_by_phone', '1000000 100000 20'),
        ('delivery_log', 'delivery_log_by_state', '50000 5000 2000 1'),
        ('delivery_log', 'delivery_log_by_code', '50000 5000 500 1'),
        ('call', 'call', '500000 50000 1'),
        ('call', 'sqlite_autoindex_call_2', '500000 50000 1'),
        ('call', 'call_by_phone', '500000 50000 5'),
        ('event', 'sqlite_autoindex_event_1', '1000000 100000 1'),
        ('event', 'event_by_call', '1000000 100000 3'),
        ('event_unmet', 'event_unmet', '1000000 100000 3 1')",
    // Makes the connection read them.
    "ANALYZE sqlite_schema",
];

migration!("m20261122_000007_statistics", &[], STATEMENTS);
