//! Facts about what lies in storage beside what is here.

use super::*;
use domain::{
    Slots,
    health::{Observed, Sign},
    ownership::slot_of,
};

fn narrow() -> Scheduler {
    Scheduler::new(Bounds {
        room: 100,
        ..bounds()
    })
}

fn integration(id: u128) -> IntegrationId {
    IntegrationId(Uuid::from_u128(id))
}

fn numbers(claims: &[Claim]) -> Vec<u128> {
    claims.iter().map(|claim| claim.id.0.as_u128()).collect()
}

/// Offers claims until one is not taken; returns how many were.
fn fill(scheduler: &mut Scheduler, lane: u128) -> u128 {
    let taken = (0..1_000).take_while(|id| {
        let claim = durable(lane, lane, lane * 10_000 + id);
        matches!(scheduler.offer(claim, Origin::Commit, NOW), Offered::Kept)
    });
    u128::try_from(taken.count()).unwrap()
}

#[test]
fn a_lane_that_gave_something_back_is_closed_until_storage_has_no_more() {
    let mut scheduler = narrow();
    fill(&mut scheduler, 10);
    assert!(scheduler.closed().contains(&integration(10)));
    assert!(scheduler.is_hungry());
    let notes = scheduler.notes(integration(10));
    scheduler.note_all_here(integration(10), notes);
    assert!(scheduler.closed().is_empty());
    assert!(!scheduler.is_hungry());
}

#[test]
fn storage_is_asked_again_only_when_there_is_room_worth_the_question() {
    let mut scheduler = narrow();
    let held = fill(&mut scheduler, 10);
    assert_eq!(scheduler.take_hungry(10, 1_024), []);
    // What was sent and settled makes room.
    let mut asked = None;
    for sent in 0..held {
        let claim = scheduler.next(NOW).unwrap();
        scheduler.answered(&claim, FINE);
        assert!(scheduler.finished(&claim, true, NOW).is_empty());
        if let [(lane, room)] = scheduler.take_hungry(10, 1_024)[..] {
            assert_eq!(lane, integration(10));
            asked = Some((sent, room));
            break;
        }
    }
    let (sent, room) = asked.unwrap();
    assert!((10..held).contains(&sent), "{sent} of {held}");
    assert!(room >= 20);
}

#[test]
fn a_failing_lane_takes_no_more_than_it_may_try() {
    let mut scheduler = narrow();
    for id in 0..8 {
        offer(&mut scheduler, durable(1, 10, id));
    }
    while let Some(claim) = scheduler.next(NOW) {
        scheduler.answered(&claim, Load::Unknown);
        let tried = Observed {
            sign: Sign::Down,
            delivery: claim.id,
            call_id: "call",
            is_over: false,
            at: NOW,
        };
        scheduler.observe(&claim, tried, NOW);
        assert!(scheduler.finished(&claim, false, NOW).is_empty());
    }
    // Three of the first eight are still here.
    assert_eq!(scheduler.room_for(integration(10)), 5);
    assert_eq!(fill(&mut scheduler, 10), 5);
    assert_eq!(scheduler.room_for(integration(10)), 0);
}

#[test]
fn what_came_from_storage_may_have_others_behind_it_there() {
    let mut scheduler = Scheduler::new(bounds());
    for (id, origin, asks) in [(0, Origin::Commit, false), (1, Origin::Storage, true)] {
        let claim = durable(1, 10, id);
        let offered = scheduler.offer(claim.clone(), origin, NOW);
        assert!(matches!(offered, Offered::Kept));
        scheduler.next(NOW).unwrap();
        scheduler.answered(&claim, FINE);
        assert!(scheduler.finished(&claim, true, NOW).is_empty());
        assert_eq!(scheduler.is_hungry(), asks);
    }
}

