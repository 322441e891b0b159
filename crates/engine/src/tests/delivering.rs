//! From an accepted event to its end.

use super::world::{NOW, URL, World};
use crate::{
    Acceptance, Batch, Clock, Engine, EngineOptions, Ledger,
    testing::{MemoryLedger, ScriptedSender, accepted, answered, draft, event, unanswered},
};
use domain::{Cause, DeliveryState, Moment, WorkerId};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::Semaphore;
use uuid::Uuid;

fn durable() -> domain::IntegrationDraft {
    draft(URL, Moment::AfterCall)
}

/// Fails the first `failures` requests with 500.
fn failing_first(failures: usize) -> ScriptedSender {
    let left = AtomicUsize::new(failures);
    ScriptedSender::new(Box::new(move |_| {
        let fails = left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            })
            .is_ok();
        let outcome = if fails { answered(500) } else { accepted() };
        Box::pin(std::future::ready(outcome))
    }))
}

#[tokio::test(start_paused = true)]
async fn an_accepted_event_is_delivered_once_with_its_facts() {
    let world = World::start(vec![durable()], ScriptedSender::always(200));
    let answer = world.accept("call-1", 1).await.unwrap();
    assert_eq!(answer.receipts[0].delivery_count, 1);
    let seen = world.until_settled().await;
    assert_eq!(seen[0].state, DeliveryState::Delivered);
    assert_eq!((seen[0].claim.tries, seen[0].attempts.len()), (1, 1));
    let sent = world.sender.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].url, URL);
    assert_eq!(sent[0].body.as_deref(), Some("phone=%2B380500000001"));
    let header = |name: &str| {
        let mut headers = sent[0].headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    };
    assert_eq!(header("webhook-id"), Some(seen[0].claim.id.to_string()));
    assert_eq!(header("webhook-timestamp"), Some((NOW / 1_000).to_string()));
    assert_eq!(header("webhook-signature"), None);
}

#[tokio::test(start_paused = true)]
async fn a_signed_request_carries_a_signature_over_what_is_sent() {
    let mut signed = durable();
    signed.signature = true;
    let world = World::start(vec![signed], ScriptedSender::always(200));
    world.accept("call-1", 1).await.unwrap();
    world.until_settled().await;
    let sent = world.sender.sent();
    let signature = sent[0]
        .headers
        .iter()
        .find(|(name, _)| name == "webhook-signature");
    assert!(signature.unwrap().1.starts_with("v1,"));
}

#[tokio::test(start_paused = true)]
async fn a_failed_try_is_repeated_under_the_same_id_until_it_is_accepted() {
    let world = World::start(vec![durable()], failing_first(2));
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(seen[0].state, DeliveryState::Delivered);
    assert_eq!(seen[0].claim.tries, 3);
    let starts: Vec<i64> = seen[0]
        .attempts
        .iter()
        .map(|attempt| attempt.started_at - NOW)
        .collect();
    assert_eq!(starts[0], 0);
    assert!((5_000..=6_500).contains(&starts[1]), "{starts:?}");
    assert!((35_000..=44_000).contains(&starts[2]), "{starts:?}");
    let sent = world.sender.sent();
    assert!(sent.iter().all(|request| {
        request
            .headers
            .iter()
            .any(|(name, value)| name == "webhook-id" && *value == seen[0].claim.id.to_string())
    }));
}

