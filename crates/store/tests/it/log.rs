//! The delivery log: filters, pages, sending again, tests.

use crate::{
    sample::{after_call, attempt, delivered, draft, durable, event, facts, failed, retry},
    stage::{NOW, Stage, WORKER, both, claim_due, next_due},
};
use domain::{Cause, DeliveryId, DeliveryState, EventId, EventSnapshot, Facts, Moment, Settlement};
use store::{Actor, CallFilter, DeliveryFilter, StateFilter, StoreError, TestIn};

both! {
    open_and_finished_deliveries_are_one_list,
    pages_leave_no_row_out_while_rows_move,
    each_filter_finds_its_rows,
    a_number_is_found_in_any_spelling,
    a_period_is_cut_by_the_time_of_acceptance,
    held_is_derived_from_the_pause,
    a_detail_has_the_version_that_was_sent,
    a_detail_has_every_version_that_was_sent,
    a_delivery_can_be_sent_again_once_more,
    a_test_is_in_the_log_and_nowhere_else,
    a_cursor_of_another_list_is_not_found,
    a_row_that_outlives_its_event_ends_no_list,
}

async fn calls(stage: &Stage, filter: &DeliveryFilter) -> Vec<String> {
    let page = stage
        .scope()
        .list_deliveries(filter, None, 100)
        .await
        .unwrap();
    page.items.into_iter().map(|row| row.call_id).collect()
}

async fn open_and_finished_deliveries_are_one_list(stage: Stage) {
    stage.add(durable()).await;
    let events = [1, 2, 3].map(|number| after_call(stage.tenant.id, number));
    let claims = stage.accept(&events).await.claims;
    stage.settle(&claims[1], delivered()).await;
    let all = DeliveryFilter::default();
    assert_eq!(calls(&stage, &all).await, ["call-3", "call-2", "call-1"]);
    let page = stage
        .scope()
        .list_deliveries(&all, None, 100)
        .await
        .unwrap();
    let states: Vec<DeliveryState> = page.items.iter().map(|row| row.state).collect();
    let (sending, done) = (DeliveryState::Sending, DeliveryState::Delivered);
    assert_eq!(states, [sending, done, sending]);
    assert_eq!(page.items[0].integration_name, "CRM");
    assert_eq!(page.items[0].phone.as_ref().unwrap().raw, "+380501112233");
}

async fn pages_leave_no_row_out_while_rows_move(stage: Stage) {
    stage.add(durable()).await;
    let events: Vec<_> = (1..=25)
        .map(|number| after_call(stage.tenant.id, number))
        .collect();
    let claims = stage.accept(&events).await.claims;
    let (scope, all) = (stage.scope(), DeliveryFilter::default());
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = scope
            .list_deliveries(&all, after.as_deref(), 4)
            .await
            .unwrap();
        seen.extend(page.items.iter().map(|row| row.id));
        // Between two pages some of the rest are finished, and a new one comes.
        for claim in claims.iter().skip(seen.len() % 3).step_by(3) {
            stage.settle(claim, delivered()).await;
        }
        let new = 100 + u64::try_from(seen.len()).unwrap();
        stage.accept(&[after_call(stage.tenant.id, new)]).await;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let newest_first: Vec<DeliveryId> = claims.iter().rev().map(|claim| claim.id).collect();
    assert_eq!(seen, newest_first);
}

/// Four calls: one delivered, one failed with 404, one retrying, one of a live moment.
async fn four(stage: &Stage) -> DeliveryFilter {
    let id = stage.add(durable()).await;
    stage.add(draft("card", Moment::Answered)).await;
    let tenant = stage.tenant.id;
    let done = stage.claim(after_call(tenant, 1)).await;
    stage.settle(&done, delivered()).await;
    let mut other = after_call(tenant, 2);
    other.facts = facts("+12025550100");
    let refused = stage.claim(other).await;
    stage.settle(&refused, failed(404)).await;
    let later = stage.claim(after_call(tenant, 3)).await;
    stage.settle(&later, retry(NOW + 60_000)).await;
    stage
        .claim(event(tenant, 4, "call-4", Moment::Answered))
        .await;
    DeliveryFilter {
        integration: Some(id),
        ..DeliveryFilter::default()
    }
}

/// What is set of a filter, and which calls pass it.
type Case = (fn(&mut DeliveryFilter), &'static [&'static str]);

/// Checks which of the four calls pass a filter that sets one thing.
async fn check(stage: &Stage, cases: &[Case]) {
    for (set, found) in cases {
        let mut filter = DeliveryFilter::default();
        set(&mut filter);
        assert_eq!(calls(stage, &filter).await, *found, "{filter:?}");
    }
}

fn state(state: DeliveryState) -> Option<StateFilter> {
    Some(StateFilter::State(state))
}

