//! What a delivery costs the database.

use super::{
    api_house::{Machine, draft},
    api_receiver::{PATIENCE, Receiver},
    databases::{Database, on_both},
};
use http::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(a_delivery_costs_three_statements_at_most);

const REQUESTS: usize = 20;
/// Events of one request.
const BATCH: usize = 100;
const EVENTS: usize = REQUESTS * BATCH;

async fn statements(machine: &Machine) -> u64 {
    let told = machine.ask(Method::GET, "/readyz", None).await;
    told.body["statements"].as_u64().unwrap()
}

async fn report(machine: &Machine, number: usize) {
    let event = |place: usize| {
        json!({
            "moment": "after_call", "call_id": format!("c-{number}-{place}"),
            "caller_number": "380501112233", "status": "answered",
        })
    };
    let events: Vec<Value> = (0..BATCH).map(event).collect();
    let told = machine.report(json!(events)).await;
    assert_eq!(told.status, StatusCode::ACCEPTED, "{}", told.text);
}

/// Accepting, sending, and settling with its line in the log, one event for each delivery.
async fn a_delivery_costs_three_statements_at_most(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let mut wide = draft(&receiver);
    wide["limits"] = json!({"parallel": 64});
    let made = machine.ask(Method::POST, "/api/v1/integrations", Some(wide));
    assert_eq!(made.await.status, StatusCode::CREATED);
    let before = statements(&machine).await;
    let reports = (0..REQUESTS).map(|number| report(&machine, number));
    futures::future::join_all(reports).await;
    let all = u64::try_from(EVENTS).unwrap();
    let settled = async {
        while machine.engine.figures().settled < all {
            tokio::task::yield_now().await;
        }
    };
    let settled = tokio::time::timeout(PATIENCE, settled).await;
    assert!(settled.is_ok(), "they are settled in time");
    let spent = statements(&machine).await - before;
    assert!(spent <= 3 * all, "{spent} statements for {all} deliveries");
}
