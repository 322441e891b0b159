//! Integrations, their versions (append-only), the sealed secrets and the proof of their key.

use crate::dialect::migration;

migration!(
    "m20261122_000003_integrations",
    &[
        "CREATE TABLE connection (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            id {id} NOT NULL,
            version INTEGER NOT NULL,
            name TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            deleted_at BIGINT,
            PRIMARY KEY (tenant_id, id)
        ) {clustered}",
        "CREATE TABLE connection_version (
            tenant_id {id} NOT NULL,
            connection_id {id} NOT NULL,
            version INTEGER NOT NULL,
            author TEXT NOT NULL,
            definition TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, connection_id, version),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        )",
        // The words are in `integration_version`; here is what queries ask for. `slot` is that of
        // ownership, which follows from the connection or the integration itself.
        "CREATE TABLE integration (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            id {id} NOT NULL,
            version INTEGER NOT NULL,
            name TEXT NOT NULL,
            connection_id {id},
            slot INTEGER NOT NULL,
            enabled BOOLEAN NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            paused_at BIGINT,
            switched_off TEXT CHECK (switched_off IN ('gone', 'failing')),
            deleted_at BIGINT,
            PRIMARY KEY (tenant_id, id)
        ) {clustered}",
        // What claiming walks over.
        "CREATE INDEX integration_sending ON integration (id)
            WHERE enabled AND deleted_at IS NULL",
        "CREATE TABLE integration_version (
            tenant_id {id} NOT NULL,
            integration_id {id} NOT NULL,
            version INTEGER NOT NULL,
            author TEXT NOT NULL,
            definition TEXT NOT NULL,
            connection_version INTEGER,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, integration_id, version),
            FOREIGN KEY (tenant_id, integration_id) REFERENCES integration (tenant_id, id)
        )",
        // Owned by an integration, a connection or a source. `sealed` is key id, nonce and cipher text.
        "CREATE TABLE secret (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            owner_id {id} NOT NULL,
            name TEXT NOT NULL,
            sealed {bytes} NOT NULL,
            changed_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, owner_id, name)
        ) {clustered}",
        // The token of OAuth2 that was given last to an integration or a connection, and who
        // asks for the next one.
        "CREATE TABLE token (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            owner_id {id} NOT NULL,
            sealed {bytes},
            expires_at BIGINT NOT NULL,
            renewed_by {id},
            renewed_until BIGINT,
            PRIMARY KEY (tenant_id, owner_id)
        ) {clustered}",
        // A known text, sealed with the key of that id: no other key opens it.
        "CREATE TABLE key_check (
            key_id INTEGER NOT NULL PRIMARY KEY,
            sealed {bytes} NOT NULL
        )",
    ]
);
