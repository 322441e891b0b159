//! Every operation of our own documentation, asked in every wrong way: the answer is a problem
//! that says what to do, with a status and a shape that are documented, and never a fault.

use super::{
    api_house::{Machine, Told},
    api_receiver::Receiver,
    api_schema,
    databases::{Database, on_both},
};
use axum::body::Body;
use http::{Request, header};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Bodies deeper than anything that is read.
const DEEP: usize = 2_000;
/// More bytes than any body may have.
const LARGE_BYTES: usize = 5 * 1024 * 1024;

/// Types under which a right body is sent, none among them.
const KINDS: [&str; 5] = [
    "text/plain",
    "application/xml",
    "multipart/form-data",
    "application/json; charset=x",
    "",
];
/// Names of things that are none.
const IDS: [&str; 5] = ["%00", "%ff", "..%2f..", "%27%20OR%201=1", "int_0"];
/// Parameters that no list takes.
const QUERIES: [&str; 6] = [
    "shoe_size=43",
    "limit=0",
    "limit=1&limit=2",
    "after=%00",
    "&&&=",
    "%ff=%fe",
];

/// One operation of the documentation.
struct Operation {
    method: String,
    path: String,
    documented: Value,
}

/// A body that is taken by an operation with one.
fn right_bodies(url: &str, integration: &str) -> BTreeMap<&'static str, Value> {
    let draft = json!({
        "name": "CRM", "url": url, "moment": "after_call", "method": "POST", "body_format": "json",
        "parameters": [{"name": "phone", "value": {"parameter": "caller_number"}}],
        "headers": [], "conditions": [], "timeout_ms": 5000, "enabled": false,
    });
    let event = json!({
        "moment": "after_call", "call_id": "c-1", "caller_number": "+380501112233",
        "duration": 12, "tags": ["new"], "custom": {"order": "1"},
    });
    BTreeMap::from([
        ("POST /api/v1/events", event),
        ("POST /api/v1/integrations", draft.clone()),
        ("PATCH /api/v1/integrations/{id}", draft),
        (
            "POST /api/v1/integrations/{id}/rotate-signature",
            json!({"overlap": "24h"}),
        ),
        (
            "POST /api/v1/connections",
            json!({"name": "CRM", "url": url}),
        ),
        (
            "PATCH /api/v1/connections/{id}",
            json!({"name": "CRM", "url": url}),
        ),
        (
            "POST /api/v1/projects",
            json!({"name": "Shop Kyiv", "zone": "Europe/Kyiv", "country": "UA"}),
        ),
        (
            "PATCH /api/v1/projects/{id}",
            json!({"name": "Shop Lviv", "zone": null, "country": null}),
        ),
        (
            "POST /api/v1/projects/{id}/merge",
            json!({"into": "prj_00000000000000000000000000000009"}),
        ),
        (
            "POST /api/v1/jobs",
            json!({
                "kind": "send_again", "integration": integration, "filter": {"state": "failed"},
            }),
        ),
        ("PATCH /api/v1/jobs/{id}", json!({"state": "stopped"})),
        (
            "POST /api/v1/ingest/zadarma/{source}",
            json!("event=NOTIFY_START"),
        ),
        (
            "POST /api/v1/ingest/twilio/{source}",
            json!("CallStatus=ringing"),
        ),
    ])
}

/// What stands where something else belongs.
fn wrong_values() -> Vec<Value> {
    let mut values = vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(""),
        json!("\0\u{202e}' OR 1=1 --"),
        json!("{{secret:key}}{{"),
        json!("x".repeat(70_000)),
        json!([]),
        json!([null, 1, "x", {}, []]),
        json!({}),
        json!({"a": {"b": [1]}}),
    ];
    values.push((0..100).fold(json!(1), |inner, _| json!([inner])));
    values
}

