//! Two processes on one database: nothing is lost and nothing is done twice.

use crate::{
    sample::{delivered, durable, event, key},
    stage::{HEIR, NOW, ROOM, Stage, WORKER, both, claim_due, commit, next_due, settled},
};
use domain::{CallEvent, Claim, Moment, WorkerId};
use store::{AcceptanceIn, SettledIn, Store};

both! {
    the_same_event_at_two_processes_is_recorded_once,
    events_of_one_call_at_two_processes_are_numbered_without_gaps,
    outcomes_and_events_of_the_same_calls_do_not_get_stuck,
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

/// Settles everything that is held and claims what that frees, to the end; as the worker that
/// owns the slots.
async fn drain(store: &Store, mut held: Vec<Claim>) -> usize {
    let (mut delivered_count, mut idle) = (0, 0);
    while idle < 200 {
        let endings: Vec<_> = held.iter().map(|_| delivered()).collect();
        let outcomes: Vec<SettledIn<'_>> = held
            .iter()
            .zip(&endings)
            .map(|(claim, ending)| settled(claim, ending))
            .collect();
        let (_, held_still) = commit(store, WORKER, &[], &outcomes, 0).await.unwrap();
        delivered_count += held_still.iter().filter(|held| **held).count();
        store.free_waiting().await.unwrap();
        held = claim_due(store, WORKER, NOW + 100_000, 50).await;
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
        drain(&stage.store, held).await
    };
    let theirs = async {
        let held = commit_all(&other, HEIR, &stage, 2_000).await;
        drain(&other, held).await
    };
    let (ours, theirs) = tokio::join!(ours, theirs);
    assert_eq!(ours + theirs, 160);
    assert_eq!(next_due(&stage.store).await, None);
}
