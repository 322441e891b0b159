//! Which open deliveries wait for the recording of their call, and take it with them.

use crate::dialect::migration;

migration!(
    "m20261126_000030_recording",
    &["ALTER TABLE delivery ADD COLUMN takes_recording BOOLEAN NOT NULL DEFAULT FALSE"]
);
