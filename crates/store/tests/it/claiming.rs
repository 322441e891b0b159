//! Who holds what, and what becomes of it when the holder is gone.

use crate::{
    sample::{after_call, delivered, durable, retry},
    stage::{HEIR, NOW, Stage, WORKER, both, claim_due, next_due},
};
use domain::{Cause, DeliveryState};
use sea_orm::ConnectionTrait;
use store::{Actor, DeliveryFilter, Store};

both! {
    what_finds_no_room_is_claimed_later_and_once,
    the_longest_due_come_first,
    each_integration_gets_its_share,
    a_crash_frees_the_claims_of_the_dead_worker,
    a_live_worker_keeps_its_claims,
    a_retired_worker_gives_everything_back,
    a_paused_integration_holds_what_it_is_owed,
    a_restart_gives_back_the_time_of_the_pause,
    the_next_due_time_leaves_out_what_is_held,
    two_processes_never_claim_the_same,
    what_has_lost_its_event_ends_instead_of_being_held,
}

async fn what_finds_no_room_is_claimed_later_and_once(stage: Stage) {
    stage.add(durable()).await;
    let events = [1, 2, 3].map(|number| after_call(stage.tenant.id, number));
    let accepted = stage.accept_within(&events, 1).await;
    assert_eq!(accepted.claims.len(), 1);
    assert_eq!(accepted.left.len(), 2);
    let due = claim_due(&stage.store, WORKER, NOW + 10, 10).await;
    assert_eq!(due.len(), 2);
    assert!(due.iter().all(|claim| claim.claim_no == 1));
    let again = claim_due(&stage.store, WORKER, NOW + 10, 10).await;
    assert!(again.is_empty());
}

async fn the_longest_due_come_first(stage: Stage) {
    stage.add(durable()).await;
    for number in [3, 1, 2] {
        stage
            .accept_within(&[after_call(stage.tenant.id, number)], 0)
            .await;
    }
    let due = claim_due(&stage.store, WORKER, NOW + 10, 2).await;
    let calls: Vec<&str> = due
        .iter()
        .map(|claim| claim.event.call_id.as_str())
        .collect();
    assert_eq!(calls, ["call-1", "call-2"]);
}

async fn each_integration_gets_its_share(stage: Stage) {
    stage.add(durable()).await;
    let events: Vec<_> = (1..=20)
        .map(|number| after_call(stage.tenant.id, number))
        .collect();
    stage.accept_within(&events, 0).await;
    let late = stage.add(durable()).await;
    stage
        .accept_within(&[after_call(stage.tenant.id, 21)], 0)
        .await;
    let due = claim_due(&stage.store, WORKER, NOW + 100, 4).await;
    assert!(due.iter().any(|claim| claim.integration_id == late));
}

async fn a_crash_frees_the_claims_of_the_dead_worker(stage: Stage) {
    let (store, _) = (&stage.store, stage.add(durable()).await);
    store.heartbeat(WORKER, NOW, NOW + 5_000).await.unwrap();
    let lost = stage.claim(after_call(stage.tenant.id, 1)).await;
    assert_eq!(store.free_claims(NOW + 4_999, None).await.unwrap(), 0);
    assert_eq!(store.free_claims(NOW + 5_000, None).await.unwrap(), 1);
    store
        .heartbeat(HEIR, NOW + 5_000, NOW + 10_000)
        .await
        .unwrap();
    let found = claim_due(store, HEIR, NOW + 5_000, 1).await.remove(0);
    assert_eq!((found.id, found.tries), (lost.id, 0));
    assert_eq!(found.claim_no, lost.claim_no + 1);
}

async fn a_live_worker_keeps_its_claims(stage: Stage) {
    let (store, _) = (&stage.store, stage.add(durable()).await);
    store.heartbeat(WORKER, NOW, NOW + 5_000).await.unwrap();
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    store.heartbeat(WORKER, NOW, NOW + 10_000).await.unwrap();
    assert_eq!(store.free_claims(NOW + 5_000, None).await.unwrap(), 0);
    assert_eq!(
        store.free_claims(NOW + 5_000, Some(WORKER)).await.unwrap(),
        0
    );
    assert!(stage.settle(&claim, delivered()).await);
}

