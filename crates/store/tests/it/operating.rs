//! What the operator is told: how tenants and the installation stand, who did what, and staff.

use crate::{
    projects::draft,
    sample::{after_call, delivered, durable, failed},
    stage::{NOW, Stage, WORKER, both, new_tenant},
};
use domain::{Class, DeliveryState, KeyScope, Role, SenderDraft, StaffId, StaffRole};
use std::collections::BTreeSet;
use store::{Actor, Removal, StoreError};

both! {
    a_tenant_is_found_by_whatever_a_customer_names,
    a_search_of_tenants_by_what_is_of_a_person_is_written_down_where_it_finds_something,
    a_tenant_that_fails_stands_first,
    what_was_under_way_when_its_integration_was_paused_opens_no_incident,
    the_queue_is_told_by_class,
    workers_are_told_with_their_claims,
    receivers_are_told_by_their_time,
    hours_are_counted_by_their_outcome,
    events_are_told_as_they_came_in,
    the_last_admin_stays,
    what_was_done_is_told_across_all_tenants,
    ids_are_told_by_their_names,
    what_is_gone_is_told_by_the_name_it_had,
    removed_staff_are_told_by_the_e_mail_they_had,
}

async fn a_tenant_is_found_by_whatever_a_customer_names(stage: Stage) {
    let (store, actor) = (&stage.store, Actor::System);
    let other = store.create_tenant(&actor, new_tenant("Beta"), NOW).await;
    let other = store.tenant(other.unwrap().id);
    let member = other.create_member(&actor, "taras@beta.example", Role::Owner, None, NOW);
    member.await.unwrap();
    stage.accept(&[after_call(stage.tenant.id, 1)]).await;
    for (search, found) in [
        ("bet", "Beta"),
        ("taras@", "Beta"),
        ("call-1", "Acme"),
        ("050 111-22-33", "Acme"),
        ("+380501112233", "Acme"),
    ] {
        let listed = store.list_tenants(search, NOW, 10).await.unwrap();
        let names: Vec<&str> = listed.iter().map(|it| it.tenant.name.as_str()).collect();
        assert_eq!(names, [found], "{search}");
    }
    for search in ["+380509999999", "1112233", "+1112233", "call-2", "_eta"] {
        let listed = store.list_tenants(search, NOW, 10).await.unwrap();
        assert!(listed.is_empty(), "{search}");
    }
}

async fn a_search_of_tenants_by_what_is_of_a_person_is_written_down_where_it_finds_something(
    stage: Stage,
) {
    let (store, scope) = (&stage.store, stage.scope());
    let member = scope.create_member(&Actor::System, "olena@shop.example", Role::Owner, None, NOW);
    member.await.unwrap();
    stage.accept(&[after_call(stage.tenant.id, 1)]).await;
    let actor = Actor::Staff(StaffId(uuid::Uuid::from_u128(9)));
    for search in [
        "",
        "Acme",
        "ole",
        "nobody",
        "call-2",
        "Olena@",
        "olena@",
        "olena",
        "call-1",
        " +380501112233",
        "+380 50 111-22-33",
        "050 999 22 33",
        "taras@",
    ] {
        let found = store.list_tenants(search, NOW, 10).await.unwrap();
        let noting = store.note_tenant_search(&actor, search, &found, NOW);
        noting.await.unwrap();
    }
    let mut noted = scope.list_audit(20).await.unwrap();
    noted.retain(|row| row.action == "support.search");
    let subjects: Vec<&str> = noted.iter().rev().map(|row| row.subject.as_str()).collect();
    let [upper, lower, part, call, number, spelt] = subjects[..] else {
        panic!("{subjects:?}")
    };
    assert_eq!((upper, number), (lower, spelt), "the same has one mark");
    let marks = BTreeSet::from([lower, part, call, number]);
    assert_eq!(marks.len(), 4);
    assert_eq!(noted[0].actor, actor.to_string());
    let of_nobody = store.list_staff_audit(10).await.unwrap();
    assert_eq!(of_nobody.len(), 2);
    for row in noted.iter().chain(&of_nobody) {
        let is_mark = row.subject.len() == 16 && !row.subject.contains("1112233");
        assert!(is_mark, "{}", row.subject);
    }
}

