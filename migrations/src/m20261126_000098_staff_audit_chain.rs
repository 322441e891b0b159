//! The chain of the audit log of the operator's own people.

use crate::dialect::migration;

migration!(
    "m20261126_000098_staff_audit_chain",
    &[
        // None for what was written before the chain began.
        "ALTER TABLE staff_audit ADD COLUMN seq BIGINT",
        "ALTER TABLE staff_audit ADD COLUMN hash {bytes}",
        // One row, made with the first entry: the last entry, and the mark over it.
        "CREATE TABLE staff_audit_head (
            id INTEGER NOT NULL PRIMARY KEY,
            seq BIGINT NOT NULL,
            hash {bytes} NOT NULL,
            mark {bytes}
        )",
    ]
);
