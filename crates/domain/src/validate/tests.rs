//! Facts about drafts that cannot be saved.

mod further;

use super::*;
use crate::integration::{DraftSecrets, RowValue};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A draft that can be saved, with some of its fields replaced.
fn draft(patch: Value) -> IntegrationDraft {
    let mut whole = json!({
        "name": "Bitrix24 leads",
        "url": "https://examplecrm.com/index.php?param1=abc&param2=def",
        "moment": "after_call",
        "method": "GET",
        "parameters": [{"name": "phone", "value": {"parameter": "caller_number"}}],
    });
    if let (Some(whole), Value::Object(patch)) = (whole.as_object_mut(), patch) {
        whole.extend(patch);
    }
    serde_json::from_value(whole).unwrap()
}

/// Every fault as `field fault arguments`.
fn faults(patch: Value) -> Vec<String> {
    faults_with(patch, &AddressPolicy::default(), &["key".to_owned()])
}

fn faults_with(patch: Value, policy: &AddressPolicy, secrets: &[String]) -> Vec<String> {
    faults_beside(patch, policy, secrets, None)
}

fn faults_beside(
    patch: Value,
    policy: &AddressPolicy,
    secret_names: &[String],
    connection: Option<&ConnectionDraft>,
) -> Vec<String> {
    let around = Surroundings {
        secret_names,
        policy,
        connection,
    };
    validate(&draft(patch), around)
        .into_iter()
        .map(|error| {
            let arguments = error.arguments.iter();
            arguments.fold(
                format!("{} {}", error.field, error.fault),
                |line, (name, value)| format!("{line} {name}={value}"),
            )
        })
        .collect()
}

fn row(name: &str, value: &Value) -> Value {
    json!({"name": name, "value": value})
}

#[test]
fn a_plain_draft_has_no_faults() {
    assert_eq!(faults(json!({})), [""; 0]);
}

#[test]
fn every_field_has_its_limits() {
    assert_eq!(faults(json!({"name": " "})), ["name required"]);
    assert_eq!(
        faults(json!({"name": "x".repeat(121)})),
        ["name too_long max=120"]
    );
    assert_eq!(faults(json!({"name": "a\nb"})), ["name line_break"]);
    assert_eq!(faults(json!({"url": ""})), ["url required"]);
    let long = format!("https://x.com/{}", "x".repeat(8_192));
    assert_eq!(faults(json!({"url": long})), ["url too_long max=8192"]);
    assert_eq!(
        faults(json!({"url": "https://x.com/a\tb"})),
        ["url line_break"]
    );
    assert_eq!(
        faults(json!({"timeout_ms": 10})),
        ["timeout_ms out_of_range max=60000 min=1000"]
    );
    assert_eq!(
        faults(json!({"recording_wait_minutes": 0})),
        ["recording_wait_minutes out_of_range max=240 min=1"]
    );
    assert_eq!(
        faults(json!({"recording_wait_minutes": 5, "moment": "after_rating"})),
        ["recording_wait_minutes recording_moment"]
    );
    assert_eq!(
        faults(json!({"limits": {"parallel": 0, "per_second": 0}})),
        [
            "limits.parallel out_of_range max=64 min=1",
            "limits.per_second out_of_range max=1000 min=1"
        ]
    );
    assert_eq!(
        faults(json!({"success": {"status": []}})),
        ["success.status required"]
    );
    assert_eq!(
        faults(json!({"success": {"status": [200, 99]}})),
        ["success.status.1 out_of_range max=599 min=100"]
    );
    let rows: Vec<_> = (0..201)
        .map(|n| row(&n.to_string(), &json!({"constant": "x"})))
        .collect();
    assert_eq!(
        faults(json!({"parameters": rows})),
        ["parameters too_many max=200"]
    );
}

#[test]
fn what_is_over_a_limit_is_refused_as_a_whole() {
    let many = |item: Value| vec![item; 20_000];
    let found = faults(json!({
        "parameters": many(row("", &json!({"template": "{{"}))),
        "headers": many(json!({"name": "a b", "value": {"template": "{{"}})),
        "conditions": many(json!({"parameter": "oops", "comparison": "is", "values": []})),
        "success": {"status": vec![1; 20_000]},
    }));
    let of = |list: &str| found.iter().filter(|fault| fault.starts_with(list)).count();
    // Each list once as a whole; then a fault or two of each item within its limit.
    assert_eq!(of("parameters"), 1 + 200);
    assert_eq!(of("headers"), 1 + 2 * 50);
    assert_eq!(of("conditions"), 1 + 50);
    assert_eq!(of("success.status"), 1 + 50);
}

