//! Who holds what.

use super::{
    NOW, Stage, accept, accept_within, acceptance, claim_all, durable, ids, next_due, only, worker,
};
use crate::testing::event;
use domain::Moment;

pub(super) async fn what_finds_no_room_is_claimed_later_and_once(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let events = (1..=3)
        .map(|number| {
            event(
                tenant,
                Moment::AfterCall,
                &format!("call-{number}"),
                number,
                NOW,
            )
        })
        .collect();
    let request = acceptance(tenant, events);
    let accepted = accept_within(ledger.as_ref(), worker, request, 1).await;
    assert_eq!(accepted.claims.len(), 1);
    assert!(!accepted.left.is_empty());
    assert_eq!(next_due(ledger.as_ref(), NOW - 1).await, Some(NOW));

    let claims = claim_all(ledger.as_ref(), worker, NOW, 10).await;
    assert_eq!(claims.len(), 2);
    assert!(!ids(&claims).contains(&accepted.claims[0].id));
    for claim in &claims {
        assert_eq!((claim.claimed_by, claim.tries), (worker, 0));
        assert!(claim.claim_no > 0);
        assert!(claim.event.facts.get("caller_number").is_some());
    }
    assert!(claim_all(ledger.as_ref(), worker, NOW, 10).await.is_empty());
    assert_eq!(next_due(ledger.as_ref(), NOW - 1).await, None);
}

pub(super) async fn the_longest_due_come_first_and_never_more_than_asked(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    for (number, at) in [(1, NOW + 20), (2, NOW), (3, NOW + 10)] {
        let call = format!("call-{number}");
        let late = event(tenant, Moment::AfterCall, &call, number, at);
        accept_within(ledger.as_ref(), worker, acceptance(tenant, vec![late]), 0).await;
    }
    let claims = claim_all(ledger.as_ref(), worker, NOW + 100, 2).await;
    let due: Vec<i64> = claims.iter().map(|claim| claim.due_at).collect();
    assert_eq!(due, [NOW, NOW + 10]);
    assert!(claim_all(ledger.as_ref(), worker, NOW, 10).await.is_empty());
}

pub(super) async fn claims_of_dead_workers_are_freed(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let dead = worker(ledger.as_ref(), 1).await;
    let sent = event(tenant, Moment::AfterCall, "call-1", 1, NOW);
    let claim = only(accept(ledger.as_ref(), dead, tenant, vec![sent]).await);
    assert_eq!(ledger.free_claims(NOW + 29_000, None).await.unwrap(), 0);

    let later = NOW + 31_000;
    let heir = worker(ledger.as_ref(), 2).await;
    // Whoever shares the database takes over by itself; on its own a worker asks.
    ledger.heartbeat(heir, later, later + 30_000).await.unwrap();
    ledger.free_claims(later, None).await.unwrap();
    let claims = claim_all(ledger.as_ref(), heir, later, 10).await;
    assert_eq!(ids(&claims), [claim.id]);
    assert!(claims[0].claim_no > claim.claim_no);
    assert_eq!((claims[0].claimed_by, claims[0].tries), (heir, 0));
}

pub(super) async fn all_claims_but_ones_own_can_be_freed(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let before = worker(ledger.as_ref(), 1).await;
    let own = worker(ledger.as_ref(), 2).await;
    for (number, holder) in [(1, before), (2, own)] {
        let call = format!("call-{number}");
        let sent = event(tenant, Moment::AfterCall, &call, number, NOW);
        accept(ledger.as_ref(), holder, tenant, vec![sent]).await;
    }
    assert_eq!(ledger.free_claims(NOW, Some(own)).await.unwrap(), 1);
}

pub(super) async fn a_retired_worker_gives_everything_back(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let retired = worker(ledger.as_ref(), 1).await;
    let sent = event(tenant, Moment::AfterCall, "call-1", 1, NOW);
    let claim = only(accept(ledger.as_ref(), retired, tenant, vec![sent]).await);
    ledger.retire(retired).await.unwrap();

    let heir = worker(ledger.as_ref(), 2).await;
    let claims = claim_all(ledger.as_ref(), heir, NOW, 10).await;
    assert_eq!(ids(&claims), [claim.id]);
    assert_eq!(claims[0].tries, 0);
}
