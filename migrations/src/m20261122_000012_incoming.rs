//! What the telephony sent: the last requests, and those that were refused.

use crate::dialect::migration;

migration!(
    "m20261122_000012_incoming",
    &[
        // `sender_id` is the key or the source that a request came with. Only refused ones keep
        // their body, so that it can be mended.
        "CREATE TABLE incoming (
            tenant_id {id} NOT NULL,
            id {id} NOT NULL,
            sender_id {id} NOT NULL,
            sender TEXT NOT NULL CHECK (sender IN ('key', 'zadarma', 'twilio')),
            received_at BIGINT NOT NULL,
            event_count INTEGER NOT NULL,
            refusal TEXT,
            detail TEXT NOT NULL,
            body TEXT NOT NULL,
            body_cut BOOLEAN NOT NULL,
            mended_at BIGINT,
            PRIMARY KEY (tenant_id, id)
        ) {clustered}",
    ]
);
