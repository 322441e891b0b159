//! Calls that stopped coming: told once, ended by the next one, and of one's own tenant alone.

use crate::stage::{NOW, Stage, both, new_tenant};
use domain::{
    Adapter, KeyId, KeyScope, Role, SenderDraft, SenderId, Tenant, Time, WorkingHours,
    notice::Notice,
    silence::{HOUR_MS, WEEK_MS, WEEKS},
};
use store::{
    Actor, BroughtIn, MailArguments,
    mail_argument::{SENDER, SINCE, UNTIL},
};

both! {
    calls_that_stopped_are_told_once_to_those_who_can_do_something,
    a_silence_is_told_with_what_usually_comes_and_to_its_tenant_alone,
    the_next_call_ends_a_silence_and_another_one_is_told_again,
    the_end_of_a_silence_is_told_once_with_its_time,
    a_silence_stands_until_calls_come_again,
    a_long_holiday_ends_no_waiting_for_calls,
    a_closure_of_months_ends_no_waiting_for_calls,
    who_gave_up_telephony_is_told_once,
    a_revoked_key_is_not_waited_for,
    a_deleted_platform_is_not_waited_for,
    hours_are_counted_together_and_let_go_of,
    nobody_waits_for_calls_on_a_holiday_of_the_companys_own_calendar,
}

/// The beginning of an hour.
const HOUR: i64 = NOW - NOW % HOUR_MS;

/// A company that lives by UTC.
const fn clock(_: &Tenant, at_ms: i64) -> Time {
    Time { at_ms, offset_s: 0 }
}

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
    note(stage, &hours, HOUR).await;
}

async fn note(stage: &Stage, brought: &[BroughtIn], now: i64) {
    stage.store.note_incoming(&[], brought, now).await.unwrap();
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
        .watch_silences(HOUR + 3 * HOUR_MS - 1, clock)
        .await
        .unwrap();
    assert_eq!(mails(&stage).await, 0);
    for now in [3, 4, 30] {
        stage
            .store
            .watch_silences(HOUR + now * HOUR_MS, clock)
            .await
            .unwrap();
    }
    assert_eq!(mails(&stage).await, 2);
}

async fn a_silence_is_told_with_what_usually_comes_and_to_its_tenant_alone(stage: Stage) {
    let key = key(&stage).await;
    four_weeks(&stage, key).await;
    let now = HOUR + 3 * HOUR_MS;
    stage.store.watch_silences(now, clock).await.unwrap();
    let silences = stage.scope().list_silences().await.unwrap();
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
    assert_eq!(other.list_silences().await.unwrap(), []);
}

async fn the_next_call_ends_a_silence_and_another_one_is_told_again(stage: Stage) {
    let owner = stage.scope();
    let making = owner.create_member(&Actor::System, "o@example.com", Role::Owner, None, NOW);
    making.await.unwrap();
    let key = key(&stage).await;
    four_weeks(&stage, key).await;
    stage
        .store
        .watch_silences(HOUR + 3 * HOUR_MS, clock)
        .await
        .unwrap();
    let next = [brought(&stage, key, HOUR + 3 * HOUR_MS)];
    for _ in 0..2 {
        note(&stage, &next, HOUR + 4 * HOUR_MS).await;
    }
    assert_eq!(owner.list_silences().await.unwrap(), []);
    stage
        .store
        .watch_silences(HOUR + 6 * HOUR_MS, clock)
        .await
        .unwrap();
    assert_eq!(mails(&stage).await, 2);
    stage
        .store
        .watch_silences(HOUR + 7 * HOUR_MS, clock)
        .await
        .unwrap();
    assert_eq!(mails(&stage).await, 3);
}

