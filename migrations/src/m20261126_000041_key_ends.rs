//! When a key ends, and how many days before that was told last.

use crate::dialect::migration;

migration!(
    "m20261126_000041_key_ends",
    &[
        "ALTER TABLE secret ADD COLUMN ends_at BIGINT",
        "ALTER TABLE secret ADD COLUMN end_told INTEGER",
        "CREATE INDEX secret_ends ON secret (ends_at) WHERE ends_at IS NOT NULL",
    ]
);
