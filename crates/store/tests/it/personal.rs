//! Personal data: what is kept of a number, its erasure, its end by time, and the key at rest.

use crate::{
    sample::{after_call, attempt, delivered, durable, event, facts, key},
    stage::{NOW, Stage, WORKER, both, commit, settled},
};
use domain::{
    Cause, DeliveryId, DeliveryState, EventId, EventSnapshot, Facts, IncomingId, InspectedId,
    IntegrationId, MemberId, Moment, Refusal, Role, Sender, Settlement, Value,
};
use sea_orm::ConnectionTrait;
use store::{
    ANSWERS_DAYS, Actor, DeliveryFilter, Erasure, IncomingFilter, IncomingIn, InspectedRequest,
    Retention, Store, StoreError, StoreOptions, TestIn,
};

both! {
    an_erased_number_leaves_an_empty_trace,
    what_an_answer_left_on_a_call_stands_in_the_file_and_goes,
    what_was_owed_of_an_erased_number_is_called_off,
    another_number_is_left_alone,
    an_erased_delivery_is_not_sent_again,
    a_test_that_carried_an_erased_call_is_emptied_with_it,
    a_number_in_any_spelling_stands_in_the_file_and_goes,
    requests_end_with_the_answers,
    an_answer_that_comes_after_the_erasure_is_emptied,
    answers_and_calls_end_by_time,
    a_walk_over_answers_goes_on_where_it_stopped,
    what_is_owed_outlives_its_time,
    retention_has_limits,
    a_new_key_opens_everything_and_the_old_one_nothing,
    a_key_is_not_changed_under_a_working_server,
}

/// The caller of the sample's events.
const NUMBER: &str = "+380501112233";
const DAY_MS: i64 = 24 * 3_600_000;

async fn delivered_call(stage: &Stage) -> DeliveryId {
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&claim, delivered()).await;
    claim.id
}

async fn erase(stage: &Stage, number: &str) -> Erasure {
    let scope = stage.scope();
    let erased = scope.erase_number(&Actor::System, number, NOW + 100);
    erased.await.unwrap()
}

async fn an_erased_number_leaves_an_empty_trace(stage: Stage) {
    let integration = stage.add(durable()).await;
    let delivery = delivered_call(&stage).await;
    let scope = stage.scope();
    let file = scope.number_file(NUMBER).await.unwrap();
    assert_eq!((file.calls.len(), file.deliveries.len()), (1, 1));
    let erasure = erase(&stage, NUMBER).await;
    assert_eq!((erasure.calls, erasure.cancelled), (1, 0));
    let reached: Vec<IntegrationId> = erasure
        .receivers
        .iter()
        .map(|receiver| receiver.integration_id)
        .collect();
    assert_eq!(reached, [integration]);
    assert!(scope.number_file(NUMBER).await.unwrap().calls.is_empty());
    let detail = scope.get_delivery(delivery).await.unwrap();
    assert_eq!(detail.row.phone, None);
    assert!(detail.facts.iter().next().is_none());
    assert_eq!(detail.attempts[0].outcome.body, "");
    assert!(detail.attempts[0].outcome.headers.is_empty());
    let listed = scope.list_erasures(None, 10).await.unwrap().items;
    assert_eq!(listed.as_slice(), std::slice::from_ref(&erasure));
    let noted = scope.list_audit(1).await.unwrap();
    assert_eq!(noted[0].action, "number.erase");
    assert_eq!(noted[0].subject, erasure.id.to_string());
}

async fn what_an_answer_left_on_a_call_stands_in_the_file_and_goes(stage: Stage) {
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    let (ending, kept) = (
        delivered(),
        Facts::from_iter([("crm.owner".to_owned(), Value::Text("Olena".to_owned()))]),
    );
    let mut leaving = settled(&claim, &ending);
    leaving.kept = &kept;
    let leaving = [leaving];
    let committing = commit(&stage.store, WORKER, &[], &leaving, 0);
    committing.await.unwrap();
    let scope = stage.scope();
    let left = async |number: &str| {
        let file = scope.number_file(number).await.unwrap();
        let left = file
            .kept
            .into_iter()
            .map(|value| (value.call_id, value.name));
        left.collect::<Vec<_>>()
    };
    assert!(left("+380501112234").await.is_empty());
    let known = ("call-1".to_owned(), "crm.owner".to_owned());
    assert_eq!(left(NUMBER).await, [known]);
    erase(&stage, NUMBER).await;
    assert!(left(NUMBER).await.is_empty());
    let (shared, _) = claim.order_key.split_once(':').unwrap();
    let (tenant, shared) = (stage.tenant.id, shared.parse().unwrap());
    let asking = stage.store.kept(tenant, shared, "call-1", claim.id);
    assert!(asking.await.unwrap().unwrap().iter().next().is_none());
}

