//! Accounts by link: invitations, forgotten passwords, and members who change or go.

use crate::{
    sample::durable,
    stage::{NOW, Stage, both, new_tenant},
};
use domain::{Fault, KeyScope, Language, MemberId, Role, SignInId, notice::Notice};
use store::{
    Actor, Guest, INVITATION_KEPT_MS, INVITATION_PATH, INVITATIONS_MAX, MailRow, NewInvitation,
    RESET_KEPT_MS, RESET_PATH, Removal, SessionRow, StoreError, mail_argument::LINK,
};

both! {
    an_invitation_opens_once,
    an_invitation_opens_for_a_week,
    an_invitation_that_is_sent_again_replaces_the_first,
    one_invitation_too_many_is_told_at_its_e_mail,
    a_known_person_joins_only_as_themselves,
    the_link_is_told_to_the_mailer_alone,
    a_membership_opens_until_its_end,
    a_forgotten_password_is_set_once,
    a_password_set_anew_ends_all_sessions,
    nobody_gets_no_mail_and_few_links_are_sent,
    the_last_owner_stays,
    a_successor_is_told_in_place_of_a_member_who_goes,
}

const OWNER: &str = "olena@example.com";
const GUEST: &str = "taras@example.com";

fn asked(role: Role) -> NewInvitation {
    NewInvitation {
        email: GUEST.to_owned(),
        role,
        ends_at: None,
    }
}

fn new_guest() -> Guest {
    Guest::New {
        password_hash: "hash".to_owned(),
        language: Language::Uk,
    }
}

async fn mails(stage: &Stage) -> Vec<MailRow> {
    stage.store.take_mail(NOW + 1, 10).await.unwrap()
}

async fn an_invitation_opens_once(stage: Stage) {
    let (scope, store) = (stage.scope(), &stage.store);
    let token = scope
        .invite(&Actor::System, &asked(Role::Manager), NOW)
        .await;
    let token = token.unwrap();
    let shown = store.get_invitation(&token, NOW).await.unwrap();
    assert_eq!((shown.role, shown.known), (Role::Manager, None));
    let (sign_in, tenant) = store
        .accept_invitation(&token, new_guest(), NOW)
        .await
        .unwrap();
    assert_eq!(tenant, stage.tenant.id);
    let person = store.get_sign_in(sign_in).await.unwrap();
    assert_eq!(
        (person.email.as_str(), person.language),
        (GUEST, Some(Language::Uk))
    );
    let seats = store.memberships(sign_in, NOW).await.unwrap();
    assert_eq!(seats[0].role, Role::Manager);
    let again = store.accept_invitation(&token, new_guest(), NOW).await;
    assert!(matches!(again, Err(StoreError::NotFound)));
    let noted = scope.list_audit(2).await.unwrap();
    assert_eq!(noted[0].action, "member.join");
    assert_eq!(noted[0].actor, seats[0].member_id.to_string());
    assert_eq!(noted[1].action, "member.invite");
    let taken = scope
        .invite(&Actor::System, &asked(Role::Viewer), NOW)
        .await;
    assert!(matches!(taken, Err(StoreError::Taken { .. })));
}

async fn an_invitation_opens_for_a_week(stage: Stage) {
    let (scope, store) = (stage.scope(), &stage.store);
    let token = scope
        .invite(&Actor::System, &asked(Role::Viewer), NOW)
        .await;
    let (token, end) = (token.unwrap(), NOW + INVITATION_KEPT_MS);
    assert!(store.get_invitation(&token, end - 1).await.is_ok());
    assert!(store.get_invitation(&token, end).await.is_err());
    let late = store.accept_invitation(&token, new_guest(), end).await;
    assert!(matches!(late, Err(StoreError::NotFound)));
    store.purge(end + 1).await.unwrap();
    assert!(store.get_invitation(&token, NOW).await.is_err());
}

async fn one_invitation_too_many_is_told_at_its_e_mail(stage: Stage) {
    let scope = stage.scope();
    let invite = async |number: u64| {
        let mut new = asked(Role::Viewer);
        new.email = format!("guest{number}@example.com");
        scope.invite(&Actor::System, &new, NOW).await
    };
    for number in 0..INVITATIONS_MAX {
        invite(number).await.unwrap();
    }
    let Err(StoreError::Invalid(faults)) = invite(INVITATIONS_MAX).await else {
        panic!("it was not refused");
    };
    assert_eq!(
        (faults[0].field.as_str(), faults[0].fault),
        ("email", Fault::TooMany)
    );
    // Who is asked in already can be asked again.
    invite(0).await.unwrap();
}