#[test]
fn inner_addresses_and_ports_are_refused_at_the_url() {
    for (url, fault) in [
        ("http://127.0.0.1/", "url address_inner address=127.0.0.1"),
        ("http://2130706433/", "url address_inner address=127.0.0.1"),
        ("http://0x7f.1/", "url address_inner address=127.0.0.1"),
        (
            "http://localhost:8080/",
            "url address_inner address=127.0.0.1",
        ),
        (
            "http://[::ffff:10.0.0.1]/",
            "url address_inner address=::ffff:10.0.0.1",
        ),
        ("https://x.com:22/", "url port_forbidden port=22"),
        ("https://8.8.8.8:5432/", "url port_forbidden port=5432"),
        ("ftp://x.com/", "url url_scheme"),
        ("https://u@x.com/", "url url_userinfo"),
        ("https://{{caller_name}}.com/", "url url_template_in_host"),
        (
            "https://x.com/{{oops}}",
            "url unknown_parameter name=oops position=15",
        ),
    ] {
        assert_eq!(faults(json!({"url": url})), [fault], "{url}");
    }
}

#[test]
fn of_ours_only_the_inspector_may_be_named() {
    let policy = AddressPolicy {
        allowed: vec!["127.0.0.0/8".parse().unwrap()],
        public_url: "http://127.0.0.1:3000".into(),
    };
    let check = |url: &str| faults_with(json!({"url": url}), &policy, &[]);
    assert_eq!(check("http://127.0.0.1:3000/inspect/abc"), [""; 0]);
    assert_eq!(check("http://127.0.0.1:5432/"), [""; 0]);
    assert_eq!(
        check("http://127.0.0.1:3000/api/v1/events"),
        ["url address_inner address=Hookline"]
    );
}

#[test]
fn rows_are_judged_one_by_one() {
    let parameters = json!([
        row("", &json!({"constant": "x"})),
        row("a", &json!({"parameter": "oops"})),
        row("a", &json!({"constant": "{{fine}}"})),
        row("b", &json!({"template": "Call {{"})),
        row("param1", &json!({"constant": "x"})),
        row("list[]", &json!({"constant": "x"})),
        row("list[]", &json!({"constant": "y"})),
        {"name": "c", "value": {"parameter": "duration"}, "format": "phone:e164"},
        {"name": "d", "value": {"parameter": "duration"}, "format": "fast"},
        {"name": "e", "value": {"constant": "x"}, "format": "upper"},
    ]);
    let mut found = faults(json!({"parameters": parameters}));
    found.sort();
    assert_eq!(
        found,
        [
            "parameters.0.name required",
            "parameters.1.value unknown_parameter name=oops",
            "parameters.2.name duplicate_name name=a",
            "parameters.3.value template_syntax position=6",
            "parameters.4.name duplicate_name name=param1",
            "parameters.7.format format_unfit format=phone:e164 name=duration",
            "parameters.8.format unknown_format format=fast",
            "parameters.9.format format_unfit format=upper name=",
        ]
    );
}

