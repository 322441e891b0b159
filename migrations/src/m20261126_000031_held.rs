//! When people were told that what an integration holds is lost soon.

use crate::dialect::migration;

migration!(
    "m20261126_000031_held",
    &["ALTER TABLE integration ADD COLUMN loss_warned_at BIGINT"]
);
