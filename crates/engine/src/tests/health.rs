//! Integrations that begin to fail, wait, and work again.

use super::world::{NOW, URL, World};
use crate::{
    Clock,
    testing::{ScriptedSender, accepted, answered, draft},
};
use domain::{DeliveryState, Moment, health::Failing};
use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

/// A receiver whose answer can be changed.
fn receiver(status: u16) -> (ScriptedSender, Arc<AtomicU16>) {
    let now = Arc::new(AtomicU16::new(status));
    let status = Arc::clone(&now);
    let sender = ScriptedSender::new(Box::new(move |_| {
        let outcome = answered(status.load(Ordering::SeqCst));
        Box::pin(std::future::ready(outcome))
    }));
    (sender, now)
}

async fn accept(world: &World, calls: std::ops::Range<u64>) {
    for number in calls {
        world
            .accept(&format!("call-{number}"), number)
            .await
            .unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_key_loses_no_call_once_it_is_known_to_be_wrong() {
    let (sender, status) = receiver(401);
    let world = World::start(vec![draft(URL, Moment::AfterCall)], sender);
    accept(&world, 1..21).await;
    world
        .until(|world| !world.ledger.incidents().is_empty())
        .await;
    assert_eq!(
        world.ledger.incidents(),
        [(world.integrations[0], Failing::SetUp)]
    );
    // The first ones, which ended failed before it was known, wait with the others.
    world
        .until(|world| world.states().iter().all(|state| !state.is_final()))
        .await;
    let sent_by_then = world.sender.sent().len();
    assert!(sent_by_then <= 12, "{sent_by_then}");

    status.store(200, Ordering::SeqCst);
    let mended_at = world.clock.now_ms();
    world
        .engine
        .look_again(world.tenant, world.integrations[0])
        .await;
    let seen = world.until_settled().await;
    assert!(seen.iter().all(|row| row.state == DeliveryState::Delivered));
    assert!(world.ledger.incidents().is_empty());
    let first = seen
        .iter()
        .filter_map(|row| row.attempts.last())
        .map(|it| it.started_at)
        .min();
    assert!(first.unwrap() - mended_at < 100, "the first went at once");
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_refused_one_by_one_are_no_failure() {
    let (sender, _) = receiver(422);
    let world = World::start(vec![draft(URL, Moment::AfterCall)], sender);
    accept(&world, 1..11).await;
    let seen = world.until_settled().await;
    assert!(seen.iter().all(|row| row.state == DeliveryState::Failed));
    assert!(world.ledger.incidents().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_dead_receiver_is_probed_and_its_backlog_goes_out_when_it_lives() {
    let (sender, status) = receiver(503);
    let world = World::start(vec![draft(URL, Moment::AfterCall)], sender);
    accept(&world, 1..101).await;
    world
        .until(|world| !world.ledger.incidents().is_empty())
        .await;
    tokio::time::sleep(std::time::Duration::from_secs(120)).await;
    // Eight at once, and then probes.
    let sent = world.sender.sent().len();
    assert!((8..=14).contains(&sent), "{sent} were sent");
    let tries: i32 = world.ledger.seen().iter().map(|row| row.claim.tries).sum();
    assert_eq!(usize::try_from(tries).unwrap(), sent);

    status.store(200, Ordering::SeqCst);
    let seen = world.until_settled().await;
    assert!(seen.iter().all(|row| row.state == DeliveryState::Delivered));
    assert!(world.ledger.incidents().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_address_that_was_given_up_is_switched_off_and_holds_its_deliveries() {
    let (sender, _) = receiver(410);
    let world = World::start(vec![draft(URL, Moment::AfterCall)], sender);
    accept(&world, 1..4).await;
    world
        .until(|world| !world.ledger.incidents().is_empty())
        .await;
    tokio::time::sleep(std::time::Duration::from_secs(60)).await;
    assert_eq!(world.ledger.incidents()[0].1, Failing::Gone);
    let seen = world.ledger.seen();
    assert!(
        seen.iter()
            .all(|row| !row.state.is_final() && !row.is_claimed)
    );
    assert!(world.sender.sent().len() <= 3);
}

#[tokio::test(start_paused = true)]
async fn what_the_receiver_asks_to_be_left_alone_for_holds_for_all_of_it() {
    let asked = std::sync::atomic::AtomicBool::new(false);
    let sender = ScriptedSender::new(Box::new(move |_| {
        let outcome = if asked.swap(true, Ordering::SeqCst) {
            accepted()
        } else {
            domain::Outcome {
                retry_after_ms: Some(60_000),
                ..answered(429)
            }
        };
        Box::pin(std::future::ready(outcome))
    }));
    let world = World::start(vec![draft(URL, Moment::AfterCall)], sender);
    accept(&world, 1..2).await;
    world.until(|world| world.sender.sent().len() == 1).await;
    accept(&world, 2..5).await;
    let seen = world.until_settled().await;
    for row in &seen {
        let last = row.attempts.last().unwrap();
        assert!(
            last.started_at >= NOW + 60_000,
            "{:?}",
            last.started_at - NOW
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_failing_integration_is_still_probed_after_a_restart() {
    let (sender, status) = receiver(503);
    let world = World::start(vec![draft(URL, Moment::AfterCall)], sender);
    accept(&world, 1..41).await;
    world
        .until(|world| !world.ledger.incidents().is_empty())
        .await;
    world.engine.stop().await;
    let before = world.sender.sent().len();

    let options = crate::EngineOptions::new(domain::WorkerId(uuid::Uuid::from_u128(2)));
    let heir = crate::Engine::start(
        Arc::clone(&world.ledger) as _,
        Arc::clone(&world.sender) as _,
        Arc::new(world.clock.clone()),
        options,
    );
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    assert_eq!(
        world.sender.sent().len() - before,
        1,
        "one probe, and no flood"
    );
    status.store(200, Ordering::SeqCst);
    world.until_settled().await;
    heir.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_rejoins_is_due_at_once_and_no_try_is_lost() {
    let (sender, _) = receiver(404);
    let world = World::start(vec![draft(URL, Moment::AfterCall)], sender);
    accept(&world, 1..4).await;
    world
        .until(|world| !world.ledger.incidents().is_empty())
        .await;
    let seen = world.ledger.seen();
    assert_eq!(seen.iter().map(|row| row.attempts.len()).sum::<usize>(), 3);
    assert!(seen.iter().all(|row| row.state == DeliveryState::Retrying));
}
