//! What storage gives back, but cannot read.

use super::world::{NOW, URL, World};
use crate::testing::{ScriptedSender, draft};
use domain::{Cause, DeliveryState, IntegrationDraft, Moment};

fn signed() -> IntegrationDraft {
    IntegrationDraft {
        signature: true,
        ..draft(URL, Moment::AfterCall)
    }
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_cannot_be_opened_ends_its_delivery() {
    let world = World::start(vec![signed()], ScriptedSender::always(200));
    world.ledger.lock_secrets();
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(
        (seen[0].state, seen[0].claim.tries),
        (DeliveryState::Failed, 1)
    );
    assert_eq!(seen[0].attempts[0].outcome.cause, Cause::Secret);
    assert!(world.sender.sent().is_empty());
    assert!(!world.engine.figures().storage_away);
}

#[tokio::test(start_paused = true)]
async fn what_needs_no_secret_is_sent_all_the_same() {
    let world = World::start(
        vec![draft(URL, Moment::AfterCall)],
        ScriptedSender::always(200),
    );
    world.ledger.lock_secrets();
    world.accept("call-1", 1).await.unwrap();
    assert_eq!(
        world.until_settled().await[0].state,
        DeliveryState::Delivered
    );
}

#[tokio::test(start_paused = true)]
async fn a_delivery_whose_set_up_cannot_be_read_ends_at_its_deadline() {
    let world = World::start(
        vec![draft(URL, Moment::Answered)],
        ScriptedSender::always(500),
    );
    let event = world.event(Moment::Answered, "call-1", 1);
    world.accept_event(event).await.unwrap();
    world.until(|world| world.sender.sent().len() == 1).await;
    world.ledger.break_setups();
    let seen = world.until_settled().await;
    assert_eq!(seen[0].state, DeliveryState::Expired);
    let ended_at = crate::Clock::now_ms(&world.clock);
    assert!((30_000..=32_000).contains(&(ended_at - NOW)), "{ended_at}");
}