#[test]
fn a_slot_that_goes_to_another_takes_along_what_was_not_sent() {
    let mut scheduler = Scheduler::new(bounds());
    let sent = durable(1, 10, 0);
    offer(&mut scheduler, sent.clone());
    scheduler.next(NOW).unwrap();
    let mut behind = durable(1, 10, 1);
    behind.waits_for = Some(sent.id);
    let mut later = durable(1, 10, 2);
    later.due_at = NOW + 1_000;
    for claim in [behind, later, durable(1, 10, 3), durable(1, 11, 4)] {
        offer(&mut scheduler, claim);
    }
    let kept = Slots::ALL.without(Slots::NONE.with(slot_of(sent.integration_id.0)));
    let mut back = numbers(&scheduler.keep_only(kept));
    back.sort_unstable();
    assert_eq!(back, [1, 2, 3]);
    // The one in flight stays until it is settled.
    assert!(!scheduler.slots_held().without(kept).is_empty());
    scheduler.answered(&sent, FINE);
    assert!(scheduler.finished(&sent, true, NOW).is_empty());
    assert!(scheduler.slots_held().without(kept).is_empty());
    assert_eq!(drain(&mut scheduler, NOW + 2_000), [4]);
    assert_eq!((scheduler.held(), scheduler.queued()), (1, 0));
}

#[test]
fn what_is_here_of_one_that_sends_nothing_goes_back_at_once_and_takes_no_rate() {
    let mut scheduler = Scheduler::new(bounds());
    let first = durable(1, 10, 0);
    limit(&mut scheduler, &first, limits(8, Some(1)));
    let mut behind = durable(1, 10, 1);
    behind.waits_for = Some(first.id);
    let mut later = durable(1, 10, 2);
    later.due_at = NOW + 1_000;
    let mut other = durable(1, 11, 3);
    other.waits_for = Some(behind.id);
    for claim in [first, behind, later, other, durable(1, 12, 4)] {
        offer(&mut scheduler, claim);
    }
    let mut taken = scheduler.take_out(integration(10));
    taken.sort_by_key(|claim| claim.id);
    assert_eq!(numbers(&taken), [0, 1, 2]);
    assert_eq!(scheduler.held(), 5, "it counts until it is back in storage");
    let mut with_them = Vec::new();
    for claim in &taken {
        with_them.extend(scheduler.finished(claim, false, NOW));
    }
    assert_eq!(numbers(&with_them), [3], "it waits for one that is there");
    assert!(scheduler.finished(&with_them[0], false, NOW).is_empty());
    assert_eq!((scheduler.held(), scheduler.queued()), (1, 1));
    offer(&mut scheduler, durable(1, 10, 5));
    let mut sent = drain(&mut scheduler, NOW);
    sent.sort_unstable();
    assert_eq!(sent, [4, 5]);
}

#[test]
fn a_lane_that_is_only_waited_for_has_no_limits_yet() {
    let mut scheduler = Scheduler::new(bounds());
    let one = durable(1, 10, 0);
    scheduler.note_more_of(one.tenant_id, one.integration_id);
    scheduler.look_again(one.tenant_id, one.integration_id, None, NOW);
    assert!(!scheduler.knows(one.integration_id));
    limit(&mut scheduler, &one, limits(1, None));
    assert!(scheduler.knows(one.integration_id));
}

#[test]
fn what_is_noted_while_storage_is_asked_is_asked_for_again() {
    let mut scheduler = narrow();
    let lane = integration(10);
    offer(&mut scheduler, durable(1, 10, 0));
    scheduler.note_more(lane);
    assert_eq!(scheduler.take_hungry(10, 1_024).len(), 1);
    let notes = scheduler.notes(lane);
    // Committed behind the question, so that its answer does not have it.
    scheduler.note_more(lane);
    scheduler.note_all_here(lane, notes);
    assert!(scheduler.is_hungry());
    assert!(scheduler.closed().contains(&lane));
    assert_eq!(scheduler.take_hungry(10, 1_024).len(), 1);
    scheduler.note_all_here(lane, scheduler.notes(lane));
    assert!(!scheduler.is_hungry());
    assert!(scheduler.closed().is_empty());
}

