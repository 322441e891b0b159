//! A clean end: nothing is lost, nothing is counted that was not sent.

use super::world::{URL, World};
use crate::{
    IntakeError,
    testing::{ScriptedSender, accepted, draft},
};
use domain::{DeliveryState, Moment};
use std::time::Duration;

/// Accepts after `wait`; one at a time.
fn slow(wait: Duration) -> World {
    let sender = ScriptedSender::new(Box::new(move |_| {
        Box::pin(async move {
            tokio::time::sleep(wait).await;
            accepted()
        })
    }));
    let mut narrow = draft(URL, Moment::AfterCall);
    narrow.limits.parallel = 1;
    World::start(vec![narrow], sender)
}

async fn stop_with_one_in_flight(world: &World) {
    world.accept("call-1", 1).await.unwrap();
    world.accept("call-2", 2).await.unwrap();
    world.until(|world| world.sender.sent().len() == 1).await;
    world.engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_stop_finishes_what_is_in_flight_and_gives_the_rest_back() {
    let world = slow(Duration::from_secs(3));
    stop_with_one_in_flight(&world).await;
    assert_eq!(
        world.states(),
        [DeliveryState::Delivered, DeliveryState::Scheduled]
    );
    let seen = world.ledger.seen();
    assert!(seen.iter().all(|row| !row.is_claimed));
    assert_eq!(seen[1].claim.tries, 0);
    assert_eq!(
        world.accept("call-3", 3).await.err(),
        Some(IntakeError::Stopping)
    );
}

#[tokio::test(start_paused = true)]
async fn what_outlasts_the_grace_time_is_given_back_without_a_try() {
    let world = slow(Duration::from_secs(60));
    stop_with_one_in_flight(&world).await;
    let seen = world.ledger.seen();
    assert!(
        seen.iter()
            .all(|row| !row.is_claimed && row.claim.tries == 0)
    );
    assert_eq!(
        world.states(),
        [DeliveryState::Scheduled, DeliveryState::Scheduled]
    );
}

#[tokio::test(start_paused = true)]
async fn a_second_stop_returns_at_once() {
    let world = slow(Duration::from_secs(1));
    world.engine.stop().await;
    world.engine.stop().await;
}
