//! Keys that end are told before.

use crate::{
    sample::durable,
    stage::{NOW, Stage, both},
};
use domain::{
    AddressPolicy, ConnectionDraft, DraftSecrets, IntegrationDraft, IntegrationId, Language, Role,
    key_end::KeyOwner, notice::Notice,
};
use serde_json::json;
use store::{
    Actor, MailRow, StoreError,
    mail_argument::{CONNECTION, INTEGRATION, KEY, UNTIL},
};

both! {
    a_key_that_ends_is_told_twice_to_each_in_their_language,
    a_new_key_has_no_end,
    the_key_of_a_connection_is_told_to_those_below_it,
}

const OWNER: &str = "olena@acme.example";
const MANAGER: &str = "max@acme.example";
const DAY: i64 = 24 * 3_600_000;
const ENDS_AT: i64 = NOW + 30 * DAY;

fn secret(text: &str) -> DraftSecrets {
    DraftSecrets([("key".to_owned(), text.to_owned())].into())
}

fn with_key() -> IntegrationDraft {
    let mut draft = durable();
    draft.key = serde_json::from_value(json!({"place": "header", "name": "x-key"})).unwrap();
    draft
}

async fn integration(
    stage: &Stage,
    draft: IntegrationDraft,
    secrets: DraftSecrets,
) -> IntegrationId {
    let (scope, policy) = (stage.scope(), AddressPolicy::default());
    let made = scope.create_integration(&Actor::System, draft, secrets, &policy, NOW);
    made.await.unwrap().id
}

async fn people(stage: &Stage) {
    for (email, role, language) in [
        (OWNER, Role::Owner, Language::En),
        (MANAGER, Role::Manager, Language::Ru),
        ("guest@acme.example", Role::Viewer, Language::Uk),
    ] {
        let scope = stage.scope();
        let made = scope.create_member(&Actor::System, email, role, None, NOW);
        made.await.unwrap();
        let person = stage.store.find_sign_in(email).await.unwrap().unwrap();
        stage.store.set_language(person.id, language).await.unwrap();
    }
}

async fn end(stage: &Stage, owner: KeyOwner, ends_at: Option<i64>) {
    let scope = stage.scope();
    let set = scope.set_key_end(&Actor::System, owner, "key", ends_at, NOW);
    set.await.unwrap();
}

/// What was told when it is so late.
async fn told(stage: &Stage, days_left: i64) -> Vec<MailRow> {
    let before = mails(stage).await.len();
    let now = ENDS_AT - days_left * DAY;
    stage.store.tell_key_ends(now).await.unwrap();
    let mut mails = mails(stage).await;
    mails.truncate(mails.len() - before);
    mails
}

async fn mails(stage: &Stage) -> Vec<MailRow> {
    stage.store.list_mail(None, 100).await.unwrap().items
}

async fn a_key_that_ends_is_told_twice_to_each_in_their_language(stage: Stage) {
    people(&stage).await;
    let id = integration(&stage, with_key(), secret("k-1")).await;
    let owner = KeyOwner::Integration(id);
    end(&stage, owner, Some(ENDS_AT)).await;
    assert_eq!(told(&stage, 15).await.len(), 0);
    let first = told(&stage, 14).await;
    let mut to: Vec<_> = first
        .iter()
        .map(|mail| (mail.recipient.as_str(), mail.language))
        .collect();
    to.sort_unstable_by_key(|(email, _)| *email);
    assert_eq!(to, [(MANAGER, Language::Ru), (OWNER, Language::En)]);
    assert_names(&first[0], &id.to_string());
    assert_eq!(told(&stage, 13).await.len(), 0);
    assert_eq!(told(&stage, 3).await.len(), 2);
    assert_eq!(told(&stage, 1).await.len(), 0);
    assert_eq!(told(&stage, 0).await.len(), 0);
}

#[track_caller]
fn assert_names(mail: &MailRow, integration: &str) {
    assert_eq!(mail.notice, Notice::KeyEnds);
    assert_eq!(mail.arguments[KEY], "key");
    assert_eq!(mail.arguments[UNTIL], ENDS_AT.to_string());
    assert_eq!(mail.arguments[INTEGRATION], integration);
}

async fn a_new_key_has_no_end(stage: Stage) {
    people(&stage).await;
    let id = integration(&stage, with_key(), secret("k-1")).await;
    let owner = KeyOwner::Integration(id);
    end(&stage, owner, Some(ENDS_AT)).await;
    let scope = stage.scope();
    let listed = scope.list_key_ends().await.unwrap();
    assert_eq!((listed[0].owner_id, listed[0].ends_at), (id.0, ENDS_AT));
    let policy = AddressPolicy::default();
    let (draft, new) = (with_key(), secret("k-2"));
    let changed = scope.update_integration(&Actor::System, id, None, draft, new, &policy, NOW);
    changed.await.unwrap();
    assert!(scope.list_key_ends().await.unwrap().is_empty());
    assert_eq!(told(&stage, 3).await.len(), 0);
    let nothing = scope.set_key_end(&Actor::System, owner, "no such key", None, NOW);
    assert!(matches!(nothing.await, Err(StoreError::NotFound)));
}

async fn the_key_of_a_connection_is_told_to_those_below_it(stage: Stage) {
    people(&stage).await;
    let scope = stage.scope();
    let manager = scope.list_members().await.unwrap();
    let manager = manager.iter().find(|row| row.email == MANAGER).unwrap().id;
    let draft = json!({
        "name": "CRM", "url": "https://crm.example.com",
        "key": {"place": "header", "name": "x-key"},
    });
    let draft: ConnectionDraft = serde_json::from_value(draft).unwrap();
    let policy = AddressPolicy::default();
    let made = scope.create_connection(&Actor::System, draft, secret("k-1"), &policy, NOW);
    let connection = made.await.unwrap().id;
    let mut below = durable();
    below.url = "/lead".to_owned();
    below.connection = Some(connection);
    below.failure_recipients = vec![manager];
    integration(&stage, below, DraftSecrets::default()).await;
    end(&stage, KeyOwner::Connection(connection), Some(ENDS_AT)).await;
    let mails = told(&stage, 2).await;
    let to: Vec<_> = mails.iter().map(|mail| mail.recipient.as_str()).collect();
    assert_eq!(to, [MANAGER]);
    assert_eq!(mails[0].arguments[CONNECTION], connection.to_string());
}
