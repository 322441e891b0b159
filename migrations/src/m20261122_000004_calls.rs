//! Calls, events, and what makes an event known again.

use crate::dialect::migration;

migration!(
    "m20261122_000004_calls",
    &[
        // What is known of a call are the facts of its last event, which holds the earlier ones.
        // Digits of the caller's number stand reversed, so that its end is a prefix.
        // `call_counter` says which call of that number it is, from 1.
        "CREATE TABLE call (
            tenant_id {id} NOT NULL,
            id {id} NOT NULL,
            call_id TEXT NOT NULL,
            phone_reversed {ascii},
            call_counter INTEGER,
            moments TEXT NOT NULL,
            event_count INTEGER NOT NULL,
            last_event_key {id} NOT NULL,
            first_at BIGINT NOT NULL,
            last_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, call_id)
        ) {clustered}",
        "CREATE INDEX call_by_phone ON call (tenant_id, phone_reversed, call_counter)
            WHERE phone_reversed IS NOT NULL",
        // `derived` names the facts that nobody reported: they follow from the others.
        "CREATE TABLE event (
            tenant_id {id} NOT NULL,
            id {id} NOT NULL,
            call_key {id},
            call_id TEXT NOT NULL,
            event_id TEXT NOT NULL,
            moment TEXT NOT NULL,
            seq INTEGER NOT NULL,
            facts TEXT NOT NULL,
            derived TEXT NOT NULL,
            occurred_at BIGINT NOT NULL,
            accepted_at BIGINT NOT NULL,
            is_test BOOLEAN NOT NULL,
            PRIMARY KEY (tenant_id, id)
        )",
        "CREATE INDEX event_by_call ON event (tenant_id, call_key)
            WHERE call_key IS NOT NULL",
        // An event that nobody named is known again within its call, and stands beside what else
        // is written of it; one that its sender named within the tenant: its call is all zeros.
        "CREATE TABLE event_identity (
            tenant_id {id} NOT NULL,
            call_key {id} NOT NULL,
            identity {bytes} NOT NULL,
            content {bytes} NOT NULL,
            event_id TEXT NOT NULL,
            delivery_count INTEGER NOT NULL,
            accepted_at BIGINT NOT NULL,
            is_named BOOLEAN NOT NULL,
            PRIMARY KEY (tenant_id, call_key, identity)
        ) {clustered}",
        "CREATE INDEX event_identity_named ON event_identity (accepted_at)
            WHERE is_named",
        "CREATE TABLE event_unmet (
            tenant_id {id} NOT NULL,
            event_key {id} NOT NULL,
            integration_id {id} NOT NULL,
            version INTEGER NOT NULL,
            condition_index INTEGER NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (tenant_id, event_key, integration_id)
        ) {clustered}",
        // What answers left on a call, for the integrations that share a connection.
        "CREATE TABLE call_value (
            tenant_id {id} NOT NULL,
            shared_id {id} NOT NULL,
            call_id TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            kept_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, shared_id, call_id, name)
        ) {clustered}",
        // `sender_id` is the API key that a request came with: two programs of a tenant may
        // choose the same `Idempotency-Key`.
        "CREATE TABLE idempotency (
            tenant_id {id} NOT NULL,
            sender_id {id} NOT NULL,
            idempotency_key TEXT NOT NULL,
            body {bytes} NOT NULL,
            receipts TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, sender_id, idempotency_key)
        )",
        "CREATE INDEX idempotency_by_time ON idempotency (created_at)",
    ]
);