async fn what_was_owed_of_an_erased_number_is_called_off(stage: Stage) {
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    let erasure = erase(&stage, NUMBER).await;
    assert_eq!((erasure.cancelled, erasure.receivers.len()), (1, 0));
    let row = stage.scope().get_delivery(claim.id).await.unwrap().row;
    assert_eq!(row.state, DeliveryState::Cancelled);
    assert!(
        !stage.settle(&claim, delivered()).await,
        "the claim is lost"
    );
}

async fn another_number_is_left_alone(stage: Stage) {
    stage.add(durable()).await;
    let delivery = delivered_call(&stage).await;
    let erasure = erase(&stage, "+380501112234").await;
    assert_eq!(erasure.calls, 0);
    let detail = stage.scope().get_delivery(delivery).await.unwrap();
    assert!(detail.facts.phone("caller_number").is_some());
    // A part of a number is none.
    assert_eq!(erase(&stage, "1112233").await.calls, 0);
    let scope = stage.scope();
    let nothing = scope.erase_number(&Actor::System, "anonymous", NOW);
    assert!(matches!(nothing.await, Err(StoreError::NotFound)));
}

async fn an_erased_delivery_is_not_sent_again(stage: Stage) {
    stage.add(durable()).await;
    let delivery = delivered_call(&stage).await;
    erase(&stage, NUMBER).await;
    let scope = stage.scope();
    let again = scope.send_again(&Actor::System, delivery, NOW);
    assert!(matches!(again.await, Err(StoreError::NotFound)));
}

async fn a_test_that_carried_an_erased_call_is_emptied_with_it(stage: Stage) {
    let integration = stage.add(durable()).await;
    delivered_call(&stage).await;
    let event = EventSnapshot {
        id: EventId(key(1, 9)),
        event_id: "test-9".to_owned(),
        call_id: "call-1".to_owned(),
        moment: Moment::AfterCall,
        facts: facts(NUMBER),
    };
    let test = TestIn {
        tenant_id: stage.tenant.id,
        delivery_id: DeliveryId(key(4, 9)),
        integration_id: integration,
        event: &event,
        attempts: &[attempt(Cause::Status, Some(500))],
        taken: &Facts::default(),
        settlement: Settlement::Final(DeliveryState::Failed),
        at: NOW,
    };
    stage.store.record_test(&test).await.unwrap();
    let scope = stage.scope();
    let before = scope.get_delivery(test.delivery_id).await.unwrap();
    assert!(before.facts.phone("caller_number").is_some());
    erase(&stage, NUMBER).await;
    let detail = scope.get_delivery(test.delivery_id).await.unwrap();
    assert!(detail.facts.iter().next().is_none());
    assert_eq!(detail.attempts[0].outcome.body, "");
    let again = scope.send_again(&Actor::System, test.delivery_id, NOW);
    assert!(matches!(again.await, Err(StoreError::NotFound)));
    // One that was under way meanwhile is not written down.
    let late = TestIn {
        delivery_id: DeliveryId(key(4, 10)),
        ..test
    };
    let late = stage.store.record_test(&late).await;
    assert!(matches!(late, Err(StoreError::NotFound)));
}

