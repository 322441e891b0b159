//! Whether a tenant is told by mail when support begins to look in.

use crate::dialect::migration;

migration!(
    "m20261126_000060_support_mail",
    &["ALTER TABLE tenant ADD COLUMN support_mail BOOLEAN NOT NULL DEFAULT FALSE"]
);
