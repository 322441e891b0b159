//! Facts about what the integrations of one connection share.

use super::*;

/// Puts the integrations of these claims below one connection.
fn connect(scheduler: &mut Scheduler, claims: &[Claim], limits: Limits) {
    connect_to(scheduler, 7, claims, limits);
}

/// The same, below a connection that is named.
fn connect_to(scheduler: &mut Scheduler, id: u128, claims: &[Claim], limits: Limits) {
    let mut connection = testing::connection(id, "https://crm.example");
    connection.draft.limits = limits;
    let connection = Arc::new(connection);
    for claim in claims {
        let mut draft = testing::draft("/hook", Moment::AfterCall);
        draft.connection = Some(connection.id);
        let (tenant, id) = (claim.tenant_id, claim.integration_id);
        let connection = Some(Arc::clone(&connection));
        scheduler.learn(&Integration::compile(tenant, id, 1, draft, connection).unwrap());
    }
}

#[test]
fn the_cap_of_a_connection_holds_over_all_its_integrations() {
    let mut scheduler = Scheduler::new(bounds());
    let (one, other) = (durable(1, 10, 0), durable(1, 11, 1));
    connect(&mut scheduler, &[one.clone(), other], limits(3, None));
    for id in 0..10 {
        offer(&mut scheduler, durable(1, 10 + id % 2, id));
    }
    offer(&mut scheduler, durable(1, 12, 100));
    let sent = drain(&mut scheduler, NOW);
    assert_eq!(sent, [0, 1, 100, 2]);
    scheduler.answered(&one, FINE);
    assert_eq!(drain(&mut scheduler, NOW), [3]);
}

#[test]
fn its_rate_holds_over_all_its_integrations_and_counts_no_slot() {
    let mut scheduler = Scheduler::new(bounds());
    let (one, other) = (durable(1, 10, 0), durable(1, 11, 1));
    connect(&mut scheduler, &[one, other], limits(64, Some(2)));
    for id in 0..6 {
        offer(&mut scheduler, durable(1, 10 + id % 2, id));
    }
    let mut sent = Vec::new();
    for half_second in 0..6 {
        let now = NOW + half_second * 500;
        let ids = drain(&mut scheduler, now);
        assert_eq!(ids.len(), 1, "at {half_second}");
        sent.extend(ids);
    }
    assert_eq!(sent, [0, 1, 2, 3, 4, 5]);
    assert_eq!(scheduler.next_at(), None);
}

#[test]
fn a_higher_cap_counts_at_once() {
    let mut scheduler = Scheduler::new(bounds());
    let one = durable(1, 10, 0);
    connect(&mut scheduler, std::slice::from_ref(&one), limits(1, None));
    for id in 0..4 {
        offer(&mut scheduler, durable(1, 10, id));
    }
    assert_eq!(drain(&mut scheduler, NOW), [0]);
    connect(&mut scheduler, &[one], limits(3, None));
    assert_eq!(drain(&mut scheduler, NOW), [1, 2]);
}

#[test]
fn one_that_moves_to_another_connection_gives_its_slot_back_to_the_one_it_left() {
    let mut scheduler = Scheduler::new(bounds());
    let (moving, staying) = (durable(1, 10, 0), durable(1, 11, 1));
    let both = [moving.clone(), staying.clone()];
    connect_to(&mut scheduler, 7, &both, limits(1, None));
    offer(&mut scheduler, moving.clone());
    offer(&mut scheduler, staying);
    assert_eq!(drain(&mut scheduler, NOW), [0]);
    // What is under way belongs to the connection that it was sent below.
    let moved = std::slice::from_ref(&moving);
    connect_to(&mut scheduler, 8, moved, limits(1, None));
    assert_eq!(drain(&mut scheduler, NOW), [0_u128; 0]);
    scheduler.answered(&moving, FINE);
    assert_eq!(drain(&mut scheduler, NOW), [1]);
    offer(&mut scheduler, durable(1, 10, 2));
    offer(&mut scheduler, durable(1, 10, 3));
    assert_eq!(
        drain(&mut scheduler, NOW),
        [2],
        "one at a time below the other"
    );
}

#[test]
fn what_is_given_up_below_a_connection_that_was_left_frees_its_slot() {
    let mut scheduler = Scheduler::new(bounds());
    let (late, staying) = (claim(1, 10, 0, Class::Live), durable(1, 11, 1));
    let both = [late.clone(), staying.clone()];
    connect_to(&mut scheduler, 7, &both, limits(1, None));
    scheduler.pause_until(late.integration_id, i64::MAX);
    offer(&mut scheduler, late.clone());
    let sent = scheduler.next(late.deadline_at).unwrap();
    assert_eq!(sent.id, late.id);
    let moved = std::slice::from_ref(&late);
    connect_to(&mut scheduler, 8, moved, limits(1, None));
    scheduler.answered(&late, Load::Unknown);
    offer(&mut scheduler, staying);
    assert_eq!(drain(&mut scheduler, late.deadline_at), [1]);
}
