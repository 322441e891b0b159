//! What the engine needs of storage. `server` joins it to the store in `server/src/ledger.rs`;
//! `testing` has one in memory; both pass the same contract.

use domain::{
    Attempt, CallEvent, Claim, DeliveryId, Digest, EventSnapshot, IntegrationId, KeyId, Receipt,
    Settlement, Setup, TenantId, WorkerId,
};
use std::{collections::HashMap, sync::Arc};

/// Storage did not do what was asked. Nothing of the batch was kept.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The database is away, full or busy: the same may work later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// It cannot work later either: a fault in the program or the data.
    #[error("the database refused: {0}")]
    Refused(String),
}

/// The events of one request: taken whole or not at all.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// Whose they are.
    pub tenant_id: TenantId,
    /// In the order in which they came.
    pub events: Vec<CallEvent>,
    /// The `Idempotency-Key` that came with them.
    pub idempotency: Option<Idempotency>,
}

/// An `Idempotency-Key` and the body it came with.
#[derive(Debug, Clone)]
pub struct Idempotency {
    /// Who sent it: another one may choose the same key.
    pub sender: KeyId,
    /// The key, as sent.
    pub key: String,
    /// A hash of the body.
    pub body: Digest,
}

/// The outcome of one send, to be written by compare-and-set on the claim.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The claim that was sent; its `claimed_by` and `claim_no` fence the write.
    pub claim: Claim,
    /// What is noted of the try; none where the delivery is released unsent. One whose cause is
    /// `Late` was not sent either, but tells why the delivery ended.
    pub attempt: Option<Attempt>,
    /// Where the delivery goes.
    pub settlement: Settlement,
    /// When, in milliseconds since 1970.
    pub settled_at: i64,
}

/// Many writes that share one transaction.
#[derive(Debug, Default)]
pub struct Batch {
    /// Requests of the ingest API.
    pub acceptances: Vec<Acceptance>,
    /// Outcomes of sends.
    pub settlements: Vec<Settled>,
    /// How many new deliveries may be inserted as claimed by the worker; the rest stays
    /// unclaimed in storage.
    pub claim_room: usize,
}

/// Why the events of one request were not taken, although the transaction stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AcceptError {
    /// The `Idempotency-Key` was used with another body.
    KeyReused,
}

/// What became of one request.
#[derive(Debug, Clone, Default)]
pub struct Accepted {
    /// One for each event, in its order.
    pub receipts: Vec<Receipt>,
    /// New deliveries, already claimed by the worker.
    pub claims: Vec<Claim>,
    /// Whether deliveries were left unclaimed: the worker should claim when it has room.
    pub left_unclaimed: bool,
}

/// What became of a batch.
#[derive(Debug, Default)]
pub struct Committed {
    /// In the order of the batch.
    pub acceptances: Vec<Result<Accepted, AcceptError>>,
    /// In the order of the batch: whether the claim still held. A late outcome is logged as an
    /// attempt and changes no state.
    pub settlements: Vec<bool>,
}

/// Storage, as the engine sees it.
#[async_trait::async_trait]
pub trait Ledger: Send + Sync + 'static {
    /// Writes a batch in one transaction, durably.
    ///
    /// For each event: identity (the first content wins), what earlier events of the call
    /// told, the plan, and one delivery for each integration that wants it. A paused
    /// integration's delivery is inserted unclaimed, and so is one that waits for another which
    /// this worker does not hold. Acceptances are written before settlements.
    ///
    /// A settlement ends the claim whatever it says: a retry and a release leave the delivery
    /// unclaimed, due at their time; a retry counts a try, a release counts none.
    async fn commit(&self, worker: WorkerId, batch: &Batch) -> Result<Committed, LedgerError>;

    /// Claims unclaimed deliveries that are due, whose integration is enabled, that wait for
    /// no other; the longest due first.
    async fn claim_due(
        &self,
        worker: WorkerId,
        now: i64,
        limit: usize,
    ) -> Result<Vec<Claim>, LedgerError>;

    /// When the next unclaimed delivery of an enabled integration is due, if there is one.
    /// Those that wait for another delivery do not count until that one is final.
    async fn next_due(&self) -> Result<Option<i64>, LedgerError>;

    /// Says that the worker lives until `alive_until`; the first call writes its row.
    async fn heartbeat(&self, worker: WorkerId, alive_until: i64) -> Result<(), LedgerError>;

    /// Frees the claims of workers whose time is over at `now`; with `all_but` also those of
    /// every other worker (SQLite, where there can be none). Returns how many.
    async fn free_claims(&self, now: i64, all_but: Option<WorkerId>) -> Result<u64, LedgerError>;

    /// Takes the worker's row away and frees what it holds: a clean stop counts no try.
    async fn retire(&self, worker: WorkerId) -> Result<(), LedgerError>;

    /// A tenant's integrations as they stand now; cached by revision.
    async fn setup(&self, tenant: TenantId) -> Result<Arc<Setup>, LedgerError>;

    /// The plain texts of an integration's secrets, by name; cached by revision.
    async fn secrets(
        &self,
        tenant: TenantId,
        integration: IntegrationId,
    ) -> Result<Arc<HashMap<String, String>>, LedgerError>;

    /// Writes a test that was sent: its event, its finished delivery and its attempt.
    async fn record_test(&self, test: &TestRecord) -> Result<(), LedgerError>;
}

/// A test of the customer that was sent outside of the queue.
#[derive(Debug, Clone)]
pub struct TestRecord {
    /// Whose.
    pub tenant_id: TenantId,
    /// Its delivery.
    pub delivery_id: DeliveryId,
    /// Of which integration.
    pub integration_id: IntegrationId,
    /// What it carried.
    pub event: EventSnapshot,
    /// What came back.
    pub attempt: Attempt,
    /// Delivered or failed.
    pub settlement: Settlement,
    /// When, in milliseconds since 1970.
    pub at: i64,
}
