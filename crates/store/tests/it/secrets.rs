//! Secrets at rest.

use crate::{
    sample::durable,
    stage::{NOW, Stage, both},
};
use domain::{
    Adapter, AddressPolicy, DraftSecrets, IntegrationDraft, IntegrationId, KeyScope, Overlap,
};
use store::{Actor, OldStamp, Store, StoreError, StoreOptions};

both! {
    an_empty_secret_is_removed_and_the_others_stay,
    secrets_for_sending_follow_a_change,
    a_secret_of_another_installation_cannot_be_opened,
    a_database_knows_its_first_key_from_any_other,
    a_key_in_an_address_is_in_no_version,
    a_stamp_is_of_two_secrets_until_the_time_of_the_old_one_is_over,
    the_end_of_an_old_stamp_is_known_and_is_none_of_a_key,
    an_old_secret_of_a_stamp_is_ended_at_once,
    what_has_never_signed_has_no_secret_to_make_anew,
}

const SESAME: &str = "open-sesame-4711";

fn with_key() -> IntegrationDraft {
    let mut draft = durable();
    draft.key =
        serde_json::from_value(serde_json::json!({"place": "header", "name": "x-key"})).unwrap();
    draft
}

fn secrets(texts: &[(&str, &str)]) -> DraftSecrets {
    let pairs = texts
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    DraftSecrets(pairs.collect())
}

async fn add(stage: &Stage) -> IntegrationId {
    let (scope, policy) = (stage.scope(), AddressPolicy::default());
    let texts = secrets(&[("key", SESAME), ("token", "t-1")]);
    let made = scope.create_integration(&Actor::System, with_key(), texts, &policy, NOW);
    made.await.unwrap().id
}

async fn change(stage: &Stage, id: IntegrationId, texts: &[(&str, &str)]) -> Vec<String> {
    let (scope, policy) = (stage.scope(), AddressPolicy::default());
    let texts = secrets(texts);
    let changed =
        scope.update_integration(&Actor::System, id, None, with_key(), texts, &policy, NOW);
    changed.await.unwrap().secret_names
}

async fn an_empty_secret_is_removed_and_the_others_stay(stage: Stage) {
    let id = add(&stage).await;
    assert_eq!(
        change(&stage, id, &[("token", "")]).await,
        ["key", "signature"]
    );
    let scope = stage.scope();
    assert_eq!(scope.get_secret(id, "key").await.unwrap(), SESAME);
    let gone = scope.get_secret(id, "token").await;
    assert!(matches!(gone, Err(StoreError::NotFound)));
}

async fn secrets_for_sending_follow_a_change(stage: Stage) {
    let id = add(&stage).await;
    let before = stage.store.secrets(stage.tenant.id, id).await.unwrap();
    assert_eq!(before["key"], SESAME);
    change(&stage, id, &[("key", "new")]).await;
    let after = stage.store.secrets(stage.tenant.id, id).await.unwrap();
    assert_eq!(after["key"], "new");
    assert_eq!(after["signature"], before["signature"]);
}

/// The same database, opened with another key.
async fn with_another_key(stage: &Stage) -> Store {
    let options = StoreOptions {
        url: stage.options.url.clone(),
        key: [8; 32],
    };
    Store::connect(&options).await.unwrap()
}

async fn a_database_knows_its_first_key_from_any_other(stage: Stage) {
    let other = with_another_key(&stage).await;
    assert_eq!(other.key_fits().await.unwrap(), None);
    assert!(stage.store.bind_key().await.unwrap());
    assert!(!other.bind_key().await.unwrap());
    assert_eq!(other.key_fits().await.unwrap(), Some(false));
    assert!(stage.store.bind_key().await.unwrap());
}

async fn a_secret_of_another_installation_cannot_be_opened(stage: Stage) {
    let id = add(&stage).await;
    let other = with_another_key(&stage).await;
    let opened = other.tenant(stage.tenant.id).get_secret(id, "key").await;
    assert!(matches!(opened, Err(StoreError::Broken(_))));
}

/// What a thief of the file has: every byte of it.
#[tokio::test]
async fn no_secret_can_be_read_in_the_file() {
    let stage = crate::stage::sqlite().await;
    add(&stage).await;
    let scope = stage.scope();
    let source = scope.create_source(
        &Actor::System,
        domain::SenderDraft::default(),
        Adapter::Zadarma,
        "zadarma-secret-0815",
        NOW,
    );
    source.await.unwrap();
    let (_, key) = scope
        .create_key(
            &Actor::System,
            domain::SenderDraft::default(),
            KeyScope::Ingest,
            NOW,
        )
        .await
        .unwrap();
    let random = key.strip_prefix("hk_ingest_").unwrap();
    let folder = stage.folder.as_ref().unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let has = |text: &str| {
            bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        };
        assert!(!has(SESAME) && !has("zadarma-secret-0815") && !has(random));
    }
}

/// The code of a pasted webhook.
const CODE: &str = "9x8y7z6w5v4u3t2s";

