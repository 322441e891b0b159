//! The end of a project: what becomes of its calls, of its rows in the log, and of what names it.

use crate::{
    projects::{draft, fault, named, names, of},
    sample::{after_call, delivered, durable},
    stage::{NOW, Stage, both, new_tenant},
};
use domain::{Fault, JobState, Project, ProjectId, Role, project::PROJECT_NAMES_MAX};
use sea_orm::{ConnectionTrait, Statement};
use store::{Actor, CallFilter, DeliveryFilter, JobDefinition, StoreError};

both! {
    what_was_of_a_merged_project_is_the_others_now_and_later,
    what_was_merged_goes_along_when_its_project_is_merged,
    the_calls_of_a_deleted_project_go_on_without_one,
    a_deleted_project_is_told_by_the_name_it_had,
    a_name_is_free_for_the_project_that_took_it_in,
    what_is_more_than_one_transaction_moves_follows_later,
    what_comes_late_to_a_project_that_ended_follows_it,
    a_view_of_the_log_names_what_its_project_became,
    a_project_that_a_job_is_about_stays,
    events_name_a_project_in_no_more_ways_than_they_may,
    another_tenants_project_does_not_end,
}

const HOUR_MS: i64 = 3_600_000;

/// A project of this name with one call whose delivery has ended, made by its event.
async fn with_call(stage: &Stage, number: u64, name: &str) -> Project {
    let claim = stage
        .claim(named(after_call(stage.tenant.id, number), name))
        .await;
    assert!(stage.settle(&claim, delivered()).await);
    called(stage, name).await
}

async fn called(stage: &Stage, name: &str) -> Project {
    let known = stage.scope().list_projects().await.unwrap();
    let mut known = known.into_iter();
    known.find(|project| project.draft.name == name).unwrap()
}

async fn merge(stage: &Stage, gone: &Project, into: &Project) -> Result<Project, StoreError> {
    let scope = stage.scope();
    scope
        .merge_project(&Actor::System, gone.id, into.id, NOW)
        .await
}

async fn delete(stage: &Stage, gone: ProjectId) -> Result<(), StoreError> {
    let scope = stage.scope();
    scope.delete_project(&Actor::System, gone, NOW).await
}

async fn last_action(stage: &Stage) -> String {
    stage.scope().list_audit(1).await.unwrap().remove(0).action
}

async fn what_was_of_a_merged_project_is_the_others_now_and_later(stage: Stage) {
    stage.add(durable()).await;
    let kyiv = with_call(&stage, 1, "Kyiv").await;
    let lviv = with_call(&stage, 2, "Lviv").await;
    let kept = merge(&stage, &lviv, &kyiv).await.unwrap();
    assert_eq!(kept.merged, std::slice::from_ref(&lviv.told));
    assert_eq!(last_action(&stage).await, "project.merge");
    let now = ["call-2", "call-1"].map(str::to_owned).to_vec();
    assert_eq!(of(&stage, &kyiv).await, [now.clone(), now]);
    let event = named(after_call(stage.tenant.id, 3), "Lviv");
    stage.accept(&[event]).await;
    assert_eq!(names(&stage).await, ["Kyiv"]);
    assert_eq!(called(&stage, "Kyiv").await, kept);
    assert_eq!(of(&stage, &kyiv).await[1], ["call-3", "call-2", "call-1"]);
    assert!(of(&stage, &lviv).await[1].is_empty());
}

async fn what_was_merged_goes_along_when_its_project_is_merged(stage: Stage) {
    stage.add(durable()).await;
    let first = with_call(&stage, 1, "First").await;
    let second = with_call(&stage, 2, "Second").await;
    let third = with_call(&stage, 3, "Third").await;
    merge(&stage, &first, &second).await.unwrap();
    merge(&stage, &second, &third).await.unwrap();
    assert!(matches!(
        merge(&stage, &first, &third).await,
        Err(StoreError::NotFound)
    ));
    let event = named(after_call(stage.tenant.id, 4), "First");
    stage.accept(&[event]).await;
    assert_eq!(names(&stage).await, ["Third"]);
    let [_, calls] = of(&stage, &third).await;
    assert_eq!(calls, ["call-4", "call-3", "call-2", "call-1"]);
    delete(&stage, third.id).await.unwrap();
    let event = named(after_call(stage.tenant.id, 5), "First");
    stage.accept(&[event]).await;
    assert_eq!(names(&stage).await, ["First"]);
}

