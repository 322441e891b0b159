//! What is told only once, while it waits for its page where no script runs.

use crate::dialect::migration;

migration!(
    "m20261126_000099_shown_once",
    &["CREATE TABLE shown_once (
        session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        place TEXT NOT NULL,
        sealed {bytes} NOT NULL,
        until_at BIGINT NOT NULL,
        PRIMARY KEY (session_id, place)
    ) {clustered}"]
);
