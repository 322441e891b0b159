//! Where a delivery goes after a try.

use super::{
    DELIVERED, NOW, Stage, accept, claim_all, durable, ids, next_due, only, settle, worker,
};
use crate::testing::event;
use domain::{DeliveryState, Moment, Settlement};

pub(super) async fn a_final_settlement_ends_a_delivery(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let ends = [
        DeliveryState::Delivered,
        DeliveryState::Failed,
        DeliveryState::Expired,
        DeliveryState::Unanswered,
    ];
    for (number, end) in (1..).zip(ends) {
        let call = format!("call-{number}");
        let sent = event(tenant, Moment::AfterCall, &call, number, NOW);
        let claim = only(accept(ledger.as_ref(), worker, tenant, vec![sent]).await);
        assert!(settle(ledger.as_ref(), &claim, Settlement::Final(end)).await);
        assert_eq!(stage.look(tenant, claim.id).await, (end, 1));
    }
    assert_eq!(next_due(ledger.as_ref(), NOW - 1).await, None);
    let due = claim_all(ledger.as_ref(), worker, NOW + 1_000_000, 10).await;
    assert!(due.is_empty());
}

pub(super) async fn a_retry_waits_unclaimed_until_it_is_due(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let sent = event(tenant, Moment::AfterCall, "call-1", 1, NOW);
    let claim = only(accept(ledger.as_ref(), worker, tenant, vec![sent]).await);
    let due_at = NOW + 5_000;
    assert!(settle(ledger.as_ref(), &claim, Settlement::Retry { due_at }).await);

    assert_eq!(
        stage.look(tenant, claim.id).await,
        (DeliveryState::Retrying, 1)
    );
    assert_eq!(next_due(ledger.as_ref(), due_at - 1).await, Some(due_at));
    assert!(
        claim_all(ledger.as_ref(), worker, due_at - 1, 10)
            .await
            .is_empty()
    );
    let again = claim_all(ledger.as_ref(), worker, due_at, 10).await;
    assert_eq!(ids(&again), [claim.id]);
    assert_eq!((again[0].tries, again[0].due_at), (1, due_at));
    assert!(again[0].claim_no > claim.claim_no);
    assert_eq!(again[0].deadline_at, claim.deadline_at);
    assert_eq!(again[0].event.facts, claim.event.facts);
}

pub(super) async fn a_release_counts_no_try(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let sent = event(tenant, Moment::AfterCall, "call-1", 1, NOW);
    let claim = only(accept(ledger.as_ref(), worker, tenant, vec![sent]).await);
    let due_at = NOW + 1_000;
    assert!(settle(ledger.as_ref(), &claim, Settlement::Release { due_at }).await);

    assert_eq!(
        stage.look(tenant, claim.id).await,
        (DeliveryState::Scheduled, 0)
    );
    let again = claim_all(ledger.as_ref(), worker, due_at, 10).await;
    assert_eq!(ids(&again), [claim.id]);
    assert_eq!(again[0].tries, 0);
}

pub(super) async fn a_late_outcome_changes_nothing(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let slow = worker(ledger.as_ref(), 1).await;
    let sent = event(tenant, Moment::AfterCall, "call-1", 1, NOW);
    let lost = only(accept(ledger.as_ref(), slow, tenant, vec![sent]).await);
    let heir = worker(ledger.as_ref(), 2).await;
    ledger.free_claims(NOW, Some(heir)).await.unwrap();
    assert!(!settle(ledger.as_ref(), &lost, DELIVERED).await);

    // Where several share the database it takes over what the other owned.
    ledger.heartbeat(heir, NOW, NOW + 30_000).await.unwrap();
    let held = claim_all(ledger.as_ref(), heir, NOW, 10).await.remove(0);
    assert!(!settle(ledger.as_ref(), &lost, DELIVERED).await);
    assert_eq!(
        stage.look(tenant, lost.id).await,
        (DeliveryState::Sending, 0)
    );
    assert!(settle(ledger.as_ref(), &held, DELIVERED).await);
    assert!(!settle(ledger.as_ref(), &held, DELIVERED).await);
    assert_eq!(
        stage.look(tenant, lost.id).await,
        (DeliveryState::Delivered, 1)
    );
}
