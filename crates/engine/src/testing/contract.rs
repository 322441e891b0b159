//! The contract of a ledger: what every storage must do, told by facts. The ledger in memory
//! and the store on each database pass the same.

mod claims;
mod events;
mod order;
mod recording;
mod set_up;
mod settlements;

use crate::{Acceptance, Accepted, Batch, Chance, Ledger, Settled, Want};
use domain::{
    Attempt, AttemptId, CallEvent, Claim, DeliveryId, DeliveryState, Facts, IntegrationDraft,
    IntegrationId, Moment, Settlement, Slots, TenantId, WorkerId,
};
use futures::future::LocalBoxFuture;
use std::{future::Future, sync::Arc};
use uuid::Uuid;

/// The time at which the contract begins, in milliseconds since 1970.
const NOW: i64 = 1_780_000_000_000;

/// A fresh storage with its ledger, and what the contract needs beside it.
#[async_trait::async_trait]
pub trait Stage: Send + Sync {
    /// The ledger under test.
    fn ledger(&self) -> Arc<dyn Ledger>;

    /// Makes a tenant with these integrations; returns their ids in that order.
    async fn add_tenant(&self, drafts: Vec<IntegrationDraft>) -> (TenantId, Vec<IntegrationId>);

    /// Pauses an integration or lets it send again, as a person would.
    async fn set_enabled(&self, tenant: TenantId, integration: IntegrationId, enabled: bool);

    /// Where a delivery stands, and how many of its tries were settled.
    async fn look(&self, tenant: TenantId, delivery: DeliveryId) -> (DeliveryState, i32);
}

/// What a ledger must do, with its name.
type Fact = (
    &'static str,
    for<'a> fn(&'a dyn Stage) -> LocalBoxFuture<'a, ()>,
);

macro_rules! fact {
    ($module:ident::$name:ident) => {
        (stringify!($name), |stage| Box::pin($module::$name(stage)))
    };
}

const FACTS: &[Fact] = &[
    fact!(events::each_integration_that_wants_an_event_is_owed_a_delivery),
    fact!(events::the_first_content_of_an_identity_wins),
    fact!(events::an_identity_may_stand_twice_in_one_batch),
    fact!(events::an_idempotency_key_answers_its_own_body_again),
    fact!(events::later_events_know_what_earlier_ones_told),
    fact!(events::what_follows_is_worked_out_of_every_event_of_a_call),
    fact!(events::a_stale_live_event_is_never_claimed),
    fact!(claims::what_finds_no_room_is_claimed_later_and_once),
    fact!(claims::the_longest_due_come_first_and_never_more_than_asked),
    fact!(claims::claims_of_dead_workers_are_freed),
    fact!(claims::all_claims_but_ones_own_can_be_freed),
    fact!(claims::a_retired_worker_gives_everything_back),
    fact!(settlements::a_final_settlement_ends_a_delivery),
    fact!(settlements::a_retry_waits_unclaimed_until_it_is_due),
    fact!(settlements::a_release_counts_no_try),
    fact!(settlements::a_late_outcome_changes_nothing),
    fact!(order::events_of_one_call_go_one_at_a_time),
    fact!(order::those_behind_a_retry_wait_in_storage_with_it),
    fact!(order::the_next_may_follow_in_the_transaction_that_ends_the_earlier),
    fact!(order::what_is_left_behind_one_that_is_held_is_told),
    fact!(order::calls_and_classes_do_not_wait_for_each_other),
    fact!(recording::a_delivery_waits_for_the_recording_and_carries_it),
    fact!(recording::a_call_without_a_recording_waits_for_none),
    fact!(recording::the_time_ends_the_wait_and_what_was_tried_stays_as_it_was),
    fact!(recording::what_comes_behind_waits_too_and_a_paused_one_gets_its_recording),
    fact!(set_up::a_paused_integration_holds_what_it_is_owed),
    fact!(set_up::the_set_up_follows_a_change_at_once),
    fact!(set_up::a_test_leaves_nothing_to_send),
];

/// Runs the whole contract; `make` gives a fresh storage for each fact. Returns the facts that
/// hold, by name.
///
/// # Panics
/// Where the ledger breaks the contract.
pub async fn run<S, F>(make: impl Fn() -> F) -> Vec<&'static str>
where
    S: Stage,
    F: Future<Output = S>,
{
    let mut held = Vec::new();
    for (name, fact) in FACTS {
        let stage = make().await;
        // The name of the last fact begun tells which one a panic belongs to.
        tracing::info!(fact = name, "checking");
        fact(&stage).await;
        held.push(*name);
    }
    held
}

/// A worker that has said it lives.
async fn worker(ledger: &dyn Ledger, number: u128) -> WorkerId {
    let worker = WorkerId(Uuid::from_u128(number));
    ledger.heartbeat(worker, NOW, NOW + 30_000).await.unwrap();
    worker
}

