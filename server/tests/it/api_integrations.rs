//! `/api/v1/integrations`: made, read, changed, tested and deleted by a program.

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
    an_integration_is_made_and_its_secrets_are_only_named,
    a_key_in_an_address_is_kept_as_a_secret_and_sent,
    an_integration_is_read_changed_and_deleted,
    a_change_of_another_version_is_refused,
    every_version_is_listed_with_what_it_said,
    a_key_is_sent_once_more_with_another_address,
    another_tenants_integration_is_not_found,
    a_test_is_sent_for_real,
    a_new_secret_of_the_signature_signs_beside_the_old_one,
);

fn path(integration: &Value) -> String {
    format!(
        "/api/v1/integrations/{}",
        integration["id"].as_str().unwrap()
    )
}

async fn an_integration_is_made_and_its_secrets_are_only_named(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let mut sent = draft(&receiver);
    sent["secrets"] = json!({"key": "k-1"});
    sent["key"] = json!({"place": "query", "name": "token"});
    let made = machine
        .ask(Method::POST, "/api/v1/integrations", Some(sent))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(made.header("location"), path(&made.body));
    assert_eq!(made.body["version"], 1);
    let limits = json!({"parallel": 8, "per_second": null});
    assert_eq!(made.body["limits"], limits);
    assert_eq!(made.body["secret_names"], json!(["key", "signature"]));
    assert!(!made.text.contains("k-1"), "{}", made.text);
}

async fn a_key_in_an_address_is_kept_as_a_secret_and_sent(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let mut sent = draft(&receiver);
    sent["url"] = json!(receiver.url("/rest/1/9x8y7z6w5v4u3t2s/crm.lead.add?token=t%2F123456"));
    let made = machine
        .ask(Method::POST, "/api/v1/integrations", Some(sent))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let kept = "/rest/1/{{secret:address_key}}/crm.lead.add?token={{secret:address_token}}";
    assert_eq!(made.body["url"], receiver.url(kept));
    assert_eq!(
        made.body["secret_names"],
        json!(["address_key", "address_token", "signature"])
    );
    let test = format!("{}/test", path(&made.body));
    let told = machine.ask(Method::POST, &test, None).await;
    assert_eq!(told.body["accepted"], true, "{}", told.text);
    let sent = "/rest/1/9x8y7z6w5v4u3t2s/crm.lead.add?token=t%2F123456";
    let got = receiver.got();
    assert!(got[0].target.starts_with(sent), "{got:?}");
}

