//! Integrations that are paused while much of theirs is in memory.

use super::world::{URL, World};
use crate::testing::{ScriptedSender, draft};
use domain::{DeliveryState, Moment};
use std::time::Duration;

/// An integration of one request a second, with forty to send.
async fn slow() -> World {
    let mut slow = draft(URL, Moment::AfterCall);
    slow.limits.per_second = Some(1);
    let world = World::start(vec![slow], ScriptedSender::always(200));
    for number in 1..41 {
        let call = format!("call-{number}");
        world.accept(&call, number).await.unwrap();
    }
    assert!(held(&world) > 30);
    world
}

/// How many deliveries the engine holds.
fn held(world: &World) -> usize {
    let seen = world.ledger.seen();
    seen.iter().filter(|row| row.is_claimed).count()
}

fn switch(world: &World, enabled: bool) {
    let (tenant, id) = (world.tenant, world.integrations[0]);
    let switch = |draft: &mut domain::IntegrationDraft| draft.enabled = enabled;
    world.ledger.change(tenant, id, switch);
}

async fn look_again(world: &World) {
    let (tenant, id) = (world.tenant, world.integrations[0]);
    world.engine.look_again(tenant, id).await;
}

#[tokio::test(start_paused = true)]
async fn a_pause_gives_everything_back_at_once_whatever_the_rate() {
    let world = slow().await;
    switch(&world, false);
    look_again(&world).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(held(&world), 0);
    switch(&world, true);
    look_again(&world).await;
    let seen = world.until_settled().await;
    assert!(seen.iter().all(|row| row.state == DeliveryState::Delivered));
    assert!(seen.iter().all(|row| row.attempts.len() == 1));
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_nobody_told_of_is_found_by_the_next_that_would_be_sent() {
    let world = slow().await;
    switch(&world, false);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(held(&world), 0);
}
