//! Tenants, their keys and sources, and what was done in them.

use crate::dialect::migration;

migration!(
    "m20261122_000001_tenants",
    &[
        "CREATE TABLE tenant (
            id {id} NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            zone TEXT NOT NULL,
            country TEXT NOT NULL,
            language TEXT NOT NULL CHECK (language IN ('en', 'ru', 'uk')),
            revision BIGINT NOT NULL,
            created_at BIGINT NOT NULL
        )",
        "CREATE TABLE api_key (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            id {id} NOT NULL,
            scope TEXT NOT NULL CHECK (scope IN ('ingest', 'manage')),
            hash {bytes} NOT NULL UNIQUE,
            hint TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            last_used_at BIGINT,
            revoked_at BIGINT,
            PRIMARY KEY (tenant_id, id)
        ) {clustered}",
        "CREATE UNIQUE INDEX api_key_by_id ON api_key (id)",
        "CREATE TABLE source (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            id {id} NOT NULL UNIQUE,
            adapter TEXT NOT NULL CHECK (adapter IN ('zadarma', 'twilio')),
            created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id)
        ) {clustered}",
        "CREATE TABLE audit (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            id {id} NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            noted_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id)
        ) {clustered}",
    ]
);
