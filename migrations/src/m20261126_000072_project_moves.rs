//! Projects that end: merged into others, or deleted, and what follows them.

use crate::dialect::migration;

migration!(
    "m20261126_000072_project_moves",
    &[
        // Such a row only says how events name the other one, too.
        "ALTER TABLE project ADD COLUMN merged_into {id}",
        // `into_id`: where its calls go; null where they go on without a project.
        "CREATE TABLE project_move (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            project_id {id} NOT NULL,
            into_id {id},
            created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, project_id)
        ) {clustered}",
    ]
);
