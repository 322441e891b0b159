//! What the tasks of one engine share: its parts, its scheduler, its signals.

use crate::{
    Acceptance, Accepted, Chance, Clock, EngineOptions, Figures, Ledger, LedgerError, Settled,
    due::Due,
    outlet::Outlets,
    scheduler::{Bounds, Offered, Origin, Scheduler},
    sender::{Sender, token::Credentials},
    test_places::TestPlaces,
};
use domain::{
    Claim, Facts, Integration, IntegrationId, Settlement, Slots, TenantId, ownership::slot_of,
};
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio_util::sync::CancellationToken;

/// Why events were not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// Storage is away, or does not answer: the same request may be sent again in a moment.
    /// Events that were taken all the same are known again by their identity.
    #[error("storage is not available")]
    Unavailable,
    /// The `Idempotency-Key` was used with another body.
    #[error("the idempotency key was used with another body")]
    KeyReused,
    /// The engine is stopping.
    #[error("the engine is stopping")]
    Stopping,
}

/// Events that wait for the writer, and who waits for the answer.
#[derive(Debug)]
pub(crate) struct Accept {
    pub acceptance: Acceptance,
    pub reply: oneshot::Sender<Result<Accepted, IntakeError>>,
    /// As many as it has events; held until it is written or refused.
    pub place: OwnedSemaphorePermit,
}

/// An outcome that waits for the writer.
#[derive(Debug)]
pub(crate) struct Settle {
    pub settled: Settled,
    /// Held from before the send until the commit; none where nothing was sent.
    pub permit: Option<OwnedSemaphorePermit>,
}

/// The writer's ends of the channels.
pub(crate) struct WriterInbox {
    pub accepts: mpsc::Receiver<Accept>,
    pub settles: mpsc::UnboundedReceiver<Settle>,
}

/// What the tasks of one engine share.
pub(crate) struct Core {
    pub ledger: Arc<dyn Ledger>,
    pub sender: Arc<dyn Sender>,
    pub clock: Arc<dyn Clock>,
    pub chance: Chance,
    pub options: EngineOptions,
    pub outlets: Outlets,
    pub credentials: Credentials,
    pub accepts: mpsc::Sender<Accept>,
    /// Places for events that wait for the writer.
    pub places: Arc<Semaphore>,
    /// Places for tests.
    pub tests: TestPlaces,
    settles: mpsc::UnboundedSender<Settle>,
    scheduler: Mutex<Scheduler>,
    /// Something may be sent.
    pub dispatch: Notify,
    /// When storage has something.
    pub due: Due,
    pub unsettled: Arc<Semaphore>,
    /// Nothing new is taken in or sent.
    pub stopping: CancellationToken,
    /// The writer writes what it has and ends.
    pub closing: CancellationToken,
    /// Until when this worker counts as alive.
    pub alive_until: AtomicI64,
    /// For which slots it claims.
    slots: AtomicU64,
    pub settled: AtomicU64,
    pub storage_away: AtomicBool,
}

