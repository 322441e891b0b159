//! Group commit: many acceptances and settlements in one durable transaction.
//!
//! Acceptances come first, as the engine expects: an event of the same batch waits for a
//! delivery that the worker still holds, and is freed by its settlement at once.

mod accept;
mod calls;
mod events;
mod history;
mod idempotency;
mod identity;
mod owed;
mod projects;
mod recording;
mod settle;

pub(crate) use idempotency::KEPT_MS as IDEMPOTENCY_KEPT_MS;

use crate::{BatchIn, CommittedOut, Store, StoreError, error::is_raced, wake, workers};
use domain::health::Turn;
use sea_orm::{DatabaseTransaction, DbErr};
use std::time::Duration;
use tokio::time::timeout;

/// How often a transaction is tried where another process is in the way.
const TRIES_MAX: u32 = 5;
/// How long the database may take to begin a batch, to write it, and to commit it. A connection
/// whose other end is gone without a word would stop everything until TCP gives it up, which
/// takes a quarter of an hour.
const STEP_MAX: Duration = Duration::from_secs(30);

/// Why a transaction failed, before it is told to anybody.
#[derive(Debug)]
enum Fault {
    Db(DbErr),
    Store(StoreError),
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        Self::Db(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            // A key that is taken five times over is no fault of the caller.
            Fault::Db(error) if is_raced(&error) => Self::Unavailable(error.to_string()),
            Fault::Db(error) => error.into(),
            Fault::Store(error) => error,
        }
    }
}

impl Store {
    /// Writes acceptances and settlements in one durable transaction. Where another process
    /// recorded the same event or call at the same moment, the whole transaction is made again on
    /// what that process wrote.
    ///
    /// # Errors
    /// Nothing of the batch was kept.
    pub async fn commit(&self, batch: &BatchIn<'_>) -> Result<CommittedOut, StoreError> {
        if batch.acceptances.is_empty() && batch.settlements.is_empty() {
            return Ok(CommittedOut::default());
        }
        let mut tries = 1;
        loop {
            match once(self, batch).await {
                Err(Fault::Db(error)) if tries < TRIES_MAX && is_raced(&error) => tries += 1,
                other => return other.map_err(StoreError::from),
            }
        }
    }
}

async fn once(store: &Store, batch: &BatchIn<'_>) -> Result<CommittedOut, Fault> {
    let db = within(store.write_batch()).await?;
    let (answers, held) = within(write(store, &db, batch)).await?;
    if let Err(fault) = within(db.commit()).await {
        let claims = answers.iter().flatten().flat_map(|one| &one.claims);
        store.inner.doubts.note(claims);
        return Err(fault);
    }
    if let Some(ahead) = &store.inner.ahead {
        let accepted = batch.acceptances.iter().map(|one| one.events.len());
        ahead.note(accepted.sum::<usize>() + batch.settlements.len());
    }
    for settled in batch.settlements {
        if settled.turn.is_some_and(Turn::switches_off) {
            store.inner.setups.forget(settled.claim.tenant_id);
        }
    }
    Ok((answers, held))
}

/// Writes a batch in its transaction.
async fn write(
    store: &Store,
    db: &DatabaseTransaction,
    batch: &BatchIn<'_>,
) -> Result<CommittedOut, Fault> {
    let may_claim = batch.acceptances.is_empty() || workers::holds_on(db, batch.worker).await?;
    let accepted = accept::run(store, db, batch, may_claim).await?;
    let held = settle::run(store, db, batch.settlements).await?;
    if accepted.is_for_others {
        wake::due(db).await?;
    }
    Ok((accepted.answers, held))
}

/// What the database answers in time.
async fn within<T, E: Into<Fault>>(work: impl Future<Output = Result<T, E>>) -> Result<T, Fault> {
    let Ok(done) = timeout(STEP_MAX, work).await else {
        let silent = format!("the database gave no answer for {} s", STEP_MAX.as_secs());
        return Err(StoreError::Unavailable(silent).into());
    };
    done.map_err(Into::into)
}
