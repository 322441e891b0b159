//! A ledger in memory: the rules of storage without a database.

mod accept;
mod rows;

use crate::{
    AcceptError, Accepted, Batch, Committed, Ledger, LedgerError, Renewal, Standing, TestRecord,
    Token, Tokens, Want,
};
use accept::Room;
use domain::{
    Claim, Connection, DeliveryId, Facts, Integration, IntegrationDraft, IntegrationId, Language,
    Setup, Slots, Tenant, TenantId, WorkerId, health::Failing, ownership::slot_of,
};
use rows::State;
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use uuid::Uuid;

pub use rows::Seen;

/// The body of an answer that this storage cannot take, as a database may be unable to.
pub const UNWRITABLE: &str = "not to be written";

/// Storage in memory; what it holds outlives the engines that use it.
#[derive(Default)]
pub struct MemoryLedger {
    state: Mutex<State>,
    outages: AtomicUsize,
    token_outages: AtomicUsize,
    is_locked: AtomicBool,
    is_stuck: AtomicBool,
    is_broken: AtomicBool,
}

impl MemoryLedger {
    /// Adds a tenant with these integrations; a signing one gets a secret.
    ///
    /// # Panics
    /// Where a draft cannot be compiled: the test is wrong.
    pub fn add_tenant(&self, drafts: Vec<IntegrationDraft>) -> (TenantId, Vec<IntegrationId>) {
        let mut state = self.state();
        let tenant_id = TenantId(state.next_id());
        let mut integrations = Vec::new();
        for draft in drafts {
            let id = IntegrationId(state.next_id());
            integrations.push(Arc::new(compile(tenant_id, id, 1, draft, None)));
        }
        let ids = integrations.iter().map(|known| known.id).collect();
        let setup = Setup {
            tenant: tenant(tenant_id),
            integrations,
            projects: Vec::new(),
        };
        state.setups.insert(tenant_id, Arc::new(setup));
        (tenant_id, ids)
    }

    /// Changes an integration, as saving it would: a new version and revision.
    ///
    /// # Panics
    /// Where there is no such tenant or the draft cannot be compiled: the test is wrong.
    pub fn change(
        &self,
        tenant: TenantId,
        id: IntegrationId,
        change: impl Fn(&mut IntegrationDraft),
    ) {
        let mut state = self.state();
        let Some(setup) = state.setups.get(&tenant) else {
            return;
        };
        let mut setup = Setup::clone(setup);
        setup.tenant.revision += 1;
        for known in &mut setup.integrations {
            if known.id == id {
                let mut draft = known.draft.clone();
                change(&mut draft);
                if draft.auth != known.draft.auth {
                    state.tokens.remove(&id.0);
                }
                let connection = known.connection.clone();
                *known = Arc::new(compile(tenant, id, known.version + 1, draft, connection));
            }
        }
        state.setups.insert(tenant, Arc::new(setup));
    }

    /// Puts every integration of a tenant below a connection.
    ///
    /// # Panics
    /// Where a draft cannot be compiled with it: the test is wrong.
    pub fn connect(&self, tenant: TenantId, connection: &Arc<Connection>) {
        let mut state = self.state();
        let Some(setup) = state.setups.get(&tenant) else {
            return;
        };
        let mut setup = Setup::clone(setup);
        setup.tenant.revision += 1;
        for known in &mut setup.integrations {
            let mut draft = known.draft.clone();
            draft.connection = Some(connection.id);
            let connection = Some(Arc::clone(connection));
            let version = known.version + 1;
            *known = Arc::new(compile(tenant, known.id, version, draft, connection));
        }
        state.setups.insert(tenant, Arc::new(setup));
    }

    /// Opens an incident of an integration, as if another worker had found it failing.
    pub fn fail(&self, tenant: TenantId, id: IntegrationId, failing: Failing) {
        self.state().failing.insert(id, (tenant, failing));
    }

    /// What a token is asked for with.
    pub fn set_renewal(&self, renewal: Renewal) {
        self.state().renewal = renewal;
    }

    /// The integrations with an open incident.
    #[must_use]
    pub fn incidents(&self) -> Vec<(IntegrationId, Failing)> {
        let state = self.state();
        let failing = state.failing.iter();
        failing.map(|(id, (_, failing))| (*id, *failing)).collect()
    }

    /// Lets the next `count` commits fail, as if the database were away.
    pub fn break_commits(&self, count: usize) {
        self.outages.store(count, Ordering::SeqCst);
    }

