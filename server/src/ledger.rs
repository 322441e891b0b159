//! The join of engine and store: the engine's view of storage, over the real one.

use domain::{Claim, IntegrationId, Setup, TenantId, WorkerId};
use engine::{AcceptError, Accepted, Batch, Committed, Ledger, LedgerError, TestRecord};
use std::{collections::HashMap, sync::Arc};
use store::{
    AcceptFault, AcceptanceIn, AcceptedOut, IdempotencyIn, SettledIn, Store, StoreError, TestIn,
};

/// The store, as the engine sees it.
#[derive(Clone)]
pub struct StoreLedger(pub Store);

#[async_trait::async_trait]
impl Ledger for StoreLedger {
    async fn commit(&self, worker: WorkerId, batch: &Batch) -> Result<Committed, LedgerError> {
        let acceptances: Vec<AcceptanceIn<'_>> = batch.acceptances.iter().map(acceptance).collect();
        let settlements: Vec<SettledIn<'_>> = batch.settlements.iter().map(settled).collect();
        let done = self
            .0
            .commit(worker, &acceptances, &settlements, batch.claim_room);
        let (acceptances, settlements) = done.await.map_err(refused)?;
        let acceptances = acceptances.into_iter().map(accepted).collect();
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
        self.0.claim_due(worker, now, limit).await.map_err(refused)
    }

    async fn next_due(&self) -> Result<Option<i64>, LedgerError> {
        self.0.next_due().await.map_err(refused)
    }

    async fn heartbeat(&self, worker: WorkerId, alive_until: i64) -> Result<(), LedgerError> {
        self.0.heartbeat(worker, alive_until).await.map_err(refused)
    }

    async fn free_claims(&self, now: i64, all_but: Option<WorkerId>) -> Result<u64, LedgerError> {
        self.0.free_claims(now, all_but).await.map_err(refused)
    }

    async fn retire(&self, worker: WorkerId) -> Result<(), LedgerError> {
        self.0.retire(worker).await.map_err(refused)
    }

    async fn setup(&self, tenant: TenantId) -> Result<Arc<Setup>, LedgerError> {
        self.0.setup(tenant).await.map_err(refused)
    }

    async fn secrets(
        &self,
        tenant: TenantId,
        integration: IntegrationId,
    ) -> Result<Arc<HashMap<String, String>>, LedgerError> {
        self.0.secrets(tenant, integration).await.map_err(refused)
    }

    async fn record_test(&self, test: &TestRecord) -> Result<(), LedgerError> {
        let test = TestIn {
            tenant_id: test.tenant_id,
            delivery_id: test.delivery_id,
            integration_id: test.integration_id,
            event: &test.event,
            attempt: &test.attempt,
            settlement: test.settlement,
            at: test.at,
        };
        self.0.record_test(&test).await.map_err(refused)
    }
}

fn acceptance(from: &engine::Acceptance) -> AcceptanceIn<'_> {
    AcceptanceIn {
        tenant_id: from.tenant_id,
        events: &from.events,
        idempotency: from.idempotency.as_ref().map(|with| IdempotencyIn {
            sender: with.sender,
            key: &with.key,
            body: with.body,
        }),
    }
}

fn settled(from: &engine::Settled) -> SettledIn<'_> {
    SettledIn {
        claim: &from.claim,
        attempt: from.attempt.as_ref(),
        settlement: from.settlement,
        settled_at: from.settled_at,
    }
}

fn accepted(from: Result<AcceptedOut, AcceptFault>) -> Result<Accepted, AcceptError> {
    match from {
        Ok(AcceptedOut {
            receipts,
            claims,
            left_unclaimed,
        }) => Ok(Accepted {
            receipts,
            claims,
            left_unclaimed,
        }),
        Err(AcceptFault::KeyReused) => Err(AcceptError::KeyReused),
    }
}

/// The engine repeats what may work later, and gives up on the rest.
fn refused(error: StoreError) -> LedgerError {
    match error {
        StoreError::Unavailable(why) => LedgerError::Unavailable(why),
        StoreError::NotFound
        | StoreError::Deleted { .. }
        | StoreError::Conflict
        | StoreError::Taken { .. }
        | StoreError::Invalid(_) => LedgerError::Refused(error.to_string()),
        StoreError::Broken(why) => LedgerError::Refused(why),
    }
}
