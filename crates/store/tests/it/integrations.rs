//! Integrations, their versions and what is shown of them.

use crate::{
    sample::{after_call, delivered, draft, durable, retry},
    stage::{NOW, Stage, WORKER, both, claim_due},
};
use domain::{
    AddressPolicy, ConnectionDraft, DeliveryState, DraftSecrets, Fault, IntegrationDraft,
    IntegrationId, Moment, Role,
    connection::CONNECTIONS_MAX,
    integration::{INTEGRATIONS_MAX, Limits, SECRETS_MAX},
};
use sea_orm::ConnectionTrait;
use store::{Actor, Author, DeliveryFilter, IntegrationRow, StoreError};

both! {
    a_new_integration_is_version_one_with_a_signing_secret,
    every_fault_of_a_draft_is_told_at_its_field,
    a_change_makes_a_version_and_keeps_the_one_before,
    versions_are_listed_newest_first_with_who_made_them,
    a_stale_version_is_a_conflict,
    a_change_of_nothing_makes_no_version,
    pausing_is_a_version_and_doing_it_twice_is_not,
    a_copy_is_paused_and_signs_with_its_own_secret,
    deleting_cancels_what_is_open_and_keeps_the_log,
    nothing_is_sent_again_without_its_integration,
    integrations_are_listed_by_name,
    a_card_shows_the_last_deliveries_newest_first,
    the_set_up_follows_a_change_at_once,
    another_process_learns_a_change_by_the_revision,
    each_change_is_in_the_audit_log,
    a_tenant_has_so_many_integrations_and_connections,
    an_integration_has_so_many_secrets,
}

async fn change(
    stage: &Stage,
    id: IntegrationId,
    expected: Option<i32>,
    draft: IntegrationDraft,
) -> Result<IntegrationRow, StoreError> {
    let (secrets, policy) = (DraftSecrets::default(), AddressPolicy::default());
    let scope = stage.scope();
    let changed = scope.update_integration(
        &Actor::System,
        id,
        expected,
        draft,
        secrets,
        &policy,
        NOW + 1,
    );
    changed.await
}

async fn a_new_integration_is_version_one_with_a_signing_secret(stage: Stage) {
    let mut loose = durable();
    loose.name = "  CRM ".to_owned();
    loose.url = "crm.example.com/hook".to_owned();
    let id = stage.add(loose).await;
    let row = stage.scope().get_integration(id).await.unwrap();
    assert_eq!((row.version, row.author.as_str()), (1, "system"));
    assert_eq!(row.draft.name, "CRM");
    assert_eq!(row.draft.url, "https://crm.example.com/hook");
    assert_eq!(row.secret_names, ["signature"]);
    let secret = stage.scope().get_secret(id, "signature").await.unwrap();
    assert!(secret.starts_with("whsec_"));
    assert_eq!(secret.len(), 6 + 44);
}

async fn every_fault_of_a_draft_is_told_at_its_field(stage: Stage) {
    let mut wrong = durable();
    wrong.name = String::new();
    wrong.url = "ftp://crm.example.com".to_owned();
    let secrets = DraftSecrets([("signature".to_owned(), "short".to_owned())].into());
    let (scope, policy) = (stage.scope(), AddressPolicy::default());
    let refused = scope
        .create_integration(&Actor::System, wrong, secrets, &policy, NOW)
        .await;
    let Err(StoreError::Invalid(faults)) = refused else {
        panic!("the draft should be refused");
    };
    let told: Vec<(&str, Fault)> = faults
        .iter()
        .map(|fault| (fault.field.as_str(), fault.fault))
        .collect();
    assert!(told.contains(&("name", Fault::Required)));
    assert!(told.contains(&("url", Fault::UrlScheme)));
    assert!(told.contains(&("secrets.signature", Fault::SignatureSecret)));
    assert!(scope.list_integrations().await.unwrap().is_empty());
}

async fn a_change_makes_a_version_and_keeps_the_one_before(stage: Stage) {
    let id = stage.add(durable()).await;
    let changed = change(&stage, id, Some(1), draft("Renamed", Moment::Answered))
        .await
        .unwrap();
    assert_eq!(
        (changed.version, changed.draft.name.as_str()),
        (2, "Renamed")
    );
    assert_eq!((changed.created_at, changed.updated_at), (NOW, NOW + 1));
    let scope = stage.scope();
    let first = scope.find_version(id, 1).await.unwrap().unwrap();
    assert_eq!(
        (first.name.as_str(), first.moment),
        ("CRM", Moment::AfterCall)
    );
    assert_eq!(scope.find_version(id, 3).await.unwrap(), None);
}

