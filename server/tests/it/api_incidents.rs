//! What does not work, as programs read it.

use super::{
    api_house::Machine,
    api_receiver::{PATIENCE, Receiver},
    databases::{Database, on_both},
};
use http::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(
    an_incident_says_what_happened_and_what_to_do,
    a_filter_that_cannot_be_read_is_told,
);

async fn incidents(machine: &Machine, query: &str) -> Vec<Value> {
    let path = format!("/api/v1/incidents{query}");
    let told = machine.ask(Method::GET, &path, None).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text);
    told.body["items"].as_array().unwrap().clone()
}

async fn an_incident_says_what_happened_and_what_to_do(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    receiver.answer(401);
    let integration = machine.integration(&receiver).await;
    assert_eq!(incidents(&machine, "").await, Vec::<Value>::new());
    for call in 1..=3 {
        let event = json!({"moment": "after_call", "call_id": format!("c-{call}")});
        machine.report(event).await;
    }
    let opened = async {
        loop {
            if let Some(incident) = incidents(&machine, "?open=true").await.pop() {
                return incident;
            }
        }
    };
    let incident = tokio::time::timeout(PATIENCE, opened).await;
    let incident = incident.expect("it fails in time");
    assert_said(&machine, &incident, &integration).await;
    assert!(incidents(&machine, "?open=false").await.is_empty());
    let id = integration["id"].as_str().unwrap();
    let of_it = incidents(&machine, &format!("?integration={id}")).await;
    assert_eq!(of_it.len(), 1);
}

async fn assert_said(machine: &Machine, incident: &Value, integration: &Value) {
    assert_eq!(incident["integration_id"], integration["id"]);
    assert_eq!(incident["failing"], "set_up");
    assert_eq!(incident["what"], "CRM did not accept the CRM key (401).");
    assert_eq!(incident["last_change"]["version"], 1);
    assert!(incident["last_change"]["author"].is_string());
    assert_eq!(incident["closed_at"], Value::Null);
    let sample = incident["sample_delivery_id"].as_str().unwrap();
    let sample = machine
        .ask(Method::GET, &format!("/api/v1/deliveries/{sample}"), None)
        .await;
    assert_eq!(sample.body["integration_id"], integration["id"]);
}

async fn a_filter_that_cannot_be_read_is_told(database: Database) {
    let machine = Machine::open(database).await;
    for query in ["open=maybe", "integration=7", "limit=0", "after=x"] {
        let path = format!("/api/v1/incidents?{query}");
        let told = machine.ask(Method::GET, &path, None).await;
        assert_eq!(told.problem(), (422, "fields"), "{query}: {}", told.text);
    }
}
