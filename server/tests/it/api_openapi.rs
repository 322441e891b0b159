//! The documentation of the machine API says what the router does.

use super::{api_house::Machine, databases::Database};
use axum::body::Body;
use http::{Method, Request};
use serde_json::Value;
use std::collections::BTreeSet;

const METHODS: [Method; 5] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
];

fn documented(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .unwrap()
                .keys()
                .map(move |method| (path.clone(), method.to_uppercase()))
        })
        .collect()
}

#[tokio::test]
async fn every_documented_route_answers_and_no_other_method_does() {
    let machine = Machine::open(Database::Sqlite).await;
    let document = machine
        .ask(Method::GET, "/api/v1/openapi.json", None)
        .await
        .body;
    let documented = documented(&document);
    let paths: BTreeSet<_> = documented.iter().map(|(path, _)| path.clone()).collect();
    for path in &paths {
        let asked = path.replace("{id}", "none").replace("{source}", "none");
        for method in METHODS {
            let request = Request::builder().method(method.clone()).uri(&asked);
            let told = machine.send(request, Body::empty()).await;
            let answers = told.status.is_success() || told.problem() != (405, "method");
            let is_said = documented.contains(&(path.clone(), method.to_string()));
            assert_eq!(answers, is_said, "{method} {path}: {}", told.text);
            assert_ne!(
                told.body["detail"], "there is no such path",
                "{method} {path}"
            );
        }
    }
}

#[tokio::test]
async fn the_routes_of_the_api_are_these() {
    let machine = Machine::open(Database::Sqlite).await;
    let document = machine
        .ask(Method::GET, "/api/v1/openapi.json", None)
        .await
        .body;
    let documented: Vec<String> = documented(&document)
        .iter()
        .map(|(path, method)| format!("{method} {path}"))
        .collect();
    insta::assert_snapshot!(documented.join("\n"));
}

#[tokio::test]
async fn every_code_of_a_problem_is_documented() {
    let machine = Machine::open(Database::Sqlite).await;
    let document = machine
        .ask(Method::GET, "/api/v1/openapi.json", None)
        .await
        .body;
    let problem = document["components"]["schemas"]["Problem"]["properties"]["code"].to_string();
    for code in [
        "malformed",
        "unauthorized",
        "scope",
        "not_found",
        "version",
        "fields",
        "unavailable",
    ] {
        assert!(problem.contains(&format!("`{code}`")), "{code}: {problem}");
    }
}

#[tokio::test]
async fn health_is_told_without_a_key() {
    let machine = Machine::open(Database::Sqlite).await;
    let alive = machine.send(Request::get("/healthz"), Body::empty()).await;
    assert_eq!((alive.status.as_u16(), alive.text.as_str()), (200, "ok\n"));
    let ready = machine.send(Request::get("/readyz"), Body::empty()).await;
    assert_eq!(
        (ready.status.as_u16(), &ready.body["database"]),
        (200, &Value::Bool(true))
    );
}
