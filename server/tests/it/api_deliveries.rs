//! `/api/v1/deliveries`: the log as a program reads it, and sending again.

use super::{
    api_house::{Machine, Told, key},
    api_receiver::{PATIENCE, Receiver},
    databases::{Database, on_both},
    portal_house::{move_to_russia, tenant},
};
use domain::KeyScope;
use http::{HeaderValue, Method, StatusCode};
use serde_json::{Map, Value, json};

on_both!(
    what_was_sent_is_found_by_every_filter,
    pages_follow_one_another_without_gaps,
    a_delivery_is_sent_again_under_a_new_name,
    a_failed_delivery_tells_its_attempts_and_hides_secrets,
    what_is_shown_is_what_the_receiver_got,
    another_tenants_delivery_is_not_found,
    a_number_is_found_as_it_is_dialled_at_home,
);

async fn deliver(machine: &Machine, receiver: &Receiver, calls: usize) {
    let already = receiver.got().len();
    let events: Vec<Value> = (0..calls)
        .map(|n| json!({"moment": "after_call", "call_id": format!("c-{n}"), "caller_number": "+380501112233"}))
        .collect();
    let told = machine.report(json!(events)).await;
    assert_eq!(told.status, StatusCode::ACCEPTED, "{}", told.text);
    receiver.wait_for(already + calls).await;
}

