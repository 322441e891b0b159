//! The chain of each tenant's audit log.

use crate::dialect::migration;

migration!(
    "m20261126_000021_audit_chain",
    &[
        // None for what was written before the chain began.
        "ALTER TABLE audit ADD COLUMN seq BIGINT",
        "ALTER TABLE audit ADD COLUMN hash {bytes}",
        // The last entry of each tenant; without it an end that was cut off would not be missed.
        "CREATE TABLE audit_head (
            tenant_id {id} NOT NULL PRIMARY KEY REFERENCES tenant (id),
            seq BIGINT NOT NULL,
            hash {bytes} NOT NULL
        ) {clustered}",
    ]
);