async fn a_key_in_an_address_is_in_no_version(stage: Stage) {
    let (scope, policy) = (stage.scope(), AddressPolicy::default());
    let mut draft = durable();
    draft.url = format!("https://shop.bitrix24.ru/rest/12/{CODE}/crm.lead.add.json");
    let none = DraftSecrets::default;
    let made = scope.create_integration(&Actor::System, draft.clone(), none(), &policy, NOW);
    let made = made.await.unwrap();
    let address = "https://shop.bitrix24.ru/rest/12/{{secret:address_key}}/crm.lead.add.json";
    assert_eq!(made.draft.url, address);
    assert_eq!(made.secret_names, ["address_key", "signature"]);
    assert_eq!(
        scope.get_secret(made.id, "address_key").await.unwrap(),
        CODE
    );
    // Whoever says the same again changes nothing; another code is another text of the secret.
    let same = scope.update_integration(
        &Actor::System,
        made.id,
        None,
        draft.clone(),
        none(),
        &policy,
        NOW + 1,
    );
    assert_eq!(same.await.unwrap().version, 1);
    draft.url = draft.url.replace(CODE, "aaaabbbbcccc1111");
    let other = scope.update_integration(
        &Actor::System,
        made.id,
        None,
        draft,
        none(),
        &policy,
        NOW + 2,
    );
    let other = other.await.unwrap();
    assert_eq!((other.version, other.draft.url.as_str()), (2, address));
    let kept = scope.get_secret(made.id, "address_key").await.unwrap();
    assert_eq!(kept, "aaaabbbbcccc1111");
    for version in 1..=2 {
        let kept = scope.find_version(made.id, version).await.unwrap().unwrap();
        let text = serde_json::to_string(&kept).unwrap();
        assert!(
            !text.contains(CODE) && !text.contains("aaaabbbbcccc1111"),
            "{text}"
        );
    }
    let connection = serde_json::from_value(serde_json::json!({
        "name": "CRM", "url": format!("https://shop.bitrix24.ru/rest/12/{CODE}/"),
    }));
    let made = scope.create_connection(&Actor::System, connection.unwrap(), none(), &policy, NOW);
    let made = made.await.unwrap();
    assert_eq!(
        made.draft.url,
        "https://shop.bitrix24.ru/rest/12/{{secret:key}}/"
    );
    assert_eq!(made.secret_names, ["key"]);
}

async fn a_stamp_is_of_two_secrets_until_the_time_of_the_old_one_is_over(stage: Stage) {
    let (id, scope, actor) = (add(&stage).await, stage.scope(), &Actor::System);
    let old = scope.get_secret(id, "signature").await.unwrap();
    let rotating = scope.rotate_stamp(actor, id, Overlap::Hour, NOW);
    let new = rotating.await.unwrap();
    let ends_at = NOW + 3_600_000;
    assert_eq!(new.old_ends_at, ends_at);
    let sent = stage.store.secrets(stage.tenant.id, id).await.unwrap();
    let both = (&sent["signature"], &sent["signature_old"]);
    assert_eq!(both, (&new.secret, &old));
    let again = scope.rotate_stamp(actor, id, Overlap::Hour, ends_at - 1);
    assert!(matches!(again.await, Err(StoreError::Conflict)));
    let early = stage.store.forget_old_stamps(ends_at - 1);
    early.await.unwrap();
    let sent = stage.store.secrets(stage.tenant.id, id).await.unwrap();
    assert_eq!(sent["signature_old"], old);
    stage.store.forget_old_stamps(ends_at).await.unwrap();
    let sent = stage.store.secrets(stage.tenant.id, id).await.unwrap();
    assert_eq!(sent.get("signature_old"), None);
    assert_eq!(sent["signature"], new.secret);
}

async fn the_end_of_an_old_stamp_is_known_and_is_none_of_a_key(stage: Stage) {
    let (id, scope) = (add(&stage).await, stage.scope());
    let rotating = scope.rotate_stamp(&Actor::System, id, Overlap::Hour, NOW);
    let ends_at = rotating.await.unwrap().old_ends_at;
    let known = scope.find_old_stamp(id, ends_at - 1).await.unwrap();
    let said = OldStamp {
        ends_at: Some(ends_at),
    };
    assert_eq!(known, Some(said));
    assert_eq!(scope.find_old_stamp(id, ends_at).await.unwrap(), None);
    assert!(scope.list_key_ends().await.unwrap().is_empty());
}

async fn an_old_secret_of_a_stamp_is_ended_at_once(stage: Stage) {
    let (id, scope, actor) = (add(&stage).await, stage.scope(), &Actor::System);
    let rotating = scope.rotate_stamp(actor, id, Overlap::Week, NOW);
    rotating.await.unwrap();
    scope.end_old_stamp(actor, id, NOW + 1).await.unwrap();
    let sent = stage.store.secrets(stage.tenant.id, id).await.unwrap();
    assert_eq!(sent.get("signature_old"), None);
    assert_eq!(scope.find_old_stamp(id, NOW + 1).await.unwrap(), None);
    let again = scope.rotate_stamp(actor, id, Overlap::Week, NOW + 2);
    again.await.unwrap();
    let noted = scope.list_audit(3).await.unwrap();
    let actions: Vec<&str> = noted.iter().map(|row| row.action.as_str()).collect();
    let rotated = "integration.rotate_stamp";
    assert_eq!(actions, [rotated, "integration.end_old_stamp", rotated]);
}

async fn what_has_never_signed_has_no_secret_to_make_anew(stage: Stage) {
    let mut draft = durable();
    draft.signature = false;
    let id = stage.add(draft).await;
    let scope = stage.scope();
    let rotating = scope.rotate_stamp(&Actor::System, id, Overlap::Day, NOW);
    assert!(matches!(rotating.await, Err(StoreError::Invalid(_))));
}
