//! The audit log as it is read: by names, also of what has none or is gone.

use super::{
    databases::{Database, on_both},
    portal_house::{Browser, House, NOW, PASSWORD},
};
use domain::{
    DraftSecrets, IntegrationDraft, IntegrationId, KeyScope, ProjectDraft, Role, SenderDraft,
    StaffRole,
};
use engine::{Clock as _, SystemClock};
use server::auth::password;
use store::{Actor, DeliveryFilter, JobDefinition, Removal};

on_both!(
    a_job_is_told_by_what_it_does,
    a_deleted_project_is_told_by_the_name_it_had,
    a_removed_member_is_told_by_the_e_mail_they_had,
    a_key_without_a_name_is_told_as_one,
    removed_staff_are_told_by_the_e_mail_they_had,
    what_support_opened_is_told_by_its_page,
);

/// A job that nobody made, of a time long ago.
const FORGOTTEN: &str = "job_018bcfe5687b70008000000000000000";
/// A project that was deleted before its name was kept.
const NAMELESS: &str = "prj_00000000000000000000000000000009";
/// A member who was removed before their e-mail was kept.
const UNKNOWN: &str = "mem_00000000000000000000000000000009";

async fn integration(house: &House) -> IntegrationId {
    let draft: IntegrationDraft = serde_json::from_value(serde_json::json!({
        "name": "Leads", "url": "https://crm.example/", "moment": "after_call", "method": "GET",
    }))
    .unwrap();
    let (actor, policy) = (Actor::System, house.config.address_policy());
    let scope = house.store.tenant(house.tenant);
    let making = scope.create_integration(&actor, draft, DraftSecrets::default(), &policy, NOW);
    making.await.unwrap().id
}

async fn staff(house: &House) -> Browser {
    let (email, hash) = ("sam@hookline.example", password::hash(PASSWORD).unwrap());
    let made = house
        .store
        .create_staff(&Actor::System, email, StaffRole::Admin, Some(hash), NOW);
    made.await.unwrap();
    let mut staff = house.browser();
    staff.sign_in(email, PASSWORD, "").await;
    staff
}

/// The log of the tenant and that of the operator, in a language.
async fn logs(owner: &mut Browser, staff: &mut Browser, language: &str) -> [String; 2] {
    for browser in [&mut *owner, &mut *staff] {
        browser.post("/language", &[("language", language)]).await;
    }
    [
        owner.get("/audit").await.body,
        staff.get("/staff/audit").await.body,
    ]
}

async fn a_job_is_told_by_what_it_does(database: Database) {
    let house = House::on(database).await;
    let (scope, actor) = (house.store.tenant(house.tenant), Actor::System);
    let (integration, now) = (integration(&house).await, SystemClock.now_ms());
    let backfill = JobDefinition::Backfill {
        integration,
        from: NOW,
        to: now,
    };
    let again = JobDefinition::SendAgain {
        filter: DeliveryFilter::default(),
    };
    for job in [backfill, again] {
        scope.create_job(&actor, job, now).await.unwrap();
    }
    let noted = scope.note(&actor, "job.stopped", FORGOTTEN, now).await;
    noted.unwrap();
    let (mut owner, mut staff) = (house.owner().await, staff(&house).await);
    for (language, told) in [
        (
            "en",
            [
                ">Send calls the CRM never got · Leads · ",
                ">Send again · ",
                ">bulk job of ",
            ],
        ),
        (
            "ru",
            [
                ">Дослать недошедшее · Leads · ",
                ">Отправить повторно · ",
                ">массовая отправка от ",
            ],
        ),
        (
            "uk",
            [
                ">Надіслати те, що не дійшло · Leads · ",
                ">Надіслати повторно · ",
                ">масове надсилання від ",
            ],
        ),
    ] {
        for page in logs(&mut owner, &mut staff, language).await {
            for subject in told {
                assert_eq!(page.matches(subject).count(), 1, "{subject}: {page}");
            }
            assert!(!page.contains("job_0"), "{page}");
        }
    }
}

