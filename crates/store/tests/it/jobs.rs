//! Bulk jobs: what they make, that they survive a restart, and that they flood nobody.

use crate::{
    sample::{after_call, delivered, draft, durable, ended, event, failed},
    stage::{NOW, ROOM, Stage, WORKER, both, claim_due},
};
use domain::{
    CallEvent, Cause, Claim, DeliveryId, DeliveryState, Fault, IntegrationId, JobId, JobState,
    Kept, Moment,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;
use store::{
    Actor, Again, DeliveryFilter, DeliveryRow, JOB_KEPT_MS, JobDefinition, JobRow, SentVersion,
    StateFilter, Store, StoreError,
};

both! {
    everything_that_matches_is_sent_again_once_whatever_restarts,
    two_workers_at_one_job_do_nothing_twice,
    what_was_sent_again_with_success_is_left_alone,
    a_job_waits_for_a_person_and_ends_when_told_to,
    a_job_waits_while_an_integration_has_enough_to_do,
    a_backfill_sends_what_is_wanted_and_was_never_got,
    a_live_moment_is_not_backfilled,
    only_the_newest_of_each_call_is_kept,
    nothing_is_kept_where_nothing_is_wanted,
    what_a_worker_has_in_memory_is_called_off_once_it_cannot_be_under_way,
    what_is_switched_on_meanwhile_is_not_called_off,
    another_tenants_job_is_not_found,
    a_job_that_cannot_go_on_holds_up_no_other,
    what_never_arrived_is_listed_until_it_does,
    what_never_arrived_comes_by_page,
    what_is_sent_again_is_counted_by_the_version_that_was_sent,
    a_job_that_ended_is_listed_for_90_days,
}

/// One turn after the other, a second apart.
pub(crate) async fn turns(store: &Store, from: i64, count: i64) {
    for turn in 1..=count {
        store.turn_jobs(from + turn * 1_000).await.unwrap();
    }
}

async fn rows(stage: &Stage) -> Vec<DeliveryRow> {
    let all = DeliveryFilter::default();
    let page = stage.scope().list_deliveries(&all, None, 1_000).await;
    page.unwrap().items
}

pub(crate) async fn repeated(stage: &Stage) -> Vec<DeliveryId> {
    let rows = rows(stage).await;
    let mut repeated: Vec<_> = rows.into_iter().filter_map(|row| row.resend_of).collect();
    repeated.sort_unstable();
    repeated
}

/// So many calls whose delivery failed.
pub(crate) async fn lost(stage: &Stage, count: u64) -> Vec<DeliveryId> {
    stage.add(durable()).await;
    let events: Vec<CallEvent> = (1..=count)
        .map(|number| after_call(stage.tenant.id, number))
        .collect();
    let claims = stage.accept(&events).await.claims;
    for claim in &claims {
        assert!(stage.settle(claim, failed(500)).await);
    }
    let mut ids: Vec<_> = claims.iter().map(|claim| claim.id).collect();
    ids.sort_unstable();
    ids
}

pub(crate) fn failures() -> JobDefinition {
    JobDefinition::SendAgain {
        filter: DeliveryFilter {
            state: Some(StateFilter::State(DeliveryState::Failed)),
            ..DeliveryFilter::default()
        },
    }
}

/// When jobs are made: after everything was accepted.
const LATER: i64 = NOW + 60_000;

pub(crate) async fn make(stage: &Stage, definition: JobDefinition) -> JobId {
    let scope = stage.scope();
    let made = scope.create_job(&Actor::System, definition, LATER);
    made.await.unwrap()
}

pub(crate) async fn job(stage: &Stage, id: JobId) -> JobRow {
    stage.scope().get_job(id).await.unwrap()
}

async fn everything_that_matches_is_sent_again_once_whatever_restarts(stage: Stage) {
    let ids = lost(&stage, 450).await;
    let id = make(&stage, failures()).await;
    assert_eq!(job(&stage, id).await.total, 450);
    turns(&stage.store, LATER, 1).await;
    assert_eq!(job(&stage, id).await.done, 200);
    // The process ends here; another one goes on with the same rows.
    let heir = Store::connect(&stage.options).await.unwrap();
    turns(&heir, LATER + 1_000, 5).await;
    assert_eq!(repeated(&stage).await, ids);
    let done = job(&stage, id).await;
    assert_eq!(
        (done.state, done.done, done.skipped),
        (JobState::Done, 450, 0)
    );
    let audit = stage.scope().list_audit(1).await.unwrap();
    assert_eq!(audit[0].action, "job.create");
    assert_eq!(audit[0].subject, id.to_string());
}

async fn two_workers_at_one_job_do_nothing_twice(stage: Stage) {
    let ids = lost(&stage, 300).await;
    let id = make(&stage, failures()).await;
    for turn in 1..=4 {
        let at = LATER + turn * 1_000;
        let (one, other) = tokio::join!(stage.store.turn_jobs(at), stage.store.turn_jobs(at));
        one.unwrap();
        other.unwrap();
    }
    assert_eq!(repeated(&stage).await, ids);
    assert_eq!(job(&stage, id).await.state, JobState::Done);
}

async fn what_was_sent_again_with_success_is_left_alone(stage: Stage) {
    let ids = lost(&stage, 3).await;
    let scope = stage.scope();
    for id in &ids[..2] {
        scope
            .send_again(&Actor::System, *id, NOW + 50)
            .await
            .unwrap();
    }
    let mut claims = claim_due(&stage.store, WORKER, NOW + 50, ROOM).await;
    claims.sort_by_key(|claim| claim.resend_of);
    stage.settle(&claims[0], delivered()).await;
    stage.settle(&claims[1], failed(500)).await;
    let id = make(&stage, failures()).await;
    turns(&stage.store, LATER, 1).await;
    // The first arrived at last; of the second the repetition failed, too, and matches itself:
    // it goes once, and goes on from there.
    let done = job(&stage, id).await;
    assert_eq!((done.total, done.done, done.skipped), (4, 2, 2));
    let mut repeated_now = vec![ids[0], ids[1], claims[1].id, ids[2]];
    repeated_now.sort_unstable();
    assert_eq!(repeated(&stage).await, repeated_now);
    let again = make(&stage, failures()).await;
    turns(&stage.store, LATER, 2).await;
    assert_eq!(job(&stage, again).await.done, 0);
}

async fn a_job_that_cannot_go_on_holds_up_no_other(stage: Stage) {
    let ids = lost(&stage, 3).await;
    make(&stage, failures()).await;
    let damage = "UPDATE job SET definition = '{', updated_at = updated_at - 1";
    stage
        .store
        .writer()
        .execute_unprepared(damage)
        .await
        .unwrap();
    let id = make(&stage, failures()).await;
    turns(&stage.store, LATER, 3).await;
    assert_eq!(job(&stage, id).await.state, JobState::Done);
    assert_eq!(repeated(&stage).await, ids);
}

async fn a_job_waits_for_a_person_and_ends_when_told_to(stage: Stage) {
    lost(&stage, 250).await;
    let id = make(&stage, failures()).await;
    let scope = stage.scope();
    let set = |state, at| scope.set_job_state(&Actor::System, id, state, at);
    set(JobState::Paused, LATER).await.unwrap();
    turns(&stage.store, LATER, 3).await;
    assert_eq!(job(&stage, id).await.done, 0);
    set(JobState::Running, LATER + 3_000).await.unwrap();
    turns(&stage.store, LATER + 3_000, 1).await;
    assert_eq!(job(&stage, id).await.done, 200);
    set(JobState::Stopped, LATER + 4_000).await.unwrap();
    turns(&stage.store, LATER + 4_000, 3).await;
    assert_eq!(job(&stage, id).await.done, 200);
    let back = set(JobState::Running, LATER + 8_000).await;
    assert!(matches!(back, Err(StoreError::Conflict)));
    assert_eq!(scope.list_audit(1).await.unwrap()[0].action, "job.stopped");
}

async fn a_job_waits_while_an_integration_has_enough_to_do(stage: Stage) {
    lost(&stage, 700).await;
    let id = make(&stage, failures()).await;
    turns(&stage.store, LATER, 6).await;
    let waiting = job(&stage, id).await;
    assert_eq!((waiting.state, waiting.done), (JobState::Running, 500));
    for claim in claim_due(&stage.store, WORKER, LATER + 10_000, ROOM).await {
        stage.settle(&claim, delivered()).await;
    }
    turns(&stage.store, LATER + 10_000, 2).await;
    assert_eq!(job(&stage, id).await.state, JobState::Done);
}

/// Five calls: delivered, failed, called off, of no interest, and before the integration.
async fn gaps(stage: &Stage) -> IntegrationId {
    let tenant = stage.tenant.id;
    stage.add(draft("Other", Moment::AfterCall)).await;
    stage.accept(&[after_call(tenant, 1)]).await;
    let mut wanted = durable();
    wanted.conditions = serde_json::from_value(serde_json::json!([
        {"parameter": "status", "comparison": "is", "values": ["answered"]},
    ]))
    .unwrap();
    let id = stage.add(wanted).await;
    let of = |claims: Vec<Claim>| claims.into_iter().find(|claim| claim.integration_id == id);
    let done = of(stage.accept(&[after_call(tenant, 2)]).await.claims).unwrap();
    stage.settle(&done, delivered()).await;
    let lost = of(stage.accept(&[after_call(tenant, 3)]).await.claims).unwrap();
    stage.settle(&lost, failed(500)).await;
    let mut unwanted = after_call(tenant, 4);
    unwanted.facts.set("status", domain::Value::text("busy"));
    stage.accept(&[unwanted]).await;
    stage
        .accept(&[event(tenant, 5, "call-5", Moment::AfterRating)])
        .await;
    id
}

async fn a_backfill_sends_what_is_wanted_and_was_never_got(stage: Stage) {
    let id = gaps(&stage).await;
    let job_id = make(
        &stage,
        JobDefinition::Backfill {
            integration: id,
            from: NOW,
            to: NOW + 3_600_000,
        },
    )
    .await;
    turns(&stage.store, LATER, 1).await;
    let done = job(&stage, job_id).await;
    assert_eq!((done.total, done.done, done.skipped), (4, 2, 2));
    assert_eq!(done.state, JobState::Done);
    let rows = rows(&stage).await;
    let made = rows
        .iter()
        .filter(|row| row.integration_id == id && row.accepted_at > LATER);
    let made: BTreeSet<_> = made
        .map(|row| (row.call_id.as_str(), row.resend_of.is_some()))
        .collect();
    assert_eq!(made, BTreeSet::from([("call-1", false), ("call-3", true)]));
}

async fn a_live_moment_is_not_backfilled(stage: Stage) {
    let integration = stage.add(draft("Card", Moment::Answered)).await;
    let definition = JobDefinition::Backfill {
        integration,
        from: NOW,
        to: LATER,
    };
    let made = stage
        .scope()
        .create_job(&Actor::System, definition, LATER)
        .await;
    let Err(StoreError::Invalid(faults)) = made else {
        panic!("taken")
    };
    assert_eq!(faults[0].fault, Fault::LiveMoment);
}

/// A paused integration that holds three requests of two calls.
async fn held(stage: &Stage) -> IntegrationId {
    let id = stage.add(durable()).await;
    let scope = stage.scope();
    let paused = scope.set_enabled(&Actor::System, id, false, NOW);
    paused.await.unwrap();
    let tenant = stage.tenant.id;
    for (number, call) in [(1, "a"), (2, "b"), (3, "a")] {
        stage
            .accept(&[event(tenant, number, call, Moment::AfterCall)])
            .await;
    }
    id
}

/// The states of what was held, oldest first, once the job is over.
async fn released(stage: &Stage, integration: IntegrationId, keep: Kept) -> Vec<DeliveryState> {
    let id = make(stage, JobDefinition::Release { integration, keep }).await;
    let turn = stage.store.turn_jobs(LATER + 1_000).await.unwrap();
    assert_eq!(turn.enabled, [(stage.tenant.id, integration)]);
    assert_eq!(job(stage, id).await.state, JobState::Done);
    let row = stage.scope().get_integration(integration).await.unwrap();
    assert!(row.draft.enabled);
    let rows = rows(stage).await;
    rows.iter().rev().map(|row| row.state).collect()
}

async fn only_the_newest_of_each_call_is_kept(stage: Stage) {
    let id = held(&stage).await;
    let (off, waits) = (DeliveryState::Cancelled, DeliveryState::Scheduled);
    assert_eq!(
        released(&stage, id, Kept::Newest).await,
        [off, waits, waits]
    );
    // The one that stood behind the first of its call can go.
    assert_eq!(
        claim_due(&stage.store, WORKER, LATER + 2_000, ROOM)
            .await
            .len(),
        2
    );
}

async fn nothing_is_kept_where_nothing_is_wanted(stage: Stage) {
    let id = held(&stage).await;
    assert_eq!(
        released(&stage, id, Kept::None).await,
        [DeliveryState::Cancelled; 3]
    );
}

async fn what_a_worker_has_in_memory_is_called_off_once_it_cannot_be_under_way(stage: Stage) {
    let integration = stage.add(durable()).await;
    let sent = stage.claim(after_call(stage.tenant.id, 1)).await;
    let waits = stage.claim(after_call(stage.tenant.id, 2)).await;
    let scope = stage.scope();
    let paused = scope.set_enabled(&Actor::System, integration, false, NOW);
    paused.await.unwrap();
    let keep = Kept::None;
    let id = make(&stage, JobDefinition::Release { integration, keep }).await;
    turns(&stage.store, LATER, 1).await;
    let job_now = job(&stage, id).await;
    let counts = (job_now.state, job_now.total, job_now.done);
    assert_eq!(counts, (JobState::Running, 2, 0));
    // What was under way arrives and stays delivered.
    assert!(stage.settle(&sent, delivered()).await);
    turns(&stage.store, LATER + 600_000, 1).await;
    let job_now = job(&stage, id).await;
    assert_eq!((job_now.state, job_now.done), (JobState::Done, 1));
    assert!(!stage.store.stands(&waits).await.unwrap());
}

async fn what_is_switched_on_meanwhile_is_not_called_off(stage: Stage) {
    let integration = held(&stage).await;
    let keep = Kept::None;
    let id = make(&stage, JobDefinition::Release { integration, keep }).await;
    let scope = stage.scope();
    let on = scope.set_enabled(&Actor::System, integration, true, LATER);
    on.await.unwrap();
    turns(&stage.store, LATER, 1).await;
    assert_eq!(job(&stage, id).await.state, JobState::Stopped);
    assert!(rows(&stage).await.iter().all(|row| !row.state.is_final()));
    let again = JobDefinition::Release { integration, keep };
    let again = scope.create_job(&Actor::System, again, LATER).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
}

async fn another_tenants_job_is_not_found(stage: Stage) {
    let integration = held(&stage).await;
    let id = make(&stage, failures()).await;
    let other = stage
        .store
        .create_tenant(&Actor::System, crate::stage::new_tenant("Other"), NOW)
        .await
        .unwrap();
    let other = stage.store.tenant(other.id);
    assert!(matches!(other.get_job(id).await, Err(StoreError::NotFound)));
    let stop = other.set_job_state(&Actor::System, id, JobState::Stopped, LATER);
    assert!(matches!(stop.await, Err(StoreError::NotFound)));
    assert!(other.list_jobs(10).await.unwrap().is_empty());
    assert!(other.find_jobs(&[id]).await.unwrap().is_empty());
    let keep = Kept::None;
    let theirs = JobDefinition::Release { integration, keep };
    let made = other.create_job(&Actor::System, theirs, LATER).await;
    assert!(matches!(made, Err(StoreError::NotFound)));
}

async fn what_never_arrived_is_listed_until_it_does(stage: Stage) {
    let id = gaps(&stage).await;
    let scope = stage.scope();
    let missing = || scope.list_missing(id, (NOW, LATER), None);
    let found = missing().await.unwrap();
    assert_eq!(found.next, None);
    let rows: Vec<_> = found
        .items
        .iter()
        .map(|row| (row.call_id.as_str(), row.lost.is_some()))
        .collect();
    assert_eq!(rows, [("call-3", true), ("call-1", false)]);
    let backfill = JobDefinition::Backfill {
        integration: id,
        from: NOW,
        to: LATER,
    };
    make(&stage, backfill).await;
    turns(&stage.store, LATER, 1).await;
    assert!(missing().await.unwrap().items.is_empty());
    let before = scope.list_missing(id, (NOW - 1_000, NOW), None).await;
    assert!(before.unwrap().items.is_empty());
}

async fn what_never_arrived_comes_by_page(stage: Stage) {
    let events: Vec<CallEvent> = (1..=120)
        .map(|number| after_call(stage.tenant.id, number))
        .collect();
    stage.accept(&events).await;
    let id = stage.add(durable()).await;
    let scope = stage.scope();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = scope.list_missing(id, (NOW, LATER), after.as_deref());
        let page = page.await.unwrap();
        seen.extend(page.items.into_iter().map(|row| row.call_id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let all: Vec<String> = (1..=120)
        .rev()
        .map(|number| format!("call-{number}"))
        .collect();
    assert_eq!(seen, all);
}

async fn what_is_sent_again_is_counted_by_the_version_that_was_sent(stage: Stage) {
    let ids = lost(&stage, 2).await;
    let silent = stage.claim(after_call(stage.tenant.id, 3)).await;
    let mut ending = ended(DeliveryState::Unanswered, Cause::Timeout, None);
    if let Some(attempt) = &mut ending.attempt {
        attempt.version = 2;
    }
    assert!(stage.settle(&silent, ending).await);
    let (scope, all) = (stage.scope(), DeliveryFilter::default());
    let integration = rows(&stage).await[0].integration_id;
    let counted = |found: Vec<SentVersion>| -> Vec<(i32, i64, i64)> {
        assert!(found.iter().all(|one| one.integration_id == integration));
        let counts = found.iter();
        counts
            .map(|one| (one.version, one.count, one.unanswered))
            .collect()
    };
    let matching = Again::Matching(&all);
    let found = scope.count_sent_versions(matching, 10).await.unwrap();
    assert_eq!(counted(found), [(1, 2, 0), (2, 1, 1)]);
    let chosen = [ids[0], silent.id];
    let mut found = scope
        .count_sent_versions(Again::These(&chosen), 10)
        .await
        .unwrap();
    found.sort_by_key(|one| one.version);
    assert_eq!(counted(found), [(1, 1, 0), (2, 1, 1)]);
    let newest = scope.newest_sent_with(matching, integration, 1).await;
    assert_eq!(newest.unwrap(), ids.iter().max().copied());
    let newest = scope.newest_sent_with(Again::These(&chosen), integration, 1);
    assert_eq!(newest.await.unwrap(), Some(ids[0]));
    let none = scope.count_sent_versions(Again::These(&[]), 10).await;
    assert_eq!(none.unwrap(), []);
    let deleting = scope.delete_integration(&Actor::System, integration, NOW);
    deleting.await.unwrap();
    let none = scope.count_sent_versions(matching, 10).await;
    assert_eq!(none.unwrap(), []);
}

async fn a_job_that_ended_is_listed_for_90_days(stage: Stage) {
    lost(&stage, 1).await;
    let ended = make(&stage, failures()).await;
    turns(&stage.store, LATER, 1).await;
    let ended = job(&stage, ended).await;
    assert_eq!(ended.state, JobState::Done);
    let paused = make(&stage, failures()).await;
    let scope = stage.scope();
    let pause = scope.set_job_state(&Actor::System, paused, JobState::Paused, LATER);
    pause.await.unwrap();

    let listed = async || {
        let jobs = scope.list_jobs(10).await.unwrap();
        jobs.iter().map(|job| job.id).collect::<Vec<_>>()
    };
    let kept_until = ended.updated_at + JOB_KEPT_MS;
    stage.store.purge(kept_until).await.unwrap();
    assert_eq!(listed().await, [paused, ended.id]);
    let found = scope.find_jobs(&[ended.id, paused]).await.unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[&ended.id], ended.definition);
    stage.store.purge(kept_until + 1).await.unwrap();
    assert_eq!(listed().await, [paused]);
    let found = scope.find_jobs(&[ended.id, paused]).await.unwrap();
    assert_eq!(found.into_keys().collect::<Vec<_>>(), [paused]);
}
