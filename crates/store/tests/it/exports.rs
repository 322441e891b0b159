//! Exports of the log: their rows, their limit, and what becomes of them.

use crate::{
    sample::{after_call, durable},
    stage::{NOW, Stage, both, new_tenant},
};
use domain::{DeliveryState, ExportFormat, ExportId, ExportState, Role};
use store::{
    Actor, DeliveryFilter, EXPORT_ALIVE_MS, EXPORTS_AT_ONCE, ExportRow, JOB_KEPT_MS, NewExport,
    StateFilter, StoreError,
};

both! {
    an_export_is_a_row_that_follows_its_writer,
    what_is_too_much_is_not_counted_before_an_export_begins,
    a_full_file_is_cut_and_takes_no_place,
    the_audit_log_says_what_was_exported_without_numbers,
    so_many_are_written_at_once_over_all_processes,
    a_stopped_export_does_not_go_on_and_stays_stopped,
    an_export_that_nobody_notes_is_broken_off,
    exports_come_by_page_and_are_found_by_their_mark,
    another_tenants_export_is_not_found,
    an_erased_number_takes_the_exports_that_name_it,
    an_export_is_listed_for_90_days,
    a_query_has_an_end,
}

async fn owner(stage: &Stage) -> Actor {
    let scope = stage.scope();
    let made = scope.create_member(&Actor::System, "a@example.com", Role::Owner, None, NOW);
    Actor::Member(made.await.unwrap())
}

fn new<'a>(query: &'a str, filter: &'a DeliveryFilter) -> NewExport<'a> {
    NewExport {
        mark: "1",
        format: ExportFormat::Csv,
        query,
        period: None,
        filter,
        counted_max: 1_000,
    }
}

async fn begin(stage: &Stage, query: &str, now: i64) -> Option<ExportId> {
    let (scope, all) = (stage.scope(), DeliveryFilter::default());
    let new = new(query, &all);
    let begun = scope.begin_export(&Actor::System, &new, now);
    begun.await.unwrap()
}

async fn note(stage: &Stage, id: ExportId, state: ExportState, rows: i64, now: i64) -> bool {
    let scope = stage.scope();
    scope.note_export(id, state, rows, now).await.unwrap()
}

async fn row(stage: &Stage, id: ExportId, now: i64) -> ExportRow {
    stage.scope().get_export(id, now).await.unwrap()
}

async fn an_export_is_a_row_that_follows_its_writer(stage: Stage) {
    stage.add(durable()).await;
    stage.claim(after_call(stage.tenant.id, 1)).await;
    let (scope, actor) = (stage.scope(), owner(&stage).await);
    let all = DeliveryFilter::default();
    let new = new("period=day", &all);
    let begun = scope.begin_export(&actor, &new, NOW);
    let id = begun.await.unwrap().unwrap();
    let begun = row(&stage, id, NOW).await;
    assert_eq!((begun.rows, begun.total), (0, Some(1)));
    assert_eq!(
        (begun.query.as_str(), begun.author),
        ("period=day", actor.to_string())
    );
    assert!(note(&stage, id, ExportState::Running, 1, NOW + 1).await);
    let running = row(&stage, id, NOW + 1).await;
    assert_eq!((running.rows, running.state), (1, ExportState::Running));
    assert!(note(&stage, id, ExportState::Whole, 1, NOW + 2).await);
    assert_eq!(row(&stage, id, NOW + 2).await.state, ExportState::Whole);
    // What is over stays as it is, however long ago it was.
    assert!(!note(&stage, id, ExportState::BrokenOff, 0, NOW + 3).await);
    let later = NOW + 10 * EXPORT_ALIVE_MS;
    assert_eq!(row(&stage, id, later).await.state, ExportState::Whole);
}

async fn what_is_too_much_is_not_counted_before_an_export_begins(stage: Stage) {
    stage.add(durable()).await;
    for call in [1, 2] {
        stage.claim(after_call(stage.tenant.id, call)).await;
    }
    let (scope, all) = (stage.scope(), DeliveryFilter::default());
    for (counted_max, total) in [(2, Some(2)), (1, None), (i64::MAX, Some(2))] {
        let new = NewExport {
            counted_max,
            ..new("", &all)
        };
        let begun = scope.begin_export(&Actor::System, &new, NOW);
        let id = begun.await.unwrap().unwrap();
        assert_eq!(row(&stage, id, NOW).await.total, total, "{counted_max}");
    }
}