/// The list, once so many of its rows are in a final state.
async fn settled(machine: &Machine, query: &str, count: usize) -> Told {
    let path = format!("/api/v1/deliveries?{query}");
    let looked = async {
        loop {
            let told = machine.ask(Method::GET, &path, None).await;
            assert_eq!(told.status, StatusCode::OK, "{}", told.text);
            let rows = told.body["items"].as_array().unwrap();
            let is_final =
                |row: &&Value| matches!(row["state"].as_str(), Some("delivered" | "failed"));
            if rows.iter().filter(is_final).count() >= count {
                return told;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, looked)
        .await
        .expect("the deliveries are settled in time")
}

async fn what_was_sent_is_found_by_every_filter(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    let made = machine.integration(&receiver).await;
    deliver(&machine, &receiver, 1).await;
    let row = settled(&machine, "", 1).await.body["items"][0].clone();
    assert_eq!(
        (&row["state"], &row["code"], &row["tries"]),
        (&json!("delivered"), &json!(200), &json!(1))
    );
    assert_eq!(
        (&row["call_id"], &row["version"], &row["is_test"]),
        (&json!("c-0"), &json!(1), &json!(false))
    );
    let integration = made["id"].as_str().unwrap();
    for (query, count) in [
        ("state=delivered", 1),
        ("state=failed", 0),
        ("state=held", 0),
        (&format!("integration={integration}"), 1),
        ("moment=after_call", 1),
        ("moment=answered", 0),
        ("code=200", 1),
        ("code=500", 0),
        ("phone=050%20111%2022%2033", 1),
        ("phone=%2B380501112233", 1),
        ("phone=1112234", 0),
        ("call_id=c-0", 1),
        ("call_id=c-1", 0),
        ("from=2020-01-01T00:00:00Z", 1),
        ("to=2020-01-01T00:00:00Z", 0),
    ] {
        let told = machine
            .ask(Method::GET, &format!("/api/v1/deliveries?{query}"), None)
            .await;
        assert_eq!(
            told.body["items"].as_array().unwrap().len(),
            count,
            "{query}: {}",
            told.text
        );
    }
    let told = machine
        .ask(Method::GET, "/api/v1/deliveries?state=gone", None)
        .await;
    assert_eq!(told.problem(), (422, "fields"));
    let path = "/api/v1/deliveries?stat=failed&code=1&code=2";
    let told = machine.ask(Method::GET, path, None).await;
    assert_eq!(told.problem(), (422, "fields"));
    let fields = told.body["errors"].as_array().unwrap().iter();
    let fields: Vec<_> = fields
        .map(|fault| fault["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["stat", "code"]);
}

async fn a_number_is_found_as_it_is_dialled_at_home(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    machine.integration(&receiver).await;
    move_to_russia(&machine.store, machine.tenant).await;
    let event = json!({"moment": "after_call", "call_id": "c-1", "caller_number": "89261234567"});
    machine.report(event).await;
    for (typed, count) in [("89261234567", 1), ("1234567", 1), ("89261234568", 0)] {
        let path = format!("/api/v1/deliveries?phone={typed}");
        let told = machine.ask(Method::GET, &path, None).await;
        let rows = told.body["items"].as_array().unwrap();
        assert_eq!(rows.len(), count, "{typed}");
    }
}

async fn pages_follow_one_another_without_gaps(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    machine.integration(&receiver).await;
    deliver(&machine, &receiver, 7).await;
    settled(&machine, "", 7).await;
    let (mut calls, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/deliveries?limit=3&after={after}");
        let told = machine.ask(Method::GET, &path, None).await;
        let rows = told.body["items"].as_array().unwrap();
        calls.extend(
            rows.iter()
                .map(|row| row["call_id"].as_str().unwrap().to_owned()),
        );
        match told.body["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => break,
        }
    }
    calls.sort();
    assert_eq!(calls, (0..7).map(|n| format!("c-{n}")).collect::<Vec<_>>());
    let told = machine
        .ask(Method::GET, "/api/v1/deliveries?after=nonsense", None)
        .await;
    assert_eq!(told.problem(), (422, "fields"));
}

async fn a_delivery_is_sent_again_under_a_new_name(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    machine.integration(&receiver).await;
    deliver(&machine, &receiver, 1).await;
    let row = settled(&machine, "", 1).await.body["items"][0].clone();
    let first = row["id"].as_str().unwrap();
    let again = machine
        .ask(
            Method::POST,
            &format!("/api/v1/deliveries/{first}/send-again"),
            None,
        )
        .await;
    assert_eq!(again.status, StatusCode::CREATED, "{}", again.text);
    assert_eq!(again.body["resend_of"], first);
    let got = receiver.wait_for(2).await;
    assert_eq!(
        got[1].header("webhook-id"),
        again.body["id"].as_str().unwrap()
    );
    assert_ne!(got[0].header("webhook-id"), got[1].header("webhook-id"));
    assert_eq!(got[0].target, got[1].target);
    let integration = row["integration_id"].as_str().unwrap();
    let path = format!("/api/v1/integrations/{integration}");
    machine.ask(Method::DELETE, &path, None).await;
    let path = format!("/api/v1/deliveries/{first}/send-again");
    let told = machine.ask(Method::POST, &path, None).await;
    assert_eq!(told.problem(), (409, "deleted"));
    let detail = told.body["detail"].as_str().unwrap();
    assert!(detail.contains("integration was deleted"), "{detail}");
}

async fn a_failed_delivery_tells_its_attempts_and_hides_secrets(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    receiver.answer(422);
    let made = machine.integration(&receiver).await;
    let path = format!("/api/v1/integrations/{}", made["id"].as_str().unwrap());
    let patch =
        json!({"key": {"place": "query", "name": "token"}, "secrets": {"key": "very-secret"}});
    let changed = machine.ask(Method::PATCH, &path, Some(patch)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    deliver(&machine, &receiver, 1).await;
    assert!(receiver.got()[0].target.ends_with("&token=very-secret"));
    let row = settled(&machine, "", 1).await.body["items"][0].clone();
    assert_eq!(
        (&row["state"], &row["code"]),
        (&json!("failed"), &json!(422))
    );
    let path = format!("/api/v1/deliveries/{}", row["id"].as_str().unwrap());
    let detail = machine.ask(Method::GET, &path, None).await;
    assert_eq!(detail.body["attempts"][0]["try"], 1);
    assert_eq!(detail.body["attempts"][0]["outcome"]["cause"], "status");
    assert!(
        detail.body["request"]["url"]
            .as_str()
            .unwrap()
            .contains("call=c-0"),
        "{}",
        detail.text
    );
    assert!(!detail.text.contains("very-secret"), "{}", detail.text);
}

async fn what_is_shown_is_what_the_receiver_got(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    machine.integration(&receiver).await;
    deliver(&machine, &receiver, 1).await;
    let row = settled(&machine, "", 1).await.body["items"][0].clone();
    let path = format!("/api/v1/deliveries/{}", row["id"].as_str().unwrap());
    let detail = machine.ask(Method::GET, &path, None).await;
    let got = receiver.got().remove(0);
    assert!(got.header("webhook-signature").starts_with("v1,"));
    // What the connection itself adds is not shown, and the signature is masked.
    let shown_as = |name: &str, value: &HeaderValue| match name {
        "host" | "content-length" => None,
        "webhook-signature" => Some((name.to_owned(), json!("v1,***"))),
        _ => Some((name.to_owned(), json!(value.to_str().unwrap()))),
    };
    let headers = got.headers.iter();
    let headers: Map<_, _> = headers
        .filter_map(|(name, value)| shown_as(name.as_str(), value))
        .collect();
    assert_eq!(headers["webhook-id"], row["id"]);
    let headers = Value::Object(headers);
    assert_eq!(detail.body["request"]["headers"], headers);
    assert_eq!(detail.body["attempts"][0]["request_headers"], headers);
}

async fn another_tenants_delivery_is_not_found(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    machine.integration(&receiver).await;
    deliver(&machine, &receiver, 1).await;
    let row = settled(&machine, "", 1).await.body["items"][0].clone();
    let other = tenant(&machine.store, "Other").await;
    let stranger = key(&machine.store, other, KeyScope::Manage).await;
    let path = format!("/api/v1/deliveries/{}", row["id"].as_str().unwrap());
    for (method, path) in [
        (Method::GET, path.clone()),
        (Method::POST, format!("{path}/send-again")),
        (Method::POST, format!("{path}/arrived")),
        (Method::GET, "/api/v1/deliveries/dlv_1".to_owned()),
    ] {
        let told = machine.ask_as(&stranger, method, &path, None).await;
        assert_eq!(told.problem(), (404, "not_found"), "{path}");
    }
    let list = machine
        .ask_as(&stranger, Method::GET, "/api/v1/deliveries", None)
        .await;
    assert_eq!(list.body["items"], json!([]));
}
