//! The figures of a day: how calls stand, what was lost, the pulse and the volume.

use crate::{
    sample::{
        Ending, after_call, attempt, delivered, draft, durable, ended, event, facts, failed, key,
        retry,
    },
    stage::{NOW, Stage, WORKER, both, commit, settled},
};
use domain::{
    AddressPolicy, CallStanding, Cause, DeliveryId, DeliveryState, DraftSecrets, EventId,
    EventSnapshot, Facts, IntegrationId, Moment, Settlement, Value,
    health::{Failing, Turn},
};
use std::collections::BTreeSet;
use store::{
    Actor, CallCounts, CallFilter, DeliveryFilter, PulseState, StateFilter, StoreError, TestIn,
};

both! {
    each_call_stands_in_one_place,
    the_list_of_a_standing_holds_the_calls_that_were_counted,
    what_was_sent_again_is_not_lost_any_more,
    what_is_lost_is_exactly_what_the_log_finds_as_such,
    what_was_sent_again_hides_nothing_older,
    what_a_paused_integration_holds_needs_somebody,
    what_waits_for_a_mended_set_up_is_held_in_the_pulse,
    what_waits_for_a_receiver_that_is_down_is_tried_again_in_the_pulse,
    the_pulse_counts_by_steps_and_state,
    the_volume_is_told_by_hour_moment_and_state,
    tests_are_counted_nowhere,
    a_test_with_the_facts_of_a_call_is_no_arrival_of_it,
    the_figures_of_a_project_are_those_of_its_calls,
    what_nobody_answered_is_told_apart_until_it_is_said_to_have_arrived,
    what_is_said_to_have_arrived_is_counted_so_until_that_is_taken_back,
    only_what_nobody_answered_is_said_to_have_arrived,
}

/// Five calls: one arrived, one failed, one is tried again, one that nobody wanted, one of
/// yesterday.
async fn a_day(stage: &Stage) {
    stage.add(durable()).await;
    let tenant = stage.tenant.id;
    let events: Vec<_> = (1..=3).map(|number| after_call(tenant, number)).collect();
    let claims = stage.accept(&events).await.claims;
    let again = retry(NOW + 60_000);
    for (claim, ending) in claims.iter().zip([delivered(), failed(400), again]) {
        stage.settle(claim, ending).await;
    }
    let unwanted = event(tenant, 4, "call-4", Moment::Answered);
    stage.accept(&[unwanted]).await;
}

async fn standing(stage: &Stage, standing: CallStanding) -> Vec<String> {
    let filter = CallFilter {
        standing: Some(standing),
        from: Some(NOW),
        ..CallFilter::default()
    };
    let page = stage.scope().list_calls(&filter, None, 10).await.unwrap();
    page.items.into_iter().map(|row| row.call_id).collect()
}

async fn each_call_stands_in_one_place(stage: Stage) {
    a_day(&stage).await;
    let counts = stage.scope().count_calls(NOW, None).await.unwrap();
    let expected = CallCounts {
        total: 4,
        needs_you: 1,
        waiting: 1,
        arrived: 1,
        nowhere: 1,
    };
    assert_eq!(counts, expected);
    let tomorrow = stage.scope().count_calls(NOW + 1_000, None).await.unwrap();
    assert_eq!(tomorrow, CallCounts::default());
}

async fn the_list_of_a_standing_holds_the_calls_that_were_counted(stage: Stage) {
    a_day(&stage).await;
    let scope = stage.scope();
    let all = scope.list_calls(&CallFilter::default(), None, 10).await;
    let all: Vec<_> = all.unwrap().items.iter().map(|row| row.key).collect();
    let judged = scope.call_standings(&all).await.unwrap();
    for (place, call) in [
        (CallStanding::Arrived, "call-1"),
        (CallStanding::NeedsYou, "call-2"),
        (CallStanding::Waiting, "call-3"),
        (CallStanding::Nowhere, "call-4"),
    ] {
        assert_eq!(standing(&stage, place).await, [call], "{place}");
        let found = scope.get_call(call).await.unwrap().row.key;
        assert_eq!(judged[&found], place, "{call}");
    }
    let past = CallFilter {
        to: Some(NOW + 2),
        ..CallFilter::default()
    };
    let page = stage.scope().list_calls(&past, None, 10).await.unwrap();
    assert_eq!(page.items.len(), 1);
}

