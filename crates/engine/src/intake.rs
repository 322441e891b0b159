//! How events come in: one request of the ingest API, answered after its commit.

use crate::{
    Acceptance, Accepted,
    core::{Accept, Core, IntakeError},
};
use std::sync::Arc;
use tokio::sync::oneshot;

/// How long the sender of events waits at most, in milliseconds. A database that hangs says
/// nothing, and whoever waits for it without end cannot send again.
const ANSWER_MS: i64 = 15_000;

impl Core {
    /// Hands events to the writer and waits for their commit.
    pub(crate) async fn accept(&self, acceptance: Acceptance) -> Result<Accepted, IntakeError> {
        let until = self.clock.now_ms().saturating_add(ANSWER_MS);
        tokio::select! {
            biased;
            answer = self.take(acceptance) => answer,
            () = self.clock.sleep_until(until) => Err(IntakeError::Unavailable),
        }
    }

    async fn take(&self, acceptance: Acceptance) -> Result<Accepted, IntakeError> {
        if self.stopping.is_cancelled() {
            return Err(IntakeError::Stopping);
        }
        let events = acceptance
            .events
            .len()
            .clamp(1, self.options.intake_max.max(1));
        let place = Arc::clone(&self.places)
            .acquire_many_owned(u32::try_from(events).unwrap_or(u32::MAX))
            .await
            .map_err(|_| IntakeError::Stopping)?;
        let (reply, answer) = oneshot::channel();
        let accept = Accept {
            acceptance,
            reply,
            place,
        };
        self.accepts
            .send(accept)
            .await
            .map_err(|_| IntakeError::Stopping)?;
        // The writer drops what it did not begin to write when it ends.
        answer.await.unwrap_or(Err(IntakeError::Stopping))
    }
}