async fn the_calls_of_a_deleted_project_go_on_without_one(stage: Stage) {
    stage.add(durable()).await;
    let gone = with_call(&stage, 1, "Kyiv").await;
    delete(&stage, gone.id).await.unwrap();
    assert_eq!(last_action(&stage).await, "project.delete");
    assert!(names(&stage).await.is_empty());
    assert_eq!(of(&stage, &gone).await, [const { Vec::<String>::new() }; 2]);
    let scope = stage.scope();
    let calls = scope.list_calls(&CallFilter::default(), None, 10).await;
    assert_eq!(calls.unwrap().items.len(), 1);
    let again = with_call(&stage, 2, "Kyiv").await;
    assert_ne!(again.id, gone.id);
    assert_eq!(of(&stage, &again).await[1], ["call-2"]);
    let twice = delete(&stage, gone.id).await;
    assert!(matches!(twice, Err(StoreError::NotFound)));
}

async fn a_deleted_project_is_told_by_the_name_it_had(stage: Stage) {
    stage.add(durable()).await;
    // The log holds no numbers, whatever they are the name of.
    for (number, name, told) in [(1, "Kyiv", Some("Kyiv")), (2, "+380 50 111 2233", None)] {
        let gone = with_call(&stage, number, name).await;
        delete(&stage, gone.id).await.unwrap();
        let noted = stage.scope().list_audit(1).await.unwrap().remove(0);
        assert_eq!(noted.action, "project.delete");
        assert_eq!(noted.subject, gone.id.to_string());
        assert_eq!(noted.detail.as_deref(), told);
    }
}

async fn a_name_is_free_for_the_project_that_took_it_in(stage: Stage) {
    stage.add(durable()).await;
    let kyiv = with_call(&stage, 1, "Kyiv").await;
    let lviv = with_call(&stage, 2, "Lviv").await;
    merge(&stage, &kyiv, &lviv).await.unwrap();
    let (scope, actor) = (stage.scope(), &Actor::System);
    // Events that name it go to the other one: a project made so would stay without calls.
    let again = scope.create_project(actor, draft("Kyiv"), NOW).await;
    assert_eq!(fault(again), Fault::DuplicateName);
    let renamed = scope.update_project(actor, lviv.id, draft("Kyiv"), NOW);
    assert_eq!(renamed.await.unwrap().draft.name, "Kyiv");
}

async fn what_is_more_than_one_transaction_moves_follows_later(stage: Stage) {
    let many = 2_010;
    let tenant = stage.tenant.id;
    let events: Vec<_> = (0..many)
        .map(|number| named(after_call(tenant, number), "Kyiv"))
        .collect();
    for events in events.chunks(670) {
        stage.accept(events).await;
    }
    stage
        .accept(&[named(after_call(tenant, many), "Lviv")])
        .await;
    let (kyiv, lviv) = (called(&stage, "Kyiv").await, called(&stage, "Lviv").await);
    merge(&stage, &kyiv, &lviv).await.unwrap();
    let count = async |project: &Project| {
        let counts = stage.scope().count_calls(NOW, Some(project.id)).await;
        counts.unwrap().total
    };
    assert_eq!((count(&kyiv).await, count(&lviv).await), (10, 2_001));
    stage.store.move_projects(NOW).await.unwrap();
    assert_eq!((count(&kyiv).await, count(&lviv).await), (0, 2_011));
}

/// Gives every call and row of the log to a project, behind the store's back.
async fn give_all(stage: &Stage, project: &Project) {
    let db = stage.store.writer();
    for table in ["call", "delivery_log"] {
        let sql = format!("UPDATE {table} SET project_id = $1");
        let values = [project.id.0.into()];
        let set = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        db.execute_raw(set).await.unwrap();
    }
}

async fn what_comes_late_to_a_project_that_ended_follows_it(stage: Stage) {
    stage.add(durable()).await;
    let kyiv = with_call(&stage, 1, "Kyiv").await;
    let lviv = with_call(&stage, 2, "Lviv").await;
    let odesa = with_call(&stage, 3, "Odesa").await;
    merge(&stage, &kyiv, &lviv).await.unwrap();
    merge(&stage, &lviv, &odesa).await.unwrap();
    let all = ["call-3", "call-2", "call-1"].map(str::to_owned).to_vec();
    // The first hour what still comes is found, and is waited for even where nothing came.
    for at in [NOW, NOW + HOUR_MS / 2, NOW + HOUR_MS] {
        give_all(&stage, &kyiv).await;
        stage.store.move_projects(at).await.unwrap();
        assert_eq!(of(&stage, &odesa).await, [all.clone(), all.clone()]);
    }
    stage.store.move_projects(NOW + HOUR_MS).await.unwrap();
    give_all(&stage, &kyiv).await;
    stage.store.move_projects(NOW + HOUR_MS).await.unwrap();
    assert!(of(&stage, &odesa).await[1].is_empty());
}

