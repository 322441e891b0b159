//! What becomes of events on their way in.

use crate::{
    sample::{after_call, digest, draft, durable, event, idempotency},
    stage::{NOW, Stage, both, new_tenant},
};
use domain::{DeliveryState, Moment, Receipt, Value};
use store::{AcceptFault, AcceptanceIn, Actor, DeliveryFilter};

both! {
    an_event_is_owed_to_each_integration_that_wants_it,
    a_repeated_event_owes_nothing_more,
    a_repeated_event_leaves_its_call_as_it_is,
    a_different_content_is_told_and_not_taken,
    a_repetition_within_a_batch_is_told,
    the_same_identity_in_two_tenants_is_two_events,
    a_key_with_the_same_body_answers_as_before,
    a_key_with_another_body_is_refused_alone,
    a_key_is_forgotten_after_a_day,
    facts_of_earlier_events_are_known_to_later_ones,
    events_of_one_call_in_one_batch_know_each_other,
    a_live_event_that_comes_too_late_is_recorded_as_expired,
    an_unmet_condition_is_noted_and_owes_nothing,
    a_batch_of_many_sizes_is_taken_whole,
    a_changed_integration_counts_for_the_next_event,
}

fn receipt(number: u64, delivery_count: u32) -> Receipt {
    Receipt {
        event_id: format!("event-{number}"),
        delivery_count,
        duplicate: false,
        differs: false,
    }
}

async fn an_event_is_owed_to_each_integration_that_wants_it(stage: Stage) {
    stage.add(durable()).await;
    stage.add(draft("second", Moment::AfterCall)).await;
    stage.add(draft("live", Moment::Answered)).await;
    let accepted = stage.accept(&[after_call(stage.tenant.id, 1)]).await;
    assert_eq!(accepted.receipts, [receipt(1, 2)]);
    assert_eq!(accepted.claims.len(), 2);
    assert!(accepted.left.is_empty());
}

async fn a_repeated_event_owes_nothing_more(stage: Stage) {
    stage.add(durable()).await;
    let event = after_call(stage.tenant.id, 1);
    stage.accept(std::slice::from_ref(&event)).await;
    let again = stage.accept(&[event]).await;
    let duplicate = Receipt {
        duplicate: true,
        ..receipt(1, 1)
    };
    assert_eq!(again.receipts, [duplicate]);
    assert!(again.claims.is_empty());
}

async fn a_repeated_event_leaves_its_call_as_it_is(stage: Stage) {
    let tenant = stage.tenant.id;
    let first = event(tenant, 1, "call", Moment::AfterCall);
    let last = event(tenant, 5, "call", Moment::AfterRating);
    stage.accept(&[first.clone(), last]).await;
    let before = stage.scope().get_call("call").await.unwrap().row;
    stage.accept(&[first]).await;
    let after = stage.scope().get_call("call").await.unwrap().row;
    assert_eq!(after.last_at, before.last_at);
}

async fn a_different_content_is_told_and_not_taken(stage: Stage) {
    stage.add(durable()).await;
    let mut event = after_call(stage.tenant.id, 1);
    stage.accept(std::slice::from_ref(&event)).await;
    event.content = digest(99);
    event.facts.set("status", Value::text("busy"));
    let again = stage.accept(&[event]).await;
    assert!(again.receipts[0].duplicate && again.receipts[0].differs);
    let call = stage.scope().get_call("call-1").await.unwrap();
    assert_eq!(call.events.len(), 1);
    assert_eq!(call.facts.get("status"), Some(&Value::text("answered")));
}

async fn a_repetition_within_a_batch_is_told(stage: Stage) {
    stage.add(durable()).await;
    let event = after_call(stage.tenant.id, 1);
    let mut other = event.clone();
    other.content = digest(99);
    let accepted = stage.accept(&[event.clone(), event, other]).await;
    let told: Vec<(bool, bool)> = accepted
        .receipts
        .iter()
        .map(|receipt| (receipt.duplicate, receipt.differs))
        .collect();
    assert_eq!(told, [(false, false), (true, false), (true, true)]);
    assert_eq!(accepted.claims.len(), 1);
}

async fn the_same_identity_in_two_tenants_is_two_events(stage: Stage) {
    let other = stage
        .store
        .create_tenant(&Actor::System, new_tenant("Other"), NOW)
        .await
        .unwrap();
    let mut theirs = after_call(other.id, 2);
    theirs.identity = digest(1);
    let events = [after_call(stage.tenant.id, 1)];
    let (ours, theirs) = (stage.request(&events), [theirs]);
    let theirs = AcceptanceIn {
        tenant_id: other.id,
        events: &theirs,
        idempotency: None,
    };
    for answer in stage.accept_all(&[ours, theirs]).await {
        assert!(!answer.unwrap().receipts[0].duplicate);
    }
}

async fn a_key_with_the_same_body_answers_as_before(stage: Stage) {
    stage.add(durable()).await;
    let (first, second) = (
        [after_call(stage.tenant.id, 1)],
        [after_call(stage.tenant.id, 2)],
    );
    let with_key = |events| AcceptanceIn {
        idempotency: Some(idempotency("key-1", 7)),
        ..stage.request(events)
    };
    // Twice in one batch, and once later.
    let answers = stage
        .accept_all(&[with_key(&first), with_key(&second)])
        .await;
    let later = stage.accept_all(&[with_key(&second)]).await;
    for answer in answers.iter().chain(&later) {
        assert_eq!(answer.as_ref().unwrap().receipts, [receipt(1, 1)]);
    }
    assert!(later[0].as_ref().unwrap().claims.is_empty());
    assert!(stage.scope().get_call("call-2").await.is_err());
}