async fn a_full_file_is_cut_and_takes_no_place(stage: Stage) {
    let mut ids = Vec::new();
    for _ in 0..EXPORTS_AT_ONCE {
        ids.push(begin(&stage, "", NOW).await.unwrap());
    }
    assert!(note(&stage, ids[0], ExportState::Cut, 7, NOW + 1).await);
    let cut = row(&stage, ids[0], NOW + 10 * EXPORT_ALIVE_MS).await;
    assert_eq!((cut.state, cut.rows), (ExportState::Cut, 7));
    assert!(!note(&stage, ids[0], ExportState::Whole, 7, NOW + 2).await);
    assert!(begin(&stage, "", NOW + 2).await.is_some());
}

async fn the_audit_log_says_what_was_exported_without_numbers(stage: Stage) {
    let (scope, actor) = (stage.scope(), owner(&stage).await);
    let filter = DeliveryFilter {
        state: Some(StateFilter::State(DeliveryState::Failed)),
        code: Some(501_112_233),
        phone: Some("+380501112233".to_owned()),
        ..DeliveryFilter::default()
    };
    let new = NewExport {
        period: Some("day"),
        ..new("q=%2B380501112233&state=failed&period=day", &filter)
    };
    let id = scope
        .begin_export(&actor, &new, NOW)
        .await
        .unwrap()
        .unwrap();
    let noted = scope.list_audit(1).await.unwrap().remove(0);
    assert_eq!(
        (noted.action.as_str(), noted.actor),
        ("export.begin", actor.to_string())
    );
    assert_eq!(noted.subject, id.to_string());
    let told = "csv state=failed period=day q=hidden";
    assert_eq!(noted.detail.as_deref(), Some(told));
}

async fn so_many_are_written_at_once_over_all_processes(stage: Stage) {
    let scope = stage.scope();
    let mut ids = Vec::new();
    for _ in 0..EXPORTS_AT_ONCE {
        assert_eq!(scope.exports_in_the_way(NOW).await.unwrap(), None);
        ids.push(begin(&stage, "", NOW).await.unwrap());
    }
    let in_the_way = scope.exports_in_the_way(NOW + 1).await.unwrap();
    assert_eq!(in_the_way, Some(EXPORTS_AT_ONCE));
    assert_eq!(begin(&stage, "", NOW + 1).await, None);
    let noted = scope.list_audit(10).await.unwrap();
    let begun = noted.iter().filter(|row| row.action == "export.begin");
    assert_eq!(
        begun.count(),
        ids.len(),
        "what does not begin is not written down"
    );
    assert!(note(&stage, ids[0], ExportState::Whole, 0, NOW + 1).await);
    assert!(begin(&stage, "", NOW + 1).await.is_some());
    assert_eq!(begin(&stage, "", NOW + 1).await, None);
    // Those of a process that died take no place.
    assert!(begin(&stage, "", NOW + 1 + EXPORT_ALIVE_MS).await.is_some());
}

async fn a_stopped_export_does_not_go_on_and_stays_stopped(stage: Stage) {
    let (scope, actor) = (stage.scope(), owner(&stage).await);
    let id = begin(&stage, "", NOW).await.unwrap();
    assert!(note(&stage, id, ExportState::Running, 5, NOW + 1).await);
    scope.stop_export(&actor, id, NOW + 2).await.unwrap();
    assert!(!note(&stage, id, ExportState::Running, 9, NOW + 3).await);
    assert!(!note(&stage, id, ExportState::BrokenOff, 9, NOW + 3).await);
    let stopped = row(&stage, id, NOW + 3).await;
    assert_eq!((stopped.state, stopped.rows), (ExportState::Stopped, 5));
    let noted = scope.list_audit(1).await.unwrap().remove(0);
    assert_eq!(
        (noted.action.as_str(), noted.subject),
        ("export.stop", id.to_string())
    );
    // Once is enough.
    scope.stop_export(&actor, id, NOW + 4).await.unwrap();
    assert_eq!(scope.list_audit(1).await.unwrap()[0].id, noted.id);
}

