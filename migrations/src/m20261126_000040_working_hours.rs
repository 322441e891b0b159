//! When a company works, as it says in its settings.

use crate::dialect::migration;

migration!(
    "m20261126_000040_working_hours",
    &["ALTER TABLE tenant ADD COLUMN working_hours TEXT"]
);
