//! Sign-ins, members, staff, sessions and the throttle.

use crate::stage::{NOW, Stage, both, new_tenant};
use domain::{Language, Role, StaffId, StaffRole};
use store::{Actor, SessionRow, StoreError};

both! {
    one_sign_in_serves_many_tenants_and_the_operator,
    a_member_is_made_once,
    a_member_sees_numbers_where_it_is_allowed,
    who_made_a_tenant_and_its_people_is_noted,
    an_email_is_the_same_in_any_letter_case,
    a_language_belongs_to_the_sign_in,
    a_session_ends_at_its_time,
    a_session_that_was_ended_is_not_brought_back,
    a_taken_session_id_is_told,
    failures_are_told_by_address_and_time,
}

const EMAIL: &str = "olena@example.com";

async fn one_sign_in_serves_many_tenants_and_the_operator(stage: Stage) {
    let store = &stage.store;
    let other = store
        .create_tenant(&Actor::System, new_tenant("Beta"), NOW)
        .await
        .unwrap();
    let hash = Some("hash".to_owned());
    stage
        .scope()
        .create_member(&Actor::System, EMAIL, Role::Owner, hash, NOW)
        .await
        .unwrap();
    store
        .tenant(other.id)
        .create_member(&Actor::System, EMAIL, Role::Viewer, None, NOW)
        .await
        .unwrap();
    let staff = store
        .create_staff(&Actor::System, EMAIL, StaffRole::Admin, None, NOW)
        .await
        .unwrap();
    let sign_in = store.find_sign_in(EMAIL).await.unwrap().unwrap();
    assert_eq!(sign_in.password_hash.as_deref(), Some("hash"));
    let memberships = store.memberships(sign_in.id, NOW).await.unwrap();
    let seats: Vec<(&str, Role)> = memberships
        .iter()
        .map(|seat| (seat.tenant.name.as_str(), seat.role))
        .collect();
    assert_eq!(seats, [("Acme", Role::Owner), ("Beta", Role::Viewer)]);
    let found = store.staff_of(sign_in.id).await.unwrap();
    assert_eq!(found, Some((staff, StaffRole::Admin)));
}

async fn a_member_sees_numbers_where_it_is_allowed(stage: Stage) {
    let (scope, actor) = (stage.scope(), Actor::System);
    let made = scope.create_member(&actor, EMAIL, Role::Viewer, None, NOW);
    let id = made.await.unwrap();
    let allowed = async || scope.list_members().await.unwrap()[0].numbers_allowed;
    assert!(!allowed().await);
    scope.allow_numbers(&actor, id, true, NOW).await.unwrap();
    assert!(allowed().await);
    let sign_in = stage.store.find_sign_in(EMAIL).await.unwrap().unwrap();
    let memberships = stage.store.memberships(sign_in.id, NOW).await.unwrap();
    assert!(memberships[0].numbers_allowed);
    scope.allow_numbers(&actor, id, false, NOW).await.unwrap();
    assert!(!allowed().await);
    let noted = scope.list_audit(1).await.unwrap();
    assert_eq!(noted[0].action, "member.hide_numbers");
    let nobody = domain::MemberId(uuid::Uuid::from_u128(9));
    let refused = scope.allow_numbers(&actor, nobody, true, NOW).await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
}

async fn a_member_is_made_once(stage: Stage) {
    let scope = stage.scope();
    let id = scope
        .create_member(&Actor::System, EMAIL, Role::Owner, None, NOW)
        .await
        .unwrap();
    let again = scope
        .create_member(
            &Actor::System,
            EMAIL,
            Role::Viewer,
            Some("new".to_owned()),
            NOW,
        )
        .await;
    assert!(matches!(again, Err(StoreError::Taken { what: "email" })));
    let members = scope.list_members().await.unwrap();
    assert_eq!((members.len(), members[0].id), (1, id));
    assert_eq!(
        (members[0].email.as_str(), members[0].role),
        (EMAIL, Role::Owner)
    );
    // Nothing of the refused one was kept.
    let sign_in = stage.store.find_sign_in(EMAIL).await.unwrap().unwrap();
    assert_eq!(sign_in.password_hash, None);
}

