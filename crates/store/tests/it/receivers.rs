//! A secret is for the receiver that it was typed for, and is not kept for another one.

use crate::{
    sample::durable,
    stage::{NOW, Stage, both},
};
use domain::{
    AddressPolicy, ConnectionDraft, ConnectionId, DraftSecrets, Fault, IntegrationDraft,
    IntegrationId,
};
use serde_json::json;
use store::{Actor, ConnectionRow, IntegrationRow, StoreError};

both! {
    a_changed_address_asks_for_the_key_anew,
    what_is_not_used_any_more_goes_with_the_address,
    a_step_to_another_address_counts_as_one,
    a_changed_connection_asks_for_its_key_anew,
    an_integration_with_a_key_of_its_own_holds_its_connection,
    a_copy_for_another_crm_waits_for_keys_of_its_own,
}

fn typed(key: &str) -> DraftSecrets {
    DraftSecrets([("key".to_owned(), key.to_owned())].into())
}

fn nothing() -> DraftSecrets {
    DraftSecrets::default()
}

fn with_key(url: &str) -> IntegrationDraft {
    let mut draft = durable();
    url.clone_into(&mut draft.url);
    draft.key = serde_json::from_value(json!({"place": "header", "name": "x-key"})).unwrap();
    draft
}

fn base(url: &str) -> ConnectionDraft {
    let draft = json!({"name": "CRM", "url": url, "key": {"place": "query", "name": "token"}});
    serde_json::from_value(draft).unwrap()
}

impl Stage {
    async fn keyed(&self, draft: IntegrationDraft) -> IntegrationId {
        let (scope, policy) = (self.scope(), AddressPolicy::default());
        let made = scope.create_integration(&Actor::System, draft, typed("k-1"), &policy, NOW);
        made.await.unwrap().id
    }

    async fn connected(&self) -> ConnectionId {
        let (scope, policy) = (self.scope(), AddressPolicy::default());
        let draft = base("https://crm.example/api");
        let made = scope.create_connection(&Actor::System, draft, typed("k-1"), &policy, NOW);
        made.await.unwrap().id
    }

    async fn saved(
        &self,
        id: IntegrationId,
        draft: IntegrationDraft,
        secrets: DraftSecrets,
    ) -> Result<IntegrationRow, StoreError> {
        let (scope, policy) = (self.scope(), AddressPolicy::default());
        let saving =
            scope.update_integration(&Actor::System, id, None, draft, secrets, &policy, NOW);
        saving.await
    }

    async fn led(
        &self,
        id: ConnectionId,
        url: &str,
        secrets: DraftSecrets,
    ) -> Result<ConnectionRow, StoreError> {
        let (scope, policy) = (self.scope(), AddressPolicy::default());
        let (draft, actor) = (base(url), Actor::System);
        let saving = scope.update_connection(&actor, id, None, draft, secrets, &policy, NOW);
        saving.await
    }
}

fn told<T: std::fmt::Debug>(refused: Result<T, StoreError>) -> Vec<(String, Fault)> {
    let Err(StoreError::Invalid(faults)) = refused else {
        panic!("{refused:?}");
    };
    let told = faults.into_iter().map(|fault| (fault.field, fault.fault));
    told.collect()
}

async fn a_changed_address_asks_for_the_key_anew(stage: Stage) {
    let id = stage.keyed(with_key("https://crm.example/a")).await;
    let elsewhere = with_key("https://evil.example/a");
    let refused = stage.saved(id, elsewhere.clone(), nothing()).await;
    assert_eq!(told(refused), [("key".to_owned(), Fault::SecretWithheld)]);
    let kept = stage.scope().get_secret(id, "key").await.unwrap();
    assert_eq!(kept, "k-1", "what is refused changes nothing");
    let path = with_key("https://crm.example/b");
    let row = stage.saved(id, path, nothing()).await.unwrap();
    assert_eq!(row.secret_names, ["key", "signature"]);
    let signs = stage.scope().get_secret(id, "signature").await.unwrap();
    stage.saved(id, elsewhere, typed("k-2")).await.unwrap();
    let scope = stage.scope();
    assert_eq!(scope.get_secret(id, "key").await.unwrap(), "k-2");
    assert_eq!(scope.get_secret(id, "signature").await.unwrap(), signs);
}