/// A request of the inspector, one that came in, and a saved view, each with a text in it.
async fn said(stage: &Stage, [inspected, incoming, view]: [&str; 3]) -> MemberId {
    let (scope, store) = (stage.scope(), &stage.store);
    let token = scope.inspector_token().await.unwrap();
    let inspected = InspectedRequest {
        id: InspectedId(key(5, 1)),
        received_at: NOW,
        method: "GET".to_owned(),
        url: inspected.to_owned(),
        headers: Vec::new(),
        body: String::new(),
        body_cut: false,
    };
    store.keep_inspected(&token, &inspected).await.unwrap();
    let incoming = IncomingIn {
        tenant_id: stage.tenant.id,
        id: IncomingId(key(6, 1)),
        sender_id: key(7, 1),
        sender: Sender::Key,
        received_at: NOW,
        event_count: 0,
        refused: Some((Refusal::Fields, "moment: one of".to_owned())),
        body: incoming.to_owned(),
        body_cut: false,
    };
    store.note_incoming(&[incoming], &[], NOW).await.unwrap();
    let member = scope.create_member(&Actor::System, "a@example.com", Role::Viewer, None, NOW);
    let member = member.await.unwrap();
    let kept = scope.create_saved_view(member, "mine", view, NOW);
    kept.await.unwrap();
    member
}

/// How many of them are kept.
async fn kept(stage: &Stage, member: MemberId) -> (usize, usize, usize) {
    let scope = stage.scope();
    let incoming = scope
        .list_incoming(IncomingFilter::default(), None, 10)
        .await
        .unwrap();
    (
        scope.list_inspected().await.unwrap().len(),
        incoming.items.len(),
        scope.list_saved_views(member).await.unwrap().len(),
    )
}

async fn a_number_in_any_spelling_stands_in_the_file_and_goes(stage: Stage) {
    let texts = [
        "/?phone=%28201%29+555-0123",
        "{\"from\": \"201\u{a0}555\u{a0}0123\"",
        "phone=%2B1%20201%20555-0123",
    ];
    let member = said(&stage, texts).await;
    let scope = stage.scope();
    let file = scope.number_file("+12015550123").await.unwrap();
    let found = (
        file.inspected.len(),
        file.incoming.len(),
        file.filters.len(),
    );
    assert_eq!(found, (1, 1, 1));
    let other = scope.number_file("+12015550124").await.unwrap();
    assert!(other.inspected.is_empty() && other.incoming.is_empty() && other.filters.is_empty());
    erase(&stage, "+12015550124").await;
    assert_eq!(kept(&stage, member).await, (1, 1, 1));
    erase(&stage, "+12015550123").await;
    assert_eq!(kept(&stage, member).await, (0, 0, 0));
}

async fn requests_end_with_the_answers(stage: Stage) {
    let member = said(&stage, ["/?a=1", "{}", "state=failed"]).await;
    stage.store.purge(NOW + 29 * DAY_MS).await.unwrap();
    assert_eq!(kept(&stage, member).await, (1, 1, 1));
    stage.store.purge(NOW + 31 * DAY_MS).await.unwrap();
    assert_eq!(kept(&stage, member).await, (0, 0, 1));
}

async fn an_answer_that_comes_after_the_erasure_is_emptied(stage: Stage) {
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    erase(&stage, NUMBER).await;
    stage.settle(&claim, delivered()).await;
    stage.store.purge(NOW + 200).await.unwrap();
    let detail = stage.scope().get_delivery(claim.id).await.unwrap();
    let bodies = detail.attempts.iter().map(|attempt| &attempt.outcome.body);
    assert!(bodies.clone().all(String::is_empty));
}

async fn answers_and_calls_end_by_time(stage: Stage) {
    stage.add(durable()).await;
    let delivery = delivered_call(&stage).await;
    let scope = stage.scope();
    let body = || async {
        let detail = scope.get_delivery(delivery).await.unwrap();
        detail.attempts[0].outcome.body.clone()
    };
    stage.store.purge(NOW + 29 * DAY_MS).await.unwrap();
    assert_ne!(body().await, "");
    stage.store.purge(NOW + 31 * DAY_MS).await.unwrap();
    assert_eq!(body().await, "");
    stage.store.purge(NOW + 364 * DAY_MS).await.unwrap();
    assert!(scope.get_call("call-1").await.is_ok());
    stage.store.purge(NOW + 366 * DAY_MS).await.unwrap();
    let gone = scope.get_delivery(delivery).await;
    assert!(matches!(gone, Err(StoreError::NotFound)));
    let gone = scope.get_call("call-1").await;
    assert!(matches!(gone, Err(StoreError::NotFound)));
}

