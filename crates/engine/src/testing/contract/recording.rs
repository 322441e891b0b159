//! Deliveries that wait for the recording of their call. All of it is in storage: a worker that
//! dies forgets nothing of it.

use super::{DELIVERED, NOW, Stage, accept, claim_all, durable, ids, next_due, only, settle};
use crate::{Ledger, testing::event};
use domain::{CallEvent, IntegrationDraft, Moment, Settlement, TenantId, Value, WorkerId};
use uuid::Uuid;

/// How long the integrations of these facts wait.
const WAIT_MS: i64 = 10 * 60_000;
const URL: &str = "https://rec.example/1.mp3";

fn waiting() -> IntegrationDraft {
    IntegrationDraft {
        recording_wait_minutes: Some(10),
        ..durable()
    }
}

/// A worker that lives longer than any wait.
async fn worker(ledger: &dyn Ledger, number: u128) -> WorkerId {
    let worker = WorkerId(Uuid::from_u128(number));
    let until = NOW + 2 * WAIT_MS;
    ledger.heartbeat(worker, NOW, until).await.unwrap();
    worker
}

/// The end of an answered call.
fn ended(tenant: TenantId, number: u64) -> CallEvent {
    let mut ended = event(tenant, Moment::AfterCall, "call-1", number, NOW);
    ended.facts.set("status", Value::text("answered"));
    ended
}

/// The recording of the call, at a time after its end.
fn recorded(tenant: TenantId, number: u64, after_ms: i64) -> CallEvent {
    let at = NOW + after_ms;
    let mut recorded = event(tenant, Moment::CallUpdated, "call-1", number, at);
    recorded.facts.set("recording_url", Value::text(URL));
    recorded
}

/// Accepts the end of a call that is not sent yet.
async fn accept_waiting(ledger: &dyn Ledger, worker: WorkerId, tenant: TenantId) {
    let accepted = accept(ledger, worker, tenant, vec![ended(tenant, 10)]).await;
    assert_eq!(accepted.receipts[0].delivery_count, 1);
    assert!(accepted.claims.is_empty() && accepted.left.is_empty());
    let now = NOW + WAIT_MS - 1;
    assert!(claim_all(ledger, worker, now, 10).await.is_empty());
    assert_eq!(next_due(ledger, NOW).await, Some(NOW + WAIT_MS));
}

pub(super) async fn a_delivery_waits_for_the_recording_and_carries_it(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, made) = stage.add_tenant(vec![waiting()]).await;
    let first = worker(ledger.as_ref(), 1).await;
    accept_waiting(ledger.as_ref(), first, tenant).await;
    // Another worker hears of the recording: the first one may be gone.
    let heir = worker(ledger.as_ref(), 2).await;
    let told = vec![recorded(tenant, 2, 5_000)];
    let accepted = accept(ledger.as_ref(), heir, tenant, told).await;
    assert_eq!(accepted.left, made);
    ledger.retire(first).await.unwrap();
    let heir = worker(ledger.as_ref(), 2).await;
    let due = claim_all(ledger.as_ref(), heir, NOW + 5_000, 10).await;
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].progress.taken.text("recording_url"), Some(URL));
    assert_eq!(due[0].event.moment, Moment::AfterCall);
    assert!(settle(ledger.as_ref(), &due[0], DELIVERED).await);
}

pub(super) async fn a_call_without_a_recording_waits_for_none(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![waiting()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let mut missed = event(tenant, Moment::AfterCall, "call-2", 1, NOW);
    missed.facts.set("status", Value::text("no_answer"));
    let mut none = event(tenant, Moment::AfterCall, "call-3", 2, NOW);
    none.facts.set("status", Value::text("answered"));
    none.facts.set("has_recording", Value::Boolean(false));
    let mut there = event(tenant, Moment::AfterCall, "call-4", 3, NOW);
    there.facts.set("status", Value::text("answered"));
    there.facts.set("recording_url", Value::text(URL));
    for event in [missed, none, there] {
        only(accept(ledger.as_ref(), worker, tenant, vec![event]).await);
    }
    // That there is none may also be said later.
    accept_waiting(ledger.as_ref(), worker, tenant).await;
    let mut none = event(tenant, Moment::CallUpdated, "call-1", 4, NOW + 1);
    none.facts.set("has_recording", Value::Boolean(false));
    accept(ledger.as_ref(), worker, tenant, vec![none]).await;
    assert_eq!(
        claim_all(ledger.as_ref(), worker, NOW + 1, 10).await.len(),
        1
    );
}

pub(super) async fn the_time_ends_the_wait_and_what_was_tried_stays_as_it_was(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![waiting()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    accept_waiting(ledger.as_ref(), worker, tenant).await;
    let out = NOW + WAIT_MS;
    let due = claim_all(ledger.as_ref(), worker, out, 10).await;
    assert_eq!(due.len(), 1);
    assert!(!due[0].progress.taken.is_known("recording_url"));
    let due_at = out + 5_000;
    assert!(settle(ledger.as_ref(), &due[0], Settlement::Retry { due_at }).await);
    let late = vec![recorded(tenant, 2, WAIT_MS + 1_000)];
    let accepted = accept(ledger.as_ref(), worker, tenant, late).await;
    assert!(accepted.left.is_empty());
    assert!(
        claim_all(ledger.as_ref(), worker, due_at - 1, 10)
            .await
            .is_empty()
    );
    let again = claim_all(ledger.as_ref(), worker, due_at, 10).await;
    assert_eq!(ids(&again), ids(&due));
    assert!(!again[0].progress.taken.is_known("recording_url"));
}

pub(super) async fn what_comes_behind_waits_too_and_a_paused_one_gets_its_recording(
    stage: &dyn Stage,
) {
    let ledger = stage.ledger();
    let (tenant, made) = stage.add_tenant(vec![waiting()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    accept_waiting(ledger.as_ref(), worker, tenant).await;
    stage.set_enabled(tenant, made[0], false).await;
    let told = vec![recorded(tenant, 2, 5_000)];
    let accepted = accept(ledger.as_ref(), worker, tenant, told).await;
    assert!(accepted.left.is_empty());
    let now = NOW + 5_000;
    assert!(claim_all(ledger.as_ref(), worker, now, 10).await.is_empty());
    stage.set_enabled(tenant, made[0], true).await;
    // The end of the call is told once more: it has its recording, and its place in the order.
    let mut again = ended(tenant, 3);
    again.accepted_at = now;
    accept(ledger.as_ref(), worker, tenant, vec![again]).await;
    let due = claim_all(ledger.as_ref(), worker, now, 10).await;
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].progress.taken.text("recording_url"), Some(URL));
    assert!(settle(ledger.as_ref(), &due[0], DELIVERED).await);
    let behind = claim_all(ledger.as_ref(), worker, now, 10).await;
    assert_eq!(behind.len(), 1);
    assert_eq!(behind[0].event.facts.text("recording_url"), Some(URL));
}
