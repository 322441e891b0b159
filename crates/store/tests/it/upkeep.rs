//! What is let go of with time.

use crate::{
    sample::{after_call, delivered, draft, durable, event, failed, idempotency},
    stage::{NOW, ROOM, Stage, WORKER, both, claim_due, commit},
};
use domain::{DeliveryState, Moment, Role, event::IDENTITY_KEPT_MS, notice::Notice};
use sea_orm::ConnectionTrait;
use store::{AcceptanceIn, Actor, DeliveryFilter, NoticeRules, Notifications};

both! {
    an_identity_is_forgotten_after_its_time,
    live_deliveries_of_a_paused_integration_expire,
    what_nobody_claims_up_to_its_deadline_ends_and_is_told,
    failures_are_told_when_and_to_whom_the_tenant_says,
    what_a_pause_holds_too_long_is_told_a_week_before_and_then_lost,
    what_waits_for_nothing_any_more_is_freed,
    partitions_are_made_once_and_take_new_rows,
}

async fn an_identity_is_forgotten_after_its_time(stage: Stage) {
    let events = [after_call(stage.tenant.id, 1)];
    let request = AcceptanceIn {
        idempotency: Some(idempotency("key-1", 7)),
        ..stage.request(&events)
    };
    commit(&stage.store, WORKER, &[request], &[], ROOM)
        .await
        .unwrap();
    let kept_until = events[0].accepted_at + IDENTITY_KEPT_MS;
    stage.store.purge(kept_until).await.unwrap();
    assert!(stage.accept(&events).await.receipts[0].duplicate);
    stage.store.purge(kept_until + 1).await.unwrap();
    let mut again = events.clone();
    again[0].id = domain::EventId(crate::sample::key(1, 2));
    assert!(!stage.accept(&again).await.receipts[0].duplicate);
}

async fn live_deliveries_of_a_paused_integration_expire(stage: Stage) {
    let live = stage.add(draft("card", Moment::Answered)).await;
    let held = stage.add(durable()).await;
    let scope = stage.scope();
    for id in [live, held] {
        scope
            .set_enabled(&Actor::System, id, false, NOW)
            .await
            .unwrap();
    }
    let tenant = stage.tenant.id;
    stage
        .accept(&[
            event(tenant, 1, "call", Moment::Answered),
            after_call(tenant, 2),
        ])
        .await;
    let states = || async {
        let page = scope
            .list_deliveries(&DeliveryFilter::default(), None, 10)
            .await;
        let rows = page.unwrap().items;
        rows.into_iter().map(|row| row.state).collect::<Vec<_>>()
    };
    stage.store.expire_paused(NOW + 30_000).await.unwrap();
    assert_eq!(states().await, [DeliveryState::Scheduled; 2]);
    stage.store.expire_paused(NOW + 30_001).await.unwrap();
    assert_eq!(
        states().await,
        [DeliveryState::Scheduled, DeliveryState::Expired]
    );
}

async fn what_nobody_claims_up_to_its_deadline_ends_and_is_told(stage: Stage) {
    let scope = stage.scope();
    scope
        .create_member(&Actor::System, "olena@example.com", Role::Owner, None, NOW)
        .await
        .unwrap();
    stage.add(draft("card", Moment::Answered)).await;
    stage.add(durable()).await;
    let held = stage.add(durable()).await;
    scope
        .set_enabled(&Actor::System, held, false, NOW)
        .await
        .unwrap();
    let tenant = stage.tenant.id;
    let events = [
        event(tenant, 1, "call", Moment::Answered),
        after_call(tenant, 2),
    ];
    stage.accept_within(&events, 0).await;
    let at = NOW + 72 * 3_600_000 + 60_010;
    stage.store.end_overdue(at).await.unwrap();
    let page = scope
        .list_deliveries(&DeliveryFilter::default(), None, 10)
        .await
        .unwrap();
    let mut states: Vec<_> = page.items.iter().map(|row| row.state.key()).collect();
    states.sort_unstable();
    // The last one is held by the pause.
    assert_eq!(states, ["expired", "failed", "scheduled"]);
    let rules = NoticeRules {
        daily_ms: 1,
        gather_ms: 0,
        gather_expired_ms: 0,
        switch_off_after_ms: i64::MAX,
        warn_before_ms: 0,
    };
    stage.store.watch_incidents(&rules, at).await.unwrap();
    let mails = stage.store.list_mail(None, 10).await.unwrap().items;
    assert_eq!(mails.len(), 2, "one for each integration");
}

