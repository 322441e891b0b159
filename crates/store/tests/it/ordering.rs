//! Who waits for whom: one delivery of a call, integration and class at a time.

use crate::{
    sample::{after_call, delivered, draft, durable, event, failed, release, retry},
    stage::{HEIR, NOW, ROOM, Stage, WORKER, both, claim_due, commit, next_due},
};
use domain::{AddressPolicy, CallEvent, DraftSecrets, IntegrationDraft, IntegrationId, Moment};
use store::Actor;

both! {
    the_next_event_of_a_call_waits_for_the_one_before,
    an_ending_frees_the_next,
    a_retry_does_not_free_the_next,
    events_of_one_batch_wait_in_their_order,
    calls_and_classes_do_not_wait_for_each_other,
    what_waits_for_another_workers_delivery_is_left_in_storage,
    what_is_sent_again_stands_outside_of_the_order,
    a_pause_keeps_back_its_own_integration_alone,
    what_waited_when_the_other_was_paused_goes_on_in_its_order,
    a_claim_stands_until_its_delivery_is_called_off,
    what_the_one_before_may_leave_on_the_call_is_waited_for,
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
    let due = claim_due(&stage.store, WORKER, NOW + 10, 10).await;
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

/// Two integrations of one connection, whose deliveries of a call have one order.
async fn siblings(stage: &Stage) -> [IntegrationId; 2] {
    let scope = stage.scope();
    let said = serde_json::json!({"name": "CRM", "url": "https://crm.example"});
    let said = serde_json::from_value(said).unwrap();
    let (secrets, policy) = (DraftSecrets::default(), AddressPolicy::default());
    let made = scope.create_connection(&Actor::System, said, secrets, &policy, NOW);
    let connection = made.await.unwrap().id;
    let below = |name: &str| IntegrationDraft {
        url: format!("/{name}"),
        connection: Some(connection),
        ..draft(name, Moment::AfterCall)
    };
    [
        stage.add(below("contact")).await,
        stage.add(below("task")).await,
    ]
}

async fn pause(stage: &Stage, integration: IntegrationId) {
    let paused = stage.scope();
    let paused = paused.set_enabled(&Actor::System, integration, false, NOW);
    paused.await.unwrap();
}

async fn a_pause_keeps_back_its_own_integration_alone(stage: Stage) {
    let [contact, task] = siblings(&stage).await;
    pause(&stage, contact).await;
    let first = stage.claim(of_call(&stage, 1)).await;
    let second = stage.claim(of_call(&stage, 2)).await;
    assert_eq!([first.integration_id, second.integration_id], [task; 2]);
    assert_eq!([first.waits_for, second.waits_for], [None, Some(first.id)]);
    let scope = stage.scope();
    let on = scope.set_enabled(&Actor::System, contact, true, NOW);
    on.await.unwrap();
    let held = claim_due(&stage.store, WORKER, NOW + 10, 10).await;
    let ids: Vec<_> = held.iter().map(|claim| claim.integration_id).collect();
    assert_eq!(ids, [contact], "the second of its own waits for the first");
}

async fn what_waited_when_the_other_was_paused_goes_on_in_its_order(stage: Stage) {
    let [contact, task] = siblings(&stage).await;
    stage
        .accept_within(&[of_call(&stage, 1), of_call(&stage, 2)], 0)
        .await;
    pause(&stage, contact).await;
    let store = &stage.store;
    assert!(claim_due(store, WORKER, NOW + 10, 10).await.is_empty());
    store.free_waiting().await.unwrap();
    for number in 1..=2 {
        let due = claim_due(store, WORKER, NOW + 10, 10).await;
        let due: Vec<_> = due
            .iter()
            .map(|claim| (claim.integration_id, claim))
            .collect();
        assert_eq!(due.len(), 1, "the {number}. of the task alone");
        assert_eq!(due[0].0, task);
        stage.settle(due[0].1, delivered()).await;
    }
    store.free_waiting().await.unwrap();
    assert!(claim_due(store, WORKER, NOW + 10, 10).await.is_empty());
}

async fn a_claim_stands_until_its_delivery_is_called_off(stage: Stage) {
    let integration = stage.add(durable()).await;
    let claim = stage.claim(of_call(&stage, 1)).await;
    assert!(stage.store.stands(&claim).await.unwrap());
    let scope = stage.scope();
    let deleted = scope.delete_integration(&Actor::System, integration, NOW);
    deleted.await.unwrap();
    assert!(!stage.store.stands(&claim).await.unwrap());
}

async fn what_the_one_before_may_leave_on_the_call_is_waited_for(stage: Stage) {
    let id = stage.add(durable()).await;
    let first = stage.claim(of_call(&stage, 1)).await;
    let second = stage.claim(of_call(&stage, 2)).await;
    let left = async |asking: &domain::Claim| {
        let asked = stage.store.kept(stage.tenant.id, id.0, "call", asking.id);
        asked.await.unwrap().map(|facts| facts.iter().count())
    };
    assert_eq!(left(&first).await, Some(0));
    assert_eq!(left(&second).await, None);
    stage.settle(&first, delivered()).await;
    assert_eq!(left(&second).await, Some(0));
}