async fn a_retired_worker_gives_everything_back(stage: Stage) {
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.store.retire(WORKER).await.unwrap();
    let due = claim_due(&stage.store, HEIR, NOW + 10, 10).await;
    assert_eq!((due[0].id, due[0].tries), (claim.id, 0));
}

async fn a_paused_integration_holds_what_it_is_owed(stage: Stage) {
    let id = stage.add(durable()).await;
    let (store, scope) = (&stage.store, stage.scope());
    scope
        .set_enabled(&Actor::System, id, false, NOW)
        .await
        .unwrap();
    let accepted = stage.accept(&[after_call(stage.tenant.id, 1)]).await;
    assert_eq!(accepted.receipts[0].delivery_count, 1);
    assert!(accepted.claims.is_empty() && accepted.left.is_empty());
    assert!(claim_due(store, WORKER, NOW + 10, 10).await.is_empty());
    scope
        .set_enabled(&Actor::System, id, true, NOW + 20)
        .await
        .unwrap();
    assert_eq!(claim_due(store, WORKER, NOW + 20, 10).await.len(), 1);
}

async fn a_restart_gives_back_the_time_of_the_pause(stage: Stage) {
    let id = stage.add(durable()).await;
    let scope = stage.scope();
    let before = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&before, retry(NOW + 200)).await;
    scope
        .set_enabled(&Actor::System, id, false, NOW + 1_000)
        .await
        .unwrap();
    let during = after_call(stage.tenant.id, 2_000);
    stage.accept(&[during]).await;
    scope
        .set_enabled(&Actor::System, id, true, NOW + 5_000)
        .await
        .unwrap();
    let due = claim_due(&stage.store, WORKER, NOW + 5_000, 10).await;
    let left: Vec<i64> = due.iter().map(|claim| claim.deadline_at).collect();
    let durable = domain::Class::Durable.gives_up_after_ms();
    // 4 s of its pause for the first; the second was held since it came.
    assert_eq!(left, [before.deadline_at + 4_000, NOW + 5_000 + durable]);
}

async fn the_next_due_time_leaves_out_what_is_held(stage: Stage) {
    let (store, scope) = (&stage.store, stage.scope());
    assert_eq!(next_due(store).await, None);
    let id = stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    assert_eq!(next_due(store).await, None);
    stage.settle(&claim, retry(NOW + 700)).await;
    assert_eq!(next_due(store).await, Some(NOW + 700));
    scope
        .set_enabled(&Actor::System, id, false, NOW)
        .await
        .unwrap();
    assert_eq!(next_due(store).await, None);
}

async fn two_processes_never_claim_the_same(stage: Stage) {
    stage.add(durable()).await;
    let events: Vec<_> = (1..=200)
        .map(|number| after_call(stage.tenant.id, number))
        .collect();
    stage.accept_within(&events, 0).await;
    let other = Store::connect(&stage.options).await.unwrap();
    let (ours, theirs) = tokio::join!(
        claim_due(&stage.store, WORKER, NOW + 1_000, 120),
        claim_due(&other, HEIR, NOW + 1_000, 120),
    );
    let mut ids: Vec<_> = ours.iter().chain(&theirs).map(|claim| claim.id).collect();
    let claimed = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), claimed);
    assert!(!ours.is_empty() || !theirs.is_empty());
}

async fn what_has_lost_its_event_ends_instead_of_being_held(stage: Stage) {
    stage.add(durable()).await;
    let events = [1, 2].map(|number| after_call(stage.tenant.id, number));
    stage.accept_within(&events, 0).await;
    let gone = "DELETE FROM event WHERE event_id = 'event-1'";
    stage.store.writer().execute_unprepared(gone).await.unwrap();
    let claims = claim_due(&stage.store, WORKER, NOW + 10, 10).await;
    let claimed: Vec<_> = claims
        .iter()
        .map(|claim| claim.event.event_id.as_str())
        .collect();
    assert_eq!(claimed, ["event-2"]);
    let everything = DeliveryFilter::default();
    let page = stage.scope().list_deliveries(&everything, None, 10).await;
    let stand: Vec<_> = page
        .unwrap()
        .items
        .into_iter()
        .map(|row| (row.state, row.cause))
        .collect();
    let ended = (DeliveryState::Failed, Some(Cause::Late));
    assert_eq!(stand, [(DeliveryState::Sending, None), ended]);
}
