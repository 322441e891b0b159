//! A ledger in memory: the rules of storage without a database.

mod accept;
mod rows;

use crate::{AcceptError, Accepted, Batch, Committed, Ledger, LedgerError, TestRecord};
use domain::{
    Claim, Integration, IntegrationDraft, IntegrationId, Language, Setup, Tenant, TenantId,
    WorkerId,
};
use rows::State;
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

pub use rows::Seen;

/// Storage in memory; what it holds outlives the engines that use it.
#[derive(Default)]
pub struct MemoryLedger {
    state: Mutex<State>,
    outages: AtomicUsize,
    is_locked: AtomicBool,
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
            integrations.push(Arc::new(compile(tenant_id, id, 1, draft)));
        }
        let ids = integrations.iter().map(|known| known.id).collect();
        let setup = Setup {
            tenant: tenant(tenant_id),
            integrations,
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
                *known = Arc::new(compile(tenant, id, known.version + 1, draft));
            }
        }
        state.setups.insert(tenant, Arc::new(setup));
    }

    /// Lets the next `count` commits fail, as if the database were away.
    pub fn break_commits(&self, count: usize) {
        self.outages.store(count, Ordering::SeqCst);
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

    fn is_away(&self) -> bool {
        let less = |left: usize| left.checked_sub(1);
        self.outages
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, less)
            .is_ok()
    }
}

#[async_trait::async_trait]
impl Ledger for MemoryLedger {
    async fn commit(&self, worker: WorkerId, batch: &Batch) -> Result<Committed, LedgerError> {
        if self.is_away() {
            return Err(LedgerError::Unavailable("broken by the test".to_owned()));
        }
        let mut state = self.state();
        let mut room = batch.claim_room;
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

    async fn claim_due(
        &self,
        worker: WorkerId,
        now: i64,
        limit: usize,
    ) -> Result<Vec<Claim>, LedgerError> {
        Ok(self.state().claim_due(worker, now, limit))
    }

    async fn next_due(&self) -> Result<Option<i64>, LedgerError> {
        let state = self.state();
        Ok(state.claimable().map(|row| row.claim.due_at).min())
    }

    async fn heartbeat(&self, worker: WorkerId, alive_until: i64) -> Result<(), LedgerError> {
        self.state().workers.insert(worker, alive_until);
        Ok(())
    }

    async fn free_claims(&self, now: i64, all_but: Option<WorkerId>) -> Result<u64, LedgerError> {
        Ok(self.state().free_claims(now, all_but))
    }

    async fn retire(&self, worker: WorkerId) -> Result<(), LedgerError> {
        let mut state = self.state();
        state.workers.remove(&worker);
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

fn compile(
    tenant: TenantId,
    id: IntegrationId,
    version: i32,
    draft: IntegrationDraft,
) -> Integration {
    match Integration::compile(tenant, id, version, draft) {
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
    }
}