async fn a_tenant_that_fails_stands_first(stage: Stage) {
    let store = &stage.store;
    let first = store.create_tenant(&Actor::System, new_tenant("Aaa"), NOW);
    first.await.unwrap();
    let held = store.create_tenant(&Actor::System, new_tenant("Zzz"), NOW);
    let held = store.tenant(held.await.unwrap().id);
    let suspended = held.suspend(&Actor::System, "The invoice is not paid", NOW);
    suspended.await.unwrap();
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    let ending = failed(500);
    let mut settled = crate::stage::settled(&claim, &ending);
    let turn = domain::health::Turn::Fails {
        failing: domain::health::Failing::Down,
        rejoin: Vec::new(),
    };
    settled.turn = Some(&turn);
    let settled = [settled];
    let commit = crate::stage::commit(store, WORKER, &[], &settled, 0);
    commit.await.unwrap();
    let listed = store.list_tenants("", NOW + 1_000, 10).await.unwrap();
    let names: Vec<&str> = listed.iter().map(|it| it.tenant.name.as_str()).collect();
    assert_eq!(names, ["Acme", "Zzz", "Aaa"]);
    let acme = &listed[0];
    assert_eq!(acme.tenant.name, "Acme");
    assert_eq!(
        (acme.integrations, acme.failing, acme.failed_24h),
        (1, 1, 1)
    );
    assert_eq!(acme.last_event_at, Some(NOW + 1));
    assert_eq!(listed[1].last_event_at, None);
    let incidents = store.open_incidents().await.unwrap();
    assert_eq!(incidents.len(), 1);
    assert_eq!(incidents[0].tenant_name, "Acme");
    assert_eq!(incidents[0].code, Some(500));
    assert_eq!(
        stage.scope().tenant_standing(NOW + 1_000).await.unwrap(),
        *acme
    );
}

async fn the_queue_is_told_by_class(stage: Stage) {
    assert!(stage.store.queue(NOW).await.unwrap().is_empty());
    let id = stage.add(durable()).await;
    let events = [1, 2, 3].map(|number| after_call(stage.tenant.id, number));
    stage.accept_within(&events, 1).await;
    let queue = stage.store.queue(NOW + 10).await.unwrap();
    assert_eq!(queue.len(), 1);
    let row = &queue[0];
    assert_eq!((row.class, row.open), (Class::Durable, 3));
    assert_eq!((row.claimed, row.due, row.held), (1, 2, 0));
    assert_eq!(row.oldest_due_at, Some(NOW + 2));
    let scope = stage.scope();
    scope
        .set_enabled(&Actor::System, id, false, NOW)
        .await
        .unwrap();
    let queue = stage.store.queue(NOW + 10).await.unwrap();
    assert_eq!((queue[0].due, queue[0].held), (0, 3));
    assert_eq!(queue[0].oldest_due_at, None);
}

async fn workers_are_told_with_their_claims(stage: Stage) {
    stage.add(durable()).await;
    stage.claim(after_call(stage.tenant.id, 1)).await;
    let workers = stage.store.list_workers().await.unwrap();
    let ours = workers.iter().find(|row| row.id == WORKER).unwrap();
    assert_eq!((ours.claims, ours.alive_until), (1, NOW + 1));
}

async fn receivers_are_told_by_their_time(stage: Stage) {
    let id = stage.add(durable()).await;
    assert!(stage.store.slowest_receivers().await.unwrap().is_empty());
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&claim, delivered()).await;
    let slowest = stage.store.slowest_receivers().await.unwrap();
    assert_eq!(slowest.len(), 1);
    assert_eq!((slowest[0].integration_id, slowest[0].took_ms), (id, 33));
}

