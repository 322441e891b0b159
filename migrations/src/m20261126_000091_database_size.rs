//! How much room the database took, hour by hour.

use crate::dialect::migration;

migration!(
    "m20261126_000091_database_size",
    &["CREATE TABLE database_size (
        hour_at BIGINT NOT NULL PRIMARY KEY,
        bytes BIGINT NOT NULL
    )"]
);
