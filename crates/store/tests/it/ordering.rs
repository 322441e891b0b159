//! Who waits for whom: one delivery of a call, integration and class at a time.

use crate::{
    sample::{after_call, delivered, draft, durable, event, failed, release, retry},
    stage::{HEIR, NOW, ROOM, Stage, WORKER, both, claim_due, commit, next_due},
};
use domain::{CallEvent, Moment};
use store::Actor;

both! {
    the_next_event_of_a_call_waits_for_the_one_before,
    an_ending_frees_the_next,
    a_retry_does_not_free_the_next,
    events_of_one_batch_wait_in_their_order,
    calls_and_classes_do_not_wait_for_each_other,
    what_waits_for_another_workers_delivery_is_left_in_storage,
    what_is_sent_again_stands_outside_of_the_order,
}

fn of_call(stage: &Stage, number: u64) -> CallEvent {
    event(stage.tenant.id, number, "call", Moment::AfterCall)
}

async fn the_next_event_of_a_call_waits_for_the_one_before(stage: Stage) {
    stage.add(durable()).await;
    let first = stage.claim(of_call(&stage, 1)).await;
    let second = stage.claim(of_call(&stage, 2)).await;
    let third = stage.claim(of_call(&stage, 3)).await;
    let waits = [first.waits_for, second.waits_for, third.waits_for];
    assert_eq!(waits, [None, Some(first.id), Some(second.id)]);
}

async fn an_ending_frees_the_next(stage: Stage) {
    stage.add(durable()).await;
    let first = stage.claim(of_call(&stage, 1)).await;
    stage.accept_within(&[of_call(&stage, 2)], 0).await;
    let store = &stage.store;
    assert!(claim_due(store, WORKER, NOW + 10, 10).await.is_empty());
    assert_eq!(next_due(store).await, None);
    stage.settle(&first, failed(404)).await;
    let freed = claim_due(store, WORKER, NOW + 10, 10).await;
    assert_eq!((freed.len(), freed[0].waits_for), (1, None));
}

async fn a_retry_does_not_free_the_next(stage: Stage) {
    stage.add(durable()).await;
    let first = stage.claim(of_call(&stage, 1)).await;
    let second = stage.claim(of_call(&stage, 2)).await;
    stage.settle(&second, release(NOW)).await;
    stage.settle(&first, retry(NOW + 1_000)).await;
    let store = &stage.store;
    assert_eq!(next_due(store).await, Some(NOW + 1_000));
    let due = claim_due(store, WORKER, NOW + 1_000, 10).await;
    assert_eq!((due.len(), due[0].id), (1, first.id));
}

async fn events_of_one_batch_wait_in_their_order(stage: Stage) {
    stage.add(durable()).await;
    let events = [1, 2, 3].map(|number| of_call(&stage, number));
    let claims = stage.accept(&events).await.claims;
    let waits: Vec<_> = claims.iter().map(|claim| claim.waits_for).collect();
    assert_eq!(waits, [None, Some(claims[0].id), Some(claims[1].id)]);
    assert!(claims.is_sorted_by_key(|claim| claim.id));
}

async fn calls_and_classes_do_not_wait_for_each_other(stage: Stage) {
    stage.add(durable()).await;
    stage.add(draft("card", Moment::Answered)).await;
    let tenant = stage.tenant.id;
    for event in [
        of_call(&stage, 1),
        event(tenant, 2, "call", Moment::Answered),
        after_call(tenant, 3),
    ] {
        assert_eq!(stage.claim(event).await.waits_for, None);
    }
}

async fn what_waits_for_another_workers_delivery_is_left_in_storage(stage: Stage) {
    stage.add(durable()).await;
    let first = stage.claim(of_call(&stage, 1)).await;
    let events = [of_call(&stage, 2)];
    let requests = [stage.request(&events)];
    let (mut answers, _) = commit(&stage.store, HEIR, &requests, &[], ROOM)
        .await
        .unwrap();
    let accepted = answers.remove(0).unwrap();
    assert!(accepted.claims.is_empty() && accepted.left.is_empty());
    stage.settle(&first, delivered()).await;
    let due = claim_due(&stage.store, HEIR, NOW + 10, 10).await;
    assert_eq!(due[0].event.event_id, "event-2");
}

async fn what_is_sent_again_stands_outside_of_the_order(stage: Stage) {
    stage.add(durable()).await;
    let first = stage.claim(of_call(&stage, 1)).await;
    let again = stage
        .scope()
        .send_again(&Actor::System, first.id, NOW + 5)
        .await
        .unwrap();
    let due = claim_due(&stage.store, WORKER, NOW + 5, 10).await;
    assert_eq!((due[0].id, due[0].waits_for), (again, None));
    // Nor does the next event wait for it.
    stage.settle(&first, delivered()).await;
    assert_eq!(stage.claim(of_call(&stage, 2)).await.waits_for, None);
}
