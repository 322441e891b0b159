//! Deleting can be taken back for a short while: until that is over, what was deleted is out of
//! use and nothing more.

use crate::{Store, StoreError, lock::lock};

/// For so long a deletion can be taken back, in milliseconds.
pub const UNDO_MS: i64 = 60_000;

/// Whether what was deleted then, if it was, can still be brought back.
pub(crate) fn is_undoable(deleted_at: Option<i64>, now: i64) -> bool {
    deleted_at.is_some_and(|deleted_at| deleted_at > now - UNDO_MS)
}

impl Store {
    /// Finishes what this process deleted, once it cannot be taken back any more: calls off what
    /// is open of integrations, forgets sources with their secrets. Asks nothing of the database
    /// where nothing was deleted; what a crash leaves, the next purge finishes.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn finish_deletions(&self, now: i64) -> Result<(), StoreError> {
        let noted = *lock(&self.inner.deleted_at);
        let Some(last) = noted else {
            return Ok(());
        };
        self.let_go_of_deleted(now).await?;
        let mut noted = lock(&self.inner.deleted_at);
        if *noted == Some(last) && !is_undoable(Some(last), now) {
            *noted = None;
        }
        Ok(())
    }

    /// Finishes what was deleted, whoever did it.
    pub(crate) async fn let_go_of_deleted(&self, now: i64) -> Result<(), StoreError> {
        self.cancel_orphaned(now - UNDO_MS, now).await?;
        self.forget_sources(now - UNDO_MS).await
    }

    /// Notes that there is something to finish.
    pub(crate) fn note_deletion(&self, now: i64) {
        *lock(&self.inner.deleted_at) = Some(now);
    }
}
