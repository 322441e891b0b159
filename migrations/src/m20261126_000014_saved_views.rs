//! Views of the log that a member gave a name to.

use crate::dialect::migration;

migration!(
    "m20261126_000014_saved_views",
    &["CREATE TABLE saved_view (
        tenant_id {id} NOT NULL,
        member_id {id} NOT NULL,
        id {id} NOT NULL,
        name TEXT NOT NULL,
        query TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, member_id, id),
        FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
    ) {clustered}"]
);