    /// Lets commits neither succeed nor fail from now on.
    pub fn hang(&self) {
        self.is_stuck.store(true, Ordering::SeqCst);
    }

    /// Lets the next `count` attempts to keep a token fail.
    pub fn break_tokens(&self, count: usize) {
        self.token_outages.store(count, Ordering::SeqCst);
    }

    /// Takes a delivery away whoever holds it, as an erasure does.
    pub fn call_off(&self, delivery: DeliveryId) {
        self.state().call_off(delivery);
    }

    /// Lets no secret be opened any more, as if the key were another one.
    pub fn lock_secrets(&self) {
        self.is_locked.store(true, Ordering::SeqCst);
    }

    /// Lets no set-up be read any more, as if the rows were broken.
    pub fn break_setups(&self) {
        self.is_broken.store(true, Ordering::SeqCst);
    }

    /// Every delivery as it stands, in the order of acceptance.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.state().seen()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether one of so many outages is left; then it is over.
fn is_out(outages: &AtomicUsize) -> bool {
    let less = |left: usize| left.checked_sub(1);
    outages
        .fetch_update(Ordering::SeqCst, Ordering::SeqCst, less)
        .is_ok()
}

#[async_trait::async_trait]
impl Ledger for MemoryLedger {
    async fn commit(&self, worker: WorkerId, batch: &Batch) -> Result<Committed, LedgerError> {
        if is_out(&self.outages) {
            return Err(LedgerError::Unavailable("broken by the test".to_owned()));
        }
        if self.is_stuck.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        let mut attempts = batch.settlements.iter().flat_map(|one| &one.attempts);
        if attempts.any(|attempt| attempt.outcome.body == UNWRITABLE) {
            return Err(LedgerError::Refused("not to be written".to_owned()));
        }
        let mut state = self.state();
        let mut room = Room::of(batch);
        let acceptances: Vec<Result<Accepted, AcceptError>> = batch
            .acceptances
            .iter()
            .map(|acceptance| state.accept(worker, acceptance, &mut room))
            .collect();
        let settlements = batch
            .settlements
            .iter()
            .map(|settled| state.settle(settled))
            .collect();
        Ok(Committed {
            acceptances,
            settlements,
        })
    }

    async fn due(
        &self,
        slots: Slots,
        now: i64,
        after: Option<IntegrationId>,
        limit: usize,
    ) -> Result<Vec<(TenantId, IntegrationId)>, LedgerError> {
        Ok(self.state().due(slots, now, after, limit))
    }

    async fn claim_due(
        &self,
        worker: WorkerId,
        now: i64,
        wants: &[Want],
    ) -> Result<Vec<Claim>, LedgerError> {
        Ok(self.state().claim_due(worker, now, wants))
    }

    async fn next_due(&self, slots: Slots, now: i64) -> Result<Option<i64>, LedgerError> {
        let state = self.state();
        let times = state.claimable(slots).map(|row| row.claim.due_at);
        Ok(times.filter(|due_at| *due_at > now).min())
    }

    async fn heartbeat(
        &self,
        worker: WorkerId,
        now: i64,
        alive_until: i64,
    ) -> Result<Standing, LedgerError> {
        Ok(self.state().heartbeat(worker, now, alive_until))
    }

    async fn give_up(&self, worker: WorkerId, slots: Slots) -> Result<(), LedgerError> {
        let mut state = self.state();
        state
            .slots
            .retain(|slot, owner| *owner != worker || !slots.contains(*slot));
        Ok(())
    }

    async fn failing(
        &self,
        slots: Slots,
    ) -> Result<Vec<(TenantId, IntegrationId, u8, Failing)>, LedgerError> {
        let state = self.state();
        let known = state.setups.values().flat_map(|setup| &setup.integrations);
        let failing = known.filter_map(|known| {
            let (tenant, failing) = state.failing.get(&known.id)?;
            let slot = slot_of(known.shared_id());
            let is_of_these = slots.contains(slot);
            is_of_these.then_some((*tenant, known.id, slot, *failing))
        });
        Ok(failing.collect())
    }

    async fn health(
        &self,
        _tenant: TenantId,
        integration: IntegrationId,
    ) -> Result<Option<Failing>, LedgerError> {
        let state = self.state();
        let failing = state.failing.get(&integration);
        Ok(failing.map(|(_, failing)| *failing))
    }

