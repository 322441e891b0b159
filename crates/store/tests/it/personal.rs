//! Personal data: what is kept of a number, its erasure, its end by time, and the key at rest.

use crate::{
    sample::{after_call, delivered, durable, event},
    stage::{NOW, Stage, both},
};
use domain::{DeliveryState, IntegrationId, Moment};
use store::{
    ANSWERS_DAYS, Actor, DeliveryFilter, Erasure, Retention, Store, StoreError, StoreOptions,
};

both! {
    an_erased_number_leaves_an_empty_trace,
    what_was_owed_of_an_erased_number_is_called_off,
    another_number_is_left_alone,
    an_erased_delivery_is_not_sent_again,
    an_answer_that_comes_after_the_erasure_is_emptied,
    answers_and_calls_end_by_time,
    what_is_owed_outlives_its_time,
    retention_has_limits,
    a_new_key_opens_everything_and_the_old_one_nothing,
    a_key_is_not_changed_under_a_working_server,
}

/// The caller of the sample's events.
const NUMBER: &str = "+380501112233";
const DAY_MS: i64 = 24 * 3_600_000;

async fn delivered_call(stage: &Stage) -> domain::DeliveryId {
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