async fn what_was_sent_again_is_not_lost_any_more(stage: Stage) {
    a_day(&stage).await;
    let scope = stage.scope();
    let lost = scope.list_lost(NOW, 10, None).await.unwrap();
    assert_eq!(lost.len(), 1);
    assert_eq!(
        (lost[0].call_id.as_str(), lost[0].code),
        ("call-2", Some(400))
    );
    assert!(
        scope
            .list_lost(NOW + 1_000, 10, None)
            .await
            .unwrap()
            .is_empty()
    );
    scope
        .send_again(&Actor::System, lost[0].id, NOW + 200)
        .await
        .unwrap();
    assert!(scope.list_lost(NOW, 10, None).await.unwrap().is_empty());
    assert!(standing(&stage, CallStanding::NeedsYou).await.is_empty());
    assert_eq!(
        standing(&stage, CallStanding::Waiting).await,
        ["call-3", "call-2"]
    );
}

/// Accepts calls of which nothing arrives; their deliveries.
async fn lost(stage: &Stage, numbers: std::ops::Range<u64>) -> Vec<DeliveryId> {
    let mut ids = Vec::new();
    for number in numbers {
        let claim = stage.claim(after_call(stage.tenant.id, number)).await;
        stage.settle(&claim, failed(400)).await;
        ids.push(claim.id);
    }
    ids
}

/// What the log finds of an integration in a derived state.
async fn found(stage: &Stage, of: IntegrationId, state: StateFilter) -> BTreeSet<DeliveryId> {
    let filter = DeliveryFilter {
        state: Some(state),
        integration: Some(of),
        from: Some(NOW),
        ..DeliveryFilter::default()
    };
    let page = stage.scope().list_deliveries(&filter, None, 50).await;
    page.unwrap().items.iter().map(|row| row.id).collect()
}

async fn what_is_lost_is_exactly_what_the_log_finds_as_such(stage: Stage) {
    let (scope, actor, tenant) = (stage.scope(), &Actor::System, stage.tenant.id);
    let gone = stage.add(durable()).await;
    lost(&stage, 1..2).await;
    scope.delete_integration(actor, gone, NOW).await.unwrap();
    let id = stage.add(durable()).await;
    let failed_ones = lost(&stage, 2..5).await;
    let again = scope.send_again(actor, failed_ones[0], NOW + 200).await;
    again.unwrap();
    let mut test = after_call(tenant, 5);
    test.is_test = true;
    let mut erased = after_call(tenant, 6);
    erased.facts = facts("+380440000000");
    for event in [test, erased] {
        let claim = stage.claim(event).await;
        stage.settle(&claim, failed(400)).await;
    }
    let erasing = scope.erase_number(actor, "+380440000000", NOW + 300);
    assert_eq!(erasing.await.unwrap().calls, 1);
    let silent = stage.claim(after_call(tenant, 7)).await;
    stage.settle(&silent, unanswered()).await;
    let told = scope.list_lost(NOW, 10, None).await.unwrap();
    assert!(told.iter().all(|one| one.integration_id == id));
    let told_in = |state: DeliveryState| -> BTreeSet<DeliveryId> {
        let told = told.iter().filter(|one| one.state == state);
        told.map(|one| one.id).collect()
    };
    for (state, derived, expected) in [
        (DeliveryState::Failed, StateFilter::Lost, &failed_ones[1..]),
        (
            DeliveryState::Unanswered,
            StateFilter::LostUnanswered,
            &[silent.id][..],
        ),
    ] {
        let expected: BTreeSet<DeliveryId> = expected.iter().copied().collect();
        assert_eq!(told_in(state), expected, "{state}");
        assert_eq!(found(&stage, id, derived).await, expected, "{derived}");
    }
}

