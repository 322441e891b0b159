//! Integrations as the engine sees them, paused ones and tests.

use super::{
    DELIVERED, NOW, Stage, accept, claim_all, durable, fresh_id, ids, next_due, only, settled,
    worker,
};
use crate::{TestRecord, testing::event};
use domain::{DeliveryId, Moment};

pub(super) async fn a_paused_integration_holds_what_it_is_owed(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, integrations) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    stage.set_enabled(tenant, integrations[0], false).await;
    let sent = event(tenant, Moment::AfterCall, "call-1", 1, NOW);
    let accepted = accept(ledger.as_ref(), worker, tenant, vec![sent]).await;
    assert_eq!(accepted.receipts[0].delivery_count, 1);
    assert!(accepted.claims.is_empty());
    assert!(claim_all(ledger.as_ref(), worker, NOW, 10).await.is_empty());
    assert_eq!(next_due(ledger.as_ref(), NOW - 1).await, None);

    stage.set_enabled(tenant, integrations[0], true).await;
    assert_eq!(next_due(ledger.as_ref(), NOW - 1).await, Some(NOW));
    assert_eq!(claim_all(ledger.as_ref(), worker, NOW, 10).await.len(), 1);
}

pub(super) async fn the_set_up_follows_a_change_at_once(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let mut signed = durable();
    signed.signature = true;
    let (tenant, integrations) = stage.add_tenant(vec![signed]).await;
    let before = ledger.setup(tenant).await.unwrap();
    assert_eq!(before.tenant.id, tenant);
    assert_eq!(before.integrations.len(), 1);
    assert!(before.integrations[0].draft.enabled);
    let secrets = ledger.secrets(tenant, integrations[0]).await.unwrap();
    assert!(secrets["signature"].starts_with("whsec_"));

    stage.set_enabled(tenant, integrations[0], false).await;
    let after = ledger.setup(tenant).await.unwrap();
    assert!(after.tenant.revision > before.tenant.revision);
    assert!(after.integrations[0].version > before.integrations[0].version);
    assert!(!after.integrations[0].draft.enabled);
}

pub(super) async fn a_test_leaves_nothing_to_send(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, integrations) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let sent = event(tenant, Moment::AfterCall, "call-1", 1, NOW);
    let claim = only(accept(ledger.as_ref(), worker, tenant, vec![sent]).await);
    let mut snapshot = (*claim.event).clone();
    snapshot.id = domain::EventId(fresh_id());
    snapshot.event_id = "test-1".to_owned();
    let record = TestRecord {
        tenant_id: tenant,
        delivery_id: DeliveryId(fresh_id()),
        integration_id: integrations[0],
        event: snapshot,
        attempts: settled(&claim, DELIVERED).attempts,
        taken: domain::Facts::default(),
        settlement: DELIVERED,
        at: NOW,
    };
    ledger.record_test(&record).await.unwrap();
    assert_eq!(next_due(ledger.as_ref(), NOW - 1).await, None);
    assert!(ids(&claim_all(ledger.as_ref(), worker, NOW, 10).await).is_empty());
}
