//! Two processes on one database: nothing is lost and nothing is done twice.

use crate::{
    sample::{delivered, draft, durable, event, key},
    stage::{HEIR, NOW, ROOM, Stage, WORKER, both, claim_due, commit, next_due, settled},
};
use domain::{CallEvent, Claim, Moment, WorkerId};
use sea_orm::{ConnectionTrait, DatabaseTransaction, TransactionOptions, TransactionTrait};
use std::time::Duration;
use store::{AcceptanceIn, SettledIn, Store};

both! {
    the_same_event_at_two_processes_is_recorded_once,
    events_of_one_call_at_two_processes_are_numbered_without_gaps,
    outcomes_and_events_of_the_same_calls_do_not_get_stuck,
    what_comes_while_the_one_before_it_is_being_settled_waits_for_nothing,
    what_is_locked_by_an_event_to_come_is_claimed_all_the_same,
}

async fn the_same_event_at_two_processes_is_recorded_once(stage: Stage) {
    stage.add(durable()).await;
    let other = Store::connect(&stage.options).await.unwrap();
    let ours = [event(stage.tenant.id, 1, "call", Moment::AfterCall)];
    let mut theirs = ours.clone();
    theirs[0].id = domain::EventId(key(1, 2));
    theirs[0].call_key = domain::CallKey(key(2, 2));
    let (ours, theirs) = ([stage.request(&ours)], [stage.request(&theirs)]);
    let (ours, theirs) = tokio::join!(
        commit(&stage.store, WORKER, &ours, &[], ROOM),
        commit(&other, HEIR, &theirs, &[], ROOM),
    );
    let mut told = [ours, theirs].map(|committed| {
        let answer = committed.unwrap().0.remove(0).unwrap();
        (answer.receipts[0].duplicate, answer.claims.len())
    });
    told.sort_unstable();
    assert_eq!(told, [(false, 1), (true, 0)]);
}

/// Commits batches of events that share five calls; `first` keeps two processes apart.
async fn commit_all(store: &Store, worker: WorkerId, stage: &Stage, first: u64) -> Vec<Claim> {
    let mut claims = Vec::new();
    for batch in 0..8 {
        let events: Vec<CallEvent> = (0..10)
            .map(|index| {
                let number = first + batch * 10 + index;
                let call = format!("call-{}", number % 5);
                event(stage.tenant.id, number, &call, Moment::AfterCall)
            })
            .collect();
        let request = AcceptanceIn {
            tenant_id: stage.tenant.id,
            events: &events,
            idempotency: None,
        };
        let (mut answers, _) = commit(store, worker, &[request], &[], ROOM).await.unwrap();
        claims.append(&mut answers.remove(0).unwrap().claims);
    }
    claims
}

async fn events_of_one_call_at_two_processes_are_numbered_without_gaps(stage: Stage) {
    let other = Store::connect(&stage.options).await.unwrap();
    tokio::join!(
        commit_all(&stage.store, WORKER, &stage, 1_000),
        commit_all(&other, HEIR, &stage, 2_000),
    );
    for number in 0..5 {
        let call = stage
            .scope()
            .get_call(&format!("call-{number}"))
            .await
            .unwrap();
        assert_eq!(call.events.len(), 32);
        let last = call.facts.get("event_seq");
        assert_eq!(last, Some(&domain::Value::Integer(32)));
    }
}

/// Settles everything that a worker holds and claims what that frees, to the end.
async fn drain(store: &Store, worker: WorkerId, mut held: Vec<Claim>) -> usize {
    let (mut delivered_count, mut idle) = (0, 0);
    while idle < 200 {
        let endings: Vec<_> = held.iter().map(|_| delivered()).collect();
        let outcomes: Vec<SettledIn<'_>> = held
            .iter()
            .zip(&endings)
            .map(|(claim, ending)| settled(claim, ending))
            .collect();
        let (_, held_still) = commit(store, worker, &[], &outcomes, 0).await.unwrap();
        delivered_count += held_still.iter().filter(|held| **held).count();
        store.free_waiting().await.unwrap();
        held = claim_due(store, worker, NOW + 100_000, 50).await;
        idle = if held.is_empty() { idle + 1 } else { 0 };
        tokio::task::yield_now().await;
    }
    delivered_count
}

async fn outcomes_and_events_of_the_same_calls_do_not_get_stuck(stage: Stage) {
    stage.add(durable()).await;
    let other = Store::connect(&stage.options).await.unwrap();
    for (store, worker) in [(&stage.store, WORKER), (&other, HEIR)] {
        store.heartbeat(worker, NOW, NOW + 1_000_000).await.unwrap();
    }
    let ours = async {
        let held = commit_all(&stage.store, WORKER, &stage, 1_000).await;
        drain(&stage.store, WORKER, held).await
    };
    let theirs = async {
        let held = commit_all(&other, HEIR, &stage, 2_000).await;
        drain(&other, HEIR, held).await
    };
    let (ours, theirs) = tokio::join!(ours, theirs);
    assert_eq!(ours + theirs, 160);
    assert_eq!(next_due(&stage.store).await, None);
}

/// A transaction of another process, made by hand.
async fn by_hand(store: &Store) -> DatabaseTransaction {
    let options = TransactionOptions::default();
    let begun = store.writer().begin_with_options(options);
    begun.await.unwrap()
}

async fn what_comes_while_the_one_before_it_is_being_settled_waits_for_nothing(stage: Stage) {
    stage.add(draft("card", Moment::Answered)).await;
    let tenant = stage.tenant.id;
    stage
        .claim(event(tenant, 1, "call", Moment::Answered))
        .await;
    let other = Store::connect(&stage.options).await.unwrap();
    // The settlement as it stands before its commit: it freed all that it saw.
    let settling = by_hand(&stage.store).await;
    for sql in [
        "DELETE FROM delivery",
        "UPDATE delivery SET waits_for = NULL",
    ] {
        settling.execute_unprepared(sql).await.unwrap();
    }
    let next = [event(tenant, 2, "call", Moment::Answered)];
    let request = [stage.request(&next)];
    let (accepted, ()) = tokio::join!(commit(&other, HEIR, &request, &[], ROOM), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        settling.commit().await.unwrap();
    });
    let answer = accepted.unwrap().0.remove(0).unwrap();
    assert_eq!(answer.claims.len(), 1, "nothing stands before it");
    assert_eq!(answer.claims[0].waits_for, None);
}

async fn what_is_locked_by_an_event_to_come_is_claimed_all_the_same(stage: Stage) {
    stage.add(durable()).await;
    let first = event(stage.tenant.id, 1, "call", Moment::AfterCall);
    stage.accept_within(&[first], 0).await;
    if stage.store.is_sqlite() {
        // One transaction writes at a time: there is no lock to be in the way.
        assert_eq!(claim_due(&stage.store, WORKER, NOW + 10, 10).await.len(), 1);
        return;
    }
    let accepting = by_hand(&stage.store).await;
    let lock = "SELECT d.id FROM delivery d FOR KEY SHARE OF d";
    accepting.execute_unprepared(lock).await.unwrap();
    let claims = claim_due(&stage.store, WORKER, NOW + 10, 10).await;
    assert_eq!(claims.len(), 1);
    accepting.rollback().await.unwrap();
}