async fn hours_are_counted_by_their_outcome(stage: Stage) {
    stage.add(durable()).await;
    for (number, ending) in [(1, delivered()), (2, delivered()), (3, failed(404))] {
        let claim = stage.claim(after_call(stage.tenant.id, number)).await;
        stage.settle(&claim, ending).await;
    }
    let hours = stage.scope().hours(NOW - 3_600_000).await.unwrap();
    let counts: Vec<_> = hours
        .iter()
        .map(|row| (row.state, row.deliveries))
        .collect();
    assert_eq!(
        counts,
        [(DeliveryState::Delivered, 2), (DeliveryState::Failed, 1)]
    );
    assert_eq!(stage.store.hours(NOW - 3_600_000).await.unwrap(), hours);
    assert!(stage.store.hours(NOW + 3_600_000).await.unwrap().is_empty());
}

async fn events_are_told_as_they_came_in(stage: Stage) {
    for number in [1, 2] {
        stage.accept(&[after_call(stage.tenant.id, number)]).await;
    }
    let events = stage.scope().recent_events(1).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].call_id, "call-2");
    assert_eq!(stage.store.mail_counts().await.unwrap().waiting, 0);
}

async fn the_last_admin_stays(stage: Stage) {
    let (store, actor) = (&stage.store, Actor::System);
    let made = async |email: &str, role| {
        let made = store.create_staff(&actor, email, role, None, NOW).await;
        made.unwrap()
    };
    let first = made("a@hookline.example", StaffRole::Admin).await;
    let second = made("b@hookline.example", StaffRole::Support).await;
    let refused = store.remove_staff(&actor, first, NOW).await;
    assert!(matches!(refused, Err(StoreError::Conflict)));
    let refused = store
        .set_staff_role(&actor, first, StaffRole::Support, NOW)
        .await;
    assert!(matches!(refused, Err(StoreError::Conflict)));
    let raised = store
        .set_staff_role(&actor, second, StaffRole::Admin, NOW)
        .await;
    raised.unwrap();
    store.remove_staff(&actor, first, NOW).await.unwrap();
    let again = store.remove_staff(&actor, first, NOW).await;
    assert!(matches!(again, Err(StoreError::NotFound)));
    let staff = store.list_staff().await.unwrap();
    assert_eq!(staff.len(), 1);
    assert_eq!((staff[0].id, staff[0].role), (second, StaffRole::Admin));
    let noted = store.list_staff_audit(10).await.unwrap();
    let actions: Vec<_> = noted.iter().map(|row| row.action.as_str()).collect();
    let all = [
        "staff.remove",
        "staff.make_admin",
        "staff.create",
        "staff.create",
    ];
    assert_eq!(actions, all);
}

async fn what_was_done_is_told_across_all_tenants(stage: Stage) {
    let (store, actor) = (&stage.store, Actor::System);
    let other = store
        .create_tenant(&actor, new_tenant("Beta"), NOW + 1)
        .await;
    let other = other.unwrap().id;
    let staff = store.create_staff(
        &actor,
        "a@hookline.example",
        StaffRole::Admin,
        None,
        NOW + 2,
    );
    staff.await.unwrap();
    let first = store.list_all_audit(None, 2).await.unwrap();
    let told: Vec<_> = first
        .items
        .iter()
        .map(|row| (row.tenant_id, row.action.as_str()))
        .collect();
    assert_eq!(
        told,
        [(None, "staff.create"), (Some(other), "tenant.create")]
    );
    let rest = store
        .list_all_audit(first.next.as_deref(), 2)
        .await
        .unwrap();
    assert_eq!(rest.items.len(), 1);
    assert_eq!(rest.items[0].tenant_id, Some(stage.tenant.id));
    assert_eq!(rest.next, None);
}

