//! Calls that stopped coming: told once, ended by the next one, and of one's own tenant alone.

use crate::stage::{NOW, Stage, both, new_tenant};
use domain::{
    KeyId, KeyScope, Role, SenderDraft, SenderId,
    silence::{HOUR_MS, WEEK_MS, WEEKS},
};
use store::{Actor, BroughtIn};

both! {
    calls_that_stopped_are_told_once_to_those_who_can_do_something,
    a_silence_is_told_with_what_usually_comes_and_to_its_tenant_alone,
    the_next_call_ends_a_silence_and_another_one_is_told_again,
    a_revoked_key_is_not_waited_for,
    hours_are_counted_together_and_let_go_of,
}

/// The beginning of an hour.
const HOUR: i64 = NOW - NOW % HOUR_MS;

async fn key(stage: &Stage) -> KeyId {
    let draft = SenderDraft::read("Office", "").unwrap();
    let scope = stage.scope();
    let made = scope.create_key(&Actor::System, draft, KeyScope::Ingest, NOW);
    made.await.unwrap().0
}

fn brought(stage: &Stage, key: KeyId, hour_at: i64) -> BroughtIn {
    BroughtIn {
        tenant_id: stage.tenant.id,
        sender_id: key.0,
        hour_at,
        events: 8,
    }
}

/// Four weeks in which something came in every hour, up to `HOUR`.
async fn four_weeks(stage: &Stage, key: KeyId) {
    let hours =
        (1..=WEEKS * WEEK_MS / HOUR_MS).map(|hour| brought(stage, key, HOUR - hour * HOUR_MS));
    let hours: Vec<BroughtIn> = hours.collect();
    stage.store.note_incoming(&[], &hours).await.unwrap();
}

async fn mails(stage: &Stage) -> usize {
    stage.store.list_mail(None, 50).await.unwrap().items.len()
}

async fn calls_that_stopped_are_told_once_to_those_who_can_do_something(stage: Stage) {
    let scope = stage.scope();
    for (name, role) in [
        ("o", Role::Owner),
        ("m", Role::Manager),
        ("v", Role::Viewer),
    ] {
        let email = format!("{name}@example.com");
        let making = scope.create_member(&Actor::System, &email, role, None, NOW);
        making.await.unwrap();
    }
    let key = key(&stage).await;
    four_weeks(&stage, key).await;
    stage
        .store
        .watch_silences(HOUR + 3 * HOUR_MS - 1, |_, _| true)
        .await
        .unwrap();
    assert_eq!(mails(&stage).await, 0);
    for now in [3, 4, 30] {
        stage
            .store
            .watch_silences(HOUR + now * HOUR_MS, |_, _| true)
            .await
            .unwrap();
    }
    assert_eq!(mails(&stage).await, 2);
}

async fn a_silence_is_told_with_what_usually_comes_and_to_its_tenant_alone(stage: Stage) {
    let key = key(&stage).await;
    four_weeks(&stage, key).await;
    let now = HOUR + 3 * HOUR_MS;
    stage.store.watch_silences(now, |_, _| true).await.unwrap();
    let silences = stage.scope().list_silences(now).await.unwrap();
    assert_eq!(silences.len(), 1);
    assert_eq!(silences[0].sender, SenderId::Key(key));
    let silence = silences[0].silence;
    assert_eq!((silence.since, silence.usual_events), (HOUR, 24));
    let name = stage.scope().sender_name(silences[0].sender).await;
    assert_eq!(name.unwrap(), "Office");
    let making = stage
        .store
        .create_tenant(&Actor::System, new_tenant("Other"), NOW);
    let other = stage.store.tenant(making.await.unwrap().id);
    assert_eq!(other.list_silences(now).await.unwrap(), []);
}

async fn the_next_call_ends_a_silence_and_another_one_is_told_again(stage: Stage) {
    let owner = stage.scope();
    let making = owner.create_member(&Actor::System, "o@example.com", Role::Owner, None, NOW);
    making.await.unwrap();
    let key = key(&stage).await;
    four_weeks(&stage, key).await;
    stage
        .store
        .watch_silences(HOUR + 3 * HOUR_MS, |_, _| true)
        .await
        .unwrap();
    let next = [brought(&stage, key, HOUR + 3 * HOUR_MS)];
    stage.store.note_incoming(&[], &next).await.unwrap();
    assert_eq!(owner.list_silences(HOUR + 4 * HOUR_MS).await.unwrap(), []);
    stage
        .store
        .watch_silences(HOUR + 6 * HOUR_MS, |_, _| true)
        .await
        .unwrap();
    assert_eq!(mails(&stage).await, 1);
    stage
        .store
        .watch_silences(HOUR + 7 * HOUR_MS, |_, _| true)
        .await
        .unwrap();
    assert_eq!(mails(&stage).await, 2);
}

async fn a_revoked_key_is_not_waited_for(stage: Stage) {
    let scope = stage.scope();
    let (one, other) = (key(&stage).await, key(&stage).await);
    for key in [one, other] {
        four_weeks(&stage, key).await;
    }
    scope.revoke_key(&Actor::System, one, NOW).await.unwrap();
    let now = HOUR + 3 * HOUR_MS;
    stage.store.watch_silences(now, |_, _| true).await.unwrap();
    assert_eq!(scope.list_silences(now).await.unwrap().len(), 1);
    scope.revoke_key(&Actor::System, other, now).await.unwrap();
    assert_eq!(scope.list_silences(now).await.unwrap(), []);
}

async fn hours_are_counted_together_and_let_go_of(stage: Stage) {
    let key = key(&stage).await;
    four_weeks(&stage, key).await;
    four_weeks(&stage, key).await;
    let now = HOUR + 3 * HOUR_MS;
    stage.store.watch_silences(now, |_, _| true).await.unwrap();
    let silences = stage.scope().list_silences(now).await.unwrap();
    assert_eq!(silences[0].silence.usual_events, 48);
    stage.store.purge(now + 10 * WEEK_MS).await.unwrap();
    let next = [brought(&stage, key, now)];
    stage.store.note_incoming(&[], &next).await.unwrap();
    // Nothing is known of the weeks before any more.
    stage
        .store
        .watch_silences(now + 5 * HOUR_MS, |_, _| true)
        .await
        .unwrap();
    assert_eq!(stage.scope().list_silences(now).await.unwrap(), []);
}
