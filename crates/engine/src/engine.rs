//! The engine as the server holds it: started once, shared by clones, stopped once.

use crate::{
    Acceptance, Accepted, Clock, EngineOptions, Figures, IntakeError, Ledger,
    core::{Core, WriterInbox},
    dispatch, heartbeat, loader,
    outlet::Outlet,
    sender::{
        Sender,
        token::{self, Asking},
    },
    steps::{self, Errand},
    writer,
};
use domain::{
    Attempt, DeliveryId, EventSnapshot, Facts, Integration, IntegrationId, Outcome, PlainRequest,
    TenantId, connection::OAuth2, delivery::Progress,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{runtime::Handle, task::JoinHandle};
use uuid::Uuid;

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

/// One request of a test.
#[derive(Debug, Clone)]
pub struct TestExchange {
    /// What was sent, secrets masked; none where it could not be rendered.
    pub request: Option<PlainRequest>,
    /// The try, as the log keeps it.
    pub attempt: Attempt,
}

/// What came of a test that was sent outside of the queue.
#[derive(Debug, Clone)]
pub struct TestOutcome {
    /// Its requests, one for each step that was sent; never empty.
    pub exchanges: Vec<TestExchange>,
    /// What the steps took from their answers.
    pub taken: Facts,
    /// Whether every answer counts as accepted.
    pub accepted: bool,
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
        let writer_on = options.writer_on.clone().unwrap_or_else(Handle::current);
        let (core, inbox) = Core::new(ledger, sender, clock, options);
        let core = Arc::new(core);
        let tasks = Tasks {
            heartbeat: tokio::spawn(heartbeat::run(Arc::clone(&core))),
            writer: writer_on.spawn(write_once_alive(Arc::clone(&core), inbox)),
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

    /// Says that something became due in storage without passing through `accept`. It may wait
    /// for what is here, and is asked for again when that is over.
    pub fn wake(&self) {
        self.core.scheduler().note_write();
        self.core.due.note(self.core.clock.now_ms());
    }

    /// Says that an integration was changed, switched on or off, or answered a test: it is tried
    /// at once, whatever happened before; where it sends nothing any more, what is in memory of
    /// it goes back to storage. Where another worker sends for it, nothing happens here.
    pub async fn look_again(&self, tenant: TenantId, integration: IntegrationId) {
        if let Err(error) = self.core.look_again(tenant, integration).await {
            // The next probe finds out.
            self.core.storage_failed(&error);
        }
    }

    /// Sends a test of an integration, all of its steps, through the same sender and guard as
    /// everything else. Waits for its turn, where the tenant has many under way. Writes nothing.
    pub async fn send_test(
        &self,
        integration: &Integration,
        secrets: HashMap<String, String>,
        event: &EventSnapshot,
        delivery_id: DeliveryId,
    ) -> TestOutcome {
        let core = &self.core;
        let _place = core.tests.enter(integration.tenant_id).await;
        let outlet = Outlet::new(Arc::new(integration.clone()), Arc::new(secrets), 0);
        let errand = Errand {
            outlet: &outlet,
            delivery_id,
            number: 1,
            facts: &event.facts,
            deadline_at: i64::MAX,
        };
        let run = steps::run(core, &errand, Progress::default()).await;
        TestOutcome {
            accepted: run.is_accepted(),
            taken: run.progress.taken,
            exchanges: run
                .exchanges
                .into_iter()
                .map(|exchange| TestExchange {
                    request: exchange.request(),
                    attempt: exchange.attempt,
                })
                .collect(),
        }
    }

    /// Exchanges the code that a person's agreement gave for tokens, and keeps them. `owner`
    /// is the integration or connection that signs in.
    ///
    /// # Errors
    /// Why no token was given, as an outcome that can be explained.
    pub async fn exchange_code(
        &self,
        tenant: TenantId,
        owner: Uuid,
        oauth: &OAuth2,
        code: &str,
        redirect_uri: &str,
    ) -> Result<(), Outcome> {
        let core = &self.core;
        let asking = Asking {
            ledger: core.ledger.as_ref(),
            sender: core.sender.as_ref(),
            clock: core.clock.as_ref(),
            worker: core.options.worker_id,
        };
        token::exchange(&asking, tenant, owner, oauth, code, redirect_uri).await
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

    /// Its limits.
    #[must_use]
    pub fn options(&self) -> &EngineOptions {
        &self.core.options
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
