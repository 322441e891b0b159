//! The test button: what it sends, with which secrets, and when it is written to the log.

use super::{
    api_receiver::Receiver,
    databases::{Database, on_both},
    portal_house::{House, NOW, tenant},
};
use app::{
    desk::{Desk as _, TestAnswer, TestRequest},
    error::AppError,
};
use domain::{DraftSecrets, Facts, Fault, IntegrationDraft, IntegrationId, TenantId, Value};
use engine::SystemClock;
use serde_json::json;
use server::{desk::PortalDesk, incoming::Incoming, state::AppState};
use std::sync::Arc;
use store::{Actor, DeliveryFilter, DeliveryRow};

on_both!(
    a_test_of_the_saved_version_is_in_the_log,
    a_test_of_a_changed_form_is_sent_and_not_logged,
    a_form_that_was_never_saved_is_sent_without_a_signature,
    typed_secrets_go_before_saved_ones,
    saved_secrets_are_not_sent_to_another_address,
    the_key_of_a_connection_is_not_sent_past_it,
    a_form_with_a_fault_is_not_sent,
    no_token_is_asked_for_with_what_is_not_saved,
    the_integration_of_another_tenant_is_not_found,
);

/// An integration that sends its key and the caller to the receiver.
fn draft(receiver: &Receiver) -> IntegrationDraft {
    serde_json::from_value(json!({
        "name": "CRM",
        "url": receiver.url("/lead"),
        "moment": "after_call",
        "method": "GET",
        "parameters": [{"name": "phone", "value": {"parameter": "caller_number"}}],
        "key": {"place": "query", "name": "token"},
    }))
    .unwrap()
}

fn key(text: &str) -> DraftSecrets {
    DraftSecrets([("key".to_owned(), text.to_owned())].into())
}

fn request(tenant_id: TenantId, id: Option<IntegrationId>, draft: IntegrationDraft) -> TestRequest {
    let mut facts = Facts::default();
    facts.set("call_id", Value::text("call-1"));
    facts.set("caller_number", Value::text("+380501112233"));
    TestRequest {
        actor: Actor::System,
        tenant_id,
        integration_id: id,
        draft,
        secrets: DraftSecrets::default(),
        facts,
        twice: false,
    }
}

impl House {
    pub fn desk(&self) -> PortalDesk {
        PortalDesk::new(AppState {
            store: self.store.clone(),
            engine: self.engine.clone(),
            config: Arc::new(self.config.clone()),
            clock: Arc::new(SystemClock),
            incoming: Incoming::default(),
        })
    }

    async fn saved(&self, tenant: TenantId, draft: IntegrationDraft) -> IntegrationId {
        let policy = self.config.address_policy();
        let tenant = self.store.tenant(tenant);
        let secrets = key("saved");
        let made = tenant.create_integration(&Actor::System, draft, secrets, &policy, NOW);
        made.await.unwrap().id
    }

    async fn test(&self, request: TestRequest) -> Result<TestAnswer, AppError> {
        self.desk().send_test(request).await
    }

    async fn log(&self) -> Vec<DeliveryRow> {
        let tenant = self.store.tenant(self.tenant);
        let everything = DeliveryFilter::default();
        let page = tenant.list_deliveries(&everything, None, 10).await;
        page.unwrap().items
    }
}

async fn a_test_of_the_saved_version_is_in_the_log(database: Database) {
    let house = House::on(database).await;
    let receiver = Receiver::start().await;
    let draft = draft(&receiver);
    let id = house.saved(house.tenant, draft.clone()).await;
    let answer = house
        .test(request(house.tenant, Some(id), draft))
        .await
        .unwrap();
    assert!(answer.accepted);
    let got = receiver.got();
    assert_eq!(got.len(), 1);
    assert_eq!(got[0].target, "/lead?phone=%2B380501112233&token=saved");
    assert!(got[0].header("webhook-signature").starts_with("v1,"));
    let shown = answer.last.request.unwrap();
    assert!(!shown.url.contains("saved"), "{}", shown.url);
    let id = answer.delivery_id.unwrap().to_string();
    assert!(shown.headers.contains(&("webhook-id".to_owned(), id)));
    let log = house.log().await;
    assert_eq!(log.len(), 1);
    assert_eq!(Some(log[0].id), answer.delivery_id);
    assert!(log[0].is_test);
}

async fn a_test_of_a_changed_form_is_sent_and_not_logged(database: Database) {
    let house = House::on(database).await;
    let receiver = Receiver::start().await;
    let mut draft = draft(&receiver);
    let id = house.saved(house.tenant, draft.clone()).await;
    draft.url = receiver.url("/other");
    receiver.answer(500);
    let answer = house
        .test(request(house.tenant, Some(id), draft))
        .await
        .unwrap();
    assert!(!answer.accepted);
    assert_eq!(answer.last.outcome.status, Some(500));
    assert_eq!(answer.delivery_id, None);
    assert!(receiver.got()[0].target.starts_with("/other?"));
    assert!(house.log().await.is_empty());
}

