//! What SQLite writes ahead is brought into the database's file beside the writer. Left to SQLite,
//! the commit that fills its log does so itself, and every event of that moment waits for it.

use crate::{Store, StoreError};
use sea_orm::ConnectionTrait;
use sqlx::{Row as _, SqlitePool};
use std::{
    future,
    sync::atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Notify;

/// The mode that waits for nobody and keeps nobody waiting.
const PASSIVE: &str = "PRAGMA wal_checkpoint(PASSIVE)";
/// So many pages are written ahead before they are brought over.
const PAGES: usize = 4_000;
/// From so many pages on the log is made to begin anew: 128 MB.
const PAGES_MAX: i64 = 32_000;
/// About how many pages a commit writes, beside those of its rows.
const PAGES_PER_COMMIT: usize = 16;
/// About how many pages a row of it writes, with its indexes.
const PAGES_PER_ROW: usize = 2;

/// How much is written ahead, and the connection that brings it over.
pub(crate) struct Ahead {
    pool: SqlitePool,
    pages: AtomicUsize,
    is_much: Notify,
}

impl Ahead {
    pub(crate) fn new(pool: SqlitePool) -> Self {
        Self {
            pool,
            pages: AtomicUsize::new(0),
            is_much: Notify::new(),
        }
    }

    /// Notes a commit of so many rows.
    pub(crate) fn note(&self, rows: usize) {
        let more = PAGES_PER_COMMIT + PAGES_PER_ROW * rows;
        if self.pages.fetch_add(more, Ordering::Relaxed) + more >= PAGES {
            self.is_much.notify_one();
        }
    }
}

impl Store {
    /// Waits until much is written ahead, and brings it into the file; never done on PostgreSQL,
    /// which sees to it itself.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        let Some(ahead) = &self.inner.ahead else {
            return future::pending().await;
        };
        ahead.is_much.notified().await;
        ahead.pages.store(0, Ordering::Relaxed);
        self.inner.statements.fetch_add(1, Ordering::Relaxed);
        let unavailable = |error: sqlx::Error| StoreError::Unavailable(error.to_string());
        let row = sqlx::query(PASSIVE).fetch_one(&ahead.pool).await;
        let row = row.map_err(unavailable)?;
        let pages: i64 = row.try_get(1).map_err(unavailable)?;
        if pages >= PAGES_MAX {
            // The little that was written meanwhile, while nothing more is: the next commit
            // finds all brought over and begins at the front of the log.
            self.inner.writer.execute_unprepared(PASSIVE).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn what_is_written_ahead_comes_into_the_file_once_it_is_much() {
        let (store, _, folder) = testing::store().await;
        let file = folder.path().join("hookline.db");
        let before = file.metadata().unwrap().len();
        let ahead = store.inner.ahead.as_ref().unwrap();

        ahead.note(1);
        tokio::select! {
            biased;
            _ = store.checkpoint() => panic!("a single row is not much"),
            () = future::ready(()) => {}
        }
        ahead.note(PAGES / PAGES_PER_ROW);
        store.checkpoint().await.unwrap();

        assert!(file.metadata().unwrap().len() > before);
    }
}
