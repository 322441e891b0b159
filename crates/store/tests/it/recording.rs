//! Recordings that come late, as the log and those who send again see them.

use crate::{
    sample::{delivered, draft, durable, event},
    stage::{NOW, Stage, WORKER, both, claim_due},
};
use domain::{
    AddressPolicy, CallEvent, DraftSecrets, IntegrationDraft, IntegrationId, JobState, Moment,
    Value,
};
use store::{Actor, JobDefinition};

both! {
    the_log_says_that_a_delivery_waits_for_its_recording,
    what_is_sent_again_carries_the_recording_that_came_since,
    a_period_is_sent_with_the_recordings_that_came_since,
    an_integration_that_waits_no_more_lets_go_of_what_waits,
}

const OUT: i64 = NOW + 1 + 10 * 60_000;
const URL: &str = "https://rec.example/1.mp3";

fn waiting() -> IntegrationDraft {
    IntegrationDraft {
        recording_wait_minutes: Some(10),
        ..durable()
    }
}

fn ended(stage: &Stage) -> CallEvent {
    event(stage.tenant.id, 1, "call-1", Moment::AfterCall)
}

fn recorded(stage: &Stage) -> CallEvent {
    let mut recorded = event(stage.tenant.id, 2, "call-1", Moment::CallUpdated);
    recorded.facts.set("recording_url", Value::text(URL));
    recorded
}

async fn the_log_says_that_a_delivery_waits_for_its_recording(stage: Stage) {
    stage.add(waiting()).await;
    stage.accept(&[ended(&stage)]).await;
    let filter = store::DeliveryFilter::default();
    let scope = stage.scope();
    let listed = || async { scope.list_deliveries(&filter, None, 9).await.unwrap() };
    let row = listed().await.items.remove(0);
    assert!(row.awaits_recording);
    assert_eq!(row.next_try_at, Some(OUT));
    stage.accept(&[recorded(&stage)]).await;
    let row = listed().await.items.remove(0);
    assert!(!row.awaits_recording);
    assert_eq!(row.next_try_at, Some(NOW + 2));
    let due = claim_due(&stage.store, WORKER, NOW + 2, 9).await;
    assert!(stage.settle(&due[0], delivered()).await);
    let detail = stage.scope().get_delivery(row.id).await.unwrap();
    assert!(!detail.row.awaits_recording);
    assert_eq!(detail.progress.taken.text("recording_url"), Some(URL));
}

async fn what_is_sent_again_carries_the_recording_that_came_since(stage: Stage) {
    stage.add(waiting()).await;
    stage.accept(&[ended(&stage)]).await;
    let first = claim_due(&stage.store, WORKER, OUT, 9).await.remove(0);
    assert!(!first.progress.taken.is_known("recording_url"));
    assert!(stage.settle(&first, delivered()).await);
    stage.accept(&[recorded(&stage)]).await;
    let again = stage
        .scope()
        .send_again(&Actor::System, first.id, OUT)
        .await;
    let due = claim_due(&stage.store, WORKER, OUT, 9).await;
    assert_eq!(due[0].id, again.unwrap());
    assert_eq!(due[0].progress.taken.text("recording_url"), Some(URL));
}

async fn a_period_is_sent_with_the_recordings_that_came_since(stage: Stage) {
    stage.accept(&[ended(&stage), recorded(&stage)]).await;
    let integration = stage.add(waiting()).await;
    let definition = JobDefinition::Backfill {
        integration,
        from: NOW,
        to: NOW + 1_000,
    };
    let scope = stage.scope();
    let made = scope.create_job(&Actor::System, definition, OUT).await;
    let job = made.unwrap();
    stage.store.turn_jobs(OUT + 10_000).await.unwrap();
    assert_eq!(scope.get_job(job).await.unwrap().state, JobState::Done);
    let due = claim_due(&stage.store, WORKER, OUT + 10_000, 9).await;
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].progress.taken.text("recording_url"), Some(URL));
}

async fn an_integration_that_waits_no_more_lets_go_of_what_waits(stage: Stage) {
    let id = stage.add(waiting()).await;
    stage.accept(&[ended(&stage)]).await;
    change(&stage, id, draft("Other", Moment::AfterCall)).await;
    let due = claim_due(&stage.store, WORKER, NOW + 5, 9).await;
    assert_eq!(due.len(), 1);
}

async fn change(stage: &Stage, id: IntegrationId, draft: IntegrationDraft) {
    let (secrets, policy) = (DraftSecrets::default(), AddressPolicy::default());
    let scope = stage.scope();
    let changed =
        scope.update_integration(&Actor::System, id, None, draft, secrets, &policy, NOW + 5);
    changed.await.unwrap();
}
