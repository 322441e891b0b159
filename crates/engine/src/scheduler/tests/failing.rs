//! Facts about integrations that fail, and about receivers that labour or ask for a pause.

use super::*;
use domain::health::{Observed, Sign};

fn observed<'a>(claim: &'a Claim, sign: Sign, now: i64) -> Observed<'a> {
    Observed {
        sign,
        delivery: claim.id,
        call_id: "call",
        is_over: false,
        at: now,
    }
}

/// Sends what may be sent and lets it fail; returns how many went.
fn fail(scheduler: &mut Scheduler, now: i64) -> usize {
    let sent: Vec<Claim> = std::iter::from_fn(|| scheduler.next(now)).collect();
    for claim in &sent {
        scheduler.answered(claim, Load::Unknown);
        scheduler.observe(claim, observed(claim, Sign::Down, now), now);
        assert!(scheduler.finished(claim, false, now).is_empty());
    }
    sent.len()
}

fn failing() -> Scheduler {
    let mut scheduler = Scheduler::new(bounds());
    for id in 0..40 {
        offer(&mut scheduler, durable(1, 10, id));
    }
    assert_eq!(fail(&mut scheduler, NOW), 8);
    scheduler
}

fn integration() -> IntegrationId {
    durable(1, 10, 0).integration_id
}

#[test]
fn a_failing_integration_keeps_one_probe_in_flight_ever_more_seldom() {
    let mut scheduler = failing();
    assert_eq!(scheduler.failing(integration()), Some(Failing::Down));
    assert_eq!(drain(&mut scheduler, NOW).len(), 0);
    assert_eq!(scheduler.next_at(), Some(NOW + 5_000));
    assert_eq!(fail(&mut scheduler, NOW + 5_000), 1);
    assert_eq!(fail(&mut scheduler, NOW + 14_999), 0);
    assert_eq!(fail(&mut scheduler, NOW + 15_000), 1);
    assert_eq!(fail(&mut scheduler, NOW + 44_999), 0);
    assert_eq!(scheduler.queued(), 30);
}

#[test]
fn others_do_not_wait_for_it() {
    let mut scheduler = failing();
    offer(&mut scheduler, durable(1, 11, 100));
    offer(&mut scheduler, durable(2, 20, 101));
    assert_eq!(drain(&mut scheduler, NOW), [100, 101]);
}

#[test]
fn its_backlog_goes_out_slowly_at_first_when_a_probe_comes_through() {
    let mut scheduler = failing();
    let now = NOW + 5_000;
    let mut sizes = Vec::new();
    for _ in 0..4 {
        let sent: Vec<Claim> = std::iter::from_fn(|| scheduler.next(now)).collect();
        sizes.push(sent.len());
        for claim in &sent {
            scheduler.answered(claim, FINE);
            scheduler.observe(claim, observed(claim, Sign::Works, now), now);
            assert!(scheduler.finished(claim, true, now).is_empty());
        }
    }
    assert_eq!(sizes, [1, 1, 2, 4]);
    assert_eq!(scheduler.failing(integration()), None);
}

#[test]
fn one_that_was_changed_is_tried_at_once() {
    let mut scheduler = failing();
    let tenant = durable(1, 10, 0).tenant_id;
    scheduler.look_again(tenant, integration(), Some(Failing::Down), NOW);
    assert_eq!(fail(&mut scheduler, NOW), 1);
    scheduler.look_again(tenant, integration(), None, NOW);
    assert_eq!(scheduler.failing(integration()), None);
    assert_eq!(drain(&mut scheduler, NOW).len(), 1);
}

#[test]
fn live_ones_are_over_in_time_although_nothing_is_sent() {
    let mut scheduler = Scheduler::new(bounds());
    offer(&mut scheduler, durable(1, 10, 0));
    scheduler.pause_until(integration(), NOW + 600_000);
    let live = claim(1, 10, 100, Class::Live);
    offer(&mut scheduler, live.clone());
    assert_eq!(drain(&mut scheduler, NOW), [0_u128; 0]);
    assert_eq!(scheduler.next_at(), Some(live.deadline_at));
    assert_eq!(drain(&mut scheduler, live.deadline_at), [100]);
    scheduler.answered(&live, Load::Unknown);
    assert_eq!(scheduler.in_flight(), 0);
}

#[test]
fn a_pause_that_the_receiver_asked_for_holds_everything_of_it_back() {
    let mut scheduler = Scheduler::new(bounds());
    offer(&mut scheduler, durable(1, 10, 0));
    scheduler.pause_until(integration(), NOW + 60_000);
    offer(&mut scheduler, durable(1, 10, 1));
    offer(&mut scheduler, durable(1, 11, 100));
    assert_eq!(drain(&mut scheduler, NOW), [100]);
    assert_eq!(drain(&mut scheduler, NOW + 59_999), [0_u128; 0]);
    assert_eq!(drain(&mut scheduler, NOW + 60_000), [0, 1]);
}

#[test]
fn a_receiver_that_labours_gets_less_at_once() {
    let mut scheduler = Scheduler::new(bounds());
    for id in 0..40 {
        offer(&mut scheduler, durable(1, 10, id));
    }
    let sent: Vec<Claim> = std::iter::from_fn(|| scheduler.next(NOW)).collect();
    assert_eq!(sent.len(), 8);
    for claim in &sent {
        scheduler.answered(claim, Load::Strained);
    }
    assert_eq!(drain(&mut scheduler, NOW).len(), 4);
}
