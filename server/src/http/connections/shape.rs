//! The shape of a connection, for the documentation. A test holds it to the real one.

use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One CRM account: what its integrations share. Absent fields mean the defaults.
#[derive(ToSchema)]
#[schema(as = Connection)]
#[expect(dead_code, reason = "It describes the body for the documentation.")]
pub struct ConnectionShape {
    /// Its id; read only.
    #[schema(read_only)]
    id: String,
    /// Its version, for `If-Match`; read only.
    #[schema(read_only)]
    version: i32,
    /// How it is recognised.
    #[schema(example = "Bitrix24")]
    name: String,
    /// The base address: those of its integrations are read below it. `{{secret:key}}` may
    /// stand in its path.
    #[schema(example = "https://shop.bitrix24.com/rest/1/{{secret:key}}")]
    url: String,
    /// `{"name":"x-a","value":{"constant":"b"}}`: every request carries them.
    headers: Option<Vec<Value>>,
    /// `{"place":"query","name":"token"}`: where the secret `key` goes; null sends none.
    key: Option<Value>,
    /// `{"basic":{"login":"a"}}` with the secret `password`, `"bearer"` with the secret `token`,
    /// or `{"oauth2":{...}}` with `client_secret` and `refresh_token`; null sends no
    /// `Authorization`.
    auth: Option<Value>,
    /// `{"parallel":8,"per_second":2}`, over all of its integrations.
    limits: Option<Value>,
    /// Secrets by name: written, never read; an empty text or null takes one away.
    #[schema(write_only)]
    secrets: Option<BTreeMap<String, String>>,
    /// The names of the secrets that are set; read only.
    #[schema(read_only)]
    secret_names: Vec<String>,
    /// The integrations that belong to it; read only.
    #[schema(read_only)]
    integrations: Vec<String>,
    /// When it was made; read only.
    #[schema(read_only)]
    created_at: String,
    /// When its current version was made; read only.
    #[schema(read_only)]
    updated_at: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ConnectionDraft;
    use serde_json::json;
    use utoipa::PartialSchema as _;

    #[test]
    fn the_documentation_names_every_field_of_a_connection() {
        let draft: ConnectionDraft =
            serde_json::from_value(json!({"name": "a", "url": "b"})).unwrap();
        let schema = serde_json::to_value(ConnectionShape::schema()).unwrap();
        let named = schema["properties"].as_object().unwrap();
        let draft = serde_json::to_value(draft).unwrap();
        for name in draft.as_object().unwrap().keys() {
            assert!(named.contains_key(name), "{name}");
        }
        assert_eq!(named.len(), draft.as_object().unwrap().len() + 7);
    }
}
