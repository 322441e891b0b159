//! Facts about what the integrations of one connection share.

use super::*;
use domain::{Connection, ConnectionDraft};

/// Puts the integrations of these claims below one connection.
fn connect(scheduler: &mut Scheduler, claims: &[Claim], limits: Limits) {
    let connection = Arc::new(Connection {
        id: ConnectionId(Uuid::from_u128(7)),
        version: 1,
        draft: ConnectionDraft {
            name: "CRM".to_owned(),
            url: "https://crm.example".to_owned(),
            headers: Vec::new(),
            key: None,
            auth: None,
            limits,
        },
    });
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