async fn what_was_sent_again_hides_nothing_older(stage: Stage) {
    stage.add(durable()).await;
    let ids = lost(&stage, 1..4).await;
    let scope = stage.scope();
    for id in &ids[1..] {
        let again = scope.send_again(&Actor::System, *id, NOW + 200);
        again.await.unwrap();
    }
    let told = scope.list_lost(NOW, 1, None).await.unwrap();
    assert_eq!(told.iter().map(|one| one.id).collect::<Vec<_>>(), ids[..1]);
}

async fn what_a_paused_integration_holds_needs_somebody(stage: Stage) {
    let id = stage.add(durable()).await;
    let scope = stage.scope();
    scope
        .set_enabled(&Actor::System, id, false, NOW)
        .await
        .unwrap();
    stage.accept(&[after_call(stage.tenant.id, 1)]).await;
    assert_eq!(standing(&stage, CallStanding::NeedsYou).await, ["call-1"]);
    let pulse = scope.pulse(NOW, 60_000, None).await.unwrap();
    assert_eq!(
        pulse.iter().map(|count| count.state).collect::<Vec<_>>(),
        [PulseState::Held]
    );
}

/// Where a delivery stands in the pulse that is kept by an incident of this kind, and how many
/// calls the figures tell as needing a person.
async fn kept_by(stage: &Stage, failing: Failing) -> (Vec<PulseState>, i64) {
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    let turn = Turn::Fails {
        failing,
        rejoin: Vec::new(),
    };
    let ending = retry(NOW + 60_000);
    let mut shows = settled(&claim, &ending);
    shows.turn = Some(&turn);
    let shown = commit(&stage.store, WORKER, &[], &[shows], 0).await;
    shown.unwrap();
    let scope = stage.scope();
    let pulse = scope.pulse(NOW, 60_000, None).await.unwrap();
    let counts = scope.count_calls(NOW, None).await.unwrap();
    let states = pulse.iter().map(|count| count.state).collect();
    (states, counts.needs_you)
}

async fn what_waits_for_a_mended_set_up_is_held_in_the_pulse(stage: Stage) {
    let kept = kept_by(&stage, Failing::SetUp).await;
    assert_eq!(kept, (vec![PulseState::Held], 1));
}

async fn what_waits_for_a_receiver_that_is_down_is_tried_again_in_the_pulse(stage: Stage) {
    let kept = kept_by(&stage, Failing::Down).await;
    assert_eq!(kept, (vec![PulseState::Retrying], 0));
}

async fn the_pulse_counts_by_steps_and_state(stage: Stage) {
    a_day(&stage).await;
    let mut pulse = stage.scope().pulse(NOW, 2, None).await.unwrap();
    pulse.sort_by_key(|count| (count.step, count.count));
    let counted: Vec<_> = pulse
        .iter()
        .map(|count| (count.step, count.state, count.count))
        .collect();
    assert_eq!(
        counted,
        [
            (0, PulseState::Delivered, 1),
            (1, PulseState::Failed, 1),
            (1, PulseState::Retrying, 1),
        ]
    );
}