async fn ids_are_told_by_their_names(stage: Stage) {
    let (store, actor) = (&stage.store, Actor::System);
    let member = stage.scope();
    let member = member.create_member(&actor, "olena@acme.example", Role::Owner, None, NOW);
    let member = member.await.unwrap().to_string();
    let integration = stage.add(durable()).await.to_string();
    let scope = stage.scope();
    let key = |draft| scope.create_key(&actor, draft, KeyScope::Ingest, NOW);
    let (named, _) = key(SenderDraft::read("Exchange", "").unwrap())
        .await
        .unwrap();
    let (unnamed, text) = key(SenderDraft::default()).await.unwrap();
    let [named, unnamed] = [named, unnamed].map(|key| key.to_string());
    let nobody = "mem_00000000000000000000000000000009";
    let asked = [
        member.as_str(),
        integration.as_str(),
        named.as_str(),
        unnamed.as_str(),
        nobody,
        "system",
        "int_x",
    ];
    let names = store.names_of(asked).await.unwrap();
    assert_eq!(names.len(), 4);
    assert_eq!(names[&named], "Exchange");
    let beginning = names[&unnamed].strip_suffix('…').unwrap();
    assert!(text.contains(beginning), "its first letters");
    assert_eq!(names[&member], "olena@acme.example");
    assert_eq!(names[&integration], "CRM");
}

async fn what_is_gone_is_told_by_the_name_it_had(stage: Stage) {
    let (scope, actor) = (stage.scope(), Actor::System);
    let mut asked = Vec::new();
    for email in ["taras@acme.example", "380501112233@acme.example"] {
        let made = scope.create_member(&actor, email, Role::Viewer, None, NOW);
        let member = made.await.unwrap();
        let removed = scope.remove_member(&actor, member, Removal::default(), NOW);
        removed.await.unwrap();
        asked.push(member.to_string());
    }
    let project = scope.create_project(&actor, draft("Second site"), NOW);
    let project = project.await.unwrap().id;
    scope.delete_project(&actor, project, NOW).await.unwrap();
    asked.push(project.to_string());
    let names = scope.names_of(&asked).await.unwrap();
    assert_eq!(names.len(), 2, "no entry holds a number");
    assert_eq!(names[&asked[0]], "taras@acme.example");
    assert_eq!(names[&asked[2]], "Second site");
}

async fn removed_staff_are_told_by_the_e_mail_they_had(stage: Stage) {
    let (store, actor, role) = (&stage.store, Actor::System, StaffRole::Admin);
    let stays = store.create_staff(&actor, "sam@hookline.example", role, None, NOW);
    let stays = stays.await.unwrap().to_string();
    let mut asked = vec![stays];
    for email in ["old@hookline.example", "380501112233@hookline.example"] {
        let made = store.create_staff(&actor, email, role, None, NOW);
        let person = made.await.unwrap();
        store.remove_staff(&actor, person, NOW).await.unwrap();
        asked.push(person.to_string());
    }
    let ids = asked.iter().map(String::as_str);
    let names = store.names_of(ids).await.unwrap();
    assert_eq!(names.len(), 2, "no entry holds a number");
    assert_eq!(names[&asked[0]], "sam@hookline.example");
    assert_eq!(names[&asked[1]], "old@hookline.example");
    let of_tenant = stage.scope().names_of(&asked).await.unwrap();
    assert!(of_tenant.is_empty(), "a tenant is told no names of staff");
}

async fn what_was_under_way_when_its_integration_was_paused_opens_no_incident(stage: Stage) {
    let id = stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    let scope = stage.scope();
    let paused = scope.set_enabled(&Actor::System, id, false, NOW);
    paused.await.unwrap();
    let ending = failed(500);
    let mut settled = crate::stage::settled(&claim, &ending);
    let turn = domain::health::Turn::Fails {
        failing: domain::health::Failing::Down,
        rejoin: Vec::new(),
    };
    settled.turn = Some(&turn);
    let settled = [settled];
    let commit = crate::stage::commit(&stage.store, WORKER, &[], &settled, 0);
    commit.await.unwrap();
    assert!(stage.store.open_incidents().await.unwrap().is_empty());
}
