//! Facts about whole requests.

use super::*;
use crate::{
    DeliveryId, FieldError, IntegrationDraft, IntegrationId, Moment, TenantId, sample,
    value::Value as Fact,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

mod bodies;
mod budget;
mod properties;
mod shown;

/// An integration with these fields; the rest is as the API takes it.
fn integration(patch: &Value) -> Integration {
    try_integration(patch).unwrap()
}

fn try_integration(patch: &Value) -> Result<Integration, Vec<FieldError>> {
    let mut whole = json!({
        "name": "Leads",
        "url": "https://examplecrm.com/index.php?param1=abc&param2=def",
        "moment": "after_call",
        "method": "POST",
    });
    if let (Some(whole), Some(patch)) = (whole.as_object_mut(), patch.as_object()) {
        whole.extend(patch.clone());
    }
    let draft: IntegrationDraft = serde_json::from_value(whole).unwrap();
    let tenant = TenantId(Uuid::from_u128(1));
    Integration::compile(tenant, IntegrationId(Uuid::from_u128(2)), 1, draft, None)
}

/// The request for the made-up call after it ended.
fn request(patch: &Value) -> OutgoingRequest {
    request_with(patch, &sample::facts(Moment::AfterCall))
}

fn request_with(patch: &Value, facts: &Facts) -> OutgoingRequest {
    render(&integration(patch), facts, 1).unwrap()
}

fn facts(name: &str, text: &str) -> Facts {
    [(name.to_owned(), Fact::text(text))].into_iter().collect()
}

/// A table with a row of every kind.
fn rows() -> Value {
    json!([
        {"name": "phone", "value": {"parameter": "caller_number"}},
        {"name": "digits", "value": {"parameter": "caller_number"}, "format": "phone:digits"},
        {"name": "channel", "value": {"constant": "hook & line"}},
        {"name": "title", "value": {"template": "Call {{caller_number | phone:national}} +1"}},
        {"name": "talk", "value": {"parameter": "talk_duration"}},
        {"name": "talk_ms", "value": {"parameter": "talk_duration"}, "format": "duration:ms"},
        {"name": "start", "value": {"parameter": "call_started_at"}, "format": "time:sql"},
        {"name": "unix", "value": {"parameter": "call_started_at"}, "format": "time:unix"},
        {"name": "cost", "value": {"parameter": "call_cost"}},
        {"name": "test", "value": {"parameter": "is_test"}},
        {"name": "tags", "value": {"parameter": "tags"}},
        {"name": "term", "value": {"parameter": "utm_term"}},
        {"name": "code", "value": {"parameter": "status"},
            "format": {"map": {"answered": "200"}, "else": "304"}},
        {"name": "left_out", "value": {"parameter": "custom.a"}},
        {"name": "empty", "value": {"parameter": "custom.a"}, "when_empty": "empty"},
        {"name": "default", "value": {"parameter": "custom.a"}, "when_empty": {"default": "none"}},
        {"name": "rating", "value": {"parameter": "score"}, "when_empty": {"default": "0"}},
    ])
}

#[test]
fn the_same_call_gives_the_same_request_at_every_try() {
    let patch = json!({"body_format": "json", "parameters": rows()});
    let integration = integration(&patch);
    let facts = sample::facts(Moment::AfterCall);
    assert_eq!(
        render(&integration, &facts, 1),
        render(&integration, &facts, 7)
    );
}

#[test]
fn the_attempt_alone_changes() {
    let integration = integration(&json!({
        "method": "GET",
        "parameters": [{"name": "try", "value": {"parameter": "attempt"}}],
    }));
    let url = |attempt| {
        let request = render(&integration, &Facts::default(), attempt).unwrap();
        request.url.text()
    };
    assert!(url(1).ends_with("&try=1"));
    assert!(url(2).ends_with("&try=2"));
}

#[test]
fn a_request_that_grew_too_large_is_no_request() {
    let wide = facts("transcript", &"x".repeat(300_000));
    let rows = json!([{"name": "text", "value": {"parameter": "transcript"}}]);
    let render = |patch: &Value| render(&integration(patch), &wide, 1).unwrap_err();
    assert_eq!(
        render(&json!({"method": "GET", "parameters": rows})),
        RenderError::UrlTooLong {
            bytes: 300_060,
            max: 8_192
        }
    );
    assert_eq!(
        render(&json!({"body_format": "json", "parameters": rows})),
        RenderError::BodyTooLong {
            bytes: 300_011,
            max: 262_144
        }
    );
}

#[test]
fn secrets_are_put_in_as_the_place_wants_them() {
    let request = request(&json!({
        "url": "https://x.com/{{secret:key}}",
        "body_format": "json_template",
        "body_template": r#"{"a": {{secret:key}}, "b": "<{{secret:key}}>"}"#,
        "headers": [{"name": "Authorization", "value": {"template": "Bearer {{secret:key}}"}}],
        "key": {"place": "query", "name": "sig nature"},
    }));
    let masked = request.masked();
    assert_eq!(masked.url, "https://x.com/***?sig%20nature=***");
    assert_eq!(
        masked.body.as_deref(),
        Some(r#"{"a": "***", "b": "<***>"}"#)
    );
    assert_eq!(
        masked.headers[1],
        ("authorization".into(), "Bearer ***".into())
    );
    let plain = request.reveal(&|_| Some("a\"b/ї".into())).unwrap();
    assert_eq!(
        plain.url,
        "https://x.com/a%22b%2F%D1%97?sig%20nature=a%22b%2F%D1%97"
    );
    assert_eq!(
        plain.body.as_deref(),
        Some(r#"{"a": "a\"b/ї", "b": "<a\"b/ї>"}"#)
    );
    assert_eq!(plain.headers[1].1, "Bearer a\"b/%D1%97");
}

#[test]
fn a_missing_secret_has_a_failure_of_its_own() {
    let patch = json!({"headers": [{"name": "x-key", "value": {"constant": "{{secret:key}}"}}]});
    let missing = Err(RenderError::SecretMissing { name: "key".into() });
    assert_eq!(request(&patch).reveal(&|_| None), missing);
    assert_eq!(
        request(&patch).reveal(&|_| Some("a\r\nb: c".into())),
        missing
    );
}

#[test]
fn the_key_comes_last_in_the_query_or_as_a_header() {
    let at = |place: &str, format: &str| {
        request(&json!({
            "parameters": [{"name": "a", "value": {"constant": "1"}}],
            "body_format": format,
            "key": {"place": place, "name": "Key"},
        }))
        .masked()
    };
    assert!(at("query", "query").url.ends_with("&a=1&Key=***"));
    assert!(at("query", "form").url.ends_with("param2=def&Key=***"));
    let header = at("header", "form");
    assert_eq!(header.headers[1], ("key".into(), "***".into()));
}

#[test]
fn no_line_break_reaches_a_header() {
    let patch = json!({"headers": [
        {"name": "X-Name", "value": {"parameter": "caller_name"}},
        {"name": "X-None", "value": {"parameter": "custom.a"}},
    ]});
    let request = request_with(&patch, &facts("caller_name", "a\r\nx-evil: 1\0ї"));
    let expected = ("x-name".to_owned(), "a  x-evil: 1 %D1%97".to_owned());
    assert_eq!(request.masked().headers, [expected]);
}

#[test]
fn a_content_type_of_the_customer_wins() {
    let patch = json!({
        "body_format": "json",
        "headers": [{"name": "Content-Type", "value": {"constant": "application/vnd.api+json"}}],
    });
    let expected = (
        "content-type".to_owned(),
        "application/vnd.api+json".to_owned(),
    );
    assert_eq!(request(&patch).masked().headers, [expected]);
}

#[test]
fn a_content_type_that_renders_empty_leaves_the_usual_one() {
    let patch = json!({
        "body_format": "json",
        "headers": [{"name": "Content-Type", "value": {"parameter": "custom.a"}}],
    });
    let expected = ("content-type".to_owned(), "application/json".to_owned());
    assert_eq!(request(&patch).masked().headers, [expected]);
}

#[test]
fn the_kind_of_xml_can_be_said_otherwise() {
    let patch = json!({
        "body_format": "xml_template",
        "body_template": "<a/>",
        "headers": [{"name": "Content-Type", "value": {"constant": "text/xml"}}],
    });
    let expected = ("content-type".to_owned(), "text/xml".to_owned());
    assert_eq!(request(&patch).masked().headers, [expected]);
}

#[test]
fn no_secret_shows_when_a_request_is_printed_for_a_programmer() {
    let patch = json!({
        "body_format": "json_template",
        "body_template": "{\"a\": {{secret:key}}}",
        "headers": [{"name": "x-key", "value": {"constant": "{{secret:key}}"}}],
        "key": {"place": "query", "name": "key"},
    });
    let plain = request(&patch).reveal(&|_| Some("kept-to-itself".into()));
    let printed = format!("{:?}", plain.unwrap());
    assert!(!printed.contains("kept-to-itself"), "{printed}");
}

#[test]
fn a_half_written_row_does_not_stop_the_preview() {
    let patch = json!({"method": "GET", "parameters": [
        {"name": "", "value": {"constant": "1"}},
        {"name": "b", "value": {"constant": "2"}},
    ]});
    assert!(request(&patch).url.text().ends_with("param2=def&b=2"));
}

#[test]
fn canonical_bytes_tell_requests_apart() {
    let canonical = |patch: &Value| request(patch).canonical();
    let one = json!({"headers": [{"name": "a", "value": {"constant": "bc"}}]});
    let other = json!({"headers": [{"name": "ab", "value": {"constant": "c"}}]});
    assert_eq!(canonical(&one), canonical(&one));
    assert_ne!(canonical(&one), canonical(&other));
}
