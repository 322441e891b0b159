//! What was deleted comes back, as long as that can be.

use crate::{
    sample::{after_call, delivered, durable, failed, retry},
    stage::{NOW, Stage, WORKER, both, claim_due, commit, settled},
};
use domain::{
    Adapter, AddressPolicy, DeliveryState, DraftSecrets, IntegrationId, SenderDraft,
    health::{Failing, Turn},
    preset::Filled,
};
use serde_json::json;
use store::{Actor, DeliveryFilter, StoreError, UNDO_MS};

both! {
    an_integration_comes_back_with_what_waited,
    what_comes_between_a_deletion_and_its_undoing_is_not_owed,
    after_its_time_a_deletion_stands,
    what_was_not_deleted_is_not_brought_back,
    an_integration_does_not_come_back_without_its_connection,
    an_integration_of_a_suspended_tenant_comes_back_held,
    a_source_comes_back_with_its_secret,
    what_was_on_its_way_when_it_was_deleted_opens_no_incident,
}

async fn an_integration_comes_back_with_what_waited(stage: Stage) {
    let id = stage.add(durable()).await;
    let waiting = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&waiting, retry(NOW + 200)).await;
    let (scope, actor) = (stage.scope(), &Actor::System);
    scope.delete_integration(actor, id, NOW).await.unwrap();
    stage.store.finish_deletions(NOW + 1_000).await.unwrap();
    let due = async |now| claim_due(&stage.store, WORKER, now, 10).await;
    assert!(due(NOW + 1_000).await.is_empty());
    let restoring = scope.restore_integration(actor, id, NOW + 2_000);
    restoring.await.unwrap();
    let claims = due(NOW + 2_000).await;
    let ids: Vec<_> = claims.iter().map(|claim| claim.id).collect();
    assert_eq!(ids, [waiting.id]);
    let over = NOW + UNDO_MS;
    stage.store.finish_deletions(over).await.unwrap();
    assert!(stage.settle(&claims[0], delivered()).await);
    let noted = scope.list_audit(1).await.unwrap();
    assert_eq!(noted[0].action, "integration.restore");
}

async fn what_comes_between_a_deletion_and_its_undoing_is_not_owed(stage: Stage) {
    let id = stage.add(durable()).await;
    let (scope, actor) = (stage.scope(), &Actor::System);
    scope.delete_integration(actor, id, NOW).await.unwrap();
    let owed = async |number| {
        let accepted = stage.accept(&[after_call(stage.tenant.id, number)]).await;
        accepted.receipts[0].delivery_count
    };
    assert_eq!(owed(1).await, 0);
    scope.restore_integration(actor, id, NOW).await.unwrap();
    assert_eq!(owed(2).await, 1);
    assert_eq!(scope.list_integrations().await.unwrap().len(), 1);
}

async fn after_its_time_a_deletion_stands(stage: Stage) {
    let id = stage.add(durable()).await;
    stage.claim(after_call(stage.tenant.id, 1)).await;
    let (scope, actor, over) = (stage.scope(), &Actor::System, NOW + UNDO_MS);
    scope.delete_integration(actor, id, NOW).await.unwrap();
    let late = scope.restore_integration(actor, id, over).await;
    assert!(matches!(late, Err(StoreError::NotFound)));
    // Another process finishes it as well: the purge knows of all.
    let other = store::Store::connect(&stage.options).await.unwrap();
    other.finish_deletions(over).await.unwrap();
    let state = async || {
        let all = DeliveryFilter::default();
        let log = scope.list_deliveries(&all, None, 10).await;
        log.unwrap().items[0].state
    };
    assert_eq!(state().await, DeliveryState::Sending);
    other.purge(over).await.unwrap();
    assert_eq!(state().await, DeliveryState::Cancelled);
}

async fn what_was_not_deleted_is_not_brought_back(stage: Stage) {
    let id = stage.add(durable()).await;
    let there = stage
        .scope()
        .restore_integration(&Actor::System, id, NOW)
        .await;
    assert!(matches!(there, Err(StoreError::NotFound)));
}