async fn a_view_of_the_log_names_what_its_project_became(stage: Stage) {
    stage.add(durable()).await;
    let kyiv = with_call(&stage, 1, "Kyiv").await;
    let lviv = with_call(&stage, 2, "Lviv").await;
    let scope = stage.scope();
    let member = scope.create_member(&Actor::System, "a@example.com", Role::Viewer, None, NOW);
    let member = member.await.unwrap();
    let query = format!("project={}&period=day", kyiv.id);
    let saving = scope.create_saved_view(member, "Kyiv", &query, NOW);
    saving.await.unwrap();
    let kept = async || {
        let views = scope.list_saved_views(member).await.unwrap();
        views[0].query.clone()
    };
    merge(&stage, &kyiv, &lviv).await.unwrap();
    let merged = format!("project={}&period=day", lviv.id);
    assert_eq!(kept().await, merged);
    delete(&stage, lviv.id).await.unwrap();
    assert_eq!(kept().await, "project=&period=day");
}

async fn a_project_that_a_job_is_about_stays(stage: Stage) {
    stage.add(durable()).await;
    let kyiv = with_call(&stage, 1, "Kyiv").await;
    let lviv = with_call(&stage, 2, "Lviv").await;
    let (scope, actor) = (stage.scope(), &Actor::System);
    let filter = DeliveryFilter {
        project: Some(kyiv.id),
        ..DeliveryFilter::default()
    };
    let job = JobDefinition::SendAgain { filter };
    let job = scope.create_job(actor, job, NOW + HOUR_MS).await.unwrap();
    assert_eq!(fault(merge(&stage, &kyiv, &lviv).await), Fault::HeldByJob);
    assert_eq!(fault(delete(&stage, kyiv.id).await), Fault::HeldByJob);
    assert_eq!(names(&stage).await, ["Kyiv", "Lviv"]);
    let stopping = scope.set_job_state(actor, job, JobState::Stopped, NOW + HOUR_MS);
    stopping.await.unwrap();
    merge(&stage, &kyiv, &lviv).await.unwrap();
}

async fn events_name_a_project_in_no_more_ways_than_they_may(stage: Stage) {
    let (scope, actor) = (stage.scope(), &Actor::System);
    let make = async |name: String| {
        let made = scope.create_project(actor, draft(&name), NOW);
        made.await.unwrap()
    };
    let kept = make("Kept".to_owned()).await;
    for number in 1..PROJECT_NAMES_MAX {
        let gone = make(format!("Site {number}")).await;
        merge(&stage, &gone, &kept).await.unwrap();
    }
    let more = make("One more".to_owned()).await;
    assert_eq!(fault(merge(&stage, &more, &kept).await), Fault::TooMany);
    assert_eq!(fault(merge(&stage, &kept, &more).await), Fault::TooMany);
}

async fn another_tenants_project_does_not_end(stage: Stage) {
    let (scope, actor) = (stage.scope(), &Actor::System);
    let kyiv = scope.create_project(actor, draft("Kyiv"), NOW).await;
    let kyiv = kyiv.unwrap().id;
    let other = stage.store.create_tenant(actor, new_tenant("Other"), NOW);
    let other = stage.store.tenant(other.await.unwrap().id);
    let theirs = other.create_project(actor, draft("Theirs"), NOW).await;
    let theirs = theirs.unwrap().id;
    for (gone, into) in [(kyiv, theirs), (theirs, kyiv), (theirs, theirs)] {
        let merged = other.merge_project(actor, gone, into, NOW).await;
        assert!(matches!(merged, Err(StoreError::NotFound)));
    }
    let deleted = other.delete_project(actor, kyiv, NOW).await;
    assert!(matches!(deleted, Err(StoreError::NotFound)));
    assert_eq!(names(&stage).await, ["Kyiv"]);
}
