//! What failed more than once is sent again as one: the receiver gets each event once.

use crate::{
    jobs::{failures, job, lost, make, repeated, turns},
    sample::failed,
    stage::{NOW, ROOM, Stage, WORKER, both, claim_due},
};
use domain::{DeliveryId, DeliveryState, JobState};
use sea_orm::ConnectionTrait;
use store::{Actor, DeliveryFilter, JobDefinition, StateFilter, StoreError};

both! {
    what_failed_twice_is_sent_once_though_a_job_meets_it_twice,
    of_what_is_chosen_the_newest_of_each_event_goes,
    what_has_no_event_any_more_is_not_sent_again,
}

/// When jobs are made: after everything was accepted.
const LATER: i64 = NOW + 60_000;

/// So many calls whose delivery failed; the first was sent again, and failed again.
async fn failed_twice(stage: &Stage, count: u64) -> (Vec<DeliveryId>, DeliveryId) {
    let ids = lost(stage, count).await;
    let scope = stage.scope();
    let again = scope.send_again(&Actor::System, ids[0], NOW + 5_000);
    let again = again.await.unwrap();
    fail_all(stage, NOW + 5_000).await;
    (ids, again)
}

/// Fails whatever is due; how many that were.
async fn fail_all(stage: &Stage, now: i64) -> usize {
    let claims = claim_due(&stage.store, WORKER, now, ROOM).await;
    for claim in &claims {
        assert!(stage.settle(claim, failed(500)).await);
    }
    claims.len()
}

async fn what_failed_twice_is_sent_once_though_a_job_meets_it_twice(stage: Stage) {
    // As many as a turn looks at: the repetition is left to the next one.
    failed_twice(&stage, 200).await;
    let scope = stage.scope();
    let failures = JobDefinition::SendAgain {
        filter: DeliveryFilter {
            state: Some(StateFilter::State(DeliveryState::Failed)),
            ..DeliveryFilter::default()
        },
    };
    let id = scope
        .create_job(&Actor::System, failures, LATER)
        .await
        .unwrap();
    stage.store.turn_jobs(LATER + 1_000).await.unwrap();
    let first = scope.get_job(id).await.unwrap();
    assert_eq!((first.total, first.done), (201, 200));
    // Even what failed again by then is not sent twice by one job.
    assert_eq!(fail_all(&stage, LATER + 1_000).await, 200);
    stage.store.turn_jobs(LATER + 2_000).await.unwrap();
    let done = scope.get_job(id).await.unwrap();
    assert_eq!(
        (done.state, done.done, done.skipped),
        (JobState::Done, 200, 1)
    );
    assert_eq!(fail_all(&stage, LATER + 2_000).await, 0);
}

async fn of_what_is_chosen_the_newest_of_each_event_goes(stage: Stage) {
    let (ids, again) = failed_twice(&stage, 3).await;
    let scope = stage.scope();
    let chosen = [ids[2], ids[0], again, ids[1]];
    let sent = scope.one_of_each_event(&chosen).await.unwrap();
    assert_eq!(sent, [ids[2], again, ids[1]]);
    // What is not known is left for whoever sends it to refuse.
    let new = crate::stage::new_tenant("Other");
    let other = stage.store.create_tenant(&Actor::System, new, NOW).await;
    let other = stage.store.tenant(other.unwrap().id);
    assert_eq!(other.one_of_each_event(&chosen).await.unwrap(), chosen);
    assert!(scope.one_of_each_event(&[]).await.unwrap().is_empty());
}

async fn what_has_no_event_any_more_is_not_sent_again(stage: Stage) {
    let ids = lost(&stage, 3).await;
    let gone = "DELETE FROM event WHERE event_id = 'event-2'";
    stage.store.writer().execute_unprepared(gone).await.unwrap();
    let scope = stage.scope();
    let refused = scope.send_again(&Actor::System, ids[1], LATER);
    assert!(matches!(refused.await, Err(StoreError::NotFound)));
    let id = make(&stage, failures()).await;
    assert_eq!(job(&stage, id).await.total, 2);
    turns(&stage.store, LATER, 1).await;
    assert_eq!(repeated(&stage).await, [ids[0], ids[2]]);
}
