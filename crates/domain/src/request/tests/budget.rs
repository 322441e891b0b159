//! Facts about requests that would be far too large.

use super::*;
use crate::integration::{HEADERS_MAX, PARAMETER_ROWS_MAX};

const VALUE_BYTES: usize = 65_000;
/// What a rendering may hold of values before it ends: the limits and one value more.
const HELD_MAX: usize = URL_BYTES_MAX + BODY_BYTES_MAX + VALUE_BYTES;

fn long() -> Facts {
    facts("transcript", &"x".repeat(VALUE_BYTES))
}

/// How many bytes of the value the request for a draft is made of, before its size is judged.
fn held(patch: &Value) -> usize {
    let (integration, facts) = (integration(patch), long());
    let scope = Scope::new(&facts, 1);
    let request = integration.steps.step(0).render(&scope);
    let texts = request.headers.iter().map(|(_, value)| value);
    let texts = texts.chain([&request.url]).chain(&request.body);
    texts.map(Rich::len).sum()
}

fn body_bytes(patch: &Value) -> Result<usize, RenderError> {
    render(&integration(patch), &long(), 1).map(|request| request.body.map_or(0, |body| body.len()))
}

fn template(count: usize) -> Value {
    let items = vec!["{{transcript}}"; count].join(",");
    json!({"body_format": "json_template", "body_template": format!("[{items}]")})
}

#[test]
fn a_body_ends_where_it_is_too_large_in_any_case() {
    let many = template(4_600);
    assert!(held(&many) < HELD_MAX + 5 * 4_600);
    let refused = body_bytes(&many);
    assert!(matches!(refused, Err(RenderError::BodyTooLong { .. })));
    assert_eq!(body_bytes(&template(4)), Ok(4 * (VALUE_BYTES + 3) + 1));
}

#[test]
fn rows_and_headers_share_the_budget() {
    let text = "{{transcript}}".repeat(500);
    let row = |index| json!({"name": format!("x{index}"), "value": {"template": text}});
    let rows: Vec<_> = (0..PARAMETER_ROWS_MAX).map(row).collect();
    let form = json!({"body_format": "form", "parameters": rows});
    assert!(held(&form) < HELD_MAX + 5 * PARAMETER_ROWS_MAX);
    assert!(body_bytes(&form).is_err());
    let headers: Vec<_> = (0..HEADERS_MAX).map(row).collect();
    let headers = json!({"headers": headers});
    assert!(held(&headers) < HELD_MAX + 100);
    assert!(body_bytes(&headers).is_err());
}

#[test]
fn rows_that_are_not_sent_cost_nothing() {
    let mut patch = template(1);
    let text = "{{transcript}}".repeat(500);
    patch["parameters"] = json!([{"name": "x", "value": {"template": text}}]);
    assert!(body_bytes(&patch).is_ok());
}

#[test]
fn a_url_that_is_too_long_is_told_as_such() {
    let refused = body_bytes(&json!({"url": "https://x.com/{{transcript}}"}));
    assert!(matches!(refused, Err(RenderError::UrlTooLong { .. })));
}