async fn versions_are_listed_newest_first_with_who_made_them(stage: Stage) {
    let id = stage.add(durable()).await;
    let (scope, email) = (stage.scope(), "owner@example.com");
    let made = scope.create_member(&Actor::System, email, Role::Owner, None, NOW);
    let owner = Actor::Member(made.await.unwrap());
    let renamed = draft("Renamed", Moment::AfterCall);
    change(&stage, id, None, renamed).await.unwrap();
    scope.set_enabled(&owner, id, false, NOW + 2).await.unwrap();
    let newest = scope.list_versions(id, None, 2).await.unwrap();
    let told = newest.items.iter();
    let told: Vec<_> = told
        .map(|row| (row.version, row.made_at, row.author.clone()))
        .collect();
    let by_owner = (3, NOW + 2, Author::Member(email.to_owned()));
    assert_eq!(told, [by_owner, (2, NOW + 1, Author::System)]);
    assert_eq!(newest.next.as_deref(), Some("2"));
    let rest = scope.list_versions(id, newest.next.as_deref(), 2).await;
    let rest = rest.unwrap();
    assert_eq!((rest.items.len(), rest.next), (1, None));
    assert_eq!(rest.items[0].draft.name, "CRM");
    for after in ["", "two"] {
        let refused = scope.list_versions(id, Some(after), 2).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
    }
    scope.delete_integration(&owner, id, NOW + 3).await.unwrap();
    let gone = scope.list_versions(id, None, 2).await;
    assert!(matches!(gone, Err(StoreError::NotFound)));
}

async fn a_stale_version_is_a_conflict(stage: Stage) {
    let id = stage.add(durable()).await;
    let renamed = |name| draft(name, Moment::AfterCall);
    change(&stage, id, Some(1), renamed("B")).await.unwrap();
    let refused = change(&stage, id, Some(1), renamed("C")).await;
    assert!(matches!(refused, Err(StoreError::Conflict)));
    let changed = change(&stage, id, None, renamed("C")).await.unwrap();
    assert_eq!(changed.version, 3);
}

async fn a_change_of_nothing_makes_no_version(stage: Stage) {
    let id = stage.add(durable()).await;
    let (scope, policy) = (stage.scope(), AddressPolicy::default());
    let update = async |texts: &[(&str, &str)]| {
        let texts = texts
            .iter()
            .map(|(name, text)| ((*name).into(), (*text).into()));
        let secrets = DraftSecrets(texts.collect());
        let changed =
            scope.update_integration(&Actor::System, id, None, durable(), secrets, &policy, NOW);
        changed.await.unwrap().version
    };
    assert_eq!(update(&[]).await, 1);
    assert_eq!(update(&[("token", "t-1")]).await, 2);
    assert_eq!(update(&[("token", "t-1"), ("other", "")]).await, 2);
    assert_eq!(update(&[("token", "")]).await, 3);
    let noted = scope.list_audit(10).await.unwrap();
    let updates = noted
        .iter()
        .filter(|row| row.action == "integration.update");
    assert_eq!(updates.count(), 2);
}

async fn pausing_is_a_version_and_doing_it_twice_is_not(stage: Stage) {
    let id = stage.add(durable()).await;
    let scope = stage.scope();
    for _ in 0..2 {
        let row = scope
            .set_enabled(&Actor::System, id, false, NOW)
            .await
            .unwrap();
        assert_eq!((row.version, row.draft.enabled), (2, false));
    }
}

async fn a_copy_is_paused_and_signs_with_its_own_secret(stage: Stage) {
    let mut with_key = durable();
    with_key.key =
        serde_json::from_value(serde_json::json!({"place": "query", "name": "k"})).unwrap();
    let old = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let named = [("key", "sesame"), ("signature_old", old)];
    let named = named.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let secrets = DraftSecrets(named.into());
    let (scope, policy) = (stage.scope(), AddressPolicy::default());
    let made = scope.create_integration(&Actor::System, with_key, secrets, &policy, NOW);
    let id = made.await.unwrap().id;
    assert_eq!(scope.get_secret(id, "signature_old").await.unwrap(), old);
    let copy = scope
        .duplicate_integration(&Actor::System, id, "Copy", NOW)
        .await
        .unwrap();
    assert_eq!((copy.version, copy.draft.enabled), (1, false));
    assert_eq!(copy.draft.name, "Copy");
    assert_eq!(scope.get_secret(copy.id, "key").await.unwrap(), "sesame");
    let signatures = [
        scope.get_secret(id, "signature").await.unwrap(),
        scope.get_secret(copy.id, "signature").await.unwrap(),
    ];
    assert_ne!(signatures[0], signatures[1]);
    assert!(scope.get_secret(copy.id, "signature_old").await.is_err());
}

