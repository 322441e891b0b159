//! `/api/v1/projects`: made, listed, changed, merged and deleted by a program, and made by the
//! events that name them.

use super::{
    api_house::Machine,
    databases::{Database, on_both},
};
use http::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(
    a_project_is_made_and_changed,
    what_cannot_be_a_project_is_told_at_its_field,
    a_project_is_merged_and_deleted,
    a_project_is_not_merged_into_what_is_not_there,
    an_event_makes_the_project_by_which_the_next_one_is_read,
);

const ALL: &str = "/api/v1/projects";

async fn make(machine: &Machine, body: Value) -> Value {
    let made = machine.ask(Method::POST, ALL, Some(body)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    made.body
}

fn path(project: &Value) -> String {
    format!("{ALL}/{}", project["id"].as_str().unwrap())
}

async fn a_project_is_made_and_changed(database: Database) {
    let machine = Machine::open(database).await;
    let made = make(&machine, json!({"name": "Kyiv", "zone": "Europe/Kyiv"})).await;
    assert_eq!(made["event_project_name"], "Kyiv");
    let mut sent = made.clone();
    (sent["name"], sent["zone"]) = (json!("Centre"), Value::Null);
    let changed = machine.ask(Method::PATCH, &path(&made), Some(sent)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    let told = ["name", "zone", "event_project_name"].map(|name| changed.body[name].clone());
    assert_eq!(told, [json!("Centre"), Value::Null, json!("Kyiv")]);
    let list = machine.ask(Method::GET, ALL, None).await;
    assert_eq!(list.body, json!({"items": [changed.body], "next": null}));
}

async fn what_cannot_be_a_project_is_told_at_its_field(database: Database) {
    let machine = Machine::open(database).await;
    make(&machine, json!({"name": "Kyiv"})).await;
    for (body, field) in [
        (json!({"name": "Kyiv"}), "name"),
        (json!({"name": " "}), "name"),
        (json!({"name": "Lviv", "zone": "Mars/Base"}), "zone"),
        (json!({"name": "Lviv", "country": "UKR"}), "country"),
        (json!({"name": "Lviv", "colour": "red"}), "colour"),
    ] {
        let told = machine.ask(Method::POST, ALL, Some(body)).await;
        assert_eq!(told.problem(), (422, "fields"), "{field}");
        assert_eq!(told.body["errors"][0]["field"], field);
    }
}

async fn a_project_is_merged_and_deleted(database: Database) {
    let machine = Machine::open(database).await;
    let lviv = make(&machine, json!({"name": "Lviv"})).await;
    let kyiv = make(&machine, json!({"name": "Kyiv"})).await;
    let into = Some(json!({"into": kyiv["id"]}));
    let path_of_merging = format!("{}/merge", path(&lviv));
    let kept = machine.ask(Method::POST, &path_of_merging, into).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text);
    let told = json!([{"event_project_id": null, "event_project_name": "Lviv"}]);
    assert_eq!(
        (&kept.body["id"], &kept.body["merged"]),
        (&kyiv["id"], &told)
    );
    let same = Some(kept.body.clone());
    let changed = machine.ask(Method::PATCH, &path(&kyiv), same).await;
    assert_eq!(changed.body, kept.body);
    let list = machine.ask(Method::GET, ALL, None).await;
    assert_eq!(list.body["items"], json!([kept.body]));
    let deleted = machine.ask(Method::DELETE, &path(&kyiv), None).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT, "{}", deleted.text);
    let list = machine.ask(Method::GET, ALL, None).await;
    assert_eq!(list.body["items"], json!([]));
}

async fn a_project_is_not_merged_into_what_is_not_there(database: Database) {
    let machine = Machine::open(database).await;
    let made = make(&machine, json!({"name": "Kyiv"})).await;
    let merging = format!("{}/merge", path(&made));
    let nowhere = json!("prj_00000000000000000000000000000009");
    for into in [&nowhere, &made["id"]] {
        let body = Some(json!({"into": into}));
        let told = machine.ask(Method::POST, &merging, body).await;
        assert_eq!(told.problem(), (404, "not_found"));
    }
    for body in [json!({}), json!({"into": "kyiv"})] {
        let told = machine.ask(Method::POST, &merging, Some(body)).await;
        assert_eq!(told.problem(), (422, "fields"));
        assert_eq!(told.body["errors"][0]["field"], "into");
    }
}

async fn an_event_makes_the_project_by_which_the_next_one_is_read(database: Database) {
    let machine = Machine::open(database).await;
    let event = |call: &str| {
        json!({"moment": "after_call", "call_id": call, "project_id": 7, "project_name": "Warsaw",
            "caller_number": "512 345 678"})
    };
    let told = machine.report(event("c-1")).await;
    assert_eq!(told.status, StatusCode::ACCEPTED, "{}", told.text);
    let list = machine.ask(Method::GET, ALL, None).await;
    let made = &list.body["items"][0];
    assert_eq!(
        (&made["name"], &made["event_project_id"]),
        (&json!("Warsaw"), &json!("7"))
    );
    let country = Some(json!({"country": "PL"}));
    machine.ask(Method::PATCH, &path(made), country).await;
    machine.report(event("c-2")).await;
    let call = machine.store.tenant(machine.tenant).get_call("c-2").await;
    let number = call.unwrap().row.phone.unwrap();
    assert_eq!(number.e164.as_deref(), Some("+48512345678"));
}
