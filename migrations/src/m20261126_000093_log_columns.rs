//! Which columns of the log a member sees.

use crate::dialect::migration;

migration!(
    "m20261126_000093_log_columns",
    &["ALTER TABLE member ADD COLUMN log_columns TEXT"]
);