async fn an_export_that_nobody_notes_is_broken_off(stage: Stage) {
    let id = begin(&stage, "", NOW).await.unwrap();
    let last = NOW + EXPORT_ALIVE_MS - 1;
    assert_eq!(row(&stage, id, last).await.state, ExportState::Running);
    let broken = row(&stage, id, last + 1).await;
    assert_eq!(broken.state, ExportState::BrokenOff);
    // Its process was away and is back.
    assert!(note(&stage, id, ExportState::Running, 1, last + 2).await);
    assert_eq!(row(&stage, id, last + 2).await.state, ExportState::Running);
}

async fn exports_come_by_page_and_are_found_by_their_mark(stage: Stage) {
    let scope = stage.scope();
    let first = begin(&stage, "a", NOW).await.unwrap();
    let second = begin(&stage, "b", NOW + 1).await.unwrap();
    let page = scope.list_exports(None, 1, NOW + 1).await.unwrap();
    assert_eq!(page.items[0].id, second);
    let next = page.next.unwrap();
    let older = scope.list_exports(Some(&next), 1, NOW + 1).await.unwrap();
    assert_eq!((older.items[0].id, older.next), (first, None));
    let wrong = scope.list_exports(Some("?"), 1, NOW).await;
    assert!(matches!(wrong, Err(StoreError::NotFound)));
    let found = scope.find_export("1", NOW + 1).await.unwrap();
    assert_eq!(found.map(|row| row.id), Some(second));
    assert_eq!(scope.find_export("2", NOW + 1).await.unwrap(), None);
}

async fn another_tenants_export_is_not_found(stage: Stage) {
    let id = begin(&stage, "", NOW).await.unwrap();
    let other = stage
        .store
        .create_tenant(&Actor::System, new_tenant("Other"), NOW)
        .await
        .unwrap();
    let other = stage.store.tenant(other.id);
    let got = other.get_export(id, NOW).await;
    assert!(matches!(got, Err(StoreError::NotFound)));
    let stopped = other.stop_export(&Actor::System, id, NOW).await;
    assert!(matches!(stopped, Err(StoreError::NotFound)));
    let noted = other.note_export(id, ExportState::Stopped, 0, NOW).await;
    assert!(!noted.unwrap());
    assert_eq!(other.find_export("1", NOW).await.unwrap(), None);
    let listed = other.list_exports(None, 10, NOW).await.unwrap();
    assert!(listed.items.is_empty());
    assert_eq!(row(&stage, id, NOW).await.state, ExportState::Running);
}

async fn an_erased_number_takes_the_exports_that_name_it(stage: Stage) {
    let scope = stage.scope();
    let named = begin(&stage, "q=%2B380%2050%20111%202233", NOW)
        .await
        .unwrap();
    let other = begin(&stage, "q=%2B380501112234", NOW).await.unwrap();
    let number = "+380501112233";
    assert_eq!(scope.number_file(number).await.unwrap().filters.len(), 1);
    let erased = scope.erase_number(&Actor::System, number, NOW + 1);
    erased.await.unwrap();
    let listed = scope.list_exports(None, 10, NOW + 1).await.unwrap();
    let left: Vec<_> = listed.items.iter().map(|row| row.id).collect();
    assert_eq!(left, [other]);
    // Whoever still writes it goes no further.
    assert!(!note(&stage, named, ExportState::Running, 1, NOW + 2).await);
}

async fn an_export_is_listed_for_90_days(stage: Stage) {
    let id = begin(&stage, "", NOW).await.unwrap();
    assert!(note(&stage, id, ExportState::Whole, 0, NOW + 1).await);
    let kept_until = NOW + 1 + JOB_KEPT_MS;
    stage.store.purge(kept_until).await.unwrap();
    assert_eq!(row(&stage, id, kept_until).await.id, id);
    stage.store.purge(kept_until + 1).await.unwrap();
    let gone = stage.scope().get_export(id, kept_until + 1).await;
    assert!(matches!(gone, Err(StoreError::NotFound)));
}

async fn a_query_has_an_end(stage: Stage) {
    let (scope, all) = (stage.scope(), DeliveryFilter::default());
    let long = "q".repeat(2_001);
    let begun = scope
        .begin_export(&Actor::System, &new(&long, &all), NOW)
        .await;
    assert!(matches!(begun, Err(StoreError::Invalid(_))));
}
