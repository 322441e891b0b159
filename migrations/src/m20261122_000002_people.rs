//! People: one sign-in for all that a person is, members, staff, sessions.

use crate::dialect::migration;

migration!(
    "m20261122_000002_people",
    &[
        "CREATE TABLE sign_in (
            id {id} NOT NULL PRIMARY KEY,
            email TEXT NOT NULL UNIQUE,
            password_hash TEXT,
            language TEXT CHECK (language IN ('en', 'ru', 'uk')),
            created_at BIGINT NOT NULL
        )",
        "CREATE TABLE member (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            id {id} NOT NULL,
            sign_in_id {id} NOT NULL REFERENCES sign_in (id),
            role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'integrator', 'viewer')),
            created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (sign_in_id, tenant_id)
        ) {clustered}",
        "CREATE TABLE staff (
            id {id} NOT NULL PRIMARY KEY,
            sign_in_id {id} NOT NULL UNIQUE REFERENCES sign_in (id),
            role TEXT NOT NULL CHECK (role IN ('support', 'admin')),
            created_at BIGINT NOT NULL
        )",
        // What is done to the operator's people belongs to no tenant.
        "CREATE TABLE staff_audit (
            id {id} NOT NULL PRIMARY KEY,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            noted_at BIGINT NOT NULL
        )",
        "CREATE TABLE session (
            id TEXT NOT NULL PRIMARY KEY,
            sign_in_id {id} REFERENCES sign_in (id),
            data TEXT NOT NULL,
            expires_at BIGINT NOT NULL
        )",
        "CREATE INDEX session_by_expiry ON session (expires_at)",
        "CREATE INDEX session_by_sign_in ON session (sign_in_id)",
        "CREATE TABLE sign_in_failure (
            id {id} NOT NULL PRIMARY KEY,
            address TEXT NOT NULL,
            failed_at BIGINT NOT NULL
        )",
        "CREATE INDEX sign_in_failure_by_address ON sign_in_failure (address, failed_at)",
        "CREATE INDEX sign_in_failure_by_time ON sign_in_failure (failed_at)",
    ]
);
