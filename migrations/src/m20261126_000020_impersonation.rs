//! Support that looks into a cabinet as one of its members, and what tenants allow it.

use crate::dialect::migration;

migration!(
    "m20261126_000020_impersonation",
    &[
        "ALTER TABLE tenant ADD COLUMN support_access TEXT NOT NULL DEFAULT 'open'
            CHECK (support_access IN ('open', 'consent', 'closed'))",
        "ALTER TABLE tenant ADD COLUMN support_writes BOOLEAN NOT NULL DEFAULT FALSE",
        // `began_at` is none until it is entered; `agreed_at` until the tenant consented, where
        // it has to. `ends_at` is when it ends by itself.
        "CREATE TABLE impersonation (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            id {id} NOT NULL UNIQUE,
            staff_id {id} NOT NULL,
            member_id {id} NOT NULL,
            ticket TEXT NOT NULL,
            reason TEXT NOT NULL,
            minutes INTEGER NOT NULL,
            writes BOOLEAN NOT NULL,
            asked_at BIGINT NOT NULL,
            agreed_at BIGINT,
            began_at BIGINT,
            ends_at BIGINT NOT NULL,
            ended_at BIGINT,
            PRIMARY KEY (tenant_id, id)
        ) {clustered}",
        "CREATE INDEX impersonation_open ON impersonation (staff_id) WHERE ended_at IS NULL",
    ]
);