async fn what_is_not_used_any_more_goes_with_the_address(stage: Stage) {
    let id = stage.keyed(with_key("https://crm.example/a")).await;
    let mut draft = with_key("https://evil.example/a");
    draft.key = None;
    let row = stage.saved(id, draft, nothing()).await.unwrap();
    assert_eq!(row.secret_names, ["signature"]);
    let gone = stage.scope().get_secret(id, "key").await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
}

async fn a_step_to_another_address_counts_as_one(stage: Stage) {
    let id = stage.keyed(with_key("https://crm.example/a")).await;
    let mut draft = with_key("https://crm.example/a");
    draft.steps = serde_json::from_value(json!([
        {"name": "Next", "url": "https://evil.example/", "method": "GET", "body_format": "query"},
    ]))
    .unwrap();
    let refused = stage.saved(id, draft, nothing()).await;
    assert_eq!(told(refused), [("key".to_owned(), Fault::SecretWithheld)]);
}

async fn a_changed_connection_asks_for_its_key_anew(stage: Stage) {
    let id = stage.connected().await;
    for url in ["https://evil.example/api", "http://crm.example/api"] {
        let refused = stage.led(id, url, nothing()).await;
        let expected = [("key".to_owned(), Fault::SecretWithheld)];
        assert_eq!(told(refused), expected, "{url}");
    }
    let same = stage.led(id, "https://crm.example/v2", nothing()).await;
    assert_eq!(same.unwrap().secret_names, ["key"]);
    let other = stage.led(id, "https://other.example", typed("k-2")).await;
    other.unwrap();
    let opened = stage.scope().get_connection_to_send(id).await.unwrap().1;
    assert_eq!(opened["key"], "k-2");
}

async fn an_integration_with_a_key_of_its_own_holds_its_connection(stage: Stage) {
    let connection = stage.connected().await;
    let mut draft = durable();
    draft.url = "lead".to_owned();
    draft.connection = Some(connection);
    draft.headers = serde_json::from_value(json!([
        {"name": "x-own", "value": {"template": "{{secret:own}}"}},
    ]))
    .unwrap();
    let own = DraftSecrets([("own".to_owned(), "o-1".to_owned())].into());
    let (scope, policy) = (stage.scope(), AddressPolicy::default());
    let made = scope.create_integration(&Actor::System, draft, own, &policy, NOW);
    made.await.unwrap();
    let url = "https://evil.example/api";
    let refused = stage.led(connection, url, typed("k-2")).await;
    assert_eq!(told(refused), [("url".to_owned(), Fault::SecretsBelow)]);
    let saved = scope.get_connection(connection).await.unwrap();
    assert_eq!(saved.draft.url, "https://crm.example/api");
}

async fn a_copy_for_another_crm_waits_for_keys_of_its_own(stage: Stage) {
    let connection = stage.connected().await;
    let mut draft = durable();
    draft.url = "{{secret:own}}/lead".to_owned();
    draft.connection = Some(connection);
    let own = DraftSecrets([("own".to_owned(), "o-1".to_owned())].into());
    let (scope, policy) = (stage.scope(), AddressPolicy::default());
    let made = scope.create_integration(&Actor::System, draft, own, &policy, NOW);
    made.await.unwrap();
    for (url, names) in [
        ("https://crm.example/second", &["own", "signature"][..]),
        ("https://evil.example", &["signature"]),
    ] {
        let said = (base(url), typed("k-2"));
        let copying = scope.copy_connection(&Actor::System, connection, said, &policy, NOW);
        let copy = copying.await.unwrap().1[0];
        let copy = scope.get_integration(copy).await.unwrap();
        assert_eq!(copy.secret_names, names, "{url}");
        assert!(!copy.draft.enabled);
    }
}
