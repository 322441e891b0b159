//! What is gone is found by the entry of its end, which keeps what it was called.

use crate::dialect::migration;

migration!(
    "m20261126_000097_audit_names",
    &[
        // Few entries say more than what was done to what.
        "CREATE INDEX audit_told ON audit (subject) WHERE detail IS NOT NULL",
    ]
);