async fn an_integration_does_not_come_back_without_its_connection(stage: Stage) {
    let (scope, actor, policy) = (stage.scope(), &Actor::System, AddressPolicy::default());
    let set = Filled {
        connection: serde_json::from_value(json!({
            "name": "CRM", "url": "https://crm.example/{{secret:key}}",
        }))
        .unwrap(),
        secrets: DraftSecrets([("key".to_owned(), "k-1".to_owned())].into()),
        integrations: serde_json::from_value(json!([
            {"name": "A", "url": "a", "moment": "after_call", "method": "GET"}
        ]))
        .unwrap(),
    };
    let made = scope.create_set(actor, set, &policy, NOW).await;
    let (connection, below) = made.unwrap();
    scope
        .delete_integration(actor, below[0], NOW)
        .await
        .unwrap();
    scope
        .delete_connection(actor, connection, NOW)
        .await
        .unwrap();
    let alone = scope.restore_integration(actor, below[0], NOW).await;
    assert!(matches!(alone, Err(StoreError::Conflict)));
    let late = scope
        .restore_connection(actor, connection, NOW + UNDO_MS)
        .await;
    assert!(matches!(late, Err(StoreError::NotFound)));
    let restoring = scope.restore_connection(actor, connection, NOW);
    restoring.await.unwrap();
    assert_eq!(
        scope.get_connection(connection).await.unwrap().draft.name,
        "CRM"
    );
    let restoring = scope.restore_integration(actor, below[0], NOW);
    restoring.await.unwrap();
    assert_eq!(scope.list_below(connection).await.unwrap(), below);
}

async fn an_integration_of_a_suspended_tenant_comes_back_held(stage: Stage) {
    let id = stage.add(durable()).await;
    let waiting = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&waiting, retry(NOW + 200)).await;
    let (scope, actor) = (stage.scope(), &Actor::System);
    scope.delete_integration(actor, id, NOW).await.unwrap();
    scope.suspend(actor, "The invoice", NOW).await.unwrap();
    scope.restore_integration(actor, id, NOW).await.unwrap();
    assert!(
        claim_due(&stage.store, WORKER, NOW + 1_000, 10)
            .await
            .is_empty()
    );
    assert_eq!(scope.resume(actor, NOW + 1_000).await.unwrap(), [id]);
    assert_eq!(
        claim_due(&stage.store, WORKER, NOW + 1_000, 10).await.len(),
        1
    );
}

async fn a_source_comes_back_with_its_secret(stage: Stage) {
    let (scope, actor) = (stage.scope(), &Actor::System);
    let draft = SenderDraft::default();
    let made = scope.create_source(actor, draft, Adapter::Zadarma, "sesame", NOW);
    let id = made.await.unwrap();
    scope.delete_source(actor, id, NOW).await.unwrap();
    assert!(stage.store.find_source(id).await.unwrap().is_none());
    scope.restore_source(actor, id, NOW).await.unwrap();
    stage.store.finish_deletions(NOW + UNDO_MS).await.unwrap();
    let source = stage.store.find_source(id).await.unwrap().unwrap();
    assert_eq!(source.secret, "sesame");
    assert_eq!(scope.list_sources().await.unwrap().len(), 1);
    scope.delete_source(actor, id, NOW).await.unwrap();
    let late = scope.restore_source(actor, id, NOW + UNDO_MS).await;
    assert!(matches!(late, Err(StoreError::NotFound)));
    let owner = IntegrationId(id.0);
    let left = stage.store.secrets(stage.tenant.id, owner).await.unwrap();
    assert_eq!(left.len(), 1);
}

async fn what_was_on_its_way_when_it_was_deleted_opens_no_incident(stage: Stage) {
    let id = stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    let scope = stage.scope();
    let deleting = scope.delete_integration(&Actor::System, id, NOW);
    deleting.await.unwrap();
    // Where it still waits in memory it is not sent.
    assert!(!stage.store.stands(&claim).await.unwrap());
    let (ending, turn) = (
        failed(500),
        Turn::Fails {
            failing: Failing::Down,
            rejoin: Vec::new(),
        },
    );
    let mut late = settled(&claim, &ending);
    late.turn = Some(&turn);
    let late = [late];
    let committing = commit(&stage.store, WORKER, &[], &late, 0);
    committing.await.unwrap();
    assert_eq!(stage.store.open_incidents().await.unwrap().len(), 0);
}
