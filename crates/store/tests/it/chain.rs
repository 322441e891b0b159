//! The chain of the audit log: whatever is done to it behind our back is found.

use crate::{
    sample::durable,
    stage::{NOW, Stage, both, new_tenant},
};
use domain::StaffRole;
use sea_orm::ConnectionTrait;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{Actor, AuditCheck, AuditEnd, Store, StoreError, StoreOptions};

both! {
    a_log_that_nobody_touched_is_whole,
    a_changed_entry_is_found,
    an_entry_that_was_taken_out_is_found,
    an_end_that_was_cut_off_is_found,
    an_end_that_was_cut_off_with_its_head_is_found,
    an_old_end_that_was_put_back_is_known_by_what_was_kept_elsewhere,
    a_new_key_at_rest_keeps_the_log_whole,
    a_log_from_before_the_key_goes_on,
    another_key_makes_no_entry,
    entries_written_at_once_follow_each_other,
    the_operators_log_is_a_chain_apart_from_those_of_tenants,
    whatever_is_done_to_the_operators_log_is_found,
    what_the_operators_log_held_before_its_chain_stays,
    a_log_that_is_written_to_while_it_is_checked_is_whole,
}

/// Entries that are written beside checks: of so many one falls into every moment of a check.
const BESIDE: usize = 200;

/// A log of three entries: the tenant, and two integrations. Its end.
async fn three(stage: &Stage) -> AuditEnd {
    stage.add(durable()).await;
    stage.add(durable()).await;
    let check = check(stage, &[]).await;
    assert_eq!((check.end.seq, check.broken_at), (3, None));
    check.end
}

async fn check(stage: &Stage, known: &[AuditEnd]) -> AuditCheck {
    stage.scope().verify_audit(known).await.unwrap()
}

async fn note(stage: &Stage) {
    let scope = stage.scope();
    let noted = scope.note(&Actor::System, "tenant.update", "x", NOW);
    noted.await.unwrap();
}

/// Makes a person of the operator, which is an entry of its log.
async fn note_staff(store: &Store, name: &str) {
    let email = format!("{name}@hookline.example");
    let made = store.create_staff(&Actor::System, &email, StaffRole::Admin, None, NOW);
    made.await.unwrap();
}

/// A log of the operator with three entries. Its end.
async fn three_of_staff(stage: &Stage) -> AuditEnd {
    for name in ["ada", "ben", "cleo"] {
        note_staff(&stage.store, name).await;
    }
    let check = check_staff(&stage.store, &[]).await;
    assert_eq!((check.end.seq, check.broken_at), (3, None));
    check.end
}

async fn check_staff(store: &Store, known: &[AuditEnd]) -> AuditCheck {
    store.verify_staff_audit(known).await.unwrap()
}

async fn run(stage: &Stage, damage: &[&str]) {
    for damage in damage {
        let db = stage.store.writer();
        db.execute_unprepared(damage).await.unwrap();
    }
}

async fn broken_at(stage: &Stage, damage: &str) -> Option<i64> {
    run(stage, &[damage]).await;
    check(stage, &[]).await.broken_at
}

async fn reopened(stage: &Stage, key: [u8; 32]) -> Store {
    let options = StoreOptions {
        url: stage.options.url.clone(),
        key,
    };
    Store::connect(&options).await.unwrap()
}

