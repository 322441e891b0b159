//! When a source was deleted: for a short while that can be taken back.

use crate::dialect::migration;

migration!(
    "m20261126_000080_source_deleted",
    &["ALTER TABLE source ADD COLUMN deleted_at BIGINT"]
);