async fn each_filter_finds_its_rows(stage: Stage) {
    let of_integration = four(&stage).await;
    let found = calls(&stage, &of_integration).await;
    assert_eq!(found, ["call-3", "call-2", "call-1"]);
    let cases: &[Case] = &[
        (
            |all| all.state = state(DeliveryState::Delivered),
            &["call-1"],
        ),
        (|all| all.state = state(DeliveryState::Failed), &["call-2"]),
        (
            |all| all.state = state(DeliveryState::Retrying),
            &["call-3"],
        ),
        (|all| all.state = state(DeliveryState::Sending), &["call-4"]),
        (
            |all| all.state = Some(StateFilter::Open),
            &["call-4", "call-3"],
        ),
        (|all| all.state = Some(StateFilter::Held), &[]),
        (|all| all.moment = Some(Moment::Answered), &["call-4"]),
        (|all| all.code = Some(404), &["call-2"]),
        (|all| all.code = Some(200), &["call-1"]),
        (|all| all.code = Some(503), &["call-3"]),
        (|all| all.call_id = Some("call-2".to_owned()), &["call-2"]),
    ];
    check(&stage, cases).await;
}

async fn a_number_is_found_in_any_spelling(stage: Stage) {
    four(&stage).await;
    let typed = |text: &str| DeliveryFilter {
        phone: Some(text.to_owned()),
        ..DeliveryFilter::default()
    };
    for (text, found) in [
        ("050 111 22 33", &["call-4", "call-3", "call-1"][..]),
        ("+1 (202) 555-0100", &["call-2"]),
        ("50100", &["call-2"]),
        ("0100", &[]),
        ("nobody", &[]),
    ] {
        assert_eq!(calls(&stage, &typed(text)).await, found, "{text}");
    }
}

async fn a_period_is_cut_by_the_time_of_acceptance(stage: Stage) {
    four(&stage).await;
    let cases: &[Case] = &[
        (|all| all.from = Some(NOW + 3), &["call-4", "call-3"]),
        (|all| all.to = Some(NOW + 2), &["call-1"]),
        (
            |all| (all.from, all.to) = (Some(NOW + 2), Some(NOW + 3)),
            &["call-2"],
        ),
    ];
    check(&stage, cases).await;
}

async fn held_is_derived_from_the_pause(stage: Stage) {
    let filter = four(&stage).await;
    let id = filter.integration.unwrap();
    let scope = stage.scope();
    scope
        .set_enabled(&Actor::System, id, false, NOW)
        .await
        .unwrap();
    let held = DeliveryFilter {
        state: Some(StateFilter::Held),
        ..DeliveryFilter::default()
    };
    let page = scope.list_deliveries(&held, None, 10).await.unwrap();
    assert_eq!(page.items.len(), 1);
    let row = &page.items[0];
    assert!(row.held);
    assert_eq!((row.call_id.as_str(), row.next_try_at), ("call-3", None));
    let stored = DeliveryFilter {
        state: Some(StateFilter::State(row.state)),
        ..DeliveryFilter::default()
    };
    assert!(calls(&stage, &stored).await.is_empty());
    scope
        .set_enabled(&Actor::System, id, true, NOW)
        .await
        .unwrap();
    assert!(calls(&stage, &held).await.is_empty());
    assert_eq!(calls(&stage, &stored).await, ["call-3"]);
    let detail = scope.get_delivery(row.id).await.unwrap();
    assert_eq!(detail.row.next_try_at, Some(NOW + 60_000));
}

async fn a_detail_has_the_version_that_was_sent(stage: Stage) {
    let id = stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    let scope = stage.scope();
    scope
        .set_enabled(&Actor::System, id, false, NOW)
        .await
        .unwrap();
    let unsent = scope.get_delivery(claim.id).await.unwrap();
    assert_eq!(unsent.integration.version, 2);
    stage.settle(&claim, delivered()).await;
    let sent = scope.get_delivery(claim.id).await.unwrap();
    assert_eq!((sent.integration.version, sent.row.version), (1, 1));
    assert_eq!(sent.occurred_at, NOW + 1);
    assert_eq!(sent.facts, claim.event.facts);
}

async fn a_detail_has_every_version_that_was_sent(stage: Stage) {
    let id = stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&claim, retry(NOW)).await;
    let scope = stage.scope();
    for enabled in [false, true] {
        let changed = scope.set_enabled(&Actor::System, id, enabled, NOW);
        changed.await.unwrap();
    }
    let again = claim_due(&stage.store, WORKER, NOW, 10).await;
    let mut ending = delivered();
    ending.attempt.as_mut().unwrap().version = 3;
    stage.settle(&again[0], ending).await;
    let detail = scope.get_delivery(claim.id).await.unwrap();
    let attempts = detail.attempts.iter();
    let mut sent: Vec<_> = attempts
        .map(|attempt| (attempt.version, detail.sent_by(attempt).version))
        .collect();
    sent.sort_unstable();
    assert_eq!(sent, [(1, 1), (3, 3)]);
}

