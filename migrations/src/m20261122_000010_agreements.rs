//! Agreements of people that are under way with a token server, and tokens that were refused.

use crate::dialect::migration;

migration!(
    "m20261122_000010_agreements",
    &[
        // When a token was last asked for in vain; nothing once one was given.
        "ALTER TABLE token ADD COLUMN failed_at BIGINT",
        // Somebody is on their way to agree to a connection. Only who knows the text behind the
        // hash, in the session that began, can end it, and only once.
        "CREATE TABLE agreement (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            state_hash {bytes} NOT NULL,
            session_hash {bytes} NOT NULL,
            connection_id {id} NOT NULL,
            expires_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, state_hash)
        ) {clustered}",
    ]
);
