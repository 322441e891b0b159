//! The sites or brands of a tenant: made by hand or by the first event that names one, and what
//! is theirs in the lists.

use crate::{
    sample::{after_call, delivered, durable, event},
    stage::{HEIR, NOW, ROOM, Stage, WORKER, both, commit, new_tenant},
};
use domain::{
    CallEvent, Fault, Moment, Project, ProjectDraft, Value,
    project::{PROJECT_ID, PROJECT_NAME, PROJECTS_MAX},
};
use store::{Actor, CallFilter, DeliveryFilter, Store, StoreError};

both! {
    the_first_event_that_names_a_project_makes_it,
    a_renamed_project_goes_on_under_the_name_of_its_events,
    two_ids_of_one_name_are_two_projects,
    a_new_project_is_told_from_one_that_was_given_its_name,
    a_filter_finds_what_is_open_and_what_has_ended,
    what_ended_before_its_project_was_known_comes_to_it,
    a_test_makes_no_project,
    events_make_no_more_projects_than_there_may_be,
    two_processes_make_one_project_of_a_name,
    a_name_is_given_once,
    another_tenants_project_is_not_found,
}

/// The same event, naming a project.
pub fn named(mut event: CallEvent, name: &str) -> CallEvent {
    event.facts.set(PROJECT_NAME, Value::text(name));
    event
}

/// A project without a zone and country of its own.
pub fn draft(name: &str) -> ProjectDraft {
    ProjectDraft {
        name: name.to_owned(),
        zone: None,
        country: None,
    }
}

/// What the projects are called.
pub async fn names(stage: &Stage) -> Vec<String> {
    let projects = stage.scope().list_projects().await.unwrap();
    let names = projects.into_iter().map(|project| project.draft.name);
    names.collect()
}

/// The deliveries and the calls of a project.
pub async fn of(stage: &Stage, project: &Project) -> [Vec<String>; 2] {
    let (scope, project) = (stage.scope(), Some(project.id));
    let log = DeliveryFilter {
        project,
        ..DeliveryFilter::default()
    };
    let calls = CallFilter {
        project,
        ..CallFilter::default()
    };
    let log = scope.list_deliveries(&log, None, 10).await.unwrap().items;
    let calls = scope.list_calls(&calls, None, 10).await.unwrap().items;
    [
        log.into_iter().map(|row| row.call_id).collect(),
        calls.into_iter().map(|row| row.call_id).collect(),
    ]
}

async fn the_first_event_that_names_a_project_makes_it(stage: Stage) {
    let tenant = stage.tenant.id;
    let both = [1, 2].map(|number| named(after_call(tenant, number), " Kyiv "));
    stage.accept(&both).await;
    stage.accept(&[named(after_call(tenant, 3), "Kyiv")]).await;
    stage.accept(&[named(after_call(tenant, 4), "Lviv")]).await;
    assert_eq!(names(&stage).await, ["Kyiv", "Lviv"]);
    let noted = stage.scope().list_audit(10).await.unwrap();
    let made = noted.iter().filter(|row| row.action == "project.create");
    assert_eq!(made.count(), 2);
}

async fn a_renamed_project_goes_on_under_the_name_of_its_events(stage: Stage) {
    let tenant = stage.tenant.id;
    stage.accept(&[named(after_call(tenant, 1), "Kyiv")]).await;
    let scope = stage.scope();
    let made = scope.list_projects().await.unwrap().remove(0);
    let wanted = ProjectDraft {
        zone: Some("Europe/Warsaw".to_owned()),
        ..draft("Kyiv, centre")
    };
    let renaming = scope.update_project(&Actor::System, made.id, wanted.clone(), NOW);
    assert_eq!(renaming.await.unwrap().draft, wanted);
    stage.accept(&[named(after_call(tenant, 2), "Kyiv")]).await;
    assert_eq!(names(&stage).await, ["Kyiv, centre"]);
    assert_eq!(of(&stage, &made).await[1], ["call-2", "call-1"]);
    let setup = stage.store.setup(tenant).await.unwrap();
    assert_eq!(setup.projects[0].draft, wanted);
}

async fn two_ids_of_one_name_are_two_projects(stage: Stage) {
    let tenant = stage.tenant.id;
    for (number, id) in [(1, "7"), (2, "8"), (3, "7")] {
        let mut event = named(after_call(tenant, number), "Kyiv");
        event.facts.set(PROJECT_ID, Value::text(id));
        stage.accept(&[event]).await;
    }
    assert_eq!(names(&stage).await, ["Kyiv", "Kyiv (8)"]);
}

async fn a_new_project_is_told_from_one_that_was_given_its_name(stage: Stage) {
    let tenant = stage.tenant.id;
    stage.accept(&[named(after_call(tenant, 1), "Lviv")]).await;
    let scope = stage.scope();
    let made = scope.list_projects().await.unwrap().remove(0);
    let renaming = scope.update_project(&Actor::System, made.id, draft("Kyiv"), NOW);
    renaming.await.unwrap();
    stage.accept(&[named(after_call(tenant, 2), "Kyiv")]).await;
    assert_eq!(names(&stage).await, ["Kyiv", "Kyiv (2)"]);
}