async fn an_invitation_that_is_sent_again_replaces_the_first(stage: Stage) {
    let (scope, store) = (stage.scope(), &stage.store);
    let invite = |role| {
        let (scope, new) = (scope.clone(), asked(role));
        async move { scope.invite(&Actor::System, &new, NOW).await.unwrap() }
    };
    let (first, second) = (invite(Role::Viewer).await, invite(Role::Owner).await);
    assert!(store.get_invitation(&first, NOW).await.is_err());
    let listed = scope.list_invitations(NOW).await.unwrap();
    assert_eq!((listed.len(), listed[0].role), (1, Role::Owner));
    let withdraw = scope.withdraw_invitation(&Actor::System, listed[0].id, NOW);
    withdraw.await.unwrap();
    assert!(store.get_invitation(&second, NOW).await.is_err());
}

async fn a_known_person_joins_only_as_themselves(stage: Stage) {
    let (scope, store) = (stage.scope(), &stage.store);
    let other = store
        .create_tenant(&Actor::System, new_tenant("Beta"), NOW)
        .await
        .unwrap();
    let known = |email| {
        let (beta, hash) = (store.tenant(other.id), Some("theirs".to_owned()));
        async move {
            beta.create_member(&Actor::System, email, Role::Viewer, hash, NOW)
                .await
                .unwrap();
            store.find_sign_in(email).await.unwrap().unwrap().id
        }
    };
    let (guest, stranger) = (known(GUEST).await, known(OWNER).await);
    let token = scope
        .invite(&Actor::System, &asked(Role::Viewer), NOW)
        .await;
    let token = token.unwrap();
    for refused in [new_guest(), Guest::Known(stranger)] {
        let refused = store.accept_invitation(&token, refused, NOW).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
    }
    let joined = store.accept_invitation(&token, Guest::Known(guest), NOW);
    assert_eq!(joined.await.unwrap(), (guest, stage.tenant.id));
    let person = store.get_sign_in(guest).await.unwrap();
    assert_eq!(person.password_hash.as_deref(), Some("theirs"));
}

async fn the_link_is_told_to_the_mailer_alone(stage: Stage) {
    let scope = stage.scope();
    let token = scope
        .invite(&Actor::System, &asked(Role::Viewer), NOW)
        .await;
    let token = token.unwrap();
    let listed = stage.store.list_mail(None, 10).await.unwrap().items;
    assert_eq!(listed[0].notice, Notice::Invited);
    assert!(!format!("{listed:?}").contains(&token));
    let taken = mails(&stage).await;
    assert_eq!(taken[0].recipient, GUEST);
    assert_eq!(
        taken[0].arguments[LINK],
        format!("{INVITATION_PATH}{token}")
    );
    // What bounces goes to the owners, who are not meant by the link.
    scope
        .create_member(&Actor::System, OWNER, Role::Owner, None, NOW)
        .await
        .unwrap();
    let bounced = stage.store.mail_bounced(&taken[0], "no such box", NOW);
    bounced.await.unwrap();
    let told = mails(&stage).await;
    assert_eq!(told[0].recipient, OWNER);
    assert!(!told[0].arguments.contains_key(LINK));
}

async fn a_membership_opens_until_its_end(stage: Stage) {
    let (scope, store, actor) = (stage.scope(), &stage.store, &Actor::System);
    let made = scope.create_member(actor, GUEST, Role::Integrator, None, NOW);
    let id = made.await.unwrap();
    let sign_in = store.find_sign_in(GUEST).await.unwrap().unwrap().id;
    let end = Some(NOW + 10);
    scope
        .change_member(actor, id, Role::Integrator, end, NOW)
        .await
        .unwrap();
    let seats = |at| async move { store.memberships(sign_in, at).await.unwrap().len() };
    assert_eq!((seats(NOW + 9).await, seats(NOW + 10).await), (1, 0));
    // Only an integrator's place ends.
    scope
        .change_member(actor, id, Role::Manager, end, NOW)
        .await
        .unwrap();
    assert_eq!(seats(NOW + 10).await, 1);
    assert_eq!(scope.list_members().await.unwrap()[0].ends_at, None);
}

async fn a_forgotten_password_is_set_once(stage: Stage) {
    let (store, (id, token)) = (&stage.store, forgotten(&stage).await);
    assert!(store.get_reset(&token, NOW + RESET_KEPT_MS).await.is_err());
    assert_eq!(store.get_reset(&token, NOW).await.unwrap(), id);
    let set = store.reset_password(&token, "new".to_owned(), NOW).await;
    assert_eq!(set.unwrap(), id);
    let person = store.get_sign_in(id).await.unwrap();
    assert_eq!(person.password_hash.as_deref(), Some("new"));
    let again = store.reset_password(&token, "newer".to_owned(), NOW).await;
    assert!(matches!(again, Err(StoreError::NotFound)));
    let noted = stage.scope().list_audit(1).await.unwrap();
    assert_eq!(noted[0].action, "password.reset");
}