impl Core {
    pub fn new(
        ledger: Arc<dyn Ledger>,
        sender: Arc<dyn Sender>,
        clock: Arc<dyn Clock>,
        options: EngineOptions,
    ) -> (Self, WriterInbox) {
        let (accepts, accept_inbox) = mpsc::channel(options.intake_max.max(1));
        #[expect(
            clippy::disallowed_methods,
            reason = "Its bound is `room` and one batch: only claims of this worker are in it, \
                      and a send that had to wait here would hold up its own commit."
        )]
        let (settles, settle_inbox) = mpsc::unbounded_channel();
        let core = Self {
            ledger,
            sender,
            chance: Chance::new(options.seed),
            outlets: Outlets::default(),
            credentials: Credentials::default(),
            accepts,
            places: Arc::new(Semaphore::new(options.intake_max.max(1))),
            tests: TestPlaces::new(options.tests_tenant, options.tests_total),
            settles,
            scheduler: Mutex::new(Scheduler::new(Bounds {
                parallel_total: options.parallel_total,
                parallel_tenant: options.parallel_tenant,
                room: options.room,
            })),
            dispatch: Notify::new(),
            due: Due::new(clock.now_ms()),
            unsettled: Arc::new(Semaphore::new(options.unsettled_max.max(1))),
            stopping: CancellationToken::new(),
            closing: CancellationToken::new(),
            alive_until: AtomicI64::new(i64::MIN),
            slots: AtomicU64::new(Slots::NONE.bits()),
            settled: AtomicU64::new(0),
            storage_away: AtomicBool::new(false),
            clock,
            options,
        };
        let inbox = WriterInbox {
            accepts: accept_inbox,
            settles: settle_inbox,
        };
        (core, inbox)
    }

    /// The scheduler, for a moment: never across an await.
    pub fn scheduler(&self) -> MutexGuard<'_, Scheduler> {
        // Its changes are complete before anything in them could panic.
        self.scheduler
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this worker's claims are still its own.
    pub fn is_alive(&self, now: i64) -> bool {
        now < self.alive_until.load(Ordering::Acquire)
    }

    /// For which slots this worker claims.
    pub fn slots(&self) -> Slots {
        Slots::from_bits(self.slots.load(Ordering::Acquire))
    }

    /// Takes over for which slots this worker claims.
    pub fn set_slots(&self, slots: Slots) {
        self.slots.store(slots.bits(), Ordering::Release);
    }

    /// Hands an outcome to the writer.
    pub fn settle(&self, settled: Settled, permit: Option<OwnedSemaphorePermit>) {
        // The writer outlives everything that settles, except where the whole engine is
        // dropped: then the claim is freed with the worker.
        let _ = self.settles.send(Settle { settled, permit });
    }

    /// Gives a claim back to storage without counting a try.
    pub fn release(&self, claim: Claim, due_at: i64) {
        self.due.note(due_at);
        self.give_back(claim, due_at);
    }

    fn give_back(&self, claim: Claim, due_at: i64) {
        self.settle(
            Settled {
                claim,
                attempts: Vec::new(),
                settlement: Settlement::Release { due_at },
                progress: None,
                kept: Facts::default(),
                turn: None,
                settled_at: self.clock.now_ms(),
            },
            None,
        );
    }

    /// Gives back to storage what waits here of an integration that sends nothing.
    pub fn let_go(&self, integration: IntegrationId) {
        let taken = self.scheduler().take_out(integration);
        self.give_all_back(taken);
    }

    fn give_all_back(&self, claims: Vec<Claim>) {
        for claim in claims {
            let due_at = claim.due_at;
            self.give_back(claim, due_at);
        }
    }

    /// Looks at an integration anew that was changed or looked at by a person: it is tried at
    /// once, or given back to storage where it sends nothing any more. One that another worker
    /// sends for is left to that one, which hears of it as well.
    pub async fn look_again(
        &self,
        tenant: TenantId,
        integration: IntegrationId,
    ) -> Result<(), LedgerError> {
        let setup = self.ledger.setup(tenant).await?;
        let mut known = setup.integrations.iter();
        let known = known.find(|known| known.id == integration);
        if let Some(known) = known
            && !self.slots().contains(slot_of(known.shared_id()))
        {
            self.leave_to_others(known);
            return Ok(());
        }
        let failing = self.ledger.health(tenant, integration).await?;
        let now = self.clock.now_ms();
        let taken = {
            let mut scheduler = self.scheduler();
            if let Some(known) = known {
                scheduler.learn(known);
            }
            scheduler.look_again(tenant, integration, failing, now);
            if known.is_some_and(|known| known.draft.enabled) {
                Vec::new()
            } else {
                scheduler.take_out(integration)
            }
        };
        self.give_all_back(taken);
        self.dispatch.notify_one();
        self.due.note(now);
        Ok(())
    }

    /// Gives back what is here of an integration that another worker sends for: it may have
    /// moved there.
    fn leave_to_others(&self, integration: &Integration) {
        {
            let mut scheduler = self.scheduler();
            if scheduler.knows(integration.id) {
                scheduler.learn(integration);
            }
        }
        self.let_go(integration.id);
    }

    /// Takes claims of this worker into the scheduler; gives back those it has no room for,
    /// which are asked for again once there is some.
    pub fn offer(&self, claims: Vec<Claim>, origin: Origin) {
        let now = self.clock.now_ms();
        let mut spilled = Vec::new();
        {
            let mut scheduler = self.scheduler();
            for claim in claims {
                match scheduler.offer(claim, origin, now) {
                    Offered::Kept => {}
                    Offered::Spilled(claim) => spilled.push(*claim),
                }
            }
        }
        self.dispatch.notify_one();
        self.give_all_back(spilled);
    }

    /// Notes that storage has more of these integrations than is here.
    pub fn note_more(&self, integrations: impl Iterator<Item = IntegrationId>) {
        let mut is_known = true;
        {
            let mut scheduler = self.scheduler();
            for integration in integrations {
                is_known &= scheduler.note_more(integration);
            }
        }
        if is_known {
            self.due.sooner.notify_one();
        } else {
            self.due.note(self.clock.now_ms());
        }
    }

    /// Learns the limits of integrations that the scheduler meets for the first time.
    pub async fn learn(&self, claims: &[Claim]) {
        let met = claims.iter();
        let met = met.map(|claim| (claim.tenant_id, claim.integration_id));
        let strangers = self.strangers(met);
        self.meet(strangers).await;
    }

    /// The same, before anything of them is claimed.
    pub async fn learn_due(&self, found: &[(TenantId, IntegrationId)]) {
        let strangers = self.strangers(found.iter().copied());
        self.meet(strangers).await;
    }

    fn strangers(&self, met: impl Iterator<Item = (TenantId, IntegrationId)>) -> HashSet<TenantId> {
        let scheduler = self.scheduler();
        met.filter(|(_, integration)| !scheduler.knows(*integration))
            .map(|(tenant, _)| tenant)
            .collect()
    }

    async fn meet(&self, strangers: HashSet<TenantId>) {
        for tenant in strangers {
            match self.ledger.setup(tenant).await {
                Ok(setup) => {
                    let mut scheduler = self.scheduler();
                    for integration in &setup.integrations {
                        scheduler.learn(integration);
                    }
                }
                // The usual limits hold until it is sent, where the set-up is needed anyway.
                Err(error) => self.storage_failed(&error),
            }
        }
    }

    /// Notes that storage did not answer; logged once, until it answers again.
    pub fn storage_failed(&self, error: &LedgerError) {
        if !self.storage_away.swap(true, Ordering::AcqRel) {
            tracing::error!(%error, "storage does not answer; what was sent is kept in memory");
        }
    }

    /// Notes that storage answered.
    pub fn storage_works(&self) {
        if self.storage_away.load(Ordering::Relaxed)
            && self.storage_away.swap(false, Ordering::AcqRel)
        {
            tracing::info!("storage answers again");
        }
    }

    pub fn figures(&self) -> Figures {
        let now = self.clock.now_ms();
        let scheduler = self.scheduler();
        let oldest = scheduler.oldest_due_at();
        Figures {
            queued: scheduler.queued(),
            in_flight: scheduler.in_flight(),
            unsettled: scheduler.unsettled(),
            oldest_waiting_ms: oldest.map_or(0, |due_at| now.saturating_sub(due_at).max(0)),
            settled: self.settled.load(Ordering::Relaxed),
            storage_away: self.storage_away.load(Ordering::Relaxed),
        }
    }
}