async fn the_end_of_a_silence_is_told_once_with_its_time(stage: Stage) {
    let scope = stage.scope();
    for (email, role) in [
        ("o@example.com", Role::Owner),
        ("v@example.com", Role::Viewer),
    ] {
        let making = scope.create_member(&Actor::System, email, role, None, NOW);
        making.await.unwrap();
    }
    let (silent, other) = (key(&stage).await, key(&stage).await);
    four_weeks(&stage, silent).await;
    let found_at = HOUR + 3 * HOUR_MS;
    stage.store.watch_silences(found_at, clock).await.unwrap();
    // What another key brings ends nothing.
    note(&stage, &[brought(&stage, other, found_at)], found_at).await;
    assert_eq!(mails(&stage).await, 1);
    let until = found_at + HOUR_MS / 2;
    note(&stage, &[brought(&stage, silent, found_at)], until).await;
    note(&stage, &[brought(&stage, silent, found_at)], until + 1).await;
    let mails = stage.store.list_mail(None, 50).await.unwrap().items;
    assert_eq!(mails.len(), 2);
    let (resumed, stopped) = (&mails[0], &mails[1]);
    assert_eq!(stopped.notice, Notice::CallsStopped);
    assert_eq!(resumed.notice, Notice::CallsResumed);
    assert_eq!(resumed.recipient, "o@example.com");
    let told = [
        (SENDER, SenderId::Key(silent).to_string()),
        (SINCE, HOUR.to_string()),
        (UNTIL, until.to_string()),
    ];
    let told = told.map(|(name, value)| (name.to_owned(), value));
    assert_eq!(resumed.arguments, MailArguments::from(told));
}

async fn a_silence_stands_until_calls_come_again(stage: Stage) {
    let scope = stage.scope();
    let key = key(&stage).await;
    four_weeks(&stage, key).await;
    let found_at = HOUR + 3 * HOUR_MS;
    for weeks in [0, 1, 3, 30] {
        let now = found_at + weeks * WEEK_MS;
        stage.store.watch_silences(now, clock).await.unwrap();
        stage.store.purge(now).await.unwrap();
        assert_eq!(scope.list_silences().await.unwrap().len(), 1, "{weeks}");
    }
    let now = found_at + 30 * WEEK_MS;
    note(&stage, &[brought(&stage, key, now)], now).await;
    assert_eq!(scope.list_silences().await.unwrap(), []);
}

async fn a_long_holiday_ends_no_waiting_for_calls(stage: Stage) {
    waited_for_after(&stage, 13).await;
}

async fn a_closure_of_months_ends_no_waiting_for_calls(stage: Stage) {
    waited_for_after(&stage, 70).await;
}

/// A company that works around the clock, but for so many days from that on which the calls stop.
async fn waited_for_after(stage: &Stage, closed_days: usize) {
    let key = key(stage).await;
    four_weeks(stage, key).await;
    let months = [(5, 28..=31), (6, 1..=30), (7, 1..=31), (8, 1..=31)];
    let days = months.into_iter().flat_map(|(month, days)| {
        let day = move |day| format!("2026-{month:02}-{day:02}");
        days.map(day)
    });
    let days: Vec<String> = days.take(closed_days).collect();
    let midnight = vec!["00:00".to_owned(); 7];
    let hours = WorkingHours::read(&midnight, &midnight, &days.join(" ")).unwrap();
    let scope = stage.scope();
    let set = scope.set_hours(&Actor::System, hours.as_ref(), NOW);
    set.await.unwrap();
    // The calls stop at 20 o'clock by UTC, on the first of these days.
    let later = i64::try_from(closed_days - 1).unwrap();
    let back = HOUR + (4 + later * 24) * HOUR_MS;
    for (now, found) in [
        (back + 3 * HOUR_MS - 1, None),
        (back + 3 * HOUR_MS, Some((3, 24))),
    ] {
        stage.store.purge(now).await.unwrap();
        stage.store.watch_silences(now, clock).await.unwrap();
        let silences = scope.list_silences().await.unwrap();
        let told = silences.first().map(|row| row.silence);
        let told = told.map(|it| (it.usual_hours, it.usual_events));
        assert_eq!(told, found, "{now}");
    }
}

