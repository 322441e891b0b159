//! The shape of an integration, for the documentation. A test holds it to the real one.

use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is sent, where and when. Absent fields mean the defaults.
#[derive(ToSchema)]
#[schema(as = Integration)]
#[expect(dead_code, reason = "It describes the body for the documentation.")]
pub struct IntegrationShape {
    /// Its id; read only.
    #[schema(read_only)]
    id: String,
    /// Its version, for `If-Match`; read only.
    #[schema(read_only)]
    version: i32,
    /// How it is recognised.
    #[schema(example = "Bitrix24 leads")]
    name: String,
    /// Where the request goes; `{{parameter}}` may stand in path and query. A key in plain text, as
    /// in the address of a webhook, is kept as a secret, and the answer refers to it.
    #[schema(example = "https://examplecrm.com/index.php?param1=abc")]
    url: String,
    /// When it fires: `before_call`, `forwarding_step`, `answered`, `after_call`, `after_rating`, `call_updated`.
    #[schema(example = "after_call")]
    moment: String,
    /// `GET`, `POST`, `PUT`, `PATCH`, `DELETE`.
    #[schema(example = "GET")]
    method: String,
    /// Where the parameters go: `query`, `form`, `json`, `json_template`, `xml_template`.
    #[schema(default = "query")]
    body_format: Option<String>,
    /// The body's text, for `json_template` and `xml_template`: `<lead phone="{{caller_number}}"/>`.
    body_template: Option<String>,
    /// `{"name":"x-a","value":{"constant":"b"}}`; the value is a `constant`, a `parameter` or a `template`.
    headers: Option<Vec<Value>>,
    /// `{"name":"phone","value":{"parameter":"caller_number"},"format":"phone:e164","when_empty":"omit"}`.
    parameters: Option<Vec<Value>>,
    /// `{"parameter":"direction","comparison":"is","values":["in"]}`; all have to hold.
    conditions: Option<Vec<Value>>,
    /// `{"status":[200,201],"answers":[{"means":"later","path":"$.error","values":["BUSY"]}]}`;
    /// null takes any 2xx.
    success: Option<Value>,
    /// `{"parallel":8,"per_second":null}`.
    limits: Option<Value>,
    /// The deadline of one request, in milliseconds.
    #[schema(default = 15_000, minimum = 1_000, maximum = 60_000)]
    timeout_ms: Option<u32>,
    /// After the call: for so many minutes it waits for the recording, where one may come; null
    /// sends at once.
    #[schema(minimum = 1, maximum = 240)]
    recording_wait_minutes: Option<u32>,
    /// `{"place":"query","name":"token"}`: where the secret `key` goes; null sends none.
    key: Option<Value>,
    /// The connection that it belongs to, such as `con_...`: its URL is then read below that
    /// one's, and key, sign-in and limits of that one hold too.
    connection: Option<String>,
    /// `{"basic":{"login":"a"}}`, `"bearer"` or `{"oauth2":{...}}`; null sends no `Authorization`.
    auth: Option<Value>,
    /// `{"name":"id","path":"$.result.id","keep":true}`: what later steps use of the answer.
    takes: Option<Vec<Value>>,
    /// Further requests of the same delivery, at most 4: each with `name`, `url`, `method`, an
    /// `only_if`, and the table of its own.
    steps: Option<Vec<Value>>,
    /// After a time-out the receiver may have done the work: `send_again`, `search_first`, `stop`.
    #[schema(default = "send_again")]
    when_unanswered: Option<String>,
    /// The members who are told of failures; empty means owners and managers.
    failure_recipients: Option<Vec<String>>,
    /// Whether requests are signed after Standard Webhooks.
    #[schema(default = true)]
    signature: Option<bool>,
    /// Whether it sends; a paused one holds its deliveries.
    #[schema(default = true)]
    enabled: Option<bool>,
    /// Secrets by name: written, never read; an empty text or null takes one away.
    #[schema(write_only)]
    secrets: Option<BTreeMap<String, String>>,
    /// The names of the secrets that are set; read only.
    #[schema(read_only)]
    secret_names: Vec<String>,
    /// Whether it was switched off because it did nothing but fail; read only.
    #[schema(read_only)]
    switched_off: bool,
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
    use domain::IntegrationDraft;
    use utoipa::PartialSchema as _;

    #[test]
    fn the_documentation_names_every_field_of_an_integration() {
        let draft: IntegrationDraft = serde_json::from_value(serde_json::json!({
            "name": "a", "url": "b", "moment": "after_call", "method": "GET"
        }))
        .unwrap();
        let schema = serde_json::to_value(IntegrationShape::schema()).unwrap();
        let named = schema["properties"].as_object().unwrap();
        let draft = serde_json::to_value(draft).unwrap();
        for name in draft.as_object().unwrap().keys() {
            assert!(named.contains_key(name), "{name}");
        }
        assert_eq!(named.len(), draft.as_object().unwrap().len() + 7);
    }
}
