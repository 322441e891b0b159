//! Keys and sources get a name, the addresses they may come from, and a second key or secret
//! that goes on for a while after a rotation.

use crate::dialect::migration;

migration!(
    "m20261126_000050_senders",
    &[
        "ALTER TABLE api_key ADD COLUMN name TEXT NOT NULL DEFAULT ''",
        // Addresses and networks, as they are written; empty lets everybody in.
        "ALTER TABLE api_key ADD COLUMN networks TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE api_key ADD COLUMN old_hash {bytes}",
        "ALTER TABLE api_key ADD COLUMN old_hint TEXT",
        "ALTER TABLE api_key ADD COLUMN old_ends_at BIGINT",
        "ALTER TABLE api_key ADD COLUMN old_used_at BIGINT",
        "CREATE UNIQUE INDEX api_key_by_old_hash ON api_key (old_hash)",
        "ALTER TABLE source ADD COLUMN name TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE source ADD COLUMN networks TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE source ADD COLUMN last_used_at BIGINT",
        // The old secret itself lies among the secrets.
        "ALTER TABLE source ADD COLUMN old_ends_at BIGINT",
        "ALTER TABLE source ADD COLUMN old_used_at BIGINT",
    ]
);