async fn a_password_set_anew_ends_all_sessions(stage: Stage) {
    let (store, (id, token)) = (&stage.store, forgotten(&stage).await);
    let session = SessionRow {
        id: "a".to_owned(),
        sign_in_id: Some(id),
        data: "{}".to_owned(),
        expires_at: NOW + 1_000,
        began_at: NOW,
        seen_at: NOW,
        address: "192.0.2.1".to_owned(),
        device: "Firefox, Linux".to_owned(),
    };
    assert!(store.create_session(&session).await.unwrap());
    let set = store.reset_password(&token, "new".to_owned(), NOW).await;
    set.unwrap();
    assert_eq!(store.find_session("a", NOW).await.unwrap(), None);
}

/// An owner who asked for a new password, and the token of the link that was sent.
async fn forgotten(stage: &Stage) -> (SignInId, String) {
    let (scope, store, old) = (stage.scope(), &stage.store, Some("old".to_owned()));
    let made = scope.create_member(&Actor::System, OWNER, Role::Owner, old, NOW);
    made.await.unwrap();
    let asked = store.forget_password("OLENA@example.com", Language::En, NOW);
    asked.await.unwrap();
    let mail = mails(stage).await.remove(0);
    assert_eq!(mail.notice, Notice::PasswordReset);
    let token = mail.arguments[LINK].strip_prefix(RESET_PATH).unwrap();
    let person = store.find_sign_in(OWNER).await.unwrap().unwrap();
    (person.id, token.to_owned())
}

async fn nobody_gets_no_mail_and_few_links_are_sent(stage: Stage) {
    let (scope, store) = (stage.scope(), &stage.store);
    scope
        .create_member(&Actor::System, OWNER, Role::Owner, None, NOW)
        .await
        .unwrap();
    for email in [GUEST, "", OWNER, OWNER, OWNER, OWNER] {
        store
            .forget_password(email, Language::En, NOW)
            .await
            .unwrap();
    }
    let mails = mails(&stage).await;
    assert_eq!(mails.len(), 3);
    assert!(mails.iter().all(|mail| mail.recipient == OWNER));
}

async fn the_last_owner_stays(stage: Stage) {
    let (scope, actor) = (stage.scope(), &Actor::System);
    let member = |email, role| {
        let scope = scope.clone();
        async move {
            let made = scope.create_member(actor, email, role, None, NOW).await;
            made.unwrap()
        }
    };
    let owner = member(OWNER, Role::Owner).await;
    let is_kept = |result: Result<(), StoreError>| match result {
        Err(StoreError::Invalid(faults)) => faults[0].fault == Fault::LastOwner,
        _ => false,
    };
    let remove = || scope.remove_member(actor, owner, Removal::default(), NOW);
    assert!(is_kept(remove().await));
    let lessen = scope.change_member(actor, owner, Role::Viewer, None, NOW);
    assert!(is_kept(lessen.await));
    assert!(scope.member_ties(owner).await.unwrap().is_last_owner);
    member(GUEST, Role::Owner).await;
    remove().await.unwrap();
    let left = scope.list_members().await.unwrap();
    assert_eq!((left.len(), left[0].email.as_str()), (1, GUEST));
    let gone = scope.member_ties(owner).await;
    assert!(matches!(gone, Err(StoreError::NotFound)));
}

async fn a_successor_is_told_in_place_of_a_member_who_goes(stage: Stage) {
    let scope = stage.scope();
    let member = |email| {
        let scope = scope.clone();
        async move {
            let made = scope.create_member(&Actor::System, email, Role::Owner, None, NOW);
            made.await.unwrap()
        }
    };
    let (goes, stays): (MemberId, MemberId) = (member(GUEST).await, member(OWNER).await);
    let mut draft = durable();
    draft.failure_recipients = vec![goes];
    let integration = stage.add(draft).await;
    stage.add(durable()).await;
    let actor = Actor::Member(goes);
    let (key, text) = scope
        .create_key(
            &actor,
            domain::SenderDraft::default(),
            KeyScope::Ingest,
            NOW,
        )
        .await
        .unwrap();
    let kept = scope.create_key(
        &Actor::System,
        domain::SenderDraft::default(),
        KeyScope::Ingest,
        NOW,
    );
    let (_, kept) = kept.await.unwrap();
    let ties = scope.member_ties(goes).await.unwrap();
    assert_eq!(ties.alerts.len(), 1);
    assert_eq!(ties.alerts[0].0, integration);
    assert_eq!((ties.keys.len(), ties.keys[0].id), (1, key));
    let removal = Removal {
        successor: Some(stays),
        revoke_keys: true,
    };
    let owner = Actor::Member(stays);
    let removed = scope.remove_member(&owner, goes, removal, NOW).await;
    removed.unwrap();
    let row = scope.get_integration(integration).await.unwrap();
    assert_eq!(row.draft.failure_recipients, [stays]);
    assert_eq!((row.version, row.author), (2, stays.to_string()));
    assert!(stage.store.find_key(&text, NOW).await.unwrap().is_none());
    assert!(stage.store.find_key(&kept, NOW).await.unwrap().is_some());
}
