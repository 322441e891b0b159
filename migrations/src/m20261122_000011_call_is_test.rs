//! Whether a call was made up by its customer: such calls are not counted.

use crate::dialect::migration;

migration!(
    "m20261122_000011_call_is_test",
    &["ALTER TABLE call ADD COLUMN is_test BOOLEAN NOT NULL DEFAULT FALSE"]
);