async fn deleting_cancels_what_is_open_and_keeps_the_log(stage: Stage) {
    let id = stage.add(durable()).await;
    let done = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&done, delivered()).await;
    let held = stage.claim(after_call(stage.tenant.id, 2)).await;
    let scope = stage.scope();
    scope
        .delete_integration(&Actor::System, id, NOW)
        .await
        .unwrap();
    assert!(matches!(
        scope.get_integration(id).await,
        Err(StoreError::NotFound)
    ));
    assert!(scope.list_integrations().await.unwrap().is_empty());
    let over = NOW + store::UNDO_MS;
    stage.store.finish_deletions(over).await.unwrap();
    let log = scope
        .list_deliveries(&DeliveryFilter::default(), None, 10)
        .await
        .unwrap();
    let states: Vec<DeliveryState> = log.items.iter().map(|row| row.state).collect();
    assert_eq!(states, [DeliveryState::Cancelled, DeliveryState::Delivered]);
    assert_eq!(log.items[0].integration_name, "CRM");
    assert!(scope.get_delivery(done.id).await.is_ok());
    // What was in flight comes back late.
    assert!(!stage.settle(&held, delivered()).await);
}

async fn nothing_is_sent_again_without_its_integration(stage: Stage) {
    let id = stage.add(durable()).await;
    let done = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.settle(&done, delivered()).await;
    let scope = stage.scope();
    let deleted = scope.delete_integration(&Actor::System, id, NOW);
    deleted.await.unwrap();
    let again = scope.send_again(&Actor::System, done.id, NOW).await;
    assert!(matches!(again, Err(StoreError::Deleted { .. })));
}

async fn integrations_are_listed_by_name(stage: Stage) {
    for name in ["беркут", "Alpha", "Весна", "beta"] {
        stage.add(draft(name, Moment::AfterCall)).await;
    }
    let scope = stage.scope();
    let listed = scope.list_integrations().await.unwrap();
    let names: Vec<&str> = listed.iter().map(|row| row.draft.name.as_str()).collect();
    assert_eq!(names, ["Alpha", "beta", "беркут", "Весна"]);
    let cards = scope.list_integration_cards(NOW).await.unwrap();
    assert_eq!(cards[3].name, "Весна");
}

async fn a_card_shows_the_last_deliveries_newest_first(stage: Stage) {
    stage.add(durable()).await;
    let events: Vec<_> = (1..=30)
        .map(|number| after_call(stage.tenant.id, number))
        .collect();
    let claims = stage.accept(&events).await.claims;
    for claim in &claims[..25] {
        stage.settle(claim, delivered()).await;
    }
    stage.settle(&claims[29], retry(NOW + 1)).await;
    let cards = stage.scope().list_integration_cards(NOW).await.unwrap();
    let card = &cards[0];
    assert_eq!((card.open, card.delivered_24h, card.failed_24h), (5, 25, 0));
    let shown: Vec<_> = card.recent.iter().map(|recent| recent.id).collect();
    let newest: Vec<_> = claims.iter().rev().take(20).map(|claim| claim.id).collect();
    assert_eq!(shown, newest);
    assert_eq!(card.recent[0].state, DeliveryState::Retrying);
}

async fn the_set_up_follows_a_change_at_once(stage: Stage) {
    let id = stage.add(durable()).await;
    let before = stage.store.setup(stage.tenant.id).await.unwrap();
    assert_eq!(before.integrations.len(), 1);
    stage
        .scope()
        .set_enabled(&Actor::System, id, false, NOW)
        .await
        .unwrap();
    let after = stage.store.setup(stage.tenant.id).await.unwrap();
    assert!(after.tenant.revision > before.tenant.revision);
    assert!(!after.integrations[0].draft.enabled);
    assert_eq!(after.integrations[0].version, 2);
}

