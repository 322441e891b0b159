//! `/api/v1/jobs`: many deliveries made at once, as a program asks for them.

use super::{
    api_house::{Machine, Told, key},
    api_receiver::{PATIENCE, Receiver},
    databases::{Database, on_both},
    portal_house::tenant,
};
use domain::KeyScope;
use http::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(
    a_job_sends_again_what_a_filter_finds,
    a_job_is_stopped_by_its_state,
    another_tenants_job_is_not_found,
    a_job_that_cannot_be_is_told_at_its_field,
);

async fn made(machine: &Machine, body: Value) -> Told {
    machine.ask(Method::POST, "/api/v1/jobs", Some(body)).await
}

/// The job, once it has come to a state.
async fn job_in(machine: &Machine, id: &str, state: &str) -> Value {
    let path = format!("/api/v1/jobs/{id}");
    let looked = async {
        loop {
            let told = machine.ask(Method::GET, &path, None).await;
            assert_eq!(told.status, StatusCode::OK, "{}", told.text);
            if told.body["state"] == state {
                return told.body;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, looked)
        .await
        .expect("the job comes to that state in time")
}

async fn a_job_sends_again_what_a_filter_finds(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    machine.integration(&receiver).await;
    let event = json!({"moment": "after_call", "call_id": "c-1", "caller_number": "+380501112233"});
    machine.report(event).await;
    receiver.wait_for(1).await;
    // It is there to be sent again as soon as its answer is written down.
    let settled = async {
        loop {
            let path = "/api/v1/deliveries?state=delivered";
            let told = machine.ask(Method::GET, path, None).await;
            if told.body["items"][0].is_object() {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, settled)
        .await
        .expect("the delivery is settled in time");
    let told = made(
        &machine,
        json!({"kind": "send_again", "filter": {"state": "delivered"}}),
    )
    .await;
    assert_eq!(told.status, StatusCode::CREATED, "{}", told.text);
    assert_eq!(told.body["total"], 1);
    let id = told.body["id"].as_str().unwrap().to_owned();
    let done = job_in(&machine, &id, "done").await;
    assert_eq!((&done["done"], &done["skipped"]), (&json!(1), &json!(0)));
    receiver.wait_for(2).await;
    let told = machine.ask(Method::GET, "/api/v1/jobs", None).await;
    assert_eq!(told.body["items"][0]["id"], id.as_str());
}

async fn a_job_is_stopped_by_its_state(database: Database) {
    let machine = Machine::open(database).await;
    let told = made(&machine, json!({"kind": "send_again", "filter": {}})).await;
    let path = format!("/api/v1/jobs/{}", told.body["id"].as_str().unwrap());
    let stop = json!({"state": "stopped"});
    let told = machine.ask(Method::PATCH, &path, Some(stop)).await;
    assert_eq!(
        (told.status, &told.body["state"]),
        (StatusCode::OK, &json!("stopped"))
    );
    let go_on = json!({"state": "running"});
    let told = machine.ask(Method::PATCH, &path, Some(go_on)).await;
    assert_eq!(told.problem(), (409, "state"));
    let done = json!({"state": "done"});
    let told = machine.ask(Method::PATCH, &path, Some(done)).await;
    assert_eq!(told.problem(), (422, "fields"));
}

async fn another_tenants_job_is_not_found(database: Database) {
    let machine = Machine::open(database).await;
    let told = made(&machine, json!({"kind": "send_again", "filter": {}})).await;
    let path = format!("/api/v1/jobs/{}", told.body["id"].as_str().unwrap());
    let other = tenant(&machine.store, "Other").await;
    let other = key(&machine.store, other, KeyScope::Manage).await;
    let told = machine.ask_as(&other, Method::GET, &path, None).await;
    assert_eq!(told.problem(), (404, "not_found"));
    let stop = Some(json!({"state": "stopped"}));
    let told = machine.ask_as(&other, Method::PATCH, &path, stop).await;
    assert_eq!(told.problem(), (404, "not_found"));
    let told = machine
        .ask_as(&other, Method::GET, "/api/v1/jobs", None)
        .await;
    assert_eq!(told.body["items"], json!([]));
}

async fn a_job_that_cannot_be_is_told_at_its_field(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let id = machine.integration(&receiver).await["id"].clone();
    let release = json!({"kind": "release", "integration": id, "keep": "none"});
    assert_eq!(made(&machine, release).await.problem(), (409, "state"));
    let nobody = format!("int_{:032x}", 7);
    let gone = json!({"kind": "release", "integration": nobody, "keep": "none"});
    assert_eq!(made(&machine, gone).await.problem(), (404, "not_found"));
    let mut live = super::api_house::draft(&receiver);
    live["moment"] = json!("answered");
    let made_live = machine
        .ask(Method::POST, "/api/v1/integrations", Some(live))
        .await;
    let backfill = json!({
        "kind": "backfill", "integration": made_live.body["id"], "from": "2026-03-07T00:00:00Z",
    });
    let told = made(&machine, backfill).await;
    assert_eq!(told.body["errors"][0]["code"], "live_moment");
}
