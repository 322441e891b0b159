//! What the engine needs of storage. `server` joins it to the store in `server/src/ledger.rs`;
//! `testing` has one in memory; both pass the same contract.

use domain::{
    Attempt, CallEvent, Claim, DeliveryId, Digest, EventSnapshot, Facts, IntegrationId, KeyId,
    Receipt, Settlement, Setup, Slots, TenantId, WorkerId,
    delivery::Progress,
    health::{Failing, Turn},
};
use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::Arc,
};
use uuid::Uuid;

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

/// The outcome of one try, to be written by compare-and-set on the claim.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The claim that was sent; its `claimed_by` and `claim_no` fence the write.
    pub claim: Claim,
    /// The requests of the try, one for each step, in their order; none where the delivery is
    /// released unsent. One whose cause is `Late` was not sent either, but tells why the
    /// delivery ended.
    pub attempts: Vec<Attempt>,
    /// Where the delivery goes.
    pub settlement: Settlement,
    /// How far its steps have come, where that changed.
    pub progress: Option<Progress>,
    /// What is kept on the call for later moments, as `crm.<name>`.
    pub kept: Facts,
    /// How the health of its integration changed with it.
    pub turn: Option<Turn>,
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
    /// For which slots the worker may claim.
    pub slots: Slots,
    /// Integrations whose deliveries stay unclaimed, so that none overtakes those that storage
    /// has already.
    pub closed: Arc<HashSet<IntegrationId>>,
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
    /// The integrations of its slots of which deliveries were left unclaimed that could be
    /// claimed at once: the worker should do so when it has room.
    pub left: Vec<IntegrationId>,
    /// What the worker holds that deliveries which were left unclaimed wait for: they are free
    /// when it is over.
    pub behind: Vec<DeliveryId>,
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

/// How a worker stands among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The slots it owns.
    pub owned: Slots,
    /// Those of them that another one should have: it gives them up when nothing of them is
    /// in flight any more.
    pub asked: Slots,
}

/// How many claims of an integration are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Want {
    /// Of which integration.
    pub integration_id: IntegrationId,
    /// How many at most.
    pub limit: usize,
}

/// What a token is asked for with: secrets that change with each renewal.
#[derive(Clone, Default)]
pub struct Renewal {
    /// The secret by which the receiver knows the client.
    pub client_secret: Option<String>,
    /// The refresh token, if there is one.
    pub refresh_token: Option<String>,
}

/// A token that was given.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// What `Authorization: Bearer` carries.
    pub access: String,
    /// Until when it is good, in milliseconds since 1970.
    pub expires_at: i64,
}

