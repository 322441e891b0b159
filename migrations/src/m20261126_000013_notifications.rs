//! Who is told of failures, and how soon, where it is not as for everybody.

use crate::dialect::migration;

migration!(
    "m20261126_000013_notifications",
    &[
        // Times are in milliseconds; nothing means the server's own rule.
        "CREATE TABLE notification (
            tenant_id {id} NOT NULL PRIMARY KEY REFERENCES tenant (id),
            gather_ms BIGINT NOT NULL,
            gather_expired_ms BIGINT NOT NULL
        ) {clustered}",
        // Members who want no mail of failures.
        "CREATE TABLE muted_member (
            tenant_id {id} NOT NULL,
            member_id {id} NOT NULL,
            PRIMARY KEY (tenant_id, member_id),
            FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
        ) {clustered}",
    ]
);