#[test]
fn a_body_needs_a_method_that_carries_one() {
    for (format, body) in [
        ("form", ""),
        ("json", ""),
        ("json_template", "{}"),
        ("xml_template", "<a/>"),
    ] {
        let found = faults(json!({"body_format": format, "body_template": body}));
        assert_eq!(found, ["body_format body_with_get"], "{format}");
    }
    let post = |patch: Value| {
        let mut whole = json!({"method": "POST"});
        whole
            .as_object_mut()
            .unwrap()
            .extend(patch.as_object().unwrap().clone());
        faults(whole)
    };
    for format in ["json_template", "xml_template"] {
        let missing = post(json!({"body_format": format}));
        assert_eq!(missing, ["body_template body_template_missing"]);
    }
    let wrong =
        post(json!({"body_format": "json_template", "body_template": "{\"a\":\n {{call_id}},}"}));
    assert_eq!(
        wrong,
        ["body_template body_template_invalid column=14 line=2 position=20"]
    );
    let wrong =
        post(json!({"body_format": "xml_template", "body_template": "<a>\n{{call_id}}<b></a>"}));
    assert_eq!(
        wrong,
        ["body_template body_template_no_xml column=17 line=2 position=21"]
    );
    let conflict = |one: &str, other: &str| {
        let rows = [one, other].map(|name| row(name, &json!({"constant": "x"})));
        post(json!({"body_format": "json", "parameters": rows}))
    };
    assert_eq!(
        conflict("a.b", "a.b"),
        ["parameters.1.name duplicate_name name=a.b"]
    );
    assert_eq!(
        conflict("a", "a.b"),
        ["parameters.1.name name_conflict name=a.b"]
    );
    assert_eq!(
        conflict("a.b", "a"),
        ["parameters.1.name name_conflict name=a"]
    );
    assert_eq!(
        conflict("a.b", "a.0"),
        ["parameters.1.name name_conflict name=a.0"]
    );
    assert_eq!(
        conflict("a..b", "c"),
        ["parameters.0.name name_conflict name=a..b"]
    );
    assert_eq!(
        conflict("a.200", "c"),
        ["parameters.0.name out_of_range max=199 min=0 name=a.200"]
    );
}

#[test]
fn headers_that_others_set_are_refused() {
    let one = |name: &str, value: &str| {
        faults(json!({"headers": [{"name": name, "value": {"constant": value}}]}))
    };
    for name in [
        "Host",
        "content-length",
        "Webhook-Id",
        "proxy-authorization",
        "TE",
    ] {
        let fault = format!(
            "headers.0.name header_reserved name={}",
            name.to_lowercase()
        );
        assert_eq!(one(name, "x"), [fault]);
    }
    assert_eq!(one("x y", "x"), ["headers.0.name header_name"]);
    assert_eq!(one("ключ", "x"), ["headers.0.name header_name"]);
    assert_eq!(one("", "x"), ["headers.0.name required"]);
    assert_eq!(one("x-a", "a\r\nb: c"), ["headers.0.value line_break"]);
    assert_eq!(one("x-a", ""), ["headers.0.value required"]);
    assert_eq!(one("Authorization", "Bearer x"), [""; 0]);
    let twice = json!({"headers": [
        {"name": "X-A", "value": {"constant": "1"}},
        {"name": "x-a", "value": {"constant": "2"}},
    ]});
    assert_eq!(faults(twice), ["headers.1.name duplicate_name name=x-a"]);
}

#[test]
fn a_secret_that_is_named_must_exist() {
    let found = faults_with(
        json!({
            "url": "https://x.com/{{secret:path}}",
            "headers": [{"name": "authorization", "value": {"template": "Bearer {{secret:token}}"}}],
            "parameters": [
                row("a", &json!({"constant": "{{secret:signature}}"})),
                row("b", &json!({"constant": "{{secret:signature_old}}"})),
            ],
            "key": {"place": "query", "name": "key"},
        }),
        &AddressPolicy::default(),
        &["signature".to_owned(), "signature_old".to_owned()],
    );
    assert_eq!(
        found,
        [
            "url secret_missing name=path",
            "parameters.0.value secret_name name=signature",
            "parameters.1.value secret_name name=signature_old",
            "headers.0.value secret_missing name=token",
            "key secret_missing name=key",
        ]
    );
}

#[test]
fn the_key_has_a_name_of_its_own() {
    let key = |place: &str, name: &str| faults(json!({"key": {"place": place, "name": name}}));
    assert_eq!(key("query", "key"), [""; 0]);
    assert_eq!(key("header", "X-Key"), [""; 0]);
    assert_eq!(
        key("query", "param1"),
        ["key.name duplicate_name name=param1"]
    );
    assert_eq!(
        key("query", "phone"),
        ["key.name duplicate_name name=phone"]
    );
    assert_eq!(
        key("header", "host"),
        ["key.name header_reserved name=host"]
    );
    assert_eq!(key("query", ""), ["key.name required"]);
}