async fn a_form_that_was_never_saved_is_sent_without_a_signature(database: Database) {
    let house = House::on(database).await;
    let receiver = Receiver::start().await;
    let mut request = request(house.tenant, None, draft(&receiver));
    request.secrets = key("typed");
    let answer = house.test(request).await.unwrap();
    assert!(answer.accepted);
    let got = receiver.got();
    assert!(got[0].target.ends_with("token=typed"), "{}", got[0].target);
    assert_eq!(got[0].header("webhook-signature"), "");
}

async fn typed_secrets_go_before_saved_ones(database: Database) {
    let house = House::on(database).await;
    let receiver = Receiver::start().await;
    let draft = draft(&receiver);
    let id = house.saved(house.tenant, draft.clone()).await;
    let mut request = request(house.tenant, Some(id), draft);
    request.secrets = key("typed");
    let answer = house.test(request).await.unwrap();
    let got = receiver.got();
    assert!(got[0].target.ends_with("token=typed"), "{}", got[0].target);
    assert_eq!(answer.delivery_id, None, "the log could not show it again");
}

/// The faults of a test that was not sent.
fn faults(refused: Result<TestAnswer, AppError>) -> Vec<Fault> {
    let Err(AppError::Invalid { errors }) = refused else {
        panic!("it was sent: {refused:?}");
    };
    errors.iter().map(|error| error.fault).collect()
}

async fn saved_secrets_are_not_sent_to_another_address(database: Database) {
    let house = House::on(database).await;
    let (receiver, other) = (Receiver::start().await, Receiver::start().await);
    let id = house.saved(house.tenant, draft(&receiver)).await;
    let changed = request(house.tenant, Some(id), draft(&other));
    let refused = house.test(changed.clone()).await;
    assert_eq!(faults(refused), [Fault::SecretWithheld]);
    let mut step = draft(&receiver);
    step.steps = serde_json::from_value(json!([{
        "name": "Next", "url": other.url("/next"), "method": "GET", "body_format": "query",
    }]))
    .unwrap();
    let refused = house.test(request(house.tenant, Some(id), step)).await;
    assert_eq!(faults(refused), [Fault::SecretWithheld]);
    assert!(receiver.got().is_empty() && other.got().is_empty());
    let typed = TestRequest {
        secrets: key("typed"),
        ..changed
    };
    assert!(house.test(typed).await.unwrap().accepted);
    let got = other.got();
    assert!(got[0].target.ends_with("token=typed"), "{}", got[0].target);
}

async fn the_key_of_a_connection_is_not_sent_past_it(database: Database) {
    let house = House::on(database).await;
    let (receiver, other) = (Receiver::start().await, Receiver::start().await);
    let policy = house.config.address_policy();
    let scope = house.store.tenant(house.tenant);
    let connection = json!({"name": "CRM", "url": receiver.url("/rest/{{secret:key}}")});
    let connection = serde_json::from_value(connection).unwrap();
    let made = scope.create_connection(&Actor::System, connection, key("shared"), &policy, NOW);
    let mut below = draft(&receiver);
    below.key = None;
    below.url = "lead".to_owned();
    below.connection = Some(made.await.unwrap().id);
    let secrets = DraftSecrets::default();
    let made = scope.create_integration(&Actor::System, below.clone(), secrets, &policy, NOW);
    let id = made.await.unwrap().id;
    below.connection = None;
    below.url = other.url("/{{secret:key}}");
    let refused = house.test(request(house.tenant, Some(id), below)).await;
    assert_eq!(faults(refused), [Fault::SecretMissing]);
    assert!(other.got().is_empty());
}

async fn a_form_with_a_fault_is_not_sent(database: Database) {
    let house = House::on(database).await;
    let receiver = Receiver::start().await;
    let mut draft = draft(&receiver);
    draft.url = "http://10.0.0.1/".to_owned();
    let faults = faults(house.test(request(house.tenant, None, draft)).await);
    assert!(faults.contains(&Fault::AddressInner), "{faults:?}");
    assert!(faults.contains(&Fault::SecretMissing), "{faults:?}");
}

async fn no_token_is_asked_for_with_what_is_not_saved(database: Database) {
    let house = House::on(database).await;
    let receiver = Receiver::start().await;
    let mut draft = draft(&receiver);
    draft.key = None;
    draft.auth = serde_json::from_value(json!({"oauth2": {
        "grant": "client_credentials", "client_id": "shop", "token_url": receiver.url("/token"),
    }}))
    .unwrap();
    let mut unsaved = request(house.tenant, None, draft);
    unsaved.secrets = DraftSecrets([("client_secret".to_owned(), "s3cret".to_owned())].into());
    let Err(AppError::Invalid { errors }) = house.test(unsaved).await else {
        panic!("it was sent");
    };
    assert_eq!(errors.len(), 1);
    assert_eq!(
        (errors[0].field.as_str(), errors[0].fault),
        ("auth", Fault::SaveFirst)
    );
    assert!(receiver.got().is_empty());
}

async fn the_integration_of_another_tenant_is_not_found(database: Database) {
    let house = House::on(database).await;
    let receiver = Receiver::start().await;
    let other = tenant(&house.store, "Stranger").await;
    let theirs = house.saved(other, draft(&receiver)).await;
    let request = request(house.tenant, Some(theirs), draft(&receiver));
    let refused = house.test(request).await;
    assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    assert!(receiver.got().is_empty());
}