/// The bodies that come of a right one: each field wrong in every way, left out, and one more.
fn wrong_bodies(right: &Map<String, Value>, documented: &[String]) -> Vec<String> {
    let mut bodies: Vec<Value> = wrong_values();
    let names = right.keys().chain(documented);
    for name in names {
        let with = |value: Value| {
            let mut body = right.clone();
            body.insert(name.clone(), value);
            Value::Object(body)
        };
        bodies.extend(wrong_values().into_iter().map(with));
        let mut body = right.clone();
        body.remove(name);
        bodies.push(Value::Object(body));
    }
    let mut body = right.clone();
    body.insert("shoe_size".to_owned(), json!(43));
    bodies.push(Value::Object(body));
    let texts = bodies.into_iter().map(|body| body.to_string());
    let broken = [
        "",
        "{",
        "{\"name\":",
        "nul",
        "{} {}",
        "\u{feff}{}",
        "[[[",
        "{\"a\":1e999999}",
    ];
    let deep = [
        "[".repeat(DEEP),
        format!("{}1{}", "{\"a\":".repeat(DEEP), "}".repeat(DEEP)),
    ];
    texts.chain(broken.map(str::to_owned)).chain(deep).collect()
}

/// A machine with a thing of every kind, and what to ask of it.
struct Bench {
    machine: Machine,
    document: Value,
    rights: BTreeMap<&'static str, Value>,
    ids: BTreeMap<&'static str, String>,
    _receiver: Receiver,
}

impl Bench {
    async fn on(database: Database) -> Self {
        let machine = Machine::open(database).await;
        let receiver = Receiver::start().await;
        let integration = machine.integration(&receiver).await;
        let get = http::Method::GET;
        let document = machine.ask(get, "/api/v1/openapi.json", None).await.body;
        let integration = integration["id"].as_str().unwrap().to_owned();
        let rights = right_bodies(&receiver.url("/in"), &integration);
        let mut bench = Self {
            machine,
            document,
            rights,
            ids: BTreeMap::from([("integrations", integration)]),
            _receiver: receiver,
        };
        for kind in ["connections", "jobs", "projects"] {
            let body = bench.rights[format!("POST /api/v1/{kind}").as_str()].clone();
            let path = format!("/api/v1/{kind}");
            let made = bench
                .machine
                .ask(http::Method::POST, &path, Some(body))
                .await;
            assert_eq!(made.status, 201, "{}", made.text);
            bench
                .ids
                .insert(kind, made.body["id"].as_str().unwrap().to_owned());
        }
        bench
    }

    fn operations(&self) -> Vec<Operation> {
        let paths = self.document["paths"].as_object().unwrap().iter();
        let operations = paths.flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .iter()
                .map(|(method, documented)| Operation {
                    method: method.to_uppercase(),
                    path: path.clone(),
                    documented: documented.clone(),
                })
        });
        operations.collect()
    }

    fn key(&self, operation: &Operation) -> Option<&str> {
        let security = operation.documented["security"].to_string();
        match security {
            security if security.contains("ingest") => Some(&self.machine.ingest),
            security if security.contains("manage") => Some(&self.machine.manage),
            _ => None,
        }
    }

    /// The path of the thing of its kind.
    fn asked(&self, operation: &Operation) -> String {
        let kind = operation.path.split('/').nth(3).unwrap_or_default();
        let id = self.ids.get(kind).map_or("none", String::as_str);
        operation
            .path
            .replace("{id}", id)
            .replace("{source}", "none")
    }

    async fn send(
        &self,
        key: Option<&str>,
        method: &str,
        path: &str,
        kind: &str,
        body: Body,
    ) -> Told {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(key) = key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        self.machine.send(request, body).await
    }

    /// What an answer does against the documentation; nothing where all is well.
    fn faults(&self, operation: &Operation, told: &Told) -> Vec<String> {
        let status = told.status.as_u16();
        if status >= 500 {
            return vec![format!("{status} {}", told.text)];
        }
        let documented = &operation.documented["responses"][status.to_string()];
        if documented.is_null() {
            return vec![format!("{status} is not documented: {}", told.text)];
        }
        let kind = told
            .header("content-type")
            .split(';')
            .next()
            .unwrap_or_default();
        if status < 400 && told.text.is_empty() {
            return Vec::new();
        }
        let content = &documented["content"][kind];
        if content.is_null() {
            return vec![format!("{status} comes as {kind}, which is not documented")];
        }
        let mut faults = api_schema::faults(&self.document, &content["schema"], &told.body, "$");
        if status >= 400 {
            faults.extend(says_what_to_do(told));
        }
        faults
    }
}

fn says_what_to_do(told: &Told) -> Vec<String> {
    let mut faults = Vec::new();
    if told.body["status"] != told.status.as_u16() {
        faults.push(format!("the body says another status: {}", told.text));
    }
    if told.body["detail"].as_str().unwrap_or_default().len() < 10 {
        faults.push(format!("it says nothing: {}", told.text));
    }
    let is_fields = told.body["code"] == "fields";
    let errors = told.body["errors"].as_array().map_or(0, Vec::len);
    if is_fields && errors == 0 {
        faults.push(format!("no field is named: {}", told.text));
    }
    faults
}