async fn who_made_a_tenant_and_its_people_is_noted(stage: Stage) {
    let scope = stage.scope();
    let staff = StaffId(uuid::Uuid::from_u128(7));
    let actor = Actor::Staff(staff);
    let member = scope.create_member(&actor, EMAIL, Role::Owner, None, NOW);
    let member = member.await.unwrap();
    let noted = scope.list_audit(10).await.unwrap();
    let noted: Vec<_> = noted
        .into_iter()
        .map(|row| (row.actor, row.action, row.subject))
        .collect();
    let entry =
        |actor: &str, action: &str, subject: String| (actor.to_owned(), action.to_owned(), subject);
    assert_eq!(
        noted,
        [
            entry(&staff.to_string(), "member.create", member.to_string()),
            entry("system", "tenant.create", stage.tenant.id.to_string()),
        ]
    );
    let store = &stage.store;
    let made = store.create_staff(&Actor::System, EMAIL, StaffRole::Admin, None, NOW);
    let made = made.await.unwrap();
    let again = store.create_staff(&Actor::System, EMAIL, StaffRole::Admin, None, NOW);
    assert!(again.await.is_err());
    let noted = store.list_staff_audit(10).await.unwrap();
    // What was refused is not noted either.
    assert_eq!(noted.len(), 1);
    assert_eq!(
        (noted[0].action.as_str(), &noted[0].subject),
        ("staff.create", &made.to_string())
    );
}

async fn an_email_is_the_same_in_any_letter_case(stage: Stage) {
    let made = stage
        .scope()
        .create_member(&Actor::System, " Olena@Example.com", Role::Owner, None, NOW)
        .await;
    made.unwrap();
    let found = stage
        .store
        .find_sign_in("OLENA@example.COM ")
        .await
        .unwrap();
    assert_eq!(found.unwrap().email, EMAIL);
    let staff = |email| {
        stage
            .store
            .create_staff(&Actor::System, email, StaffRole::Support, None, NOW)
    };
    staff(EMAIL).await.unwrap();
    let again = staff("OLENA@EXAMPLE.COM").await;
    assert!(matches!(again, Err(StoreError::Taken { what: "email" })));
}

async fn a_language_belongs_to_the_sign_in(stage: Stage) {
    let store = &stage.store;
    stage
        .scope()
        .create_member(&Actor::System, EMAIL, Role::Owner, None, NOW)
        .await
        .unwrap();
    let id = store.find_sign_in(EMAIL).await.unwrap().unwrap().id;
    store.set_language(id, Language::Uk).await.unwrap();
    let sign_in = store.get_sign_in(id).await.unwrap();
    assert_eq!(sign_in.language, Some(Language::Uk));
    let nobody = domain::SignInId(uuid::Uuid::from_u128(9));
    let refused = store.set_language(nobody, Language::Uk).await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
    assert!(!format!("{sign_in:?}").contains(EMAIL));
}

fn session(id: &str) -> SessionRow {
    SessionRow {
        id: id.to_owned(),
        sign_in_id: None,
        data: "{}".to_owned(),
        expires_at: NOW + 1_000,
        began_at: NOW,
        seen_at: NOW,
        address: "192.0.2.1".to_owned(),
        device: "Firefox, Linux".to_owned(),
    }
}

async fn a_session_ends_at_its_time(stage: Stage) {
    let store = &stage.store;
    let mut row = session("a");
    assert!(store.create_session(&row).await.unwrap());
    row.data = r#"{"step":2}"#.to_owned();
    store.save_session(&row).await.unwrap();
    assert_eq!(store.find_session("a", NOW + 999).await.unwrap(), Some(row));
    assert_eq!(store.find_session("a", NOW + 1_000).await.unwrap(), None);
    assert!(store.create_session(&session("b")).await.unwrap());
    store.delete_session("b").await.unwrap();
    assert_eq!(store.find_session("b", NOW).await.unwrap(), None);
    assert_eq!(store.delete_expired_sessions(NOW + 1_000).await.unwrap(), 1);
}

/// A request that had read the session before it was ended keeps what it changed only then.
async fn a_session_that_was_ended_is_not_brought_back(stage: Stage) {
    let (store, row) = (&stage.store, session("a"));
    assert!(store.create_session(&row).await.unwrap());
    store.delete_session("a").await.unwrap();
    store.save_session(&row).await.unwrap();
    assert_eq!(store.find_session("a", NOW).await.unwrap(), None);
}

async fn a_taken_session_id_is_told(stage: Stage) {
    assert!(stage.store.create_session(&session("a")).await.unwrap());
    assert!(!stage.store.create_session(&session("a")).await.unwrap());
}

async fn failures_are_told_by_address_and_time(stage: Stage) {
    let store = &stage.store;
    for at in [NOW + 2, NOW, NOW + 1] {
        store.note_sign_in_failure("192.0.2.1", at).await.unwrap();
    }
    store.note_sign_in_failure("192.0.2.2", NOW).await.unwrap();
    let failures = store.sign_in_failures("192.0.2.1", NOW + 1).await.unwrap();
    assert_eq!(failures, [NOW + 1, NOW + 2]);
    store.forget_sign_in_failures(NOW + 2).await.unwrap();
    let failures = store.sign_in_failures("192.0.2.1", 0).await.unwrap();
    assert_eq!(failures, [NOW + 2]);
    assert!(
        store
            .sign_in_failures("192.0.2.2", 0)
            .await
            .unwrap()
            .is_empty()
    );
}
