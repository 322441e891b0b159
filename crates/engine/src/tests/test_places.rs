//! A test goes past the queue, but not past every limit.

use super::world::{URL, World};
use crate::testing::{ScriptedSender, accepted, draft};
use domain::{DeliveryId, EventId, EventSnapshot, Facts, Integration, Moment, TenantId};
use futures::future::join_all;
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use uuid::Uuid;

/// How long the receiver of these tests takes.
const ANSWERS_AFTER: Duration = Duration::from_secs(10);

/// A receiver that takes its time, and how many requests it had at once at most.
fn slow() -> (ScriptedSender, Arc<AtomicUsize>) {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let sender = ScriptedSender::new(Box::new(move |_| {
        let (now, most) = (Arc::clone(&now), Arc::clone(&most));
        Box::pin(async move {
            let others = now.fetch_add(1, Ordering::SeqCst);
            most.fetch_max(others + 1, Ordering::SeqCst);
            tokio::time::sleep(ANSWERS_AFTER).await;
            now.fetch_sub(1, Ordering::SeqCst);
            accepted()
        })
    }));
    (sender, seen)
}

/// Sends one test; whether it was accepted.
async fn tested(world: &World, integration: &Integration) -> bool {
    let event = EventSnapshot {
        id: EventId(Uuid::nil()),
        event_id: "test".to_owned(),
        call_id: "test".to_owned(),
        moment: Moment::AfterCall,
        facts: Facts::default(),
    };
    let (engine, id) = (&world.engine, DeliveryId(Uuid::nil()));
    let test = engine.send_test(integration, HashMap::new(), &event, id);
    test.await.accepted
}

#[tokio::test(start_paused = true)]
async fn of_many_tests_of_a_tenant_few_are_under_way_and_those_of_others_do_not_wait_for_them() {
    let (sender, most) = slow();
    let world = World::start_with(vec![draft(URL, Moment::AfterCall)], sender, |options| {
        options.tests_tenant = 2;
    });
    let setup = crate::Ledger::setup(world.ledger.as_ref(), world.tenant);
    let integration = setup.await.unwrap().integrations[0].as_ref().clone();
    let many = (0..5).map(|_| tested(&world, &integration));
    let mut other = integration.clone();
    other.tenant_id = TenantId(Uuid::from_u128(99));
    let quick = tokio::time::timeout(ANSWERS_AFTER * 2, tested(&world, &other));
    let (many, quick) = tokio::join!(join_all(many), quick);
    assert_eq!(many, [true; 5]);
    assert_eq!(quick, Ok(true));
    // Two of the one tenant, and that of the other.
    assert_eq!(most.load(Ordering::SeqCst), 3);
}
