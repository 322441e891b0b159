//! The engine as the server holds it: started once, shared by clones, stopped once.

use crate::{
    Acceptance, Accepted, Clock, EngineOptions, Figures, IntakeError, Ledger,
    core::{Core, WriterInbox},
    dispatch, heartbeat, loader,
    outlet::Outlet,
    prepare::{Try, prepare},
    sender::Sender,
    writer,
};
use domain::{
    Attempt, AttemptId, Cause, DeliveryId, EventSnapshot, Integration, Outcome, PlainRequest,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::task::JoinHandle;

/// A running engine; clones share it. Dropping it ends nothing: see [`Engine::stop`].
#[derive(Clone)]
pub struct Engine {
    core: Arc<Core>,
    tasks: Arc<Mutex<Option<Tasks>>>,
}

/// What runs, and ends in this order.
struct Tasks {
    dispatcher: JoinHandle<()>,
    loader: JoinHandle<()>,
    writer: JoinHandle<()>,
    heartbeat: JoinHandle<()>,
}

/// What came of a test that was sent outside of the queue.
#[derive(Debug, Clone)]
pub struct TestOutcome {
    /// What was sent, secrets masked; none where it could not be rendered.
    pub request: Option<PlainRequest>,
    /// What came back.
    pub outcome: Outcome,
    /// Whether the answer counts as accepted.
    pub accepted: bool,
    /// The try, as the log keeps it.
    pub attempt: Attempt,
}

impl Engine {
    /// Starts the engine's tasks: heartbeat, writer, loader, dispatcher. Must be called inside
    /// of a runtime.
    ///
    /// Claims of workers that died are freed by who starts it, before.
    #[must_use]
    pub fn start(
        ledger: Arc<dyn Ledger>,
        sender: Arc<dyn Sender>,
        clock: Arc<dyn Clock>,
        options: EngineOptions,
    ) -> Self {
        let (core, inbox) = Core::new(ledger, sender, clock, options);
        let core = Arc::new(core);
        let tasks = Tasks {
            heartbeat: tokio::spawn(heartbeat::run(Arc::clone(&core))),
            writer: tokio::spawn(write_once_alive(Arc::clone(&core), inbox)),
            loader: tokio::spawn(loader::run(Arc::clone(&core))),
            dispatcher: tokio::spawn(dispatch::run(Arc::clone(&core))),
        };
        Self {
            core,
            tasks: Arc::new(Mutex::new(Some(tasks))),
        }
    }

    /// Records the events of one request; resolves after the commit. The claims of the new
    /// deliveries stay with the engine: what is returned has none.
    ///
    /// # Errors
    /// See [`IntakeError`]. Nothing of the request was kept then.
    pub async fn accept(&self, acceptance: Acceptance) -> Result<Accepted, IntakeError> {
        self.core.accept(acceptance).await
    }

    /// Says that something became due in storage without passing through `accept`.
    pub fn wake(&self) {
        self.core.due.note(self.core.clock.now_ms());
    }

    /// Sends a test of an integration, through the same sender and guard as everything else.
    /// Writes nothing.
    pub async fn send_test(
        &self,
        integration: &Integration,
        secrets: HashMap<String, String>,
        event: &EventSnapshot,
        delivery_id: DeliveryId,
    ) -> TestOutcome {
        let core = &self.core;
        let now = core.clock.now_ms();
        let outlet = Outlet::new(Arc::new(integration.clone()), Arc::new(secrets), 0);
        let this = Try {
            delivery_id,
            number: 1,
            now_ms: now,
            timeout: Duration::from_millis(u64::from(integration.draft.timeout_ms)),
        };
        let prepared = prepare(&outlet, event, &this);
        let outcome = dispatch::outcome_of(core, &outlet, prepared.request, &prepared.mask).await;
        let sent = this.sent(outlet.signer.is_some());
        TestOutcome {
            request: prepared.shown.map(|shown| shown.sent(&sent).masked()),
            accepted: outcome.cause == Cause::Accepted,
            attempt: Attempt {
                id: AttemptId(core.chance.uuid(now)),
                version: integration.version,
                started_at: now,
                outcome: outcome.clone(),
                request_hash: prepared.hash,
            },
            outcome,
        }
    }

    /// Stops claiming, finishes what is in flight within the grace time, gives the rest back
    /// without counting a try. A second call returns at once.
    pub async fn stop(&self) {
        let tasks = {
            let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
            tasks.take()
        };
        let Some(tasks) = tasks else { return };
        let core = &self.core;
        core.stopping.cancel();
        end(tasks.dispatcher).await;
        end(tasks.loader).await;
        core.closing.cancel();
        self.end_writer(tasks.writer).await;
        end(tasks.heartbeat).await;
        if let Err(error) = core.ledger.retire(core.options.worker_id).await {
            tracing::warn!(%error, "the claims could not be given back; they are freed at the next start");
        }
    }

    /// Waits for the writer, at most the grace time: storage may be away.
    async fn end_writer(&self, mut writer: JoinHandle<()>) {
        let core = &self.core;
        let grace_ms = i64::try_from(core.options.grace.as_millis()).unwrap_or(i64::MAX);
        let patience = core.clock.now_ms().saturating_add(grace_ms);
        tokio::select! {
            _ = &mut writer => {}
            () = core.clock.sleep_until(patience) => {
                tracing::error!("outcomes could not be written before the end; they may be sent again");
                writer.abort();
            }
        }
    }

    /// What it is doing right now.
    #[must_use]
    pub fn figures(&self) -> Figures {
        self.core.figures()
    }
}

/// Claims are written only in the name of a worker whose row says that it lives.
async fn write_once_alive(core: Arc<Core>, inbox: WriterInbox) {
    let now = core.clock.now_ms();
    if !core.is_alive(now) {
        heartbeat::beat(&core).await;
    }
    writer::run(core, inbox).await;
}

async fn end(task: JoinHandle<()>) {
    if let Err(error) = task.await {
        tracing::error!(%error, "a part of the engine had ended by a fault of the program");
    }
}
