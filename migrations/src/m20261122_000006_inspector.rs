//! The inspector: a request bin of each tenant.

use crate::dialect::migration;

migration!(
    "m20261122_000006_inspector",
    &[
        "CREATE TABLE inspector (
            tenant_id {id} NOT NULL PRIMARY KEY REFERENCES tenant (id),
            token TEXT NOT NULL UNIQUE,
            created_at BIGINT NOT NULL
        )",
        "CREATE TABLE inspected (
            tenant_id {id} NOT NULL,
            id {id} NOT NULL,
            received_at BIGINT NOT NULL,
            method TEXT NOT NULL,
            url TEXT NOT NULL,
            headers TEXT NOT NULL,
            body TEXT NOT NULL,
            body_cut BOOLEAN NOT NULL,
            PRIMARY KEY (tenant_id, id)
        )",
    ]
);
