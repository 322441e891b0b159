//! What happens while storage does not answer.

use super::world::{URL, World};
use crate::{
    Clock, IntakeError,
    testing::{ScriptedSender, UNWRITABLE, accepted, draft},
};
use domain::{DeliveryState, Moment};
use std::time::Duration;

fn world() -> World {
    let sender = ScriptedSender::new(Box::new(|_| {
        Box::pin(async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            accepted()
        })
    }));
    World::start_with(vec![draft(URL, Moment::AfterCall)], sender, |options| {
        options.unsettled_max = 4;
    })
}

#[tokio::test(start_paused = true)]
async fn events_are_refused_while_storage_is_away_and_taken_afterwards() {
    let world = world();
    world.ledger.break_commits(1);
    assert_eq!(
        world.accept("call-1", 1).await.err(),
        Some(IntakeError::Unavailable)
    );
    assert!(world.ledger.seen().is_empty());
    world.accept("call-1", 1).await.unwrap();
    assert_eq!(world.until_settled().await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn outcomes_are_kept_until_they_are_written_and_sending_waits_for_them() {
    let world = world();
    let events = (1..=10)
        .map(|number| world.event(Moment::AfterCall, &format!("call-{number}"), number))
        .collect();
    let acceptance = crate::Acceptance {
        tenant_id: world.tenant,
        events,
        idempotency: None,
    };
    world.engine.accept(acceptance).await.unwrap();
    world.ledger.break_commits(20);
    world
        .until(|world| world.engine.figures().storage_away)
        .await;
    assert_eq!(world.sender.sent().len(), 4);
    let figures = world.engine.figures();
    assert_eq!((figures.unsettled, figures.queued), (4, 6));

    let seen = world.until_settled().await;
    assert!(seen.iter().all(|row| row.state == DeliveryState::Delivered));
    assert!(seen.iter().all(|row| row.attempts.len() == 1));
    assert_eq!(world.sender.sent().len(), 10);
    assert!(!world.engine.figures().storage_away);
}

#[tokio::test(start_paused = true)]
async fn an_outcome_that_storage_cannot_take_is_kept_without_its_answer() {
    let sender = ScriptedSender::new(Box::new(|_| {
        let mut outcome = accepted();
        outcome.body = UNWRITABLE.to_owned();
        Box::pin(std::future::ready(outcome))
    }));
    let world = World::start(vec![draft(URL, Moment::AfterCall)], sender);
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(seen[0].state, DeliveryState::Delivered);
    let kept: Vec<&str> = seen[0]
        .attempts
        .iter()
        .map(|one| one.outcome.body.as_str())
        .collect();
    assert_eq!(kept, [""]);
}

#[tokio::test(start_paused = true)]
async fn a_sender_is_answered_even_where_storage_does_not_answer() {
    let world = world();
    world.ledger.hang();
    let began_at = world.clock.now_ms();
    let answer = world.accept("call-1", 1).await;
    assert_eq!(answer.err(), Some(IntakeError::Unavailable));
    assert_eq!(world.clock.now_ms() - began_at, 15_000);
}
