//! The security of a person: what is known of their sessions and devices, the second factor,
//! and a change of e-mail that waits to be confirmed.

use crate::dialect::migration;

migration!(
    "m20261126_000016_security",
    &[
        // Of sessions that began before they were noted nothing is known.
        "ALTER TABLE session ADD COLUMN began_at BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE session ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT ''",
        // `sealed` is the secret of the codes. `last_step` is the newest half minute whose code
        // was taken: none is taken twice. Without `confirmed_at` it is not asked for yet.
        "CREATE TABLE second_factor (
            sign_in_id {id} NOT NULL PRIMARY KEY REFERENCES sign_in (id),
            sealed {bytes} NOT NULL,
            last_step BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            confirmed_at BIGINT
        )",
        "CREATE TABLE recovery_code (
            sign_in_id {id} NOT NULL REFERENCES sign_in (id),
            hash {bytes} NOT NULL,
            PRIMARY KEY (sign_in_id, hash)
        ) {clustered}",
        // Browsers that a person signed in with, by the hash of a cookie.
        "CREATE TABLE known_device (
            sign_in_id {id} NOT NULL REFERENCES sign_in (id),
            hash {bytes} NOT NULL,
            seen_at BIGINT NOT NULL,
            PRIMARY KEY (sign_in_id, hash)
        ) {clustered}",
        "CREATE INDEX known_device_by_time ON known_device (seen_at)",
        "CREATE TABLE email_change (
            sign_in_id {id} NOT NULL PRIMARY KEY REFERENCES sign_in (id),
            email TEXT NOT NULL,
            old_hash {bytes} NOT NULL UNIQUE,
            new_hash {bytes} NOT NULL UNIQUE,
            old_confirmed_at BIGINT,
            new_confirmed_at BIGINT,
            expires_at BIGINT NOT NULL
        )",
        "CREATE INDEX email_change_by_expiry ON email_change (expires_at)",
    ]
);