async fn a_walk_over_answers_goes_on_where_it_stopped(stage: Stage) {
    stage.add(durable()).await;
    let delivery = delivered_call(&stage).await;
    stage.store.purge(NOW + DAY_MS).await.unwrap();
    // As if the turn before had stopped behind everything that there is.
    let last = if stage.store.is_sqlite() {
        "x'ffffffffffffffffffffffffffffffff'"
    } else {
        "'ffffffff-ffff-ffff-ffff-ffffffffffff'"
    };
    let stop = format!("UPDATE retention SET answers_walk_at = {last}");
    stage
        .store
        .writer()
        .execute_unprepared(&stop)
        .await
        .unwrap();
    let body = async |at: i64| {
        stage.store.purge(at).await.unwrap();
        let detail = stage.scope().get_delivery(delivery).await.unwrap();
        detail.attempts[0].outcome.body.clone()
    };
    let at = NOW + 31 * DAY_MS;
    assert_ne!(body(at).await, "", "it goes on behind it");
    assert_eq!(body(at + 3_600_000).await, "", "the next walk finds it");
}

async fn what_is_owed_outlives_its_time(stage: Stage) {
    let held = stage.add(durable()).await;
    let scope = stage.scope();
    scope
        .set_enabled(&Actor::System, held, false, NOW)
        .await
        .unwrap();
    let owed = event(stage.tenant.id, 1, "call-1", Moment::AfterCall);
    stage.accept(&[owed]).await;
    stage.store.purge(NOW + 400 * DAY_MS).await.unwrap();
    let everything = DeliveryFilter::default();
    let page = scope.list_deliveries(&everything, None, 10).await.unwrap();
    assert_eq!(page.items.len(), 1);
    assert!(page.items[0].held);
}

async fn retention_has_limits(stage: Stage) {
    let scope = stage.scope();
    assert_eq!(scope.retention().await.unwrap(), Retention::default());
    let wanted = Retention {
        answers_days: 7,
        calls_days: 90,
    };
    scope.keep_for(&Actor::System, wanted, NOW).await.unwrap();
    // What the purge notes for itself does not change what was wanted.
    stage.store.purge(NOW).await.unwrap();
    assert_eq!(scope.retention().await.unwrap(), wanted);
    let wrong = Retention {
        answers_days: ANSWERS_DAYS.0 - 1,
        ..wanted
    };
    let refused = scope.keep_for(&Actor::System, wrong, NOW).await;
    assert!(matches!(refused, Err(StoreError::Invalid(faults)) if faults.len() == 1));
}

async fn reopened(stage: &Stage, key: [u8; 32]) -> Store {
    let options = StoreOptions {
        url: stage.options.url.clone(),
        key,
    };
    Store::connect(&options).await.unwrap()
}

async fn a_new_key_opens_everything_and_the_old_one_nothing(stage: Stage) {
    let mut draft = durable();
    draft.signature = true;
    let integration = stage.add(draft).await;
    let scope = stage.scope();
    assert!(stage.store.bind_key().await.unwrap());
    let plain = scope.get_secret(integration, "signature").await.unwrap();
    // The worker of the stage is alive until then.
    let sealed = stage.store.rotate_key([9; 32], NOW + 10).await.unwrap();
    assert_eq!(sealed, 1);
    let new = reopened(&stage, [9; 32]).await;
    assert_eq!(new.key_fits().await.unwrap(), Some(true));
    let tenant = new.tenant(stage.tenant.id);
    assert_eq!(
        tenant.get_secret(integration, "signature").await.unwrap(),
        plain
    );
    let old = reopened(&stage, [7; 32]).await;
    assert_eq!(old.key_fits().await.unwrap(), Some(false));
    let refused = old.tenant(stage.tenant.id);
    assert!(refused.get_secret(integration, "signature").await.is_err());
}

async fn a_key_is_not_changed_under_a_working_server(stage: Stage) {
    let refused = stage.store.rotate_key([9; 32], NOW).await;
    assert!(matches!(refused, Err(StoreError::Conflict)));
}