async fn a_key_with_another_body_is_refused_alone(stage: Stage) {
    stage.add(durable()).await;
    let events = [1, 2, 3].map(|number| [after_call(stage.tenant.id, number)]);
    let with_key = |index: usize, body| AcceptanceIn {
        idempotency: Some(idempotency("key-1", body)),
        ..stage.request(&events[index])
    };
    stage.accept_all(&[with_key(0, 7)]).await;
    let answers = stage
        .accept_all(&[with_key(1, 8), stage.request(&events[2])])
        .await;
    assert_eq!(answers[0].as_ref().unwrap_err(), &AcceptFault::KeyReused);
    assert_eq!(answers[1].as_ref().unwrap().claims.len(), 1);
}

async fn a_key_is_forgotten_after_a_day(stage: Stage) {
    let with_key = |events| AcceptanceIn {
        idempotency: Some(idempotency("key-1", 7)),
        ..stage.request(events)
    };
    let first = [after_call(stage.tenant.id, 1)];
    stage.accept_all(&[with_key(&first)]).await;
    let mut late = [after_call(stage.tenant.id, 2)];
    late[0].accepted_at = NOW + 24 * 3_600_000 + 1;
    let answers = stage.accept_all(&[with_key(&late)]).await;
    assert_eq!(answers[0].as_ref().unwrap().receipts, [receipt(2, 0)]);
}

async fn facts_of_earlier_events_are_known_to_later_ones(stage: Stage) {
    stage.add(durable()).await;
    let tenant = stage.tenant.id;
    let mut before = event(tenant, 1, "call", Moment::BeforeCall);
    before.facts.set("utm_source", Value::text("google"));
    before.facts.set("status", Value::text("unknown"));
    stage.accept(&[before]).await;
    let claim = stage
        .claim(event(tenant, 2, "call", Moment::AfterCall))
        .await;
    let facts = &claim.event.facts;
    assert_eq!(facts.get("utm_source"), Some(&Value::text("google")));
    assert_eq!(facts.get("status"), Some(&Value::text("answered")));
    assert_eq!(facts.get("event_id"), Some(&Value::text("event-2")));
    assert_eq!(facts.get("event_seq"), Some(&Value::Integer(2)));
}

async fn events_of_one_call_in_one_batch_know_each_other(stage: Stage) {
    stage.add(durable()).await;
    let tenant = stage.tenant.id;
    let mut before = event(tenant, 1, "call", Moment::BeforeCall);
    before.facts.set("utm_source", Value::text("google"));
    let after = event(tenant, 2, "call", Moment::AfterCall);
    let accepted = stage.accept(&[before, after]).await;
    let facts = &accepted.claims[0].event.facts;
    assert_eq!(facts.get("utm_source"), Some(&Value::text("google")));
    assert_eq!(facts.get("event_seq"), Some(&Value::Integer(2)));
}

async fn a_live_event_that_comes_too_late_is_recorded_as_expired(stage: Stage) {
    stage.add(draft("card", Moment::Answered)).await;
    let mut late = event(stage.tenant.id, 1, "call", Moment::Answered);
    late.occurred_at = late.accepted_at - 120_001;
    let accepted = stage.accept(&[late]).await;
    assert_eq!(accepted.receipts, [receipt(1, 1)]);
    assert!(accepted.claims.is_empty() && accepted.left.is_empty());
    let filter = DeliveryFilter::default();
    let log = stage
        .scope()
        .list_deliveries(&filter, None, 10)
        .await
        .unwrap();
    assert_eq!(log.items[0].state, DeliveryState::Expired);
    assert_eq!(log.items[0].tries, 0);
}

async fn an_unmet_condition_is_noted_and_owes_nothing(stage: Stage) {
    let mut wanted = durable();
    wanted.conditions = serde_json::from_value(serde_json::json!([
        {"parameter": "status", "comparison": "is", "values": ["answered"]},
        {"parameter": "direction", "comparison": "is", "values": ["in"]},
    ]))
    .unwrap();
    let id = stage.add(wanted).await;
    let mut outgoing = after_call(stage.tenant.id, 1);
    outgoing.facts.set("direction", Value::text("out"));
    let accepted = stage.accept(&[outgoing]).await;
    assert_eq!(accepted.receipts, [receipt(1, 0)]);
    let call = stage.scope().get_call("call-1").await.unwrap();
    let unmet = &call.events[0].unmet[0];
    assert_eq!((unmet.integration_id, unmet.version), (id, 1));
    assert_eq!((unmet.condition_index, unmet.value.as_str()), (1, "out"));
}

async fn a_batch_of_many_sizes_is_taken_whole(stage: Stage) {
    stage.add(durable()).await;
    // More than one chunk, and a rest of several sizes.
    let events: Vec<_> = (1..=525)
        .map(|number| after_call(stage.tenant.id, number))
        .collect();
    let accepted = stage.accept(&events).await;
    assert_eq!(accepted.receipts.len(), 525);
    assert_eq!(accepted.claims.len(), 525);
    let again = stage.accept(&events).await;
    assert!(again.receipts.iter().all(|receipt| receipt.duplicate));
}

async fn a_changed_integration_counts_for_the_next_event(stage: Stage) {
    let id = stage.add(durable()).await;
    stage.accept(&[after_call(stage.tenant.id, 1)]).await;
    // Another process deletes it: this one learns it from the revision.
    let other = store::Store::connect(&stage.options).await.unwrap();
    let scope = other.tenant(stage.tenant.id);
    let deleted = scope.delete_integration(&Actor::System, id, NOW);
    deleted.await.unwrap();
    let accepted = stage.accept(&[after_call(stage.tenant.id, 2)]).await;
    assert_eq!(accepted.receipts, [receipt(2, 0)]);
}