async fn a_delivery_can_be_sent_again_once_more(stage: Stage) {
    let id = stage.add(durable()).await;
    let first = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&first, failed(500)).await;
    let scope = stage.scope();
    scope
        .set_enabled(&Actor::System, id, false, NOW)
        .await
        .unwrap();
    scope
        .set_enabled(&Actor::System, id, true, NOW)
        .await
        .unwrap();
    let later = NOW + 3_600_000;
    let again = scope
        .send_again(&Actor::System, first.id, later)
        .await
        .unwrap();
    let row = scope.get_delivery(again).await.unwrap().row;
    assert_eq!(
        (row.state, row.resend_of),
        (DeliveryState::Scheduled, Some(first.id))
    );
    assert_eq!((row.version, row.event_id.as_str()), (3, "event-1"));
    assert_eq!((row.accepted_at, row.next_try_at), (later, Some(later)));
    let claim = claim_due(&stage.store, WORKER, later, 10).await.remove(0);
    assert_eq!((claim.id, claim.resend_of), (again, Some(first.id)));
    assert_eq!(claim.event.facts, first.event.facts);
    let audit = scope.list_audit(1).await.unwrap();
    assert_eq!(audit[0].action, "delivery.send_again");
    assert_eq!(audit[0].subject, first.id.to_string());
}

async fn a_test_is_in_the_log_and_nowhere_else(stage: Stage) {
    let id = stage.add(durable()).await;
    let event = EventSnapshot {
        id: EventId(crate::sample::key(1, 9)),
        event_id: "test-9".to_owned(),
        call_id: "call-9".to_owned(),
        moment: Moment::AfterCall,
        facts: facts("+380501112233"),
    };
    let noted = [attempt(Cause::Status, Some(500))];
    let test = TestIn {
        tenant_id: stage.tenant.id,
        delivery_id: DeliveryId(crate::sample::key(4, 9)),
        integration_id: id,
        event: &event,
        attempts: &noted,
        taken: &Facts::default(),
        settlement: Settlement::Final(DeliveryState::Failed),
        at: NOW,
    };
    stage.store.record_test(&test).await.unwrap();
    let scope = stage.scope();
    let detail = scope.get_delivery(test.delivery_id).await.unwrap();
    assert!(detail.row.is_test);
    assert_eq!(
        (detail.row.state, detail.row.code),
        (DeliveryState::Failed, Some(500))
    );
    assert_eq!(detail.attempts.len(), 1);
    let cards = scope.list_integration_cards(NOW).await.unwrap();
    assert_eq!((cards[0].failed_24h, cards[0].open), (0, 0));
    assert!(
        scope
            .list_calls(&CallFilter::default(), None, 10)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    assert_eq!(next_due(&stage.store).await, None);
}

async fn a_cursor_of_another_list_is_not_found(stage: Stage) {
    let all = DeliveryFilter::default();
    let listed = stage.scope().list_deliveries(&all, Some("cal_7"), 10).await;
    assert!(matches!(listed, Err(StoreError::NotFound)));
}

/// A delivery that was accepted at a time and arrived.
async fn newer(stage: &Stage, number: u64, at: i64) {
    let mut event = after_call(stage.tenant.id, number);
    event.accepted_at = at;
    let claim = stage.claim(event).await;
    stage.settle(&claim, delivered()).await;
}

async fn a_row_that_outlives_its_event_ends_no_list(stage: Stage) {
    const DAY_MS: i64 = 24 * 3_600_000;
    stage.add(durable()).await;
    let scope = stage.scope();
    let first = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&first, failed(500)).await;
    // Sent again, long after its event came and shortly before that goes.
    let later = NOW + 364 * DAY_MS;
    newer(&stage, 2, later - 1_000).await;
    let again = scope.send_again(&Actor::System, first.id, later);
    let again = again.await.unwrap();
    let claim = claim_due(&stage.store, WORKER, later, 10).await.remove(0);
    stage.settle(&claim, delivered()).await;
    newer(&stage, 3, later + 1_000).await;
    stage.store.purge(NOW + 366 * DAY_MS).await.unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let all = DeliveryFilter::default();
        let page = scope.list_deliveries(&all, after.as_deref(), 1);
        let page = page.await.unwrap();
        seen.extend(page.items.into_iter().map(|row| row.call_id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["call-3", "call-1", "call-2"]);
    let detail = scope.get_delivery(again).await.unwrap();
    assert_eq!((detail.row.phone, detail.occurred_at), (None, later));
    let refused = scope.send_again(&Actor::System, again, later).await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
}
