//! Accounts by link: invitations, forgotten passwords, and memberships that end.

use crate::dialect::migration;

migration!(
    "m20261126_000015_links",
    &[
        // After it a membership opens nothing any more; none for one without an end.
        "ALTER TABLE member ADD COLUMN ends_at BIGINT",
        // `hash` is that of the link: who reads the database opens nothing with it.
        "CREATE TABLE invitation (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            id {id} NOT NULL,
            email TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'integrator', 'viewer')),
            ends_at BIGINT,
            hash {bytes} NOT NULL UNIQUE,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, email)
        ) {clustered}",
        "CREATE INDEX invitation_by_expiry ON invitation (expires_at)",
        // For an e-mail that nobody has a row is written as well, which opens nothing: the
        // answer takes the same time.
        "CREATE TABLE password_reset (
            hash {bytes} NOT NULL PRIMARY KEY,
            sign_in_id {id} REFERENCES sign_in (id),
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        )",
        "CREATE INDEX password_reset_by_sign_in ON password_reset (sign_in_id, created_at)",
        "CREATE INDEX password_reset_by_expiry ON password_reset (expires_at)",
    ]
);