async fn who_gave_up_telephony_is_told_once(stage: Stage) {
    let scope = stage.scope();
    let making = scope.create_member(&Actor::System, "o@example.com", Role::Owner, None, NOW);
    making.await.unwrap();
    let (told, unseen) = (key(&stage).await, key(&stage).await);
    four_weeks(&stage, told).await;
    // Nobody looked while the other one fell silent, as where the service stood still.
    let hours = (1..=WEEKS * WEEK_MS / HOUR_MS).map(|hour| HOUR - 7 * WEEK_MS - hour * HOUR_MS);
    let hours: Vec<BroughtIn> = hours.map(|at| brought(&stage, unseen, at)).collect();
    note(&stage, &hours, HOUR).await;
    for week in 0..60 {
        let now = HOUR + 3 * HOUR_MS + week * WEEK_MS;
        stage.store.watch_silences(now, clock).await.unwrap();
        assert_eq!(mails(&stage).await, 1, "{week}");
    }
    let silences = scope.list_silences().await.unwrap();
    let senders: Vec<SenderId> = silences.iter().map(|row| row.sender).collect();
    assert_eq!(senders, [SenderId::Key(told)]);
}

async fn a_revoked_key_is_not_waited_for(stage: Stage) {
    let scope = stage.scope();
    let (one, other) = (key(&stage).await, key(&stage).await);
    for key in [one, other] {
        four_weeks(&stage, key).await;
    }
    scope.revoke_key(&Actor::System, one, NOW).await.unwrap();
    let now = HOUR + 3 * HOUR_MS;
    stage.store.watch_silences(now, clock).await.unwrap();
    assert_eq!(scope.list_silences().await.unwrap().len(), 1);
    scope.revoke_key(&Actor::System, other, now).await.unwrap();
    assert_eq!(scope.list_silences().await.unwrap(), []);
}

async fn a_deleted_platform_is_not_waited_for(stage: Stage) {
    let (scope, actor) = (stage.scope(), &Actor::System);
    let draft = SenderDraft::default();
    let made = scope.create_source(actor, draft, Adapter::Zadarma, "sesame", NOW);
    let source = made.await.unwrap();
    // Hours are counted alike for keys and platforms.
    four_weeks(&stage, KeyId(source.0)).await;
    let now = HOUR + 3 * HOUR_MS;
    stage.store.watch_silences(now, clock).await.unwrap();
    let silences = scope.list_silences().await.unwrap();
    assert_eq!(silences[0].sender, SenderId::Source(source));
    scope.delete_source(actor, source, now).await.unwrap();
    stage.store.watch_silences(now, clock).await.unwrap();
    assert_eq!(scope.list_silences().await.unwrap(), []);
}

async fn hours_are_counted_together_and_let_go_of(stage: Stage) {
    let key = key(&stage).await;
    four_weeks(&stage, key).await;
    four_weeks(&stage, key).await;
    let now = HOUR + 3 * HOUR_MS;
    stage.store.watch_silences(now, clock).await.unwrap();
    let silences = stage.scope().list_silences().await.unwrap();
    assert_eq!(silences[0].silence.usual_events, 48);
    stage.store.purge(now + 35 * WEEK_MS).await.unwrap();
    note(&stage, &[brought(&stage, key, now)], now).await;
    // Nothing is known of the weeks before any more.
    stage
        .store
        .watch_silences(now + 5 * HOUR_MS, clock)
        .await
        .unwrap();
    assert_eq!(stage.scope().list_silences().await.unwrap(), []);
}

async fn nobody_waits_for_calls_on_a_holiday_of_the_companys_own_calendar(stage: Stage) {
    let key = key(&stage).await;
    four_weeks(&stage, key).await;
    // Around the clock, but for the day on which the calls stop: the 28th of May, 20 o'clock by UTC.
    let midnight = vec!["00:00".to_owned(); 7];
    let hours = WorkingHours::read(&midnight, &midnight, "2026-05-28").unwrap();
    let scope = stage.scope();
    let set = scope.set_hours(&Actor::System, hours.as_ref(), NOW);
    set.await.unwrap();
    let now = HOUR + 5 * HOUR_MS;
    // Where the clock is two hours before UTC, the day has ended two hours after the last call.
    for (offset_s, found) in [(0, None), (2 * 3_600, Some(3))] {
        let clock = move |_: &Tenant, at_ms| Time { at_ms, offset_s };
        stage.store.watch_silences(now, clock).await.unwrap();
        let silences = scope.list_silences().await.unwrap();
        let told = silences.first().map(|row| row.silence.usual_hours);
        assert_eq!(told, found, "{offset_s}");
    }
}
