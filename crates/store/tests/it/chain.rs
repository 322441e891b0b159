//! The chain of the audit log: whatever is done to it behind our back is found.

use crate::{
    sample::durable,
    stage::{NOW, Stage, both, new_tenant},
};
use sea_orm::ConnectionTrait;
use store::{Actor, AuditCheck, Store};

both! {
    a_log_that_nobody_touched_is_whole,
    a_changed_entry_is_found,
    an_entry_that_was_taken_out_is_found,
    an_end_that_was_cut_off_is_found,
    another_key_makes_no_entry,
    entries_written_at_once_follow_each_other,
}

/// A log of three entries: the tenant, and two integrations.
async fn three(stage: &Stage) {
    stage.add(durable()).await;
    stage.add(durable()).await;
    let whole = AuditCheck {
        entries: 3,
        broken_at: None,
    };
    assert_eq!(stage.scope().verify_audit().await.unwrap(), whole);
}

async fn broken_at(stage: &Stage, damage: &str) -> Option<i64> {
    let db = stage.store.writer();
    db.execute_unprepared(damage).await.unwrap();
    stage.scope().verify_audit().await.unwrap().broken_at
}

async fn a_log_that_nobody_touched_is_whole(stage: Stage) {
    three(&stage).await;
    let other = stage
        .store
        .create_tenant(&Actor::System, new_tenant("Beta"), NOW);
    let other = stage.store.tenant(other.await.unwrap().id);
    let check = other.verify_audit().await.unwrap();
    assert_eq!((check.entries, check.broken_at), (1, None));
    assert_eq!(stage.store.tenant_ids().await.unwrap().len(), 2);
}

async fn a_changed_entry_is_found(stage: Stage) {
    three(&stage).await;
    let damage = "UPDATE audit SET actor = 'somebody' WHERE seq = 2";
    assert_eq!(broken_at(&stage, damage).await, Some(2));
}

async fn an_entry_that_was_taken_out_is_found(stage: Stage) {
    three(&stage).await;
    let damage = "DELETE FROM audit WHERE seq = 1";
    assert_eq!(broken_at(&stage, damage).await, Some(1));
}

async fn an_end_that_was_cut_off_is_found(stage: Stage) {
    three(&stage).await;
    let damage = "DELETE FROM audit WHERE seq = 3";
    assert_eq!(broken_at(&stage, damage).await, Some(3));
}

async fn another_key_makes_no_entry(stage: Stage) {
    three(&stage).await;
    let options = store::StoreOptions {
        url: stage.options.url.clone(),
        key: [8; 32],
    };
    let forger = Store::connect(&options).await.unwrap();
    let forger = forger.tenant(stage.tenant.id);
    forger
        .note(&Actor::System, "tenant.update", "x", NOW)
        .await
        .unwrap();
    let check = stage.scope().verify_audit().await.unwrap();
    assert_eq!(check.broken_at, Some(4));
}

async fn entries_written_at_once_follow_each_other(stage: Stage) {
    let scope = stage.scope();
    let notes = (0..20).map(|number| {
        let (scope, subject) = (scope.clone(), format!("{number}"));
        async move {
            scope
                .note(&Actor::System, "tenant.update", &subject, NOW)
                .await
        }
    });
    for noted in futures::future::join_all(notes).await {
        noted.unwrap();
    }
    let check = scope.verify_audit().await.unwrap();
    assert_eq!((check.entries, check.broken_at), (21, None));
}
