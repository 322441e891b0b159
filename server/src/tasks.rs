//! What is done from time to time beside serving: letting go of what is kept for a time only,
//! ending what a pause has outlived, making room for the months ahead, and freeing what a dead
//! worker holds.

use crate::state::AppState;
use std::{future::Future, time::Duration};
use store::StoreError;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How often what is kept for a time only is let go of.
const PURGE_EVERY: Duration = Duration::from_secs(3_600);
/// How often live deliveries are looked for that a pause has outlived.
const EXPIRE_EVERY: Duration = Duration::from_secs(30);
/// How often the months ahead are looked at.
const PARTITIONS_EVERY: Duration = Duration::from_secs(12 * 3_600);
/// How often claims of dead workers are looked for, on PostgreSQL.
const FREE_EVERY: Duration = Duration::from_secs(5);

/// The tasks of a server; dropping it does not stop them, [`Tasks::stop`] does.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stopping: CancellationToken,
}

impl Tasks {
    /// Starts them. Each begins with its first turn.
    #[must_use]
    pub fn start(state: &AppState) -> Self {
        let tasks = Self::default();
        tasks.each(PURGE_EVERY, "purge", state, |state| async move {
            state.store.purge(state.now()).await
        });
        tasks.each(EXPIRE_EVERY, "expire", state, |state| async move {
            state.store.expire_paused(state.now()).await
        });
        tasks.each(PARTITIONS_EVERY, "partitions", state, |state| async move {
            state.store.prepare_partitions(state.now()).await
        });
        if !state.store.is_sqlite() {
            tasks.each(FREE_EVERY, "free claims", state, |state| async move {
                if state.store.free_claims(state.now(), None).await? > 0 {
                    state.engine.wake();
                }
                Ok(())
            });
        }
        tasks
    }

    /// Lets each finish its turn.
    pub async fn stop(&self) {
        self.stopping.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }

    fn each<F>(
        &self,
        every: Duration,
        name: &'static str,
        state: &AppState,
        turn: impl Fn(AppState) -> F + Send + 'static,
    ) where
        F: Future<Output = Result<(), StoreError>> + Send,
    {
        let (stopping, state) = (self.stopping.clone(), state.clone());
        self.tracker.spawn(async move {
            let mut clock = tokio::time::interval(every);
            clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    () = stopping.cancelled() => return,
                    _ = clock.tick() => {}
                }
                if let Err(error) = turn(state.clone()).await {
                    tracing::warn!(%error, task = name, "a periodic task failed; it is tried again at its next turn");
                }
            }
        });
    }
}
