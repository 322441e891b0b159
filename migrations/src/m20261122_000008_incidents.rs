//! Times during which an integration did not work, what is to be told of failures, and mail.

use crate::dialect::migration;

migration!(
    "m20261122_000008_incidents",
    &[
        // `mailed_at` and `warned_at`: when the last mail and the warning before switching off
        // went out. `sample_id` is a delivery that shows the failure.
        "CREATE TABLE incident (
            tenant_id {id} NOT NULL,
            id {id} NOT NULL,
            integration_id {id} NOT NULL,
            failing TEXT NOT NULL CHECK (failing IN ('down', 'set_up', 'gone')),
            cause TEXT NOT NULL,
            code INTEGER,
            version INTEGER NOT NULL,
            sample_id {id} NOT NULL,
            opened_at BIGINT NOT NULL,
            mailed_at BIGINT NOT NULL,
            warned_at BIGINT,
            closed_at BIGINT,
            closed_by TEXT CHECK (closed_by IN ('recovered', 'paused', 'switched_off', 'deleted')),
            PRIMARY KEY (tenant_id, id)
        ) {clustered}",
        "CREATE UNIQUE INDEX incident_open ON incident (tenant_id, integration_id)
            WHERE closed_at IS NULL",
        "CREATE INDEX incident_by_integration ON incident (tenant_id, integration_id, id)",
        // Failures outside of incidents, until they are told in one mail.
        "CREATE TABLE failure_digest (
            tenant_id {id} NOT NULL,
            integration_id {id} NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('failed', 'unanswered', 'expired')),
            first_at BIGINT NOT NULL,
            failed_count BIGINT NOT NULL,
            sample_id {id} NOT NULL,
            cause TEXT,
            code INTEGER,
            PRIMARY KEY (tenant_id, integration_id, state)
        ) {clustered}",
        "CREATE INDEX failure_digest_by_time ON failure_digest (first_at)",
        // `arguments` hold ids and counts, and never a phone number.
        "CREATE TABLE mail (
            id {id} NOT NULL PRIMARY KEY,
            tenant_id {id},
            kind TEXT NOT NULL,
            recipient TEXT NOT NULL,
            language TEXT NOT NULL CHECK (language IN ('en', 'ru', 'uk')),
            arguments TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
            tries INTEGER NOT NULL,
            error TEXT,
            created_at BIGINT NOT NULL,
            due_at BIGINT NOT NULL,
            sent_at BIGINT
        )",
        "CREATE INDEX mail_waiting ON mail (due_at) WHERE state = 'waiting'",
    ]
);
