//! `/api/v1/connections`: made, read, changed and deleted by a program.

use super::{
    api_house::{Machine, draft, key},
    api_receiver::Receiver,
    databases::{Database, on_both},
    portal_house::tenant,
};
use axum::body::Body;
use domain::KeyScope;
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

on_both!(
    a_connection_is_made_and_its_secrets_are_only_named,
    a_changed_key_reaches_every_integration_of_the_connection,
    a_connection_that_is_used_is_not_deleted,
    faults_of_a_connection_are_told_at_their_fields,
    another_tenants_connection_is_not_found,
);

const ALL: &str = "/api/v1/connections";

fn body(receiver: &Receiver) -> Value {
    json!({
        "name": "CRM",
        "url": receiver.url("/rest/1/{{secret:key}}"),
        "limits": {"per_second": 2},
        "secrets": {"key": "k-1"},
    })
}

fn path(connection: &Value) -> String {
    format!("{ALL}/{}", connection["id"].as_str().unwrap())
}

impl Machine {
    async fn connection(&self, receiver: &Receiver) -> Value {
        let made = self.ask(Method::POST, ALL, Some(body(receiver))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        made.body
    }

    async fn below(&self, receiver: &Receiver, connection: &Value) -> Value {
        let mut sent = draft(receiver);
        sent["connection"] = connection["id"].clone();
        sent["url"] = json!("crm.lead.add");
        let made = self
            .ask(Method::POST, "/api/v1/integrations", Some(sent))
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        made.body
    }
}

async fn a_connection_is_made_and_its_secrets_are_only_named(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let made = machine.ask(Method::POST, ALL, Some(body(&receiver))).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(made.header("location"), path(&made.body));
    assert_eq!(made.header("etag"), "\"1\"");
    assert_eq!(made.body["limits"], json!({"parallel": 8, "per_second": 2}));
    assert_eq!(made.body["secret_names"], json!(["key"]));
    assert!(!made.text.contains("k-1"), "{}", made.text);
    let read = machine.ask(Method::GET, &path(&made.body), None).await;
    assert_eq!(read.body, made.body);
    let list = machine.ask(Method::GET, ALL, None).await;
    assert_eq!(list.body, json!({"items": [made.body], "next": null}));
}

async fn a_changed_key_reaches_every_integration_of_the_connection(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let connection = machine.connection(&receiver).await;
    let integration = machine.below(&receiver, &connection).await;
    let id = integration["id"].as_str().unwrap();
    let test = format!("/api/v1/integrations/{id}/test");
    let first = machine.ask(Method::POST, &test, Some(json!({}))).await;
    assert_eq!(first.body["accepted"], true, "{}", first.text);
    let change = async |version: &str| {
        let request = Request::patch(path(&connection))
            .header(header::AUTHORIZATION, format!("Bearer {}", machine.manage))
            .header(header::IF_MATCH, version);
        machine
            .send(request, Body::from(r#"{"secrets":{"key":"k-2"}}"#))
            .await
    };
    let changed = change("\"1\"").await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    assert_eq!(changed.body["integrations"], json!([id]));
    assert_eq!(change("\"1\"").await.problem(), (412, "version"));
    machine.ask(Method::POST, &test, Some(json!({}))).await;
    let urls: Vec<String> = receiver
        .got()
        .iter()
        .map(|got| got.target.clone())
        .collect();
    assert!(urls[0].starts_with("/rest/1/k-1/crm.lead.add"), "{urls:?}");
    assert!(urls[1].starts_with("/rest/1/k-2/crm.lead.add"), "{urls:?}");
}

async fn a_connection_that_is_used_is_not_deleted(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let connection = machine.connection(&receiver).await;
    let integration = machine.below(&receiver, &connection).await;
    let place = path(&connection);
    let told = machine.ask(Method::DELETE, &place, None).await;
    assert_eq!(told.problem(), (409, "in_use"));
    let id = integration["id"].as_str().unwrap();
    let own = format!("/api/v1/integrations/{id}");
    machine.ask(Method::DELETE, &own, None).await;
    let gone = machine.ask(Method::DELETE, &place, None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text);
    let read = machine.ask(Method::GET, &place, None).await;
    assert_eq!(read.problem(), (404, "not_found"));
}

async fn faults_of_a_connection_are_told_at_their_fields(database: Database) {
    let machine = Machine::open(database).await;
    let sent = json!({
        "name": "", "url": "https://crm.example/?a=1", "limits": {"per_second": 0},
        "auth": {"basic": {"login": "a:b"}}, "colour": "red",
    });
    let told = machine.ask(Method::POST, ALL, Some(sent.clone())).await;
    assert_eq!(told.problem(), (422, "fields"));
    assert_eq!(told.body["errors"][0]["field"], "colour");
    let mut known = sent;
    known.as_object_mut().unwrap().remove("colour");
    let told = machine.ask(Method::POST, ALL, Some(known)).await;
    let errors = told.body["errors"].as_array().unwrap();
    let fields: Vec<_> = errors.iter().map(|error| error["field"].clone()).collect();
    for field in ["name", "url", "limits.per_second", "auth.login", "auth"] {
        assert!(fields.contains(&json!(field)), "{field}: {fields:?}");
    }
}

async fn another_tenants_connection_is_not_found(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let place = path(&machine.connection(&receiver).await);
    let other = tenant(&machine.store, "Other").await;
    let stranger = key(&machine.store, other, KeyScope::Manage).await;
    for (method, body) in [
        (Method::GET, None),
        (Method::PATCH, Some(json!({"name": "mine"}))),
        (Method::DELETE, None),
    ] {
        let told = machine
            .ask_as(&stranger, method.clone(), &place, body)
            .await;
        assert_eq!(told.problem(), (404, "not_found"), "{method}");
    }
}
