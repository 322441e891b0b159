//! The key of the audit log, and a mark over the end of each chain.

use crate::dialect::migration;

migration!(
    "m20261126_000090_audit_key",
    &[
        // One row, made with the first entry.
        "CREATE TABLE audit_key (
            id INTEGER NOT NULL PRIMARY KEY,
            sealed {bytes} NOT NULL
        )",
        // A keyed hash of place and hash that stands in no entry: without the key no head can be
        // made for a shorter log.
        "ALTER TABLE audit_head ADD COLUMN mark {bytes}",
    ]
);