async fn an_integration_is_read_changed_and_deleted(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let made = machine.integration(&receiver).await;
    let path = path(&made);
    let read = machine.ask(Method::GET, &path, None).await;
    assert_eq!((&read.body, read.header("etag")), (&made, "\"1\""));
    let patch = json!({"name": "CRM 2", "limits": {"parallel": 2}});
    let changed = machine.ask(Method::PATCH, &path, Some(patch)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    let mut expected = made;
    expected["name"] = json!("CRM 2");
    expected["limits"]["parallel"] = json!(2);
    expected["version"] = json!(2);
    expected["updated_at"] = changed.body["updated_at"].clone();
    assert_eq!(changed.body, expected);
    // What changes nothing makes no version.
    for patch in [json!({}), json!({"name": "CRM 2"}), json!({"version": 9})] {
        let told = machine.ask(Method::PATCH, &path, Some(patch)).await;
        assert_eq!((told.status, told.body), (StatusCode::OK, expected.clone()));
    }
    let list = machine.ask(Method::GET, "/api/v1/integrations", None).await;
    assert_eq!(list.body, json!({"items": [expected], "next": null}));
    let gone = machine.ask(Method::DELETE, &path, None).await;
    assert_eq!(
        (gone.status, gone.text),
        (StatusCode::NO_CONTENT, String::new())
    );
    let read = machine.ask(Method::GET, &path, None).await;
    assert_eq!(read.problem(), (404, "not_found"));
}

async fn a_key_is_sent_once_more_with_another_address(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let mut sent = draft(&receiver);
    sent["secrets"] = json!({"key": "k-1"});
    sent["key"] = json!({"place": "query", "name": "token"});
    let all = "/api/v1/integrations";
    let made = machine.ask(Method::POST, all, Some(sent)).await.body;
    let patch = json!({"url": "https://evil.example/"});
    let refused = machine.ask(Method::PATCH, &path(&made), Some(patch)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fault = &refused.body["errors"][0];
    assert_eq!(
        (&fault["field"], &fault["code"]),
        (&json!("key"), &json!("secret_withheld"))
    );
    assert!(refused.text.contains("once more"), "{}", refused.text);
    let patch = json!({"url": "https://crm.example/", "secrets": {"key": "k-2"}});
    let changed = machine.ask(Method::PATCH, &path(&made), Some(patch)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
}

async fn a_change_of_another_version_is_refused(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let made = machine.integration(&receiver).await;
    let change = async |version: &str| {
        let request = Request::patch(path(&made))
            .header(header::AUTHORIZATION, format!("Bearer {}", machine.manage))
            .header(header::IF_MATCH, version);
        machine.send(request, Body::from(r#"{"name":"B"}"#)).await
    };
    assert_eq!(change("\"7\"").await.problem(), (412, "version"));
    assert_eq!(change("\"1\"").await.status, StatusCode::OK);
    assert_eq!(change("1").await.problem(), (412, "version"));
    assert_eq!(change("two").await.problem(), (400, "malformed"));
}

async fn every_version_is_listed_with_what_it_said(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let path = path(&machine.integration(&receiver).await);
    let patch = json!({"name": "CRM 2", "secrets": {"key": "k-1"}});
    let changed = machine.ask(Method::PATCH, &path, Some(patch)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    let ask = async |query: &str| {
        let asked = format!("{path}/versions{query}");
        machine.ask(Method::GET, &asked, None).await
    };
    let newest = ask("?limit=1").await;
    let version = &newest.body["items"][0];
    assert_eq!(
        (&version["version"], &version["integration"]["name"]),
        (&json!(2), &json!("CRM 2"))
    );
    assert_eq!(version["author"], "via an API key");
    assert_eq!(version["created_at"], changed.body["updated_at"]);
    assert!(!newest.text.contains("k-1"), "{}", newest.text);
    let first = ask("?after=2").await;
    assert_eq!(newest.body["next"], "2");
    assert_eq!(first.body["items"][0]["version"], 1);
    assert_eq!(first.body["next"], Value::Null);
    assert_eq!(ask("?after=two").await.problem(), (422, "fields"));
    assert_eq!(ask("?limit=0").await.problem(), (422, "fields"));
}

async fn another_tenants_integration_is_not_found(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let made = machine.integration(&receiver).await;
    let other = tenant(&machine.store, "Other").await;
    let stranger = key(&machine.store, other, KeyScope::Manage).await;
    let path = path(&made);
    for (method, path, body) in [
        (Method::GET, path.clone(), None),
        (Method::GET, format!("{path}/versions"), None),
        (Method::PATCH, path.clone(), Some(json!({"name": "mine"}))),
        (Method::DELETE, path.clone(), None),
        (Method::POST, format!("{path}/test"), None),
        (
            Method::POST,
            format!("{path}/rotate-signature"),
            Some(json!({"overlap": "1h"})),
        ),
        (Method::GET, "/api/v1/integrations/int_1".to_owned(), None),
    ] {
        let told = machine.ask_as(&stranger, method.clone(), &path, body).await;
        assert_eq!(told.problem(), (404, "not_found"), "{method} {path}");
    }
    let list = machine
        .ask_as(&stranger, Method::GET, "/api/v1/integrations", None)
        .await;
    assert_eq!(list.body["items"], json!([]));
}

async fn a_test_is_sent_for_real(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let made = machine.integration(&receiver).await;
    let told = machine
        .ask(Method::POST, &format!("{}/test", path(&made)), None)
        .await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text);
    assert_eq!(
        (&told.body["accepted"], &told.body["outcome"]["code"]),
        (&json!(true), &json!(200))
    );
    assert_eq!(receiver.got().len(), 1);
    let id = told.body["delivery_id"].as_str().unwrap();
    let logged = machine
        .ask(Method::GET, &format!("/api/v1/deliveries/{id}"), None)
        .await;
    assert_eq!(
        (&logged.body["is_test"], &logged.body["state"]),
        (&json!(true), &json!("delivered"))
    );
}

async fn a_new_secret_of_the_signature_signs_beside_the_old_one(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let path = path(&machine.integration(&receiver).await);
    let rotate = async |overlap: &str| {
        let body = json!({"overlap": overlap});
        let path = format!("{path}/rotate-signature");
        machine.ask(Method::POST, &path, Some(body)).await
    };
    let signatures = async |count: usize| {
        let told = machine
            .ask(Method::POST, &format!("{path}/test"), None)
            .await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.text);
        let got = receiver.wait_for(count).await;
        got[count - 1]
            .header("webhook-signature")
            .split(' ')
            .count()
    };
    assert_eq!(signatures(1).await, 1);
    assert_eq!(rotate("1 year").await.problem(), (422, "fields"));
    let new = rotate("24h").await;
    assert_eq!(new.status, StatusCode::OK, "{}", new.text);
    let secret = new.body["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_"), "{}", new.text);
    assert_eq!(signatures(2).await, 2);
    assert_eq!(rotate("24h").await.problem(), (409, "state"));
    let patch = json!({"secrets": {"signature_old": null}});
    let ended = machine.ask(Method::PATCH, &path, Some(patch)).await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.text);
    assert_eq!(signatures(3).await, 1);
}

#[tokio::test]
async fn every_fault_is_told_at_its_field() {
    let machine = Machine::open(Database::Sqlite).await;
    let receiver = Receiver::start().await;
    let mut sent = draft(&receiver);
    sent["url"] = json!("http://10.1.2.3/{{caller_number}}");
    sent["parameters"][0]["value"] = json!({"parameter": "caler_number"});
    let told = machine
        .ask(Method::POST, "/api/v1/integrations", Some(sent))
        .await;
    assert_eq!(told.problem(), (422, "fields"));
    let faults: Vec<_> = told.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            (
                fault["field"].as_str().unwrap(),
                fault["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(faults.contains(&("url", "address_inner")), "{faults:?}");
    assert!(
        faults.iter().any(|fault| fault.1 == "unknown_parameter"),
        "{faults:?}"
    );
    let told = machine
        .ask(
            Method::POST,
            "/api/v1/integrations",
            Some(json!({"name": "a"})),
        )
        .await;
    assert_eq!(told.problem(), (422, "fields"));
}
