//! The engine as the server holds it: started once, shared by clones, stopped once.

use crate::{
    Acceptance, Accepted, Clock, EngineOptions, Figures, IntakeError, Ledger, sender::Sender,
};
use domain::{Attempt, DeliveryId, EventSnapshot, Integration, Outcome, PlainRequest};
use std::{collections::HashMap, sync::Arc};

/// A running engine; clones share it.
#[derive(Clone)]
pub struct Engine {}

/// What came of a test that was sent outside of the queue.
#[derive(Debug, Clone)]
pub struct TestOutcome {
    /// What was sent, secrets masked. Empty texts where it could not be rendered.
    pub request: PlainRequest,
    /// What came back.
    pub outcome: Outcome,
    /// Whether the answer counts as accepted.
    pub accepted: bool,
    /// The try, as the log keeps it.
    pub attempt: Attempt,
}

impl Engine {
    /// Starts the engine's tasks: writer, loader, dispatcher, heartbeat.
    ///
    /// Claims of workers that died are freed by who starts it, before.
    #[must_use]
    pub fn start(
        _ledger: Arc<dyn Ledger>,
        _sender: Arc<dyn Sender>,
        _clock: Arc<dyn Clock>,
        _options: EngineOptions,
    ) -> Self {
        todo!()
    }

    /// Records the events of one request; resolves after the commit.
    ///
    /// # Errors
    /// See [`IntakeError`]. Nothing of the request was kept then.
    #[expect(clippy::unused_async, reason = "Written next.")]
    pub async fn accept(&self, _acceptance: Acceptance) -> Result<Accepted, IntakeError> {
        todo!()
    }

    /// Says that something became due in storage without passing through `accept`.
    pub fn wake(&self) {
        todo!()
    }

    /// Sends a test of an integration, through the same sender and guard as everything else.
    /// Writes nothing.
    #[expect(clippy::unused_async, reason = "Written next.")]
    pub async fn send_test(
        &self,
        _integration: &Integration,
        _secrets: HashMap<String, String>,
        _event: &EventSnapshot,
        _delivery_id: DeliveryId,
    ) -> TestOutcome {
        todo!()
    }

    /// Stops claiming, finishes what is in flight within the grace time, gives the rest back
    /// without counting a try.
    #[expect(clippy::unused_async, reason = "Written next.")]
    pub async fn stop(&self) {
        todo!()
    }

    /// What it is doing right now.
    #[must_use]
    pub fn figures(&self) -> Figures {
        todo!()
    }
}
