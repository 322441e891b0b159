//! Tenants whose deliveries are held back, and why something was done.

use crate::dialect::migration;

migration!(
    "m20261126_000019_staff",
    &[
        "ALTER TABLE tenant ADD COLUMN suspended_at BIGINT",
        "ALTER TABLE tenant ADD COLUMN suspended_reason TEXT",
        // The reason that was given; holds no phone number.
        "ALTER TABLE audit ADD COLUMN detail TEXT",
        "ALTER TABLE staff_audit ADD COLUMN detail TEXT",
        // The log across all tenants is read from its end.
        "CREATE INDEX audit_by_id ON audit (id)",
    ]
);
