//! `POST /api/v1/events`: what is taken, what is refused, and in which words.

use super::{
    api_house::{Machine, key},
    api_receiver::Receiver,
    databases::{Database, on_both},
};
use axum::body::Body;
use domain::KeyScope;
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

on_both!(
    an_event_is_taken_sent_and_logged,
    a_repetition_is_a_duplicate_and_the_first_content_wins,
    an_event_without_a_name_is_known_by_what_it_says,
    a_batch_is_taken_whole_or_not_at_all,
    an_idempotency_key_answers_the_same_and_refuses_another_body,
    later_events_know_what_earlier_ones_told,
);

fn event(call_id: &str) -> Value {
    json!({"moment": "after_call", "call_id": call_id, "caller_number": "380501112233", "status": "answered"})
}

async fn an_event_is_taken_sent_and_logged(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    machine.integration(&receiver).await;
    let told = machine.report(event("c-1")).await;
    assert_eq!(told.status, StatusCode::ACCEPTED, "{}", told.text);
    let accepted = &told.body["accepted"][0];
    assert_eq!(
        (&accepted["delivery_count"], &accepted["duplicate"]),
        (&json!(1), &json!(false))
    );
    let got = receiver.wait_for(1).await;
    assert_eq!(
        got[0].target,
        "/index.php?param1=abc&param2=def&call=c-1&phone=%2B380501112233"
    );
    assert_eq!(got[0].method, Method::GET);
    assert!(got[0].header("webhook-id").starts_with("dlv_"));
    assert!(got[0].header("webhook-signature").starts_with("v1,"));
}

async fn a_repetition_is_a_duplicate_and_the_first_content_wins(database: Database) {
    let machine = Machine::open(database).await;
    let mut named = event("c-1");
    named["event_id"] = json!("e-1");
    machine.report(named.clone()).await;
    let again = machine.report(named.clone()).await;
    assert_eq!(again.body["accepted"][0]["event_id"], "e-1");
    assert_eq!(again.body["accepted"][0]["duplicate"], true);
    assert!(again.body["accepted"][0].get("differs").is_none());
    named["status"] = json!("busy");
    let other = machine.report(named).await;
    assert_eq!(other.body["accepted"][0]["differs"], true);
}

async fn an_event_without_a_name_is_known_by_what_it_says(database: Database) {
    let machine = Machine::open(database).await;
    let first = machine.report(event("c-1")).await;
    let again = machine.report(event("c-1")).await;
    assert_eq!(again.body["accepted"][0]["duplicate"], true);
    assert_eq!(
        again.body["accepted"][0]["event_id"],
        first.body["accepted"][0]["event_id"]
    );
    let mut other = event("c-1");
    other["duration"] = json!(184);
    assert_eq!(
        machine.report(other).await.body["accepted"][0]["duplicate"],
        false
    );
}

async fn a_batch_is_taken_whole_or_not_at_all(database: Database) {
    let machine = Machine::open(database).await;
    let mut wrong = event("c-2");
    wrong["caler_number"] = json!("1");
    let told = machine
        .report(json!([event("c-1"), wrong, {"moment": "x"}]))
        .await;
    assert_eq!(told.problem(), (422, "fields"));
    let places: Vec<_> = told.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            (
                fault["index"].as_u64().unwrap(),
                fault["field"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(places, [(1, "caler_number"), (2, "call_id"), (2, "moment")]);
    let told = machine.report(json!([event("c-1"), event("c-2")])).await;
    let duplicates: Vec<_> = told.body["accepted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["duplicate"].as_bool().unwrap())
        .collect();
    assert_eq!(duplicates, [false, false]);
}

async fn an_idempotency_key_answers_the_same_and_refuses_another_body(database: Database) {
    let machine = Machine::open(database).await;
    let send_as = async |key: &str, body: Value| {
        let request = Request::post("/api/v1/events")
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
            .header("idempotency-key", "k-1");
        machine.send(request, Body::from(body.to_string())).await
    };
    let send = async |body: Value| send_as(&machine.ingest, body).await;
    let first = send(event("c-1")).await;
    assert_eq!(first.status, StatusCode::ACCEPTED, "{}", first.text);
    assert_eq!(send(event("c-1")).await.body, first.body);
    assert_eq!(send(event("c-2")).await.problem(), (422, "idempotency_key"));
    // Another program of the tenant has an API key, and so `Idempotency-Key`s, of its own.
    let other = key(&machine.store, machine.tenant, KeyScope::Ingest).await;
    let told = send_as(&other, event("c-2")).await;
    assert_eq!(told.status, StatusCode::ACCEPTED, "{}", told.text);
}

async fn later_events_know_what_earlier_ones_told(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    machine.integration(&receiver).await;
    let begin = json!({"moment": "before_call", "call_id": "c-1", "caller_number": "0501112233"});
    machine.report(begin).await;
    machine
        .report(json!({"moment": "after_call", "call_id": "c-1"}))
        .await;
    let got = receiver.wait_for(1).await;
    assert!(
        got[0].target.ends_with("&call=c-1&phone=%2B380501112233"),
        "{}",
        got[0].target
    );
}

#[tokio::test]
async fn a_wrong_key_and_a_key_of_another_scope_are_told_apart() {
    let machine = Machine::open(Database::Sqlite).await;
    let path = "/api/v1/events";
    for key in ["", "hk_ingest_made_up", "x y"] {
        let told = machine
            .ask_as(key, Method::POST, path, Some(event("c")))
            .await;
        assert_eq!(told.problem(), (401, "unauthorized"), "{key}");
        assert_eq!(told.header("www-authenticate"), "Bearer");
    }
    let told = machine
        .ask_as(&machine.manage, Method::POST, path, Some(event("c")))
        .await;
    assert_eq!(told.problem(), (403, "scope"));
}

#[tokio::test]
async fn bodies_that_are_no_events_are_told_what_is_wrong() {
    let machine = Machine::open(Database::Sqlite).await;
    let send = async |kind: &str, body: Vec<u8>| {
        let request = Request::post("/api/v1/events")
            .header(header::AUTHORIZATION, format!("Bearer {}", machine.ingest))
            .header(header::CONTENT_TYPE, kind);
        machine.send(request, Body::from(body)).await
    };
    let json = "application/json";
    assert_eq!(
        send(json, b"{\"moment\":".to_vec()).await.problem(),
        (400, "malformed")
    );
    assert_eq!(send(json, b"[]".to_vec()).await.problem(), (422, "fields"));
    assert_eq!(
        send("text/plain", b"{}".to_vec()).await.problem(),
        (415, "media_type")
    );
    let large = send(json, vec![b' '; 4 * 1024 * 1024 + 1]).await;
    assert_eq!(large.problem(), (413, "body_too_large"));
    assert!(
        large.body["detail"].as_str().unwrap().contains("4194304"),
        "{}",
        large.text
    );
    let unknown = send(
        json,
        br#"{"moment":"after_call","call_id":"c","colour":"red"}"#.to_vec(),
    )
    .await;
    assert_eq!(unknown.problem(), (422, "fields"));
    assert_eq!(unknown.body["errors"][0]["field"], "colour");
    assert!(unknown.body["errors"][0].get("index").is_none());
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there_are_problems_too() {
    let machine = Machine::open(Database::Sqlite).await;
    let told = machine.ask(Method::GET, "/api/v1/evnts", None).await;
    assert_eq!(told.problem(), (404, "not_found"));
    let told = machine.ask(Method::GET, "/api/v1/events", None).await;
    assert_eq!(told.problem(), (405, "method"));
}
