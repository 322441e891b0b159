//! What a person answers becomes a set, as the files say it.

mod files;

use super::*;
use crate::{FieldError, fault::Fault};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// A preset as a file would say it.
fn preset(questions: &Json, url: &str, body: &str) -> Preset {
    serde_json::from_value(json!({
        "questions": questions,
        "connection": {"name": "CRM", "url": url},
        "success": {"status": [200]},
        "uses": [{"name": "task", "integrations": [{
            "name": "task", "moment": "after_call", "method": "POST", "url": "task",
            "body_format": "json_template", "body_template": body,
            "steps": [{"name": "<text:again>", "url": "again", "method": "GET"}],
        }]}],
    }))
    .unwrap()
}

fn read(preset: &Preset, typed: &[(&str, &str)]) -> Result<Answers, Vec<FieldError>> {
    let typed = typed
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Answers::read(preset, &[Use::Task], &typed.collect())
}

fn words(name: &str) -> String {
    format!("[{name}]")
}

#[test]
fn answers_are_put_in_as_the_place_writes_them() {
    let questions = json!([{"name": "who", "kind": "text"}, {"name": "host", "kind": "host"}]);
    let preset = preset(
        &questions,
        "https://<host>/api",
        r#"{"who": "<who>", "t": "<text:hi>", "n": "a < b"}"#,
    );
    let typed = [
        ("who", "Ann \"<host>\" O"),
        ("host", "https://Shop.example/en/"),
    ];
    let filled = preset.fill(&[Use::Task], &read(&preset, &typed).unwrap(), &words);
    assert_eq!(filled.connection.url, "https://shop.example/api");
    let draft = &filled.integrations[0];
    let body = draft.body_template.as_deref().unwrap();
    assert_eq!(
        body,
        r#"{"who": "Ann \"<host>\" O", "t": "[text.hi]", "n": "a < b"}"#
    );
    assert_eq!(
        (draft.name.as_str(), draft.steps[0].name.as_str()),
        ("[made.task]", "[text.again]")
    );
    let rules = [&draft.success, &draft.steps[0].success];
    assert!(
        rules
            .iter()
            .all(|rule| rule.as_ref().unwrap().status == [200])
    );
}

#[test]
fn only_what_the_chosen_uses_need_is_asked() {
    let questions = json!([
        {"name": "always", "kind": "text"},
        {"name": "task", "kind": "number", "uses": ["task"]},
        {"name": "card", "kind": "number", "uses": ["card"]},
    ]);
    let preset = preset(&questions, "https://crm.example", "{}");
    let asked: Vec<_> = preset
        .asked(&[Use::Task])
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(asked, ["always", "task"]);
    let faults = read(&preset, &[("task", "x1")]).unwrap_err();
    let told: Vec<_> = faults
        .iter()
        .map(|it| (it.field.as_str(), it.fault))
        .collect();
    assert_eq!(
        told,
        [
            ("answers.always", Fault::Required),
            ("answers.task", Fault::OutOfRange)
        ]
    );
}

#[test]
fn the_key_of_an_address_becomes_a_secret() {
    let ask = |more: Json| {
        let mut question = json!({"name": "it", "kind": "address"});
        question
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        preset(&json!([question]), "<it>", "{}")
    };
    for (more, typed, url, key) in [
        (
            json!({"key_segment": 0}),
            "https://a.example/rest/1/k3y/",
            "https://a.example/rest/1/{{secret:key}}",
            "k3y",
        ),
        (
            json!({"key_segment": 1}),
            "a.example/s/k%3Ay/exec",
            "https://a.example/s/{{secret:key}}/exec",
            "k:y",
        ),
    ] {
        let preset = ask(more);
        let filled = preset.fill(
            &[Use::Task],
            &read(&preset, &[("it", typed)]).unwrap(),
            &words,
        );
        assert_eq!(filled.connection.url, url);
        assert_eq!(filled.secrets.0["key"], key);
    }
    let preset = ask(json!({"key_parameter": "sig"}));
    let answers = read(&preset, &[("it", "https://a.example/run?v=1&sig=k3y&x=2")]).unwrap();
    assert_eq!(answers.texts["it.query"], "?v=1&sig={{secret:key}}&x=2");
    assert_eq!(answers.secrets.0["key"], "k3y");
    // It is encoded where it is sent, and must not be so twice.
    let answers = read(&preset, &[("it", "https://a.example/run?sig=k%2B3%2Fy%3D")]).unwrap();
    assert_eq!(answers.secrets.0["key"], "k+3/y=");
    for bad in [
        "https://a.example/run?v=1",
        "https://a.example/run?sig=",
        "https://a.example/run?sig=%FF",
        "https://",
        "a b.example/x",
        "{{call_id}}",
    ] {
        assert!(read(&preset, &[("it", bad)]).is_err(), "{bad}");
    }
}

#[test]
fn a_preset_refuses_what_it_does_not_know() {
    let mut source = json!({"questions": [], "connection": {"name": "a", "url": "b"}, "uses": []});
    assert!(serde_json::from_value::<Preset>(source.clone()).is_ok());
    source["colour"] = json!("red");
    assert!(serde_json::from_value::<Preset>(source).is_err());
}

#[test]
fn every_file_stands_once() {
    let keys: BTreeMap<_, _> = SOURCES.iter().copied().collect();
    assert_eq!(keys.len(), SOURCES.len());
}