#[test]
fn conditions_compare_what_can_be_compared() {
    let one = |parameter: &str, comparison: &str, values: &[&str]| {
        faults(json!({"conditions": [
            {"parameter": parameter, "comparison": comparison, "values": values},
        ]}))
    };
    assert_eq!(one("direction", "is", &["in"]), [""; 0]);
    assert_eq!(one("talk_duration", "at_least", &["15"]), [""; 0]);
    // What answers say is not known when it is decided whether anything is sent.
    for name in ["oops", "crm.contact_id", "step.contact_id"] {
        let found = one(name, "is", &["in"]);
        let expected = format!("conditions.0.parameter unknown_parameter name={name}");
        assert_eq!(found, [expected]);
    }
    assert_eq!(
        one("direction", "is", &[]),
        ["conditions.0.values required"]
    );
    for (parameter, comparison, value) in [
        ("direction", "is", "inwards"),
        ("is_test", "is", "yes"),
        ("talk_duration", "at_least", "long"),
        ("caller_name", "at_least", "15"),
        ("caller_name", "contains", ""),
    ] {
        let found = one(parameter, comparison, &[value]);
        assert_eq!(
            found,
            ["conditions.0.values condition_invalid"],
            "{parameter}"
        );
    }
}

#[test]
fn secrets_are_judged_by_their_text() {
    let check = |name: &str, text: &str| {
        let secrets = DraftSecrets([(name.to_owned(), text.to_owned())].into());
        validate_secrets(&secrets)
            .into_iter()
            .map(|error| error.fault)
            .collect::<Vec<_>>()
    };
    assert_eq!(check("key", "abc"), []);
    assert_eq!(check("key", ""), [Fault::Required]);
    assert_eq!(check("a b", "abc"), [Fault::SecretName]);
    assert_eq!(check("key", "a\nb"), [Fault::LineBreak]);
    let long = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    for name in ["signature", "signature_old"] {
        assert_eq!(check(name, &format!("whsec_{long}")), []);
        assert_eq!(check(name, long), [Fault::SignatureSecret]);
        assert_eq!(check(name, "whsec_c2hvcnQ="), [Fault::SignatureSecret]);
        assert_eq!(check(name, "whsec_???"), [Fault::SignatureSecret]);
    }
}

#[test]
fn a_url_in_the_query_is_no_scheme_of_the_whole() {
    let tidied = |url: &str| tidy_draft(draft(json!({"url": url}))).url;
    for url in [
        "x.com/a?back=https://y.com",
        "x.com?back=https://y.com",
        "x.com#https://y.com",
        "{{custom.a}}://x.com",
    ] {
        assert_eq!(tidied(url), format!("https://{url}"));
    }
    assert_eq!(tidied("http://x.com/a?b=c://d"), "http://x.com/a?b=c://d");
}

#[test]
fn a_draft_is_tidied_before_it_is_kept() {
    let tidied = tidy_draft(draft(json!({
        "name": " Leads ",
        "url": " examplecrm.com/a?b= ",
        "parameters": [row(" phone ", &json!({"constant": " x "}))],
        "key": {"place": "query", "name": " "},
    })));
    assert_eq!(tidied.name, "Leads");
    assert_eq!(tidied.url, "https://examplecrm.com/a?b=");
    assert_eq!(tidied.parameters[0].name, "phone");
    assert_eq!(tidied.parameters[0].value, RowValue::Constant(" x ".into()));
    assert_eq!(tidied.key, None);
    assert_eq!(tidy_draft(tidied.clone()), tidied);
}

proptest! {
    #[test]
    fn validating_never_panics(
        name in ".*", url in ".*", text in ".*", format in ".*", body in ".*", dotted in "[a.0-9]{0,30}",
    ) {
        let formats = ["json", "json_template", "xml_template"];
        let patch = json!({
            "name": name, "url": url, "method": "POST",
            "body_format": formats[body.len() % formats.len()],
            "body_template": body,
            "headers": [{"name": text, "value": {"template": text}}],
            "parameters": [
                {"name": dotted, "value": {"template": text}},
                {"name": "x", "value": {"parameter": "caller_number"}, "format": format},
            ],
        });
        let _ = faults(patch.clone());
        let tidied = tidy_draft(draft(patch));
        prop_assert_eq!(tidy_draft(tidied.clone()), tidied);
    }
}