async fn a_log_that_nobody_touched_is_whole(stage: Stage) {
    three(&stage).await;
    let other = stage
        .store
        .create_tenant(&Actor::System, new_tenant("Beta"), NOW);
    let other = stage.store.tenant(other.await.unwrap().id);
    let check = other.verify_audit(&[]).await.unwrap();
    assert_eq!((check.end.seq, check.broken_at), (1, None));
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

async fn an_end_that_was_cut_off_with_its_head_is_found(stage: Stage) {
    three(&stage).await;
    let damage = [
        "DELETE FROM audit WHERE seq = 3",
        "UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit WHERE seq = 2)",
    ];
    run(&stage, &damage).await;
    assert_eq!(check(&stage, &[]).await.broken_at, Some(3));
    // What is written afterwards hides nothing.
    note(&stage).await;
    note(&stage).await;
    assert_eq!(check(&stage, &[]).await.broken_at, Some(5));
}

async fn an_old_end_that_was_put_back_is_known_by_what_was_kept_elsewhere(stage: Stage) {
    let third = three(&stage).await;
    run(&stage, &["CREATE TABLE kept AS SELECT * FROM audit_head"]).await;
    note(&stage).await;
    let fourth = check(&stage, std::slice::from_ref(&third)).await;
    assert_eq!((fourth.end.seq, fourth.broken_at), (4, None));
    let damage = [
        "DELETE FROM audit WHERE seq = 4",
        "DELETE FROM audit_head",
        "INSERT INTO audit_head SELECT * FROM kept",
    ];
    run(&stage, &damage).await;
    assert_eq!(check(&stage, &[]).await.broken_at, None);
    let known = [third, fourth.end];
    assert_eq!(check(&stage, &known).await.broken_at, Some(4));
    // A fourth entry that is not that one does not stand for it.
    note(&stage).await;
    assert_eq!(check(&stage, &[]).await.broken_at, None);
    let other = AuditEnd {
        seq: 4,
        hash: vec![1; 32],
    };
    assert_eq!(check(&stage, &[other]).await.broken_at, Some(4));
}

async fn a_new_key_at_rest_keeps_the_log_whole(stage: Stage) {
    let end = three(&stage).await;
    // The workers of the stage are not alive any more.
    stage.store.rotate_key([9; 32], NOW + 10).await.unwrap();
    let new = reopened(&stage, [9; 32]).await;
    let scope = new.tenant(stage.tenant.id);
    let check = scope.verify_audit(&[]).await.unwrap();
    assert_eq!((&check.end, check.broken_at), (&end, None));
    let noted = scope.note(&Actor::System, "tenant.update", "x", NOW);
    noted.await.unwrap();
    let check = scope.verify_audit(&[end]).await.unwrap();
    assert_eq!((check.end.seq, check.broken_at), (4, None));
}

async fn a_log_from_before_the_key_goes_on(stage: Stage) {
    // As such a database was: chains, and neither a key nor marks.
    let damage = [
        "DELETE FROM audit_key",
        "DELETE FROM audit",
        "UPDATE audit_head SET seq = 0, mark = NULL",
    ];
    run(&stage, &damage).await;
    let other = stage
        .store
        .create_tenant(&Actor::System, new_tenant("Beta"), NOW);
    let other = other.await.unwrap().id;
    // Its chain was made with the key at rest, which is what the key begins as.
    stage.store.rotate_key([9; 32], NOW + 10).await.unwrap();
    let new = reopened(&stage, [9; 32]).await.tenant(other);
    let check = new.verify_audit(&[]).await.unwrap();
    assert_eq!((check.end.seq, check.broken_at), (1, None));
}

async fn another_key_makes_no_entry(stage: Stage) {
    three(&stage).await;
    let forger = reopened(&stage, [8; 32]).await.tenant(stage.tenant.id);
    let forged = forger.note(&Actor::System, "tenant.update", "x", NOW).await;
    assert!(matches!(forged, Err(StoreError::Broken(_))));
    let check = check(&stage, &[]).await;
    assert_eq!((check.end.seq, check.broken_at), (3, None));
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
    let check = scope.verify_audit(&[]).await.unwrap();
    assert_eq!((check.end.seq, check.broken_at), (21, None));
}

async fn the_operators_log_is_a_chain_apart_from_those_of_tenants(stage: Stage) {
    let none = check_staff(&stage.store, &[]).await;
    assert_eq!((none.end.seq, none.broken_at), (0, None));
    let end = three_of_staff(&stage).await;
    let tenant = check(&stage, &[]).await;
    assert_eq!((tenant.end.seq, tenant.broken_at), (1, None));
    stage.store.rotate_key([9; 32], NOW + 10).await.unwrap();
    let new = reopened(&stage, [9; 32]).await;
    note_staff(&new, "dora").await;
    let check = check_staff(&new, std::slice::from_ref(&end)).await;
    assert_eq!((check.end.seq, check.broken_at), (4, None));
    let other = AuditEnd {
        hash: vec![1; 32],
        ..end
    };
    assert_eq!(check_staff(&new, &[other]).await.broken_at, Some(3));
}

async fn whatever_is_done_to_the_operators_log_is_found(stage: Stage) {
    let end = three_of_staff(&stage).await;
    let kept = "CREATE TABLE kept AS SELECT * FROM staff_audit";
    run(&stage, &[kept]).await;
    for (damage, place) in [
        ("UPDATE staff_audit SET actor = 'somebody' WHERE seq = 2", 2),
        ("UPDATE staff_audit SET detail = 'x' WHERE seq = 3", 3),
        ("DELETE FROM staff_audit WHERE seq = 1", 1),
        ("DELETE FROM staff_audit WHERE seq = 3", 3),
    ] {
        run(&stage, &[damage]).await;
        let found = check_staff(&stage.store, &[]).await.broken_at;
        assert_eq!(found, Some(place), "{damage}");
        let mend = [
            "DELETE FROM staff_audit",
            "INSERT INTO staff_audit SELECT * FROM kept",
        ];
        run(&stage, &mend).await;
        let check = check_staff(&stage.store, &[]).await;
        assert_eq!((&check.end, check.broken_at), (&end, None));
    }
    let damage = [
        "DELETE FROM staff_audit WHERE seq = 3",
        "UPDATE staff_audit_head SET seq = 2,
            hash = (SELECT hash FROM staff_audit WHERE seq = 2)",
    ];
    run(&stage, &damage).await;
    assert_eq!(check_staff(&stage.store, &[]).await.broken_at, Some(3));
    // What is written afterwards hides nothing.
    note_staff(&stage.store, "dora").await;
    assert_eq!(check_staff(&stage.store, &[]).await.broken_at, Some(4));
}

async fn what_the_operators_log_held_before_its_chain_stays(stage: Stage) {
    three_of_staff(&stage).await;
    // As such a database was.
    let before = [
        "UPDATE staff_audit SET seq = NULL, hash = NULL",
        "DELETE FROM staff_audit_head",
    ];
    run(&stage, &before).await;
    note_staff(&stage.store, "dora").await;
    let check = check_staff(&stage.store, &[]).await;
    assert_eq!((check.end.seq, check.broken_at), (1, None));
    assert_eq!(stage.store.list_staff_audit(10).await.unwrap().len(), 4);
}

async fn a_log_that_is_written_to_while_it_is_checked_is_whole(stage: Stage) {
    let is_written = AtomicBool::new(false);
    let writing = async {
        for _ in 0..BESIDE {
            note(&stage).await;
        }
        is_written.store(true, Ordering::SeqCst);
    };
    let checking = async {
        while !is_written.load(Ordering::SeqCst) {
            assert_eq!(check(&stage, &[]).await.broken_at, None);
        }
    };
    tokio::join!(writing, checking);
}