async fn a_filter_finds_what_is_open_and_what_has_ended(stage: Stage) {
    stage.add(durable()).await;
    let tenant = stage.tenant.id;
    let scope = stage.scope();
    let made = scope.create_project(&Actor::System, draft("Kyiv"), NOW);
    let made = made.await.unwrap();
    let ended = stage.claim(named(after_call(tenant, 1), "Kyiv")).await;
    stage.settle(&ended, delivered()).await;
    stage.accept(&[named(after_call(tenant, 2), "Lviv")]).await;
    stage.accept(&[named(after_call(tenant, 3), "Kyiv")]).await;
    let theirs = ["call-3", "call-1"].map(str::to_owned).to_vec();
    assert_eq!(of(&stage, &made).await, [theirs.clone(), theirs]);
    let filter = DeliveryFilter {
        project: Some(made.id),
        ..DeliveryFilter::default()
    };
    assert_eq!(scope.count_deliveries(&filter, 10).await.unwrap(), 2);
}

async fn what_ended_before_its_project_was_known_comes_to_it(stage: Stage) {
    stage.add(durable()).await;
    let tenant = stage.tenant.id;
    let first = event(tenant, 1, "call", Moment::AfterCall);
    let claim = stage.claim(first).await;
    stage.settle(&claim, delivered()).await;
    let later = event(tenant, 2, "call", Moment::CallUpdated);
    stage.accept(&[named(later, "Kyiv")]).await;
    let made = stage.scope().list_projects().await.unwrap().remove(0);
    assert_eq!(of(&stage, &made).await[0], ["call"]);
}

async fn a_test_makes_no_project(stage: Stage) {
    let mut test = named(after_call(stage.tenant.id, 1), "Kyiv");
    test.is_test = true;
    stage.accept(&[test]).await;
    assert!(names(&stage).await.is_empty());
}

async fn events_make_no_more_projects_than_there_may_be(stage: Stage) {
    let number = |number: usize| u64::try_from(number).unwrap();
    let events: Vec<CallEvent> = (0..PROJECTS_MAX + 2)
        .map(|site| {
            named(
                after_call(stage.tenant.id, number(site)),
                &format!("Site {site}"),
            )
        })
        .collect();
    stage.accept(&events).await;
    assert_eq!(names(&stage).await.len(), PROJECTS_MAX);
    let scope = stage.scope();
    let more = scope.create_project(&Actor::System, draft("One more"), NOW);
    assert_eq!(fault(more.await), Fault::TooMany);
}

async fn two_processes_make_one_project_of_a_name(stage: Stage) {
    let other = Store::connect(&stage.options).await.unwrap();
    let ours = [named(after_call(stage.tenant.id, 1), "Kyiv")];
    let theirs = [named(after_call(stage.tenant.id, 2), "Kyiv")];
    let (first, second) = ([stage.request(&ours)], [stage.request(&theirs)]);
    let (first, second) = tokio::join!(
        commit(&stage.store, WORKER, &first, &[], ROOM),
        commit(&other, HEIR, &second, &[], ROOM),
    );
    assert!(first.is_ok() && second.is_ok());
    let made = stage.scope().list_projects().await.unwrap();
    assert_eq!(made.len(), 1);
    assert_eq!(of(&stage, &made[0]).await[1].len(), 2);
}

/// What was wrong.
pub fn fault<T>(made: Result<T, StoreError>) -> Fault {
    let Err(StoreError::Invalid(faults)) = made else {
        panic!("taken")
    };
    faults[0].fault
}

async fn a_name_is_given_once(stage: Stage) {
    let (scope, actor) = (stage.scope(), &Actor::System);
    let kyiv = scope.create_project(actor, draft("Kyiv"), NOW).await;
    let lviv = scope.create_project(actor, draft("Lviv"), NOW).await;
    let again = scope.create_project(actor, draft("Kyiv"), NOW).await;
    assert_eq!(fault(again), Fault::DuplicateName);
    let lviv = lviv.unwrap().id;
    let renamed = scope.update_project(actor, lviv, draft("Kyiv"), NOW).await;
    assert_eq!(fault(renamed), Fault::DuplicateName);
    let kyiv = kyiv.unwrap().id;
    let same = scope.update_project(actor, kyiv, draft("Kyiv"), NOW).await;
    assert_eq!(same.unwrap().draft, draft("Kyiv"));
}

async fn another_tenants_project_is_not_found(stage: Stage) {
    let (scope, actor) = (stage.scope(), &Actor::System);
    let made = scope.create_project(actor, draft("Kyiv"), NOW).await;
    let made = made.unwrap();
    stage.add(durable()).await;
    let tenant = stage.tenant.id;
    stage.accept(&[named(after_call(tenant, 1), "Kyiv")]).await;
    let other = stage.store.create_tenant(actor, new_tenant("Other"), NOW);
    let other = stage.store.tenant(other.await.unwrap().id);
    assert!(other.list_projects().await.unwrap().is_empty());
    let renamed = other.update_project(actor, made.id, draft("Theirs"), NOW);
    assert!(matches!(renamed.await, Err(StoreError::NotFound)));
    let filter = DeliveryFilter {
        project: Some(made.id),
        ..DeliveryFilter::default()
    };
    let log = other.list_deliveries(&filter, None, 10).await.unwrap();
    assert!(log.items.is_empty());
}
