//! How long data of a tenant is kept, and whose data was erased.

use crate::dialect::migration;

migration!(
    "m20261126_000017_data",
    &[
        // Without a row the defaults count. `answers_done_to`: answers before it are gone;
        // `swept_at`: when all of them were last looked through.
        "CREATE TABLE retention (
            tenant_id {id} NOT NULL PRIMARY KEY REFERENCES tenant (id),
            answers_days INTEGER NOT NULL,
            calls_days INTEGER NOT NULL,
            answers_done_to BIGINT NOT NULL,
            swept_at BIGINT NOT NULL
        ) {clustered}",
        // Whose number it was is not kept. `receivers` are integrations with times and counts.
        "CREATE TABLE erasure (
            tenant_id {id} NOT NULL REFERENCES tenant (id),
            id {id} NOT NULL,
            author TEXT NOT NULL,
            call_count BIGINT NOT NULL,
            cancelled_count BIGINT NOT NULL,
            receivers TEXT NOT NULL,
            erased_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id)
        ) {clustered}",
        "ALTER TABLE event ADD COLUMN erased_at BIGINT",
        "CREATE INDEX event_erased ON event (erased_at) WHERE erased_at IS NOT NULL",
    ]
);
