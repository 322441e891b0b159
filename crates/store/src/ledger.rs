//! What the engine needs of storage. The shapes mirror those of the engine, which this room
//! does not know.

use domain::{
    Attempt, CallEvent, Claim, DeliveryId, Digest, EventSnapshot, Facts, IntegrationId, KeyId,
    Receipt, Settlement, Slots, TenantId, WorkerId, delivery::Progress, health::Turn,
};
use std::collections::HashSet;

/// The events of one request: taken whole or not at all.
#[derive(Debug, Clone, Copy)]
pub struct AcceptanceIn<'a> {
    /// Whose they are.
    pub tenant_id: TenantId,
    /// In the order in which they came.
    pub events: &'a [CallEvent],
    /// The `Idempotency-Key` that came with them.
    pub idempotency: Option<IdempotencyIn<'a>>,
}

/// An `Idempotency-Key` and the body it came with.
#[derive(Debug, Clone, Copy)]
pub struct IdempotencyIn<'a> {
    /// Who sent it: another one may choose the same key.
    pub sender: KeyId,
    /// The key, as sent.
    pub key: &'a str,
    /// A hash of the body.
    pub body: Digest,
}

/// The outcome of one try, written by compare-and-set on the claim.
#[derive(Debug, Clone, Copy)]
pub struct SettledIn<'a> {
    /// The claim that was sent.
    pub claim: &'a Claim,
    /// The requests of the try; none where the delivery is released unsent.
    pub attempts: &'a [Attempt],
    /// Where the delivery goes.
    pub settlement: Settlement,
    /// How far its steps have come, where that changed.
    pub progress: Option<&'a Progress>,
    /// What is kept on the call, as `crm.<name>`.
    pub kept: &'a Facts,
    /// How the health of its integration changed with it.
    pub turn: Option<&'a Turn>,
    /// When, in milliseconds since 1970.
    pub settled_at: i64,
}

/// What became of one request.
#[derive(Debug, Clone, Default)]
pub struct AcceptedOut {
    /// One for each event, in its order.
    pub receipts: Vec<Receipt>,
    /// New deliveries, already claimed by the worker.
    pub claims: Vec<Claim>,
    /// The integrations of the worker's slots of which deliveries were left unclaimed that
    /// could be claimed at once.
    pub left: Vec<IntegrationId>,
}

/// Many writes that share one transaction.
#[derive(Debug, Clone, Copy)]
pub struct BatchIn<'a> {
    /// Who writes.
    pub worker: WorkerId,
    /// Requests of the ingest API.
    pub acceptances: &'a [AcceptanceIn<'a>],
    /// Outcomes of tries.
    pub settlements: &'a [SettledIn<'a>],
    /// How many new deliveries may be inserted as claimed.
    pub claim_room: usize,
    /// For which slots the worker may claim.
    pub slots: Slots,
    /// Integrations whose deliveries stay unclaimed.
    pub closed: &'a HashSet<IntegrationId>,
}

/// How a worker stands among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingOut {
    /// The slots it owns.
    pub owned: Slots,
    /// Those of them that another one should have.
    pub asked: Slots,
}

/// How many claims of an integration are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantIn {
    /// Of which integration.
    pub integration_id: IntegrationId,
    /// How many at most.
    pub limit: usize,
}

/// Why the events of one request were not taken, although the transaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptFault {
    /// The `Idempotency-Key` was used with another body.
    KeyReused,
}

/// What became of a batch: its requests, and whether each claim still held.
pub type CommittedOut = (Vec<Result<AcceptedOut, AcceptFault>>, Vec<bool>);

/// A test of the customer that was sent outside of the queue.
#[derive(Debug, Clone, Copy)]
pub struct TestIn<'a> {
    /// Whose.
    pub tenant_id: TenantId,
    /// Its delivery.
    pub delivery_id: DeliveryId,
    /// Of which integration.
    pub integration_id: IntegrationId,
    /// What it carried.
    pub event: &'a EventSnapshot,
    /// Its requests, one for each step.
    pub attempts: &'a [Attempt],
    /// What its steps took from their answers.
    pub taken: &'a Facts,
    /// Delivered or failed.
    pub settlement: Settlement,
    /// When, in milliseconds since 1970.
    pub at: i64,
}
