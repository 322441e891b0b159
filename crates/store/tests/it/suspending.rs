//! A suspended tenant: its events are taken, its deliveries are held, and nothing is lost.

use crate::{
    sample::{after_call, durable, retry},
    stage::{NOW, Stage, WORKER, both, claim_due},
};
use domain::{Language, Role, notice::Notice};
use store::{Actor, MailRow, StateFilter, StoreError, mail_argument};

both! {
    a_suspended_tenant_takes_events_and_sends_nothing,
    what_was_held_goes_out_after_the_suspension_with_its_time,
    what_the_tenant_paused_itself_stays_paused,
    a_change_during_a_suspension_does_not_end_it,
    a_suspension_is_told_with_its_reason_and_noted,
    a_tenant_is_suspended_once,
    owners_alone_are_told_by_mail_when_it_begins_and_when_it_ends,
}

const REASON: &str = "The invoice of May is not paid";

async fn a_suspended_tenant_takes_events_and_sends_nothing(stage: Stage) {
    let id = stage.add(durable()).await;
    let (store, scope) = (&stage.store, stage.scope());
    let stopped = scope.suspend(&Actor::System, REASON, NOW).await.unwrap();
    assert_eq!(stopped, [id]);
    let accepted = stage.accept(&[after_call(stage.tenant.id, 1)]).await;
    assert_eq!(accepted.receipts[0].delivery_count, 1);
    assert!(accepted.claims.is_empty() && accepted.left.is_empty());
    assert!(claim_due(store, WORKER, NOW + 10, 10).await.is_empty());
    let held = store::DeliveryFilter {
        state: Some(StateFilter::Held),
        ..store::DeliveryFilter::default()
    };
    let log = scope.list_deliveries(&held, None, 10).await.unwrap();
    assert!(log.items.len() == 1 && log.items[0].held);
}

async fn what_was_held_goes_out_after_the_suspension_with_its_time(stage: Stage) {
    let id = stage.add(durable()).await;
    let scope = stage.scope();
    let before = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&before, retry(NOW + 200)).await;
    let suspending = scope.suspend(&Actor::System, REASON, NOW + 1_000);
    suspending.await.unwrap();
    let started = scope.resume(&Actor::System, NOW + 5_000).await.unwrap();
    assert_eq!(started, [id]);
    let due = claim_due(&stage.store, WORKER, NOW + 5_000, 10).await;
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].deadline_at, before.deadline_at + 4_000);
}

async fn what_the_tenant_paused_itself_stays_paused(stage: Stage) {
    let id = stage.add(durable()).await;
    let (scope, actor) = (stage.scope(), Actor::System);
    scope.set_enabled(&actor, id, false, NOW).await.unwrap();
    assert!(scope.suspend(&actor, REASON, NOW).await.unwrap().is_empty());
    assert!(scope.resume(&actor, NOW + 1).await.unwrap().is_empty());
    stage.accept(&[after_call(stage.tenant.id, 1)]).await;
    let due = claim_due(&stage.store, WORKER, NOW + 10, 10).await;
    assert!(due.is_empty());
}

async fn a_change_during_a_suspension_does_not_end_it(stage: Stage) {
    let id = stage.add(durable()).await;
    let (scope, actor) = (stage.scope(), Actor::System);
    scope.suspend(&actor, REASON, NOW).await.unwrap();
    for enabled in [false, true] {
        let changed = scope.set_enabled(&actor, id, enabled, NOW + 1).await;
        assert_eq!(changed.unwrap().draft.enabled, enabled);
    }
    let new = stage.add(durable()).await;
    stage.accept(&[after_call(stage.tenant.id, 1)]).await;
    let due = claim_due(&stage.store, WORKER, NOW + 10, 10).await;
    assert!(due.is_empty());
    let started = scope.resume(&actor, NOW + 20).await.unwrap();
    assert!(started.contains(&id) && started.contains(&new));
    let due = claim_due(&stage.store, WORKER, NOW + 20, 10).await;
    assert_eq!(due.len(), 2);
}

async fn a_suspension_is_told_with_its_reason_and_noted(stage: Stage) {
    let scope = stage.scope();
    scope.suspend(&Actor::System, REASON, NOW).await.unwrap();
    let told = scope.get().await.unwrap().suspended.unwrap();
    assert_eq!((told.since, told.reason.as_str()), (NOW, REASON));
    let noted = scope.list_audit(1).await.unwrap();
    assert_eq!(noted[0].action, "tenant.suspend");
    assert_eq!(noted[0].detail.as_deref(), Some(REASON));
    scope.resume(&Actor::System, NOW + 1).await.unwrap();
    assert_eq!(scope.get().await.unwrap().suspended, None);
    let noted = scope.list_audit(1).await.unwrap();
    assert_eq!(noted[0].action, "tenant.resume");
}

async fn a_tenant_is_suspended_once(stage: Stage) {
    let (scope, actor) = (stage.scope(), Actor::System);
    let early = scope.resume(&actor, NOW).await;
    assert!(matches!(early, Err(StoreError::Conflict)));
    scope.suspend(&actor, REASON, NOW).await.unwrap();
    let again = scope.suspend(&actor, "again", NOW).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    let nobody = domain::TenantId(uuid::Uuid::from_u128(9));
    let nobody = stage
        .store
        .tenant(nobody)
        .suspend(&actor, REASON, NOW)
        .await;
    assert!(matches!(nobody, Err(StoreError::NotFound)));
}

/// The mails that are due, in the order of their readers.
async fn mails(stage: &Stage, now: i64) -> Vec<MailRow> {
    let mut mails = stage.store.take_mail(now, 10).await.unwrap();
    mails.sort_by(|one, other| one.recipient.cmp(&other.recipient));
    mails
}

async fn owners_alone_are_told_by_mail_when_it_begins_and_when_it_ends(stage: Stage) {
    let (scope, actor) = (stage.scope(), Actor::System);
    let people = [
        ("a@shop.example", Role::Owner, Language::En),
        ("b@shop.example", Role::Manager, Language::En),
        ("c@shop.example", Role::Owner, Language::Ru),
    ];
    for (email, role, language) in people {
        let made = scope.create_member(&actor, email, role, None, NOW);
        made.await.unwrap();
        let sign_in = stage.store.find_sign_in(email).await.unwrap().unwrap();
        let set = stage.store.set_language(sign_in.id, language);
        set.await.unwrap();
    }
    scope.suspend(&actor, REASON, NOW).await.unwrap();
    assert!(scope.suspend(&actor, "again", NOW).await.is_err());
    let begun = mails(&stage, NOW).await;
    scope.resume(&actor, NOW + 500).await.unwrap();
    assert!(scope.resume(&actor, NOW + 500).await.is_err());
    let ended = mails(&stage, NOW + 500).await;
    for (mails, notice) in [
        (begun, Notice::TenantSuspended),
        (ended, Notice::TenantResumed),
    ] {
        let told: Vec<_> = mails
            .iter()
            .map(|mail| (mail.notice, mail.recipient.as_str(), mail.language))
            .collect();
        let owners = [people[0], people[2]];
        assert_eq!(
            told,
            owners.map(|(email, _, language)| (notice, email, language))
        );
        for mail in mails {
            assert_eq!(mail.arguments[mail_argument::REASON], REASON);
            assert_eq!(mail.arguments[mail_argument::SINCE], NOW.to_string());
        }
    }
}
