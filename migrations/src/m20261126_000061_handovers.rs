//! The operator gives a tenant a new owner: asked for, waited for, and refused or done.

use crate::dialect::migration;

migration!(
    "m20261126_000061_handovers",
    &[
        // `ended_at` is none while it waits.
        "CREATE TABLE handover (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            id {id} NOT NULL UNIQUE,
            member_id {id} NOT NULL,
            reason TEXT NOT NULL,
            asked_at BIGINT NOT NULL,
            due_at BIGINT NOT NULL,
            ended_at BIGINT,
            PRIMARY KEY (tenant_id, id)
        ) {clustered}",
        "CREATE UNIQUE INDEX handover_waiting ON handover (tenant_id) WHERE ended_at IS NULL",
    ]
);
