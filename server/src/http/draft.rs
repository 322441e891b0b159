//! Bodies that set something up: a new one, or a merge patch over the current one.

use super::{
    grammar::{self, Field},
    problem::ApiError,
};
use domain::DraftSecrets;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// The field of the secrets, which are no part of the draft.
const SECRETS: &str = "secrets";

/// What an answer adds to the draft; sent back, it says nothing.
const READ_ONLY: [&str; 10] = [
    "id",
    "version",
    "secret_names",
    "integrations",
    "switched_off",
    "event_project_id",
    "event_project_name",
    "merged",
    "created_at",
    "updated_at",
];

/// What a body says.
#[derive(Debug)]
pub struct Sent<D> {
    /// The whole draft.
    pub draft: D,
    /// The secrets that change.
    pub secrets: DraftSecrets,
}

/// Reads a new draft of a grammar, which everything that follows it can be read by.
///
/// # Errors
/// `Malformed` or `Fields`.
pub fn new<D: DeserializeOwned>(body: &[u8], fields: &[Field]) -> Result<Sent<D>, ApiError> {
    read(object(body)?, fields)
}

/// Lays a merge patch over the current draft.
///
/// # Errors
/// `Malformed` or `Fields`.
pub fn patched<D: Serialize + DeserializeOwned>(
    current: &D,
    body: &[u8],
    fields: &[Field],
) -> Result<Sent<D>, ApiError> {
    let mut patch = object(body)?;
    // Those that are kept are not in the draft, so that there is nothing to merge them with.
    let secrets = patch.remove(SECRETS);
    let current = serde_json::to_value(current).map_err(broken)?;
    let mut whole = current.as_object().cloned().unwrap_or_default();
    merge(&mut whole, patch);
    whole.extend(secrets.map(|secrets| (SECRETS.to_owned(), secrets)));
    read(whole, fields)
}

fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    let value = serde_json::from_slice(body)
        .map_err(|error| ApiError::Malformed(format!("the body is not JSON: {error}")))?;
    let Value::Object(mut fields) = value else {
        let expected = "send it as a JSON object".to_owned();
        return Err(ApiError::Malformed(expected));
    };
    for name in READ_ONLY {
        fields.remove(name);
    }
    Ok(fields)
}

fn read<D: DeserializeOwned>(
    mut said: Map<String, Value>,
    fields: &[Field],
) -> Result<Sent<D>, ApiError> {
    if let Some(Value::Object(secrets)) = said.get_mut(SECRETS) {
        // `null` takes a secret away, as in the rest of a merge patch.
        for text in secrets.values_mut().filter(|text| text.is_null()) {
            *text = Value::String(String::new());
        }
    }
    let faults = grammar::faults(fields, &mut said);
    if !faults.is_empty() {
        return Err(ApiError::Fields(faults));
    }
    let secrets = said.remove(SECRETS).map(serde_json::from_value);
    Ok(Sent {
        secrets: secrets.transpose().map_err(broken)?.unwrap_or_default(),
        draft: serde_json::from_value(Value::Object(said)).map_err(broken)?,
    })
}

/// What follows the grammar can be read: anything else is a fault of the program.
#[expect(
    clippy::needless_pass_by_value,
    reason = "The shape that `map_err` wants."
)]
fn broken(error: serde_json::Error) -> ApiError {
    ApiError::Broken(format!("a body cannot be read: {error}"))
}

/// RFC 7396.
fn merge(target: &mut Map<String, Value>, patch: Map<String, Value>) {
    for (name, value) in patch {
        match value {
            Value::Null => {
                target.remove(&name);
            }
            Value::Object(patch) => {
                let inner = target.entry(name).or_insert(Value::Null);
                if !inner.is_object() {
                    *inner = Value::Object(Map::new());
                }
                if let Value::Object(inner) = inner {
                    merge(inner, patch);
                }
            }
            value => {
                target.insert(name, value);
            }
        }
    }
}
