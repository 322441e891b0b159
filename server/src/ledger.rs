//! The join of engine and store: the engine's view of storage, over the real one.

use domain::{
    Claim, DeliveryId, Facts, IntegrationId, Setup, Slots, TenantId, WorkerId, health::Failing,
};
use engine::{
    AcceptError, Accepted, Batch, Committed, Ledger, LedgerError, Renewal, Standing, TestRecord,
    Token, Tokens, Want,
};
use std::{collections::HashMap, sync::Arc};
use store::{
    AcceptFault, AcceptanceIn, AcceptedOut, BatchIn, IdempotencyIn, KeptToken, SettledIn, Store,
    StoreError, TestIn, WantIn,
};
use uuid::Uuid;

/// The store, as the engine sees it.
#[derive(Clone)]
pub struct StoreLedger(pub Store);

#[async_trait::async_trait]
impl Ledger for StoreLedger {
    async fn commit(&self, worker: WorkerId, batch: &Batch) -> Result<Committed, LedgerError> {
        let acceptances: Vec<AcceptanceIn<'_>> = batch.acceptances.iter().map(acceptance).collect();
        let settlements: Vec<SettledIn<'_>> = batch.settlements.iter().map(settled).collect();
        let batch = BatchIn {
            worker,
            acceptances: &acceptances,
            settlements: &settlements,
            claim_room: batch.claim_room,
            slots: batch.slots,
            closed: &batch.closed,
        };
        let (acceptances, settlements) = self.0.commit(&batch).await.map_err(refused)?;
        let acceptances = acceptances.into_iter().map(accepted).collect();
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
        self.0.due(slots, now, after, limit).await.map_err(refused)
    }

    async fn claim_due(
        &self,
        worker: WorkerId,
        now: i64,
        wants: &[Want],
    ) -> Result<Vec<Claim>, LedgerError> {
        let wants: Vec<WantIn> = wants
            .iter()
            .map(|want| WantIn {
                integration_id: want.integration_id,
                limit: want.limit,
            })
            .collect();
        self.0.claim_due(worker, now, &wants).await.map_err(refused)
    }

    async fn next_due(&self, slots: Slots, now: i64) -> Result<Option<i64>, LedgerError> {
        self.0.next_due(slots, now).await.map_err(refused)
    }

    async fn heartbeat(
        &self,
        worker: WorkerId,
        now: i64,
        alive_until: i64,
    ) -> Result<Standing, LedgerError> {
        let standing = self.0.heartbeat(worker, now, alive_until).await;
        let standing = standing.map_err(refused)?;
        Ok(Standing {
            owned: standing.owned,
            asked: standing.asked,
        })
    }

    async fn give_up(&self, worker: WorkerId, slots: Slots) -> Result<(), LedgerError> {
        self.0.give_up(worker, slots).await.map_err(refused)
    }

    async fn failing(
        &self,
        slots: Slots,
    ) -> Result<Vec<(TenantId, IntegrationId, u8, Failing)>, LedgerError> {
        self.0.failing(slots).await.map_err(refused)
    }

    async fn health(
        &self,
        tenant: TenantId,
        integration: IntegrationId,
    ) -> Result<Option<Failing>, LedgerError> {
        let tenant = self.0.tenant(tenant);
        tenant.health(integration).await.map_err(refused)
    }

    async fn kept(
        &self,
        tenant: TenantId,
        shared: Uuid,
        call_id: &str,
        asking: DeliveryId,
    ) -> Result<Option<Facts>, LedgerError> {
        let kept = self.0.kept(tenant, shared, call_id, asking).await;
        kept.map_err(refused)
    }

    async fn stands(&self, claim: &Claim) -> Result<bool, LedgerError> {
        self.0.stands(claim).await.map_err(refused)
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
            attempts: &test.attempts,
            taken: &test.taken,
            settlement: test.settlement,
            at: test.at,
        };
        self.0.record_test(&test).await.map_err(refused)
    }
}

#[async_trait::async_trait]
impl Tokens for StoreLedger {
    async fn find_token(
        &self,
        tenant: TenantId,
        owner: Uuid,
    ) -> Result<Option<Token>, LedgerError> {
        let found = self.0.find_token(tenant, owner).await.map_err(refused)?;
        Ok(found.map(|kept| Token {
            access: kept.access,
            expires_at: kept.expires_at,
        }))
    }

    async fn begin_renewal(
        &self,
        worker: WorkerId,
        tenant: TenantId,
        owner: Uuid,
        now: i64,
        until: i64,
    ) -> Result<Option<Renewal>, LedgerError> {
        let begun = self
            .0
            .begin_renewal(worker, tenant, owner, now, until)
            .await;
        let begun = begun.map_err(refused)?;
        Ok(begun.map(|(client_secret, refresh_token)| Renewal {
            client_secret,
            refresh_token,
        }))
    }

    async fn end_renewal(
        &self,
        worker: WorkerId,
        tenant: TenantId,
        owner: Uuid,
        given: Option<&Token>,
        refresh_token: Option<&str>,
        now: i64,
    ) -> Result<(), LedgerError> {
        let given = given.map(|token| KeptToken {
            access: token.access.clone(),
            expires_at: token.expires_at,
        });
        let ended = self
            .0
            .end_renewal(worker, tenant, owner, given.as_ref(), refresh_token, now);
        ended.await.map_err(refused)
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
        attempts: &from.attempts,
        settlement: from.settlement,
        progress: from.progress.as_ref(),
        kept: &from.kept,
        turn: from.turn.as_ref(),
        settled_at: from.settled_at,
    }
}

fn accepted(from: Result<AcceptedOut, AcceptFault>) -> Result<Accepted, AcceptError> {
    match from {
        Ok(AcceptedOut {
            receipts,
            claims,
            left,
            behind,
        }) => Ok(Accepted {
            receipts,
            claims,
            left,
            behind,
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