impl fmt::Debug for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Renewal")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Storage, as the engine sees it.
#[async_trait::async_trait]
pub trait Ledger: Tokens + Send + Sync + 'static {
    /// Writes a batch in one transaction, durably.
    ///
    /// For each event: identity (the first content wins), what earlier events of the call
    /// told, the plan, and one delivery for each integration that wants it. A delivery is
    /// inserted unclaimed where its integration is paused, closed or in another worker's slot,
    /// where it waits for one that this worker does not hold, and where the worker itself does
    /// not count as alive. Acceptances are written before settlements.
    ///
    /// A settlement ends the claim whatever it says: a retry and a release leave the delivery
    /// unclaimed, due at their time; a retry counts a try, a release counts none.
    ///
    /// A turn of health opens or closes the incident of the integration, even where the claim
    /// was lost; deliveries that it lets rejoin are open again and due at once. An integration
    /// whose address is gone is switched off.
    async fn commit(&self, worker: WorkerId, batch: &Batch) -> Result<Committed, LedgerError>;

    /// The integrations of these slots with something to claim at `now`, in the order of their
    /// ids, beginning behind `after`.
    async fn due(
        &self,
        slots: Slots,
        now: i64,
        after: Option<IntegrationId>,
        limit: usize,
    ) -> Result<Vec<(TenantId, IntegrationId)>, LedgerError>;

    /// Claims unclaimed deliveries that are due, whose integration is enabled, that wait for
    /// no other; of each integration the longest due first. Nothing, where the worker does not
    /// count as alive.
    async fn claim_due(
        &self,
        worker: WorkerId,
        now: i64,
        wants: &[Want],
    ) -> Result<Vec<Claim>, LedgerError>;

    /// Whether a claim is still held as it says: a person may have called its delivery off, or
    /// had it erased.
    async fn stands(&self, claim: &Claim) -> Result<bool, LedgerError>;

    /// When the next unclaimed delivery of an enabled integration of these slots becomes due
    /// after `now`, if there is one. Those that wait for another delivery do not count until
    /// that one is final.
    async fn next_due(&self, slots: Slots, now: i64) -> Result<Option<i64>, LedgerError>;

    /// Says that the worker lives until `alive_until`, and takes slots that are its share and
    /// nobody's: those of a worker whose time is over at `now` with them, whose claims are
    /// freed. The first call writes its row.
    async fn heartbeat(
        &self,
        worker: WorkerId,
        now: i64,
        alive_until: i64,
    ) -> Result<Standing, LedgerError>;

    /// Frees the claims of workers whose time is over at `now`; with `all_but` also those of
    /// every other worker (SQLite, where there can be none). Returns how many.
    async fn free_claims(&self, now: i64, all_but: Option<WorkerId>) -> Result<u64, LedgerError>;

    /// Gives slots up, so that others can take them.
    async fn give_up(&self, worker: WorkerId, slots: Slots) -> Result<(), LedgerError>;

    /// Takes the worker's row away and frees what it holds: a clean stop counts no try.
    async fn retire(&self, worker: WorkerId) -> Result<(), LedgerError>;

    /// The integrations of these slots with an open incident, each with its slot.
    async fn failing(
        &self,
        slots: Slots,
    ) -> Result<Vec<(TenantId, IntegrationId, u8, Failing)>, LedgerError>;

    /// In which way an integration fails, if it has an open incident.
    async fn health(
        &self,
        tenant: TenantId,
        integration: IntegrationId,
    ) -> Result<Option<Failing>, LedgerError>;

    /// What answers left on a call, as `crm.<name>`, for the integrations that share `shared`.
    /// `None` where nothing did yet, and a delivery of the call is open that may.
    async fn kept(
        &self,
        tenant: TenantId,
        shared: Uuid,
        call_id: &str,
        asking: DeliveryId,
    ) -> Result<Option<Facts>, LedgerError>;

    /// A tenant's integrations as they stand now; cached by revision.
    async fn setup(&self, tenant: TenantId) -> Result<Arc<Setup>, LedgerError>;

    /// The plain texts of an integration's secrets, and of its connection's, by name; cached
    /// by revision.
    async fn secrets(
        &self,
        tenant: TenantId,
        integration: IntegrationId,
    ) -> Result<Arc<HashMap<String, String>>, LedgerError>;

    /// Writes a test that was sent: its event, its finished delivery and its attempts.
    async fn record_test(&self, test: &TestRecord) -> Result<(), LedgerError>;
}

/// Tokens in storage. `owner` is the integration or connection that signs in.
#[async_trait::async_trait]
pub trait Tokens {
    /// The token that was given last, if there is one.
    async fn find_token(&self, tenant: TenantId, owner: Uuid)
    -> Result<Option<Token>, LedgerError>;

    /// Lets this worker alone ask for a new token until a time; `None` where another one does.
    async fn begin_renewal(
        &self,
        worker: WorkerId,
        tenant: TenantId,
        owner: Uuid,
        now: i64,
        until: i64,
    ) -> Result<Option<Renewal>, LedgerError>;

    /// Keeps what was given, a new refresh token with it, and lets others ask again.
    async fn end_renewal(
        &self,
        worker: WorkerId,
        tenant: TenantId,
        owner: Uuid,
        given: Option<&Token>,
        refresh_token: Option<&str>,
        now: i64,
    ) -> Result<(), LedgerError>;
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
    /// Its requests, one for each step.
    pub attempts: Vec<Attempt>,
    /// What its steps took from their answers.
    pub taken: Facts,
    /// Delivered or failed.
    pub settlement: Settlement,
    /// When, in milliseconds since 1970.
    pub at: i64,
}
