//! Members who see whole phone numbers though their role does not.

use crate::dialect::migration;

migration!(
    "m20261126_000018_numbers",
    &["ALTER TABLE member ADD COLUMN numbers_allowed BOOLEAN NOT NULL DEFAULT FALSE"]
);
