//! Bodies of integrations: a new one, or a merge patch over the current one.

use crate::http::problem::{ApiError, FieldFault};
use domain::{DraftSecrets, IntegrationDraft};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// What an answer adds to the draft; sent back, it says nothing.
const READ_ONLY: [&str; 5] = ["id", "version", "secret_names", "created_at", "updated_at"];

/// What a body says.
#[derive(Debug)]
pub struct Sent {
    /// The whole draft.
    pub draft: IntegrationDraft,
    /// The secrets that change.
    pub secrets: DraftSecrets,
}

/// Reads a new integration.
///
/// # Errors
/// `Malformed` or `Fields`.
pub fn new(body: &[u8]) -> Result<Sent, ApiError> {
    let mut fields = object(body)?;
    let secrets = take_secrets(&mut fields)?;
    // A field that is null is one that is absent.
    fields.retain(|_, value| !value.is_null());
    Ok(Sent {
        draft: typed(Value::Object(fields), "")?,
        secrets,
    })
}

/// Lays a merge patch over the current draft.
///
/// # Errors
/// `Malformed` or `Fields`.
pub fn patched(current: &IntegrationDraft, body: &[u8]) -> Result<Sent, ApiError> {
    let mut patch = object(body)?;
    let secrets = take_secrets(&mut patch)?;
    let mut whole =
        serde_json::to_value(current).map_err(|error| ApiError::Broken(error.to_string()))?;
    merge(&mut whole, Value::Object(patch));
    Ok(Sent {
        draft: typed(whole, "")?,
        secrets,
    })
}

fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    let fields: Result<Map<String, Value>, _> = serde_json::from_slice(body);
    let mut fields = fields.map_err(|error| {
        ApiError::Malformed(format!("send the integration as a JSON object: {error}"))
    })?;
    for name in READ_ONLY {
        fields.remove(name);
    }
    Ok(fields)
}

/// `null` takes a secret away, as in the rest of a merge patch.
fn take_secrets(fields: &mut Map<String, Value>) -> Result<DraftSecrets, ApiError> {
    let mut secrets = fields.remove("secrets").unwrap_or_default();
    if let Value::Object(by_name) = &mut secrets {
        for text in by_name.values_mut().filter(|text| text.is_null()) {
            *text = Value::String(String::new());
        }
    }
    if secrets.is_null() {
        Ok(DraftSecrets::default())
    } else {
        typed(secrets, "secrets")
    }
}

/// RFC 7396.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(fields) = target else {
        return;
    };
    for (name, value) in patch {
        if value.is_null() {
            fields.remove(&name);
        } else {
            merge(fields.entry(name).or_insert(Value::Null), value);
        }
    }
}

fn typed<T: DeserializeOwned>(value: Value, at: &str) -> Result<T, ApiError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let inner = error.path().to_string();
        let field = match (at, inner.as_str()) {
            (at, ".") => at.to_owned(),
            ("", inner) => dotted(inner),
            (at, inner) => format!("{at}.{}", dotted(inner)),
        };
        let expected = error.into_inner().to_string();
        ApiError::Fields(vec![FieldFault {
            index: None,
            field,
            expected,
            code: None,
        }])
    })
}

/// `parameters[2].name` as the validation writes it: `parameters.2.name`.
fn dotted(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn draft() -> IntegrationDraft {
        let body = json!({"name": "a", "url": "https://a.example", "moment": "after_call", "method": "GET"});
        new(body.to_string().as_bytes()).unwrap().draft
    }

    fn fault(body: &Value) -> String {
        match new(body.to_string().as_bytes()) {
            Err(ApiError::Fields(faults)) => faults[0].field.clone(),
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
    fn a_fault_names_the_field() {
        let mut body = serde_json::to_value(draft()).unwrap();
        body["parameters"] = json!([{"name": "a", "value": {"constnt": "x"}}]);
        assert_eq!(fault(&body), "parameters.0.value");
        assert_eq!(fault(&json!({"name": "a", "colour": "red"})), "colour");
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