async fn the_volume_is_told_by_hour_moment_and_state(stage: Stage) {
    a_day(&stage).await;
    let other = draft("Pop", Moment::Answered);
    let (secrets, policy) = (DraftSecrets::default(), AddressPolicy::default());
    let scope = stage.scope();
    let made = scope.create_integration(&Actor::System, other, secrets, &policy, NOW);
    made.await.unwrap();
    let claim = stage
        .claim(event(stage.tenant.id, 5, "call-5", Moment::Answered))
        .await;
    stage.settle(&claim, delivered()).await;
    let mut volume = scope.hourly_volume(NOW - 3_600_000).await.unwrap();
    volume.sort_by_key(|count| (count.moment, count.state));
    let counted: Vec<_> = volume
        .iter()
        .map(|count| (count.moment, count.state, count.count))
        .collect();
    assert_eq!(
        counted,
        [
            (Moment::Answered, DeliveryState::Delivered, 1),
            (Moment::AfterCall, DeliveryState::Delivered, 1),
            (Moment::AfterCall, DeliveryState::Failed, 1),
        ]
    );
    assert!(
        scope
            .hourly_volume(NOW + 3_600_000)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn tests_are_counted_nowhere(stage: Stage) {
    stage.add(durable()).await;
    let mut test = after_call(stage.tenant.id, 1);
    test.is_test = true;
    let claim = stage.claim(test).await;
    stage.settle(&claim, failed(400)).await;
    let scope = stage.scope();
    assert_eq!(
        scope.count_calls(NOW, None).await.unwrap(),
        CallCounts::default()
    );
    assert!(scope.list_lost(NOW, 10, None).await.unwrap().is_empty());
    assert!(scope.pulse(NOW, 60_000, None).await.unwrap().is_empty());
    let all = scope.list_calls(&CallFilter::default(), None, 10).await;
    assert_eq!(all.unwrap().items.len(), 1);
}

async fn a_test_with_the_facts_of_a_call_is_no_arrival_of_it(stage: Stage) {
    let integration_id = stage.add(durable()).await;
    let unwanted = event(stage.tenant.id, 4, "call-4", Moment::Answered);
    stage.accept(&[unwanted]).await;
    let event = EventSnapshot {
        id: EventId(key(1, 9)),
        event_id: "test-9".to_owned(),
        call_id: "call-4".to_owned(),
        moment: Moment::AfterCall,
        facts: facts("+380501112233"),
    };
    let test = TestIn {
        tenant_id: stage.tenant.id,
        delivery_id: DeliveryId(key(4, 9)),
        integration_id,
        event: &event,
        attempts: &[attempt(Cause::Accepted, Some(200))],
        taken: &Facts::default(),
        settlement: Settlement::Final(DeliveryState::Delivered),
        at: NOW,
    };
    stage.store.record_test(&test).await.unwrap();
    let counts = stage.scope().count_calls(NOW, None).await.unwrap();
    assert_eq!((counts.total, counts.arrived, counts.nowhere), (1, 0, 1));
    assert_eq!(standing(&stage, CallStanding::Nowhere).await, ["call-4"]);
    assert!(standing(&stage, CallStanding::Arrived).await.is_empty());
}

async fn the_figures_of_a_project_are_those_of_its_calls(stage: Stage) {
    a_day(&stage).await;
    let tenant = stage.tenant.id;
    for (number, ending) in [(11, delivered()), (12, failed(400))] {
        let mut event = after_call(tenant, number);
        event.facts.set("project_name", Value::text("Kyiv"));
        let claim = stage.claim(event).await;
        stage.settle(&claim, ending).await;
    }
    let mut open = after_call(tenant, 13);
    open.facts.set("project_name", Value::text("Kyiv"));
    stage.accept(&[open]).await;
    let scope = stage.scope();
    let project = scope.list_projects().await.unwrap()[0].id;
    let counts = scope.count_calls(NOW, Some(project)).await.unwrap();
    let expected = CallCounts {
        total: 3,
        needs_you: 1,
        waiting: 1,
        arrived: 1,
        nowhere: 0,
    };
    assert_eq!(counts, expected);
    let lost = scope.list_lost(NOW, 10, Some(project)).await.unwrap();
    let lost: Vec<&str> = lost.iter().map(|lost| lost.call_id.as_str()).collect();
    assert_eq!(lost, ["call-12"]);
    let pulse = scope.pulse(NOW, 60_000, Some(project)).await.unwrap();
    assert_eq!(pulse.iter().map(|count| count.count).sum::<i64>(), 3);
    let volume = scope.project_volume(project, NOW).await.unwrap();
    assert_eq!(volume.iter().map(|(_, count)| count.count).sum::<i64>(), 2);
    let cards = scope.list_integration_cards(NOW).await.unwrap();
    assert!(volume.iter().all(|(of, _)| *of == cards[0].id));
    // The whole tenant has one more, which is tried again.
    let open = scope.count_open_of(project).await.unwrap();
    assert_eq!((open.len(), open[&cards[0].id], cards[0].open), (1, 1, 2));
}

fn unanswered() -> Ending {
    ended(DeliveryState::Unanswered, Cause::Timeout, None)
}

/// A day with a call that nobody answered.
async fn a_day_with_silence(stage: &Stage) -> DeliveryId {
    a_day(stage).await;
    let claim = stage.claim(after_call(stage.tenant.id, 7)).await;
    stage.settle(&claim, unanswered()).await;
    claim.id
}

async fn what_nobody_answered_is_told_apart_until_it_is_said_to_have_arrived(stage: Stage) {
    let id = a_day_with_silence(&stage).await;
    let scope = stage.scope();
    let lost = scope.list_lost(NOW, 10, None).await.unwrap();
    let states: Vec<DeliveryState> = lost.iter().map(|lost| lost.state).collect();
    assert_eq!(states, [DeliveryState::Unanswered, DeliveryState::Failed]);
    let saying = scope.set_arrived(&Actor::System, id, true, NOW);
    saying.await.unwrap();
    assert_eq!(scope.list_lost(NOW, 10, None).await.unwrap().len(), 1);
    let arrived = standing(&stage, CallStanding::Arrived).await;
    assert_eq!(arrived, ["call-7", "call-1"]);
    let noted = scope.list_audit(1).await.unwrap();
    assert_eq!(noted[0].action, "delivery.arrived");
}

/// How many ended in which state, of those that any did.
async fn ended_in(stage: &Stage) -> Vec<(&'static str, i64)> {
    let volume = stage.scope().hourly_volume(0).await.unwrap();
    let counted = volume.iter().filter(|count| count.count > 0);
    let mut counts: Vec<_> = counted
        .map(|count| (count.state.key(), count.count))
        .collect();
    counts.sort_unstable();
    counts
}

async fn what_is_said_to_have_arrived_is_counted_so_until_that_is_taken_back(stage: Stage) {
    let id = a_day_with_silence(&stage).await;
    let (scope, actor) = (stage.scope(), &Actor::System);
    let before = ended_in(&stage).await;
    assert_eq!(before, [("delivered", 1), ("failed", 1), ("unanswered", 1)]);
    scope.set_arrived(actor, id, true, NOW).await.unwrap();
    assert_eq!(ended_in(&stage).await, [("delivered", 2), ("failed", 1)]);
    scope.set_arrived(actor, id, false, NOW).await.unwrap();
    assert_eq!(ended_in(&stage).await, before);
    let delivery = scope.get_delivery(id).await.unwrap();
    assert_eq!(delivery.row.state, DeliveryState::Unanswered);
}

async fn only_what_nobody_answered_is_said_to_have_arrived(stage: Stage) {
    stage.add(durable()).await;
    let (scope, actor) = (stage.scope(), &Actor::System);
    let ways = [
        Some(failed(400)),
        Some(delivered()),
        Some(unanswered()),
        None,
    ];
    for (number, ending) in (1..).zip(ways) {
        let claim = stage.claim(after_call(stage.tenant.id, number)).await;
        // What is still open is none of it either.
        if let Some(ending) = ending {
            stage.settle(&claim, ending).await;
        }
        let is_unanswered = number == 3;
        for arrived in [false, true, true] {
            let said = scope.set_arrived(actor, claim.id, arrived, NOW).await;
            let state = scope.get_delivery(claim.id).await.unwrap().row.state;
            if is_unanswered && arrived {
                assert_eq!(state, DeliveryState::Delivered);
            } else {
                assert!(matches!(said, Err(StoreError::Conflict)), "{state:?}");
            }
        }
    }
}
