//! How much room the database takes, now and over the last months.

use crate::{Store, StoreError, sql};
use sea_orm::FromQueryResult;

/// An hour, in milliseconds.
const HOUR_MS: i64 = 3_600_000;
/// A day, in milliseconds.
const DAY_MS: i64 = 24 * HOUR_MS;
/// So long a size is remembered, in milliseconds.
const KEPT_MS: i64 = 90 * DAY_MS;

const NOTE: &str =
    "INSERT INTO database_size (hour_at, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING";
const FORGET: &str = "DELETE FROM database_size WHERE hour_at < ?";

/// The last size of each day.
const BY_DAY: &str = "SELECT hour_at, bytes FROM database_size
    WHERE hour_at IN (SELECT MAX(hour_at) FROM database_size GROUP BY hour_at / ?)
    ORDER BY hour_at";

/// The last size up to a time, and after another.
const UP_TO: &str = "SELECT hour_at, bytes FROM database_size
    WHERE hour_at <= ? AND hour_at > ? ORDER BY hour_at DESC LIMIT 1";

/// How much room the database took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct SizeRow {
    /// The hour in which that was asked, in milliseconds since 1970.
    pub hour_at: i64,
    /// How much, in bytes.
    pub bytes: i64,
}

impl Store {
    /// How much room the database takes, in bytes.
    ///
    /// # Errors
    /// `Unavailable` where it cannot be asked.
    pub async fn size_bytes(&self) -> Result<i64, StoreError> {
        let sql = if self.is_sqlite() {
            "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()"
        } else {
            "SELECT pg_database_size(current_database()) AS bytes"
        };
        Ok(sql::number(self.reader(), sql, Vec::new()).await?)
    }

    /// Remembers how much room the database takes in this hour, and forgets the months before.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_size(&self, now: i64) -> Result<(), StoreError> {
        let (hour_at, bytes) = (now - now.rem_euclid(HOUR_MS), self.size_bytes().await?);
        let writer = &self.inner.writer;
        sql::execute(writer, NOTE, vec![hour_at.into(), bytes.into()]).await?;
        sql::execute(writer, FORGET, vec![(now - KEPT_MS).into()]).await?;
        Ok(())
    }

    /// The last size of each day that is remembered, oldest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn sizes(&self) -> Result<Vec<SizeRow>, StoreError> {
        Ok(sql::rows(self.reader(), BY_DAY, vec![DAY_MS.into()]).await?)
    }

    /// How much room the database took at a time; nothing where none was noted on the day before
    /// it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn size_at(&self, at: i64) -> Result<Option<i64>, StoreError> {
        let values = vec![at.into(), (at - DAY_MS).into()];
        let row: Option<SizeRow> = sql::row(self.reader(), UP_TO, values).await?;
        Ok(row.map(|row| row.bytes))
    }
}