#[tokio::test(start_paused = true)]
async fn what_was_called_off_while_it_waited_here_is_not_sent() {
    let slow = ScriptedSender::new(Box::new(|_| {
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            accepted()
        })
    }));
    let mut one_by_one = durable();
    one_by_one.limits.parallel = 1;
    let world = World::start(vec![one_by_one], slow);
    world.accept("call-1", 1).await.unwrap();
    world.accept("call-2", 2).await.unwrap();
    world.until(|world| world.sender.sent().len() == 1).await;
    let waiting = world.ledger.seen()[1].claim.id;
    world.ledger.call_off(waiting);
    let seen = world.until_settled().await;
    let states: Vec<DeliveryState> = seen.iter().map(|row| row.state).collect();
    assert_eq!(states, [DeliveryState::Delivered, DeliveryState::Cancelled]);
    world
        .until(|world| world.engine.figures().queued == 0)
        .await;
    assert_eq!(world.sender.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_final() {
    let world = World::start(vec![durable()], ScriptedSender::always(404));
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(
        (seen[0].state, seen[0].claim.tries),
        (DeliveryState::Failed, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn the_rule_of_an_integration_decides_what_is_accepted() {
    let mut ruled = durable();
    ruled.success = Some(domain::answer::SuccessRule {
        status: vec![302],
        answers: Vec::new(),
    });
    let world = World::start(vec![ruled], ScriptedSender::always(302));
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(seen[0].state, DeliveryState::Delivered);
    assert_eq!(seen[0].attempts[0].outcome.cause, Cause::Accepted);
}

#[tokio::test(start_paused = true)]
async fn a_live_delivery_is_given_up_after_half_a_minute() {
    let live = draft(URL, Moment::Answered);
    let world = World::start(vec![live], ScriptedSender::always(503));
    let sent = world.event(Moment::Answered, "call-1", 1);
    world.accept_event(sent).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(seen[0].state, DeliveryState::Expired);
    assert!(world.clock.now_ms() <= NOW + 31_000);
}

#[tokio::test(start_paused = true)]
async fn what_is_too_late_when_its_turn_comes_is_not_sent() {
    let ledger = Arc::new(MemoryLedger::default());
    let (tenant, _) = ledger.add_tenant(vec![draft(URL, Moment::Answered)]);
    let worker = WorkerId(Uuid::from_u128(9));
    let batch = Batch {
        acceptances: vec![Acceptance {
            tenant_id: tenant,
            events: vec![event(tenant, Moment::Answered, "call-1", 1, NOW - 31_000)],
            idempotency: None,
        }],
        ..Batch::default()
    };
    ledger.commit(worker, &batch).await.unwrap();
    let sender = Arc::new(ScriptedSender::always(200));
    let clock = super::clock::VirtualClock::at(NOW);
    let options = EngineOptions::new(worker);
    let engine = Engine::start(
        Arc::clone(&ledger) as _,
        Arc::clone(&sender) as _,
        Arc::new(clock),
        options,
    );
    while !ledger.seen()[0].state.is_final() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let seen = ledger.seen();
    assert_eq!(seen[0].state, DeliveryState::Expired);
    assert_eq!(seen[0].attempts[0].outcome.cause, Cause::Late);
    assert!(sender.sent().is_empty());
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_next_of_a_call_is_sent_only_after_the_earlier_is_over() {
    let world = World::start(vec![durable()], failing_first(1));
    world.accept("call-1", 1).await.unwrap();
    world.accept("call-1", 2).await.unwrap();
    world.accept("call-2", 3).await.unwrap();
    let seen = world.until_settled().await;
    assert!(seen.iter().all(|row| row.state == DeliveryState::Delivered));
    let began = |row: usize, attempt: usize| seen[row].attempts[attempt].started_at;
    assert!(began(0, 1) >= NOW + 5_000);
    assert!(began(1, 0) >= began(0, 1));
    // Without waiting for the poll: it follows the earlier one at once.
    assert!(began(1, 0) <= began(0, 1) + 1_000);
    assert_eq!(began(2, 0), NOW);
}

#[tokio::test(start_paused = true)]
async fn a_dead_receiver_delays_nobody_else() {
    let dead = draft("https://dead.example/hook", Moment::AfterCall);
    let sender = ScriptedSender::new(Box::new(|request| {
        Box::pin(async move {
            if request.url.contains("dead") {
                tokio::time::sleep(request.timeout).await;
                return unanswered(Cause::Timeout);
            }
            accepted()
        })
    }));
    let world = World::start(vec![dead, durable()], sender);
    for number in 1..=200 {
        world
            .accept(&format!("call-{number}"), number)
            .await
            .unwrap();
    }
    let healthy = world.integrations[1];
    world
        .until(|world| {
            let seen = world.ledger.seen();
            let mut rows = seen
                .iter()
                .filter(|row| row.claim.integration_id == healthy);
            rows.all(|row| row.state == DeliveryState::Delivered)
        })
        .await;
    assert!(world.clock.now_ms() < NOW + 1_000);
    assert_eq!(world.engine.figures().in_flight, 8);
}

#[tokio::test(start_paused = true)]
async fn a_pause_gives_back_what_was_not_sent() {
    let gate = Arc::new(Semaphore::new(0));
    let opened = Arc::clone(&gate);
    let sender = ScriptedSender::new(Box::new(move |_| {
        let gate = Arc::clone(&opened);
        Box::pin(async move {
            gate.acquire().await.unwrap().forget();
            accepted()
        })
    }));
    let mut narrow = durable();
    narrow.limits.parallel = 1;
    let world = World::start(vec![narrow], sender);
    world.accept("call-1", 1).await.unwrap();
    world.accept("call-2", 2).await.unwrap();
    world.until(|world| world.sender.sent().len() == 1).await;
    let integration = world.integrations[0];
    world
        .ledger
        .change(world.tenant, integration, |draft| draft.enabled = false);
    gate.add_permits(10);
    world
        .until(|world| world.ledger.seen().iter().all(|row| !row.is_claimed))
        .await;
    assert_eq!(
        world.states(),
        [DeliveryState::Delivered, DeliveryState::Scheduled]
    );

    world
        .ledger
        .change(world.tenant, integration, |draft| draft.enabled = true);
    world.engine.wake();
    let seen = world.until_settled().await;
    assert_eq!(
        (seen[1].state, seen[1].claim.tries),
        (DeliveryState::Delivered, 1)
    );
    assert_eq!(seen[1].attempts[0].version, 3);
}

#[tokio::test(start_paused = true)]
async fn a_test_passes_the_same_way_and_writes_nothing() {
    let mut keyed = durable();
    keyed.signature = true;
    let world = World::start(vec![keyed], ScriptedSender::always(422));
    let setup = world.ledger.setup(world.tenant).await.unwrap();
    let secrets = world
        .ledger
        .secrets(world.tenant, world.integrations[0])
        .await
        .unwrap();
    let sent = world.event(Moment::AfterCall, "call-1", 1);
    let snapshot = domain::EventSnapshot {
        id: sent.id,
        event_id: sent.event_id,
        call_id: sent.call_id,
        moment: sent.moment,
        facts: sent.facts,
    };
    let delivery = domain::DeliveryId(Uuid::from_u128(5));
    let test = world
        .engine
        .send_test(
            &setup.integrations[0],
            (*secrets).clone(),
            &snapshot,
            delivery,
        )
        .await;
    assert!(!test.accepted);
    let exchange = &test.exchanges[0];
    assert_eq!(exchange.attempt.outcome.status, Some(422));
    assert_eq!(exchange.request.as_ref().unwrap().url, URL);
    assert_eq!(exchange.attempt.request_hash.len(), 64);
    let headers = &world.sender.sent()[0].headers;
    assert!(headers.contains(&("webhook-id".to_owned(), delivery.to_string())));
    assert!(world.ledger.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_fault_of_the_program_ends_one_delivery_and_no_other() {
    let sender = ScriptedSender::new(Box::new(|request| {
        assert!(
            !request.body.unwrap().ends_with('1'),
            "this one is at fault"
        );
        Box::pin(std::future::ready(accepted()))
    }));
    let world = World::start(vec![durable()], sender);
    world.accept("call-1", 1).await.unwrap();
    world.accept("call-2", 2).await.unwrap();
    world.until_settled().await;
    assert_eq!(
        world.states(),
        [DeliveryState::Failed, DeliveryState::Delivered]
    );
    assert_eq!(world.engine.figures().in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn a_request_larger_than_the_queue_is_taken_alone() {
    let sender = ScriptedSender::always(200);
    let world = World::start_with(vec![durable()], sender, |options| options.intake_max = 2);
    let events = (1..=5)
        .map(|number| world.event(Moment::AfterCall, &format!("call-{number}"), number))
        .collect();
    let large = Acceptance {
        tenant_id: world.tenant,
        events,
        idempotency: None,
    };
    let (large, small) = tokio::join!(world.engine.accept(large), world.accept("call-6", 6));
    assert_eq!(large.unwrap().receipts.len(), 5);
    assert_eq!(small.unwrap().receipts.len(), 1);
    assert_eq!(world.until_settled().await.len(), 6);
}