#[test]
fn the_end_of_one_from_storage_asks_there_and_keeps_nothing_new_there() {
    let mut scheduler = Scheduler::new(bounds());
    let claim = durable(1, 10, 0);
    let offered = scheduler.offer(claim.clone(), Origin::Storage, NOW);
    assert!(matches!(offered, Offered::Kept));
    scheduler.next(NOW).unwrap();
    scheduler.answered(&claim, FINE);
    let notes = scheduler.notes(claim.integration_id);
    assert!(scheduler.finished(&claim, true, NOW).is_empty());
    assert!(scheduler.closed().is_empty());
    // A question that was under way already does not answer this one.
    scheduler.note_all_here(claim.integration_id, notes);
    assert_eq!(scheduler.take_hungry(10, 1_024).len(), 1);
}

#[test]
fn what_became_free_in_storage_is_asked_for_once_there_is_room_worth_it() {
    let mut scheduler = narrow();
    let first = durable(1, 10, 100);
    let offered = scheduler.offer(first.clone(), Origin::Storage, NOW);
    assert!(matches!(offered, Offered::Kept));
    scheduler.next(NOW).unwrap();
    scheduler.answered(&first, FINE);
    for id in 0..40 {
        offer(&mut scheduler, durable(1, 10, id));
    }
    assert!(scheduler.finished(&first, true, NOW).is_empty());
    assert_eq!(scheduler.take_hungry(10, 1_024), []);
    assert!(!scheduler.is_hungry(), "there is too little room for now");
    let mut ends = 0;
    while scheduler.take_hungry(10, 1_024).is_empty() {
        let claim = scheduler.next(NOW).unwrap();
        scheduler.answered(&claim, FINE);
        assert!(scheduler.finished(&claim, true, NOW).is_empty());
        ends += 1;
    }
    assert!((1..40).contains(&ends), "{ends}");
    assert!(scheduler.closed().is_empty());
}

#[test]
fn what_was_left_behind_a_fresh_one_is_asked_for_when_that_is_over() {
    for is_left in [false, true] {
        let mut scheduler = Scheduler::new(bounds());
        let claim = durable(1, 10, 0);
        offer(&mut scheduler, claim.clone());
        scheduler.leave_behind(is_left.then_some(claim.id));
        scheduler.next(NOW).unwrap();
        scheduler.answered(&claim, FINE);
        assert!(scheduler.finished(&claim, true, NOW).is_empty());
        assert_eq!(scheduler.is_hungry(), is_left);
    }
}

#[test]
fn one_that_found_no_room_behind_a_fresh_one_is_asked_for_when_that_is_over() {
    let mut scheduler = narrow();
    let first = durable(1, 10, 7);
    offer(&mut scheduler, first.clone());
    fill(&mut scheduler, 10);
    let mut second = durable(1, 10, 8);
    second.waits_for = Some(first.id);
    let offered = scheduler.offer(second, Origin::Commit, NOW);
    assert!(matches!(offered, Offered::Spilled(_)));
    // Storage has nothing that could be claimed while the first is not over.
    let notes = scheduler.notes(integration(10));
    scheduler.note_all_here(integration(10), notes);
    assert_eq!(scheduler.next(NOW).map(|claim| claim.id), Some(first.id));
    scheduler.answered(&first, FINE);
    assert!(scheduler.finished(&first, true, NOW).is_empty());
    assert!(scheduler.is_hungry());
}

#[test]
fn what_others_wrote_behind_a_fresh_one_is_asked_for_when_that_is_over() {
    let mut scheduler = Scheduler::new(bounds());
    for (id, asks) in [(0, true), (1, false)] {
        let claim = durable(1, 10 + id, id);
        offer(&mut scheduler, claim.clone());
        if asks {
            scheduler.note_write();
        }
        scheduler.next(NOW).unwrap();
        scheduler.answered(&claim, FINE);
        assert!(scheduler.finished(&claim, true, NOW).is_empty());
        assert_eq!(!scheduler.take_hungry(10, 1_024).is_empty(), asks);
    }
}
