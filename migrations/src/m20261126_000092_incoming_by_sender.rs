//! The last requests of each key and source.

use crate::dialect::migration;

migration!(
    "m20261126_000092_incoming_by_sender",
    &["CREATE INDEX incoming_by_sender ON incoming (tenant_id, sender_id, id)"]
);