/// An empty batch of a worker that has room and owns everything.
fn all_slots() -> Batch {
    Batch {
        claim_room: 100,
        slots: Slots::ALL,
        ..Batch::default()
    }
}

/// Claims whatever is due, up to so many of each integration.
async fn claim_all(ledger: &dyn Ledger, worker: WorkerId, now: i64, limit: usize) -> Vec<Claim> {
    let due = ledger.due(Slots::ALL, now, None, 100).await.unwrap();
    let wants: Vec<Want> = due
        .into_iter()
        .map(|(_, integration_id)| Want {
            integration_id,
            limit,
        })
        .collect();
    ledger.claim_due(worker, now, &wants).await.unwrap()
}

async fn next_due(ledger: &dyn Ledger, after: i64) -> Option<i64> {
    ledger.next_due(Slots::ALL, after).await.unwrap()
}

fn acceptance(tenant_id: TenantId, events: Vec<CallEvent>) -> Acceptance {
    Acceptance {
        tenant_id,
        events,
        idempotency: None,
    }
}

/// Commits one request with room for everything.
async fn accept(
    ledger: &dyn Ledger,
    worker: WorkerId,
    tenant_id: TenantId,
    events: Vec<CallEvent>,
) -> Accepted {
    accept_within(ledger, worker, acceptance(tenant_id, events), 100).await
}

async fn accept_within(
    ledger: &dyn Ledger,
    worker: WorkerId,
    acceptance: Acceptance,
    claim_room: usize,
) -> Accepted {
    let batch = Batch {
        acceptances: vec![acceptance],
        claim_room,
        ..all_slots()
    };
    let mut committed = ledger.commit(worker, &batch).await.unwrap();
    committed.acceptances.remove(0).unwrap()
}

/// Commits one outcome; tells whether its claim still held.
async fn settle(ledger: &dyn Ledger, claim: &Claim, settlement: Settlement) -> bool {
    let batch = Batch {
        settlements: vec![settled(claim, settlement)],
        ..all_slots()
    };
    let committed = ledger.commit(claim.claimed_by, &batch).await.unwrap();
    committed.settlements == [true]
}

fn settled(claim: &Claim, settlement: Settlement) -> Settled {
    let outcome = match settlement {
        Settlement::Final(DeliveryState::Delivered) => Some(super::accepted()),
        Settlement::Final(_) | Settlement::Retry { .. } => Some(super::answered(500)),
        Settlement::Release { .. } => None,
    };
    let attempt = outcome.map(|outcome| Attempt {
        id: AttemptId(fresh_id()),
        version: 1,
        step: 0,
        started_at: NOW,
        outcome,
        request_hash: "00".repeat(32),
    });
    Settled {
        claim: claim.clone(),
        attempts: attempt.into_iter().collect(),
        settlement,
        progress: None,
        kept: Facts::default(),
        turn: None,
        settled_at: NOW + 5,
    }
}

const DELIVERED: Settlement = Settlement::Final(DeliveryState::Delivered);

fn durable() -> IntegrationDraft {
    super::draft("https://crm.example/hook", Moment::AfterCall)
}

/// An id that no other has.
fn fresh_id() -> Uuid {
    Chance::new(rand::random()).uuid(NOW)
}

/// The one claim of an acceptance.
fn only(mut accepted: Accepted) -> Claim {
    assert_eq!(accepted.claims.len(), 1, "one delivery should be claimed");
    accepted.claims.remove(0)
}

fn ids(claims: &[Claim]) -> Vec<DeliveryId> {
    claims.iter().map(|claim| claim.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::MemoryLedger;

    struct InMemory(Arc<MemoryLedger>);

    #[async_trait::async_trait]
    impl Stage for InMemory {
        fn ledger(&self) -> Arc<dyn Ledger> {
            Arc::clone(&self.0) as Arc<dyn Ledger>
        }

        async fn add_tenant(
            &self,
            drafts: Vec<IntegrationDraft>,
        ) -> (TenantId, Vec<IntegrationId>) {
            self.0.add_tenant(drafts)
        }

        async fn set_enabled(&self, tenant: TenantId, id: IntegrationId, enabled: bool) {
            self.0.change(tenant, id, |draft| draft.enabled = enabled);
        }

        async fn look(&self, _: TenantId, delivery: DeliveryId) -> (DeliveryState, i32) {
            let seen = self.0.seen();
            let row = seen.iter().find(|row| row.claim.id == delivery).unwrap();
            (row.state, row.claim.tries)
        }
    }

    #[tokio::test]
    async fn the_ledger_in_memory_keeps_the_contract() {
        let held = run(async || InMemory(Arc::new(MemoryLedger::default()))).await;
        assert_eq!(held.len(), FACTS.len());
    }
}
