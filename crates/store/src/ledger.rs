//! What the engine needs of storage. The shapes mirror those of the engine, which this room
//! does not know.

use crate::{Store, StoreError, group};
use domain::{
    Attempt, CallEvent, Claim, DeliveryId, Digest, EventSnapshot, IntegrationId, KeyId, Receipt,
    Settlement, TenantId, WorkerId,
};

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

/// The outcome of one send, written by compare-and-set on the claim.
#[derive(Debug, Clone, Copy)]
pub struct SettledIn<'a> {
    /// The claim that was sent.
    pub claim: &'a Claim,
    /// What is noted of the try; none where the delivery is released unsent.
    pub attempt: Option<&'a Attempt>,
    /// Where the delivery goes.
    pub settlement: Settlement,
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
    /// Whether deliveries were left unclaimed.
    pub left_unclaimed: bool,
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
    /// What came back.
    pub attempt: &'a Attempt,
    /// Delivered or failed.
    pub settlement: Settlement,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

impl Store {
    /// Writes acceptances and settlements in one durable transaction.
    ///
    /// # Errors
    /// Nothing of the batch was kept.
    pub async fn commit(
        &self,
        worker: WorkerId,
        acceptances: &[AcceptanceIn<'_>],
        settlements: &[SettledIn<'_>],
        claim_room: usize,
    ) -> Result<CommittedOut, StoreError> {
        group::commit(self, worker, acceptances, settlements, claim_room).await
    }
}
