//! What each key and source brings by the hour, and the times in which it is odd that nothing came.

use crate::dialect::migration;

migration!(
    "m20261126_000051_silences",
    &[
        // `sender_id` is a key or a source; a few hundred rows of each are kept.
        "CREATE TABLE sender_hour (
            tenant_id {id} NOT NULL,
            sender_id {id} NOT NULL,
            hour_at BIGINT NOT NULL,
            event_count BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, sender_id, hour_at)
        ) {clustered}",
        "CREATE INDEX sender_hour_by_hour ON sender_hour (hour_at)",
        // Open ones alone: a call ends them.
        "CREATE TABLE silence (
            tenant_id {id} NOT NULL,
            sender_id {id} NOT NULL,
            sender TEXT NOT NULL CHECK (sender IN ('key', 'zadarma', 'twilio')),
            since_at BIGINT NOT NULL,
            found_at BIGINT NOT NULL,
            usual_hours BIGINT NOT NULL,
            usual_events BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, sender_id)
        ) {clustered}",
    ]
);
