//! What the engine needs of storage. The shapes mirror those of the engine, which this room
//! does not know.

use crate::{Store, StoreError};
use domain::{
    Attempt, CallEvent, Claim, DeliveryId, Digest, EventSnapshot, IntegrationId, Receipt,
    Settlement, Setup, TenantId, WorkerId,
};
use std::{collections::HashMap, sync::Arc};

/// The events of one request: taken whole or not at all.
#[derive(Debug, Clone, Copy)]
pub struct AcceptanceIn<'a> {
    /// Whose they are.
    pub tenant_id: TenantId,
    /// In the order in which they came.
    pub events: &'a [CallEvent],
    /// The `Idempotency-Key` and a hash of the body it came with.
    pub idempotency: Option<(&'a str, Digest)>,
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
        _worker: WorkerId,
        _acceptances: &[AcceptanceIn<'_>],
        _settlements: &[SettledIn<'_>],
        _claim_room: usize,
    ) -> Result<CommittedOut, StoreError> {
        todo!()
    }

    /// Claims what is due, of enabled integrations, and waits for no other.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn claim_due(
        &self,
        _worker: WorkerId,
        _now: i64,
        _limit: usize,
    ) -> Result<Vec<Claim>, StoreError> {
        todo!()
    }

    /// When the next unclaimed delivery of an enabled integration is due.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn next_due(&self) -> Result<Option<i64>, StoreError> {
        todo!()
    }

    /// Says that a worker lives until a time.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn heartbeat(&self, _worker: WorkerId, _alive_until: i64) -> Result<(), StoreError> {
        todo!()
    }

    /// Frees the claims of workers whose time is over; with `all_but` of every other worker.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn free_claims(
        &self,
        _now: i64,
        _all_but: Option<WorkerId>,
    ) -> Result<u64, StoreError> {
        todo!()
    }

    /// Takes a worker's row away and frees what it holds.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn retire(&self, _worker: WorkerId) -> Result<(), StoreError> {
        todo!()
    }

    /// A tenant's integrations as they stand now.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn setup(&self, _tenant: TenantId) -> Result<Arc<Setup>, StoreError> {
        todo!()
    }

    /// The plain texts of an integration's secrets, by name.
    ///
    /// # Errors
    /// `Broken` where they were sealed with another key.
    pub async fn secrets(
        &self,
        _tenant: TenantId,
        _integration: IntegrationId,
    ) -> Result<Arc<HashMap<String, String>>, StoreError> {
        todo!()
    }

    /// Writes a test that was sent.
    ///
    /// # Errors
    /// `NotFound` without the integration.
    pub async fn record_test(&self, _test: &TestIn<'_>) -> Result<(), StoreError> {
        todo!()
    }

    /// Lets go of what is kept for a time only.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn purge(&self, _now: i64) -> Result<(), StoreError> {
        todo!()
    }

    /// Makes the partitions of the months ahead on PostgreSQL.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn prepare_partitions(&self, _now: i64) -> Result<(), StoreError> {
        todo!()
    }
}
