//! Bodies of integrations.

use super::grammar::INTEGRATION;
use crate::http::{
    draft::{self, Sent},
    problem::ApiError,
};
use domain::IntegrationDraft;

/// Reads a new integration.
///
/// # Errors
/// `Malformed` or `Fields`.
pub fn new(body: &[u8]) -> Result<Sent<IntegrationDraft>, ApiError> {
    draft::new(body, INTEGRATION)
}

/// Lays a merge patch over the current draft.
///
/// # Errors
/// `Malformed` or `Fields`.
pub fn patched(
    current: &IntegrationDraft,
    body: &[u8],
) -> Result<Sent<IntegrationDraft>, ApiError> {
    draft::patched(current, body, INTEGRATION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::integration::WhenEmpty;
    use serde_json::{Value, json};

    fn draft() -> IntegrationDraft {
        let body = json!({"name": "a", "url": "https://a.example", "moment": "after_call", "method": "GET"});
        new(body.to_string().as_bytes()).unwrap().draft
    }

    fn faults(body: &Value) -> Vec<(String, String)> {
        match new(body.to_string().as_bytes()) {
            Err(ApiError::Fields(faults)) => faults
                .into_iter()
                .map(|fault| (fault.field, fault.expected))
                .collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn absent_fields_mean_the_defaults() {
        let draft = draft();
        assert_eq!(
            (draft.timeout_ms, draft.limits.parallel, draft.enabled),
            (15_000, 8, true)
        );
        assert!(draft.signature);
    }

    #[test]
    fn a_patch_changes_what_it_names_and_null_means_the_default() {
        let current = IntegrationDraft {
            timeout_ms: 5_000,
            ..draft()
        };
        let patch = json!({"name": "b", "timeout_ms": null, "limits": {"per_second": 2}, "id": "x", "version": 9});
        let sent = patched(&current, patch.to_string().as_bytes()).unwrap();
        assert_eq!(
            (sent.draft.name.as_str(), sent.draft.timeout_ms),
            ("b", 15_000)
        );
        assert_eq!(
            (sent.draft.limits.parallel, sent.draft.limits.per_second),
            (8, Some(2))
        );
        assert_eq!(sent.draft.url, current.url);
    }

    #[test]
    fn every_fault_is_told_at_its_field_in_plain_words() {
        let body = json!({
            "name": null, "moment": "after_cal", "method": "GET", "colour": "red",
            "enabled": "yes", "timeout_ms": -1, "limits": {"parallel": 1.5},
            "success": {"status": [200, "ok"]}, "headers": {}, "secrets": {"key": 7},
            "parameters": [
                {"name": "a", "value": {"constnt": "x"}, "format": 5, "when_empty": "drop"},
                {"value": "x", "format": {"map": {"a": 1}}},
            ],
        });
        let told = faults(&body);
        let expected = |field: &str| {
            let found = told.iter().find(|(at, _)| at == field);
            found.map(|(_, expected)| expected.as_str())
        };
        for (field, words) in [
            ("name", "a text; it is required"),
            ("url", "a text; it is required"),
            ("enabled", "true or false"),
            ("timeout_ms", "a whole number from 1000 to 60000"),
            ("limits.parallel", "a whole number from 1 to 64"),
            ("success.status.1", "an HTTP status from 100 to 599"),
            ("headers", "a list"),
            ("secrets.key", "a text"),
            (
                "parameters.0.value",
                r#"one of: {"parameter": "a text"}, {"constant": "a text"}, {"template": "a text"}"#,
            ),
            (
                "parameters.0.format",
                "a text such as phone:e164, or an object of map, else",
            ),
            (
                "parameters.0.when_empty",
                r#"one of: "omit", "empty", {"default": "a text"}"#,
            ),
            ("parameters.1.name", "a text; it is required"),
            ("parameters.1.format.map.a", "a text"),
        ] {
            assert_eq!(expected(field), Some(words), "{field}: {told:?}");
        }
        assert!(
            expected("moment")
                .unwrap()
                .starts_with("one of: before_call, ")
        );
        assert!(expected("colour").unwrap().starts_with("no such field; "));
        assert_eq!(told.len(), 16);
    }

    #[test]
    fn null_says_the_same_as_absent_at_any_depth() {
        let mut body = serde_json::to_value(draft()).unwrap();
        body["parameters"] = json!([{
            "name": "a", "value": {"constant": "x"}, "format": null, "when_empty": null,
        }]);
        body["limits"] = json!({"parallel": null, "per_second": null});
        let sent = new(body.to_string().as_bytes()).unwrap();
        assert_eq!(sent.draft.limits.parallel, 8);
        assert_eq!(sent.draft.parameters[0].when_empty, WhenEmpty::Omit);
    }

    /// An integration with a value at every field.
    fn full() -> Value {
        json!({
            "name": "a", "url": "https://a.example", "moment": "after_call", "method": "POST",
            "body_format": "form", "body_template": "t", "signature": true, "enabled": false,
            "headers": [{"name": "x-a", "value": {"constant": "b"}}],
            "parameters": [{
                "name": "p", "value": {"parameter": "call_id"}, "when_empty": {"default": "-"},
                "format": {"map": {"a": "b"}, "else": "c"},
            }],
            "conditions": [{"parameter": "status", "comparison": "is", "values": ["busy"]}],
            "success": {"status": [200], "answers": [{
                "means": "later", "status": [503], "path": "$.error", "values": ["BUSY"],
                "contains": ["busy"],
            }]}, "limits": {"parallel": 1, "per_second": 2},
            "timeout_ms": 5000, "recording_wait_minutes": 10, "key": {"place": "query", "name": "k"},
            "connection": "con_0192f0c4aabb7cc0919731fe41deee71",
            "auth": {"oauth2": {
                "grant": "client_credentials", "token_url": "https://a.example/t", "client_id": "c",
                "authorize_url": "https://a.example/a", "scope": "s", "client_auth": "form",
            }},
            "takes": [{"name": "id", "path": "$.id", "keep": true}],
            "steps": [{
                "name": "s", "url": "https://a.example", "method": "POST", "body_format": "json",
                "body_template": "t", "headers": [], "parameters": [], "success": {}, "takes": [],
                "only_if": {"parameter": "step.id", "is": "equals", "value": "7"},
            }],
            "when_unanswered": "stop",
            "failure_recipients": ["mem_0192f0c4aabb7cc0919731fe41deee71"],
            "secrets": {"key": "s"},
        })
    }

    /// The places of all values, as JSON pointers.
    fn places(value: &Value, at: &str, found: &mut Vec<String>) {
        found.push(at.to_owned());
        match value {
            Value::Object(fields) => fields
                .iter()
                .for_each(|(name, value)| places(value, &format!("{at}/{name}"), found)),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .for_each(|(index, value)| places(value, &format!("{at}/{index}"), found)),
            _ => {}
        }
    }

    #[test]
    fn what_follows_the_grammar_can_always_be_read() {
        let full = full();
        assert!(new(full.to_string().as_bytes()).is_ok());
        let others = json!([
            null, true, -1, 0, 1.5, 65_536, 4_294_967_296_u64, "", "omit", [], ["a"], {},
            {"a": "b"}, {"constant": "a"}, {"constant": 1}, {"constant": "a", "template": "b"},
            "bearer", {"basic": {"login": "a"}}, {"basic": null}, {"basic": {}, "oauth2": {}},
            {"map": {}}, {"map": {"a": null}, "x": 1},
        ]);
        let mut all = Vec::new();
        places(&full, "", &mut all);
        for (place, other) in all.iter().flat_map(|place| {
            let others = others.as_array().unwrap().iter();
            others.map(move |other| (place, other))
        }) {
            let mut body = full.clone();
            *body.pointer_mut(place).unwrap() = other.clone();
            if let Err(ApiError::Broken(why)) = new(body.to_string().as_bytes()) {
                panic!("{place} as {other}: {why}");
            }
        }
    }

    #[test]
    fn what_is_no_object_is_malformed() {
        for body in ["", "5", "[]", "{\"name\": "] {
            let told = new(body.as_bytes());
            assert!(matches!(told, Err(ApiError::Malformed(_))), "{body}");
        }
    }

    #[test]
    fn secrets_are_written_and_taken_away() {
        let patch = json!({"secrets": {"key": "k", "old": null}});
        let sent = patched(&draft(), patch.to_string().as_bytes()).unwrap();
        assert_eq!(sent.secrets.0.get("key").map(String::as_str), Some("k"));
        assert_eq!(sent.secrets.0.get("old").map(String::as_str), Some(""));
        assert!(new(br#"{"secrets": {"key": 7}}"#).is_err());
    }
}