/// Asks every operation, and fails with all faults at once.
async fn ask_all(bench: &Bench, ask: impl AsyncFn(&Operation) -> Vec<(String, Told)>) {
    let (mut count, mut found) = (0, Vec::new());
    for operation in bench.operations() {
        for (what, told) in ask(&operation).await {
            count += 1;
            for fault in bench.faults(&operation, &told) {
                let what = what.get(..200).unwrap_or(&what);
                let fault = fault.get(..300).unwrap_or(&fault);
                found.push(format!(
                    "{} {} with {what}: {fault}",
                    operation.method, operation.path
                ));
            }
        }
    }
    eprintln!("{count} wrong requests were answered as documented");
    assert!(
        found.is_empty(),
        "{} faults\n{}",
        found.len(),
        found[..found.len().min(60)].join("\n")
    );
}

async fn no_wrong_body_breaks_an_operation(database: Database) {
    let bench = Bench::on(database).await;
    ask_all(&bench, async |operation| {
        let name = format!("{} {}", operation.method, operation.path);
        let has_body = operation.documented["requestBody"].is_object();
        assert_eq!(
            has_body,
            bench.rights.contains_key(name.as_str()),
            "no right body for {name}"
        );
        let Some(Value::Object(right)) = bench.rights.get(name.as_str()) else {
            return Vec::new();
        };
        let schema = &operation.documented["requestBody"]["content"]["application/json"]["schema"];
        let pointer = schema["$ref"]
            .as_str()
            .unwrap_or_default()
            .trim_start_matches('#');
        let schema = bench.document.pointer(pointer).unwrap_or(schema);
        let documented: Vec<String> = schema["properties"]
            .as_object()
            .map(|properties| properties.keys().cloned().collect())
            .unwrap_or_default();
        let (path, mut told) = (bench.asked(operation), Vec::new());
        for body in wrong_bodies(right, &documented) {
            let sent = Body::from(body.clone());
            let kind = "application/json";
            let answer = bench.send(bench.key(operation), &operation.method, &path, kind, sent);
            told.push((body, answer.await));
        }
        told
    })
    .await;
}

async fn no_wrong_type_size_or_key_breaks_an_operation(database: Database) {
    let bench = Bench::on(database).await;
    let large = "x".repeat(LARGE_BYTES);
    ask_all(&bench, async |operation| {
        let name = format!("{} {}", operation.method, operation.path);
        let (path, key) = (bench.asked(operation), bench.key(operation));
        let mut told = Vec::new();
        let mut ask = async |what: &str, key: Option<&str>, path: &str, kind: &str, body: &str| {
            let body = Body::from(body.to_owned());
            let answer = bench.send(key, &operation.method, path, kind, body).await;
            told.push((what.to_owned(), answer));
        };
        if let Some(right) = bench.rights.get(name.as_str()) {
            let right = right
                .as_str()
                .map_or_else(|| right.to_string(), str::to_owned);
            for kind in KINDS {
                ask(kind, key, &path, kind, &right).await;
            }
            ask("a body too large", key, &path, "application/json", &large).await;
            ask("bytes", key, &path, "application/json", "\u{fffd}\u{0}").await;
        }
        let without = if key.is_some() { None } else { Some("hk_none") };
        ask("another key", without, &path, "", "").await;
        if key.is_some() {
            let other = [&bench.machine.ingest, &bench.machine.manage];
            let other = other.into_iter().find(|other| Some(other.as_str()) != key);
            ask(
                "a key of another scope",
                other.map(String::as_str),
                &path,
                "",
                "",
            )
            .await;
        }
        let long = "9".repeat(5_000);
        for id in IDS.into_iter().chain([long.as_str()]) {
            let path = operation.path.replace("{id}", id).replace("{source}", id);
            if path != operation.path {
                ask(id, key, &path, "application/json", "{}").await;
            }
        }
        if operation.method == "GET" {
            for query in QUERIES {
                ask(query, key, &format!("{path}?{query}"), "", "").await;
            }
        }
        told
    })
    .await;
}

on_both!(
    no_wrong_body_breaks_an_operation,
    no_wrong_type_size_or_key_breaks_an_operation,
);