    async fn kept(
        &self,
        tenant: TenantId,
        shared: Uuid,
        call_id: &str,
        asking: DeliveryId,
    ) -> Result<Option<Facts>, LedgerError> {
        let state = self.state();
        let kept = state.kept.get(&(tenant, shared, call_id.to_owned()));
        match kept {
            None if state.is_behind(asking) => Ok(None),
            kept => Ok(Some(kept.cloned().unwrap_or_default())),
        }
    }

    async fn stands(&self, claim: &Claim) -> Result<bool, LedgerError> {
        Ok(self.state().stands(claim))
    }

    async fn free_claims(&self, now: i64, all_but: Option<WorkerId>) -> Result<u64, LedgerError> {
        Ok(self.state().free_claims(now, all_but))
    }

    async fn retire(&self, worker: WorkerId) -> Result<(), LedgerError> {
        let mut state = self.state();
        state.workers.remove(&worker);
        state.slots.retain(|_, owner| *owner != worker);
        state.free(|holder| holder == worker);
        Ok(())
    }

    async fn setup(&self, tenant: TenantId) -> Result<Arc<Setup>, LedgerError> {
        if self.is_broken.load(Ordering::SeqCst) {
            return Err(LedgerError::Refused("broken by the test".to_owned()));
        }
        let state = self.state();
        let setup = state.setups.get(&tenant).map(Arc::clone);
        setup.ok_or_else(|| LedgerError::Refused("no such tenant".to_owned()))
    }

    async fn secrets(
        &self,
        _tenant: TenantId,
        _integration: IntegrationId,
    ) -> Result<Arc<HashMap<String, String>>, LedgerError> {
        if self.is_locked.load(Ordering::SeqCst) {
            return Err(LedgerError::Refused("locked by the test".to_owned()));
        }
        let secrets = [
            ("signature", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            ("key", "a key/of the sample"),
        ];
        let owned = secrets.map(|(name, secret)| (name.to_owned(), secret.to_owned()));
        Ok(Arc::new(HashMap::from(owned)))
    }

    async fn record_test(&self, test: &TestRecord) -> Result<(), LedgerError> {
        self.state().tests.push(test.clone());
        Ok(())
    }
}

#[async_trait::async_trait]
impl Tokens for MemoryLedger {
    async fn find_token(
        &self,
        _tenant: TenantId,
        owner: Uuid,
    ) -> Result<Option<Token>, LedgerError> {
        Ok(self.state().tokens.get(&owner).cloned())
    }

    async fn begin_renewal(
        &self,
        worker: WorkerId,
        _tenant: TenantId,
        owner: Uuid,
        now: i64,
        until: i64,
    ) -> Result<Option<Renewal>, LedgerError> {
        let mut state = self.state();
        let is_taken = state
            .renewing
            .get(&owner)
            .is_some_and(|(_, until)| *until > now);
        if is_taken {
            return Ok(None);
        }
        state.renewing.insert(owner, (worker, until));
        Ok(Some(state.renewal.clone()))
    }

    async fn end_renewal(
        &self,
        worker: WorkerId,
        _tenant: TenantId,
        owner: Uuid,
        given: Option<&Token>,
        refresh_token: Option<&str>,
        _now: i64,
    ) -> Result<(), LedgerError> {
        if is_out(&self.token_outages) {
            return Err(LedgerError::Unavailable("broken by the test".to_owned()));
        }
        let mut state = self.state();
        if state
            .renewing
            .get(&owner)
            .is_some_and(|(by, _)| *by == worker)
        {
            state.renewing.remove(&owner);
        }
        if let Some(given) = given {
            state.tokens.insert(owner, given.clone());
        }
        if let Some(refresh_token) = refresh_token {
            state.renewal.refresh_token = Some(refresh_token.to_owned());
        }
        Ok(())
    }
}

fn compile(
    tenant: TenantId,
    id: IntegrationId,
    version: i32,
    draft: IntegrationDraft,
    connection: Option<Arc<Connection>>,
) -> Integration {
    match Integration::compile(tenant, id, version, draft, connection) {
        Ok(integration) => integration,
        #[expect(clippy::panic, reason = "Only a wrong test comes to here.")]
        Err(faults) => panic!("the draft of the test has faults: {faults:?}"),
    }
}

fn tenant(id: TenantId) -> Tenant {
    Tenant {
        id,
        name: "Sample".to_owned(),
        zone: "Europe/Kyiv".to_owned(),
        country: "UA".to_owned(),
        language: Language::En,
        revision: 1,
        created_at: 0,
        suspended: None,
        hours: None,
    }
}