async fn another_process_learns_a_change_by_the_revision(stage: Stage) {
    let id = stage.add(durable()).await;
    stage.accept(&[after_call(stage.tenant.id, 1)]).await;
    let other = store::Store::connect(&stage.options).await.unwrap();
    let paused = other.tenant(stage.tenant.id);
    paused
        .set_enabled(&Actor::System, id, false, NOW)
        .await
        .unwrap();
    let accepted = stage.accept(&[after_call(stage.tenant.id, 2)]).await;
    assert!(accepted.claims.is_empty());
    let setup = stage.store.setup(stage.tenant.id).await.unwrap();
    assert!(!setup.integrations[0].draft.enabled);
    let free = claim_due(&stage.store, WORKER, NOW + 10, 10).await;
    assert!(free.is_empty());
}

async fn each_change_is_in_the_audit_log(stage: Stage) {
    let id = stage.add(durable()).await;
    let scope = stage.scope();
    change(&stage, id, None, draft("B", Moment::AfterCall))
        .await
        .unwrap();
    scope
        .set_enabled(&Actor::System, id, false, NOW)
        .await
        .unwrap();
    scope
        .delete_integration(&Actor::System, id, NOW)
        .await
        .unwrap();
    // Before them stands that the tenant was made.
    let audit = scope.list_audit(4).await.unwrap();
    let actions: Vec<&str> = audit.iter().map(|row| row.action.as_str()).collect();
    let expected =
        ["delete", "pause", "update", "create"].map(|verb| format!("integration.{verb}"));
    assert_eq!(actions, expected);
    assert!(audit.iter().all(|row| row.subject == id.to_string()));
}

/// The field and the fault by which a draft was refused.
fn refusal<T: std::fmt::Debug>(made: Result<T, StoreError>) -> (String, Fault) {
    let Err(StoreError::Invalid(faults)) = made else {
        panic!("it was not refused: {made:?}");
    };
    (faults[0].field.clone(), faults[0].fault)
}

/// Repeats the rows of a table until there are so many.
async fn repeat(stage: &Stage, table: &str, columns: &str, count: i64) {
    let id = if stage.store.is_sqlite() {
        "randomblob(16)"
    } else {
        "gen_random_uuid()"
    };
    let mut there = 1;
    while there < count {
        let more = there.min(count - there);
        let statement = format!(
            "INSERT INTO {table} (tenant_id, id, version, name, created_at, updated_at{columns})
             SELECT tenant_id, {id}, version, name, created_at, updated_at{columns}
             FROM {table} LIMIT {more}"
        );
        let db = stage.store.writer();
        db.execute_unprepared(&statement).await.unwrap();
        there += more;
    }
}

async fn a_tenant_has_so_many_integrations_and_connections(stage: Stage) {
    let (scope, policy) = (stage.scope(), AddressPolicy::default());
    let add = async || {
        let (draft, none) = (durable(), DraftSecrets::default());
        let made = scope.create_integration(&Actor::System, draft, none, &policy, NOW);
        made.await
    };
    let first = add().await.unwrap().id;
    repeat(&stage, "integration", ", slot, enabled", INTEGRATIONS_MAX).await;
    let full = ("name".to_owned(), Fault::TooManyHere);
    assert_eq!(refusal(add().await), full);
    let copied = scope.duplicate_integration(&Actor::System, first, "", NOW);
    assert_eq!(refusal(copied.await), full);
    // One that was deleted leaves its place.
    let deleted = scope.delete_integration(&Actor::System, first, NOW);
    deleted.await.unwrap();
    add().await.unwrap();

    let connect = async || {
        let draft = ConnectionDraft {
            name: "CRM".to_owned(),
            url: "https://crm.example".to_owned(),
            headers: Vec::new(),
            key: None,
            auth: None,
            limits: Limits::default(),
        };
        let none = DraftSecrets::default();
        let made = scope.create_connection(&Actor::System, draft, none, &policy, NOW);
        made.await
    };
    connect().await.unwrap();
    repeat(&stage, "connection", "", CONNECTIONS_MAX).await;
    assert_eq!(refusal(connect().await), full);
}

async fn an_integration_has_so_many_secrets(stage: Stage) {
    let (scope, policy) = (stage.scope(), AddressPolicy::default());
    let add = async |count: usize| {
        let secrets = (0..count).map(|number| (format!("s{number}"), "text".to_owned()));
        let (draft, secrets) = (durable(), DraftSecrets(secrets.collect()));
        let made = scope.create_integration(&Actor::System, draft, secrets, &policy, NOW);
        made.await
    };
    let refused = refusal(add(SECRETS_MAX + 1).await);
    assert_eq!(refused, ("secrets".to_owned(), Fault::TooMany));
    // One of them is that of its signature.
    add(SECRETS_MAX - 1).await.unwrap();
}
