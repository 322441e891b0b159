//! An engine in virtual time over a ledger in memory.

use super::clock::VirtualClock;
use crate::{
    Acceptance, Accepted, Clock, Engine, EngineOptions, IntakeError,
    testing::{MemoryLedger, ScriptedSender, Seen, event},
};
use domain::{
    CallEvent, DeliveryState, IntegrationDraft, IntegrationId, Moment, TenantId, WorkerId,
};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// The time at which tests begin, in milliseconds since 1970.
pub(super) const NOW: i64 = 1_780_000_000_000;
/// Where sample integrations send.
pub(super) const URL: &str = "https://crm.example/hook";

/// Everything around one engine.
pub(super) struct World {
    pub ledger: Arc<MemoryLedger>,
    pub sender: Arc<ScriptedSender>,
    pub clock: VirtualClock,
    pub tenant: TenantId,
    pub integrations: Vec<IntegrationId>,
    pub engine: Engine,
}

impl World {
    /// Starts an engine with one tenant.
    pub fn start(drafts: Vec<IntegrationDraft>, sender: ScriptedSender) -> Self {
        Self::start_with(drafts, sender, |_| ())
    }

    /// The same, with other limits.
    pub fn start_with(
        drafts: Vec<IntegrationDraft>,
        sender: ScriptedSender,
        change: impl Fn(&mut EngineOptions),
    ) -> Self {
        let ledger = Arc::new(MemoryLedger::default());
        let (tenant, integrations) = ledger.add_tenant(drafts);
        let clock = VirtualClock::at(NOW);
        let sender = Arc::new(sender);
        let mut options = EngineOptions::new(WorkerId(Uuid::from_u128(1)));
        options.seed = 7;
        change(&mut options);
        let engine = Engine::start(
            Arc::clone(&ledger) as _,
            Arc::clone(&sender) as _,
            Arc::new(clock.clone()),
            options,
        );
        Self {
            ledger,
            sender,
            clock,
            tenant,
            integrations,
            engine,
        }
    }

    /// An event of now.
    pub fn event(&self, moment: Moment, call_id: &str, number: u64) -> CallEvent {
        event(self.tenant, moment, call_id, number, self.clock.now_ms())
    }

    /// Sends the end of a call to the engine.
    pub async fn accept(&self, call_id: &str, number: u64) -> Result<Accepted, IntakeError> {
        let sent = self.event(Moment::AfterCall, call_id, number);
        self.accept_event(sent).await
    }

    pub async fn accept_event(&self, event: CallEvent) -> Result<Accepted, IntakeError> {
        let acceptance = Acceptance {
            tenant_id: self.tenant,
            events: vec![event],
            idempotency: None,
        };
        self.engine.accept(acceptance).await
    }

    /// Lets time pass until something holds; ten minutes of it are enough for everything.
    pub async fn until(&self, holds: impl Fn(&Self) -> bool) {
        let deadline = self.clock.now_ms() + 600_000;
        while !holds(self) {
            assert!(self.clock.now_ms() < deadline, "it never came to hold");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Lets time pass until every delivery is final.
    pub async fn until_settled(&self) -> Vec<Seen> {
        self.until(|world| world.ledger.seen().iter().all(|row| row.state.is_final()))
            .await;
        self.ledger.seen()
    }

    pub fn states(&self) -> Vec<DeliveryState> {
        let seen = self.ledger.seen();
        seen.iter().map(|row| row.state).collect()
    }
}