async fn failures_are_told_when_and_to_whom_the_tenant_says(stage: Stage) {
    const MINUTE: i64 = 60_000;
    let (scope, actor) = (stage.scope(), Actor::System);
    let mut members = Vec::new();
    for (email, role) in [
        ("o@example.com", Role::Owner),
        ("m@example.com", Role::Manager),
    ] {
        let made = scope.create_member(&actor, email, role, None, NOW);
        members.push(made.await.unwrap());
    }
    let wanted = Notifications {
        gather_ms: 60 * MINUTE,
        gather_expired_ms: 24 * 60 * MINUTE,
        muted: [members[1]].into(),
    };
    scope.set_notifications(&actor, &wanted, NOW).await.unwrap();
    assert_eq!(scope.notifications().await.unwrap(), wanted);
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&claim, failed(422)).await;
    let rules = NoticeRules {
        daily_ms: i64::MAX,
        gather_ms: 15 * MINUTE,
        gather_expired_ms: 0,
        switch_off_after_ms: i64::MAX,
        warn_before_ms: 0,
    };
    let told = async |minutes: i64| {
        let at = NOW + minutes * MINUTE;
        stage.store.watch_incidents(&rules, at).await.unwrap();
        let mails = stage.store.list_mail(None, 10).await.unwrap().items;
        mails
            .into_iter()
            .map(|mail| mail.recipient)
            .collect::<Vec<_>>()
    };
    assert!(told(59).await.is_empty(), "it is gathered for an hour");
    assert_eq!(told(61).await, ["o@example.com"], "the manager is muted");
}

async fn what_a_pause_holds_too_long_is_told_a_week_before_and_then_lost(stage: Stage) {
    const DAY: i64 = 24 * 3_600_000;
    let (scope, actor) = (stage.scope(), Actor::System);
    let owner = "o@example.com";
    let made = scope.create_member(&actor, owner, Role::Owner, None, NOW);
    made.await.unwrap();
    let held = stage.add(durable()).await;
    let made = scope.set_enabled(&actor, held, false, NOW);
    made.await.unwrap();
    stage.accept(&[after_call(stage.tenant.id, 1)]).await;
    let purged = async |days: i64| {
        stage.store.purge(NOW + days * DAY + 1_000).await.unwrap();
        let mails = stage.store.list_mail(None, 10).await.unwrap().items;
        let filter = DeliveryFilter::default();
        let kept = scope.list_deliveries(&filter, None, 10).await.unwrap();
        (mails, kept.items.len())
    };
    let (mails, kept) = purged(357).await;
    assert_eq!((mails.len(), kept), (0, 1), "there is time");
    let (mails, kept) = purged(358).await;
    assert_eq!((mails.len(), kept), (1, 1), "a week before");
    assert_eq!(mails[0].notice, Notice::HeldLostSoon);
    assert_eq!(mails[0].arguments["held"], "1");
    let until = (NOW + 365 * DAY + 1_000).to_string();
    assert_eq!(mails[0].arguments["until"], until);
    let (mails, kept) = purged(364).await;
    assert_eq!((mails.len(), kept), (1, 1), "it is told once");
    let (_, kept) = purged(365).await;
    assert_eq!(kept, 0, "it is lost");
}

async fn what_waits_for_nothing_any_more_is_freed(stage: Stage) {
    stage.add(durable()).await;
    let tenant = stage.tenant.id;
    let first = stage
        .claim(event(tenant, 1, "call", Moment::AfterCall))
        .await;
    stage
        .accept_within(&[event(tenant, 2, "call", Moment::AfterCall)], 0)
        .await;
    stage.settle(&first, delivered()).await;
    // As if the second had been inserted while the first was being settled elsewhere.
    let sql = "UPDATE delivery SET waits_for = (SELECT id FROM delivery_log)";
    stage.store.writer().execute_unprepared(sql).await.unwrap();
    assert!(
        claim_due(&stage.store, WORKER, NOW + 10, 10)
            .await
            .is_empty()
    );
    stage.store.free_claims(NOW, Some(WORKER)).await.unwrap();
    assert_eq!(claim_due(&stage.store, WORKER, NOW + 10, 10).await.len(), 1);
}

async fn partitions_are_made_once_and_take_new_rows(stage: Stage) {
    stage.add(durable()).await;
    let early = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&early, delivered()).await;
    for _ in 0..2 {
        stage.store.prepare_partitions(NOW).await.unwrap();
    }
    // A month ahead, where a partition of its own is.
    let mut ahead = after_call(stage.tenant.id, 2);
    ahead.accepted_at = NOW + 31 * 24 * 3_600_000;
    let claim = stage.claim(ahead).await;
    stage.settle(&claim, delivered()).await;
    let filter = DeliveryFilter::default();
    let log = stage
        .scope()
        .list_deliveries(&filter, None, 10)
        .await
        .unwrap();
    let ids: Vec<_> = log.items.iter().map(|row| row.id).collect();
    assert_eq!(ids, [claim.id, early.id]);
}
