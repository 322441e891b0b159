//! How a job is answered.

use crate::http::views;
use serde::Serialize;
use store::JobRow;
use utoipa::ToSchema;

/// A job as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobView {
    /// Its id.
    id: String,
    /// `send_again`, `backfill` or `release`.
    kind: &'static str,
    /// `running`, `paused`, `stopped` or `done`.
    state: &'static str,
    /// The one integration that it is about, if it is one.
    integration: Option<String>,
    /// How many rows it looks at.
    total: i64,
    /// Deliveries that it made; of a `release`, those that it called off.
    done: i64,
    /// Rows that it left as they were.
    skipped: i64,
    /// Who asked for it: an id, or `system`.
    author: String,
    /// When.
    created_at: String,
    /// When it last moved.
    updated_at: String,
}

impl From<JobRow> for JobView {
    fn from(row: JobRow) -> Self {
        Self {
            id: row.id.to_string(),
            kind: row.definition.kind().key(),
            state: row.state.key(),
            integration: row.definition.integration().map(|id| id.to_string()),
            total: row.total,
            done: row.done,
            skipped: row.skipped,
            author: row.author,
            created_at: views::time(row.created_at),
            updated_at: views::time(row.updated_at),
        }
    }
}