async fn a_deleted_project_is_told_by_the_name_it_had(database: Database) {
    let house = House::on(database).await;
    let (scope, actor) = (house.store.tenant(house.tenant), Actor::System);
    let draft: ProjectDraft =
        serde_json::from_value(serde_json::json!({"name": "Second site"})).unwrap();
    let project = scope.create_project(&actor, draft, NOW).await.unwrap().id;
    scope.delete_project(&actor, project, NOW).await.unwrap();
    let noted = scope.note(&actor, "project.delete", NAMELESS, NOW).await;
    noted.unwrap();
    let (mut owner, mut staff) = (house.owner().await, staff(&house).await);
    for page in logs(&mut owner, &mut staff, "en").await {
        // Its making and its end.
        assert_eq!(page.matches(">Second site<").count(), 2, "{page}");
        assert_eq!(page.matches(">a deleted project<").count(), 1, "{page}");
        assert!(!page.contains("prj_"), "{page}");
    }
}

async fn a_removed_member_is_told_by_the_e_mail_they_had(database: Database) {
    let house = House::on(database).await;
    let (scope, actor) = (house.store.tenant(house.tenant), Actor::System);
    let made = scope.create_member(&actor, "taras@shop.example", Role::Viewer, None, NOW);
    let member = made.await.unwrap();
    let taras = Actor::Member(member);
    scope.note(&taras, "tenant.update", "x", NOW).await.unwrap();
    let removed = scope.remove_member(&actor, member, Removal::default(), NOW);
    removed.await.unwrap();
    let noted = scope.note(&actor, "member.remove", UNKNOWN, NOW).await;
    noted.unwrap();
    let (mut owner, mut staff) = (house.owner().await, staff(&house).await);
    for page in logs(&mut owner, &mut staff, "en").await {
        // The making, the end, and what they did in between.
        assert_eq!(page.matches(">taras@shop.example<").count(), 3, "{page}");
        let unknown = page.matches(">a member who has left<").count();
        assert_eq!(unknown, 1, "{page}");
        assert!(!page.contains(&member.to_string()), "{page}");
    }
}

async fn a_key_without_a_name_is_told_as_one(database: Database) {
    let house = House::on(database).await;
    let (scope, actor) = (house.store.tenant(house.tenant), Actor::System);
    let making = scope.create_key(&actor, SenderDraft::default(), KeyScope::Ingest, NOW);
    let (key, _) = making.await.unwrap();
    let key = key.to_string();
    let names = scope.names_of(std::slice::from_ref(&key)).await.unwrap();
    let told = format!(">API key {}<", names[&key]);
    let (mut owner, mut staff) = (house.owner().await, staff(&house).await);
    for page in logs(&mut owner, &mut staff, "en").await {
        assert_eq!(page.matches(&told).count(), 1, "{told}: {page}");
    }
}

async fn removed_staff_are_told_by_the_e_mail_they_had(database: Database) {
    let house = House::on(database).await;
    let (store, system) = (&house.store, Actor::System);
    let made = store.create_staff(&system, "old@shop.example", StaffRole::Admin, None, NOW);
    let old = made.await.unwrap();
    let scope = store.tenant(house.tenant);
    let did_it = Actor::Staff(old);
    let did = scope.note(&did_it, "tenant.update", "x", NOW);
    did.await.unwrap();
    let (mut owner, mut staff) = (house.owner().await, staff(&house).await);
    store.remove_staff(&system, old, NOW).await.unwrap();
    let [of_owner, of_staff] = logs(&mut owner, &mut staff, "en").await;
    // The making, the end, and what they did in between.
    let named = of_staff.matches(">old@shop.example<").count();
    assert_eq!(named, 3, "{of_staff}");
    assert!(!of_staff.contains(&old.to_string()), "{of_staff}");
    assert!(of_owner.contains(">Operator<"), "{of_owner}");
    assert!(!of_owner.contains("old@shop.example"), "{of_owner}");
}

async fn what_support_opened_is_told_by_its_page(database: Database) {
    let house = House::on(database).await;
    let (id, scope) = (integration(&house).await, house.store.tenant(house.tenant));
    let looks = [
        "list_deliveries".to_owned(),
        "/settings/people".to_owned(),
        format!("load_editor {id}"),
        "test_facts".to_owned(),
    ];
    for subject in &looks {
        let noted = scope.note(&Actor::System, "support.look", subject, NOW);
        noted.await.unwrap();
    }
    let (mut owner, mut staff) = (house.owner().await, staff(&house).await);
    for page in logs(&mut owner, &mut staff, "en").await {
        let cells = [
            "Delivery log",
            "Settings",
            "Integrations · Leads",
            "test_facts",
        ];
        for cell in cells {
            let shown = format!("<span>{cell}<!></span><!></td>");
            assert_eq!(page.matches(&shown).count(), 1, "{cell}: {page}");
        }
    }
}
