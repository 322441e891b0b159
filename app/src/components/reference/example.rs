//! Examples that follow from the schemas: a request as a `curl` command, and an answer.

use super::schema::{alternatives, fields, items, resolved, text, types};
use domain::request::quoted;
use serde_json::{Map, Value};

/// What stands for a text of which nothing is known.
const TEXT: &str = "…";
/// What stands for a time.
const TIME: &str = "2026-03-07T08:20:01.000Z";
/// How deep an example goes.
const DEPTH_MAX: u8 = 5;

/// For whom an example is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What is sent: the fields that have to be there or have an example of their own.
    Request,
    /// What comes back: every field that an answer has.
    Answer,
}

/// A value that a schema allows.
pub fn example(document: &Value, schema: &Value, side: Side) -> Value {
    value(document, schema, side, "", DEPTH_MAX)
}

/// The same as it is read.
pub fn written(value: &Value) -> String {
    // What was read as JSON can be written as JSON.
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn value(document: &Value, schema: &Value, side: Side, name: &str, depth: u8) -> Value {
    if let Some(said) = said(schema) {
        return said;
    }
    let Some(deeper) = depth.checked_sub(1) else {
        return Value::Null;
    };
    let schema = resolved(document, schema);
    if let Some(first) = alternatives(schema).first() {
        return value(document, first, side, name, deeper);
    }
    match types(schema).first().copied().unwrap_or_default() {
        "string" if name.ends_with("_at") => Value::from(TIME),
        "string" => Value::from(TEXT),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| 1.into()),
        "boolean" => Value::from(false),
        "array" => {
            let item = schema.get("items").unwrap_or(&Value::Null);
            Value::Array(vec![value(document, item, side, name, deeper)])
        }
        "object" => object(document, schema, side, deeper),
        _ if items(schema, "allOf").next().is_some() => object(document, schema, side, deeper),
        _ => Value::Null,
    }
}

/// What a schema gives as an example or as the default.
fn said(schema: &Value) -> Option<Value> {
    let first = items(schema, "examples").next();
    let said = schema.get("example").or(first);
    said.or_else(|| schema.get("default")).cloned()
}

fn object(document: &Value, schema: &Value, side: Side, depth: u8) -> Value {
    let mut object = Map::new();
    for part in items(schema, "allOf") {
        if let Value::Object(fields) = value(document, part, side, "", depth) {
            object.extend(fields);
        }
    }
    for field in fields(document, schema) {
        let Some(schema) = schema.pointer(&format!("/properties/{}", field.name)) else {
            continue;
        };
        let is_there = match side {
            Side::Request => {
                !field.read_only && (field.required || schema.get("example").is_some())
            }
            Side::Answer => schema.get("writeOnly").is_none(),
        };
        if is_there {
            let value = value(document, schema, side, &field.name, depth);
            object.insert(field.name, value);
        }
    }
    Value::Object(object)
}

/// An operation, as far as its command shows it.
#[derive(Debug)]
pub struct Command<'a> {
    /// Where the server is reached.
    pub base: &'a str,
    /// In capitals.
    pub method: &'a str,
    /// The path, with names in braces, and the parameters of the query that have to be there.
    pub path: String,
    /// Whether it wants a key.
    pub key: bool,
    /// The type of its body, and an example of it.
    pub body: Option<(&'a str, String)>,
}

/// The command that asks it.
pub fn curl(command: &Command<'_>) -> String {
    let mut first = "curl".to_owned();
    if command.method != "GET" {
        first.push_str(&format!(" -X {}", command.method));
    }
    let path = capitals(&command.path);
    let mut lines = vec![format!(
        "{first} {}",
        quoted(&format!("{}{path}", command.base))
    )];
    if command.key {
        lines.push(format!("-H {}", quoted("Authorization: Bearer KEY")));
    }
    if let Some((kind, body)) = &command.body {
        lines.push(format!("-H {}", quoted(&format!("Content-Type: {kind}"))));
        lines.push(format!("--data-raw {}", quoted(body)));
    }
    lines.join(" \\\n  ")
}

/// A path with the names in it in capitals instead of braces, which `curl` takes for a pattern.
fn capitals(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        let name = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'));
        name.map_or_else(|| part.to_owned(), str::to_uppercase)
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The type of the body or answer, and its schema.
pub fn content(value: &Value) -> Option<(&str, &Value)> {
    let content = value.get("content").and_then(Value::as_object)?;
    let (kind, inner) = content.iter().next()?;
    Some((kind.as_str(), inner.get("schema").unwrap_or(&Value::Null)))
}

/// Whether what a schema describes is a text of its own type, such as a form.
pub fn is_text(schema: &Value) -> bool {
    text(schema, "type") == "string"
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_request_shows_what_has_to_be_there_and_an_answer_shows_all() {
        let schema = json!({
            "type": "object",
            "required": ["id", "name", "tags"],
            "properties": {
                "id": {"type": "string", "readOnly": true},
                "name": {"type": "string", "example": "CRM"},
                "tags": {"type": "array", "items": {"type": "string"}},
                "phone": {"type": ["string", "null"], "example": "+380501112233"},
                "secrets": {"type": "object", "writeOnly": true},
                "limit": {"type": "integer", "minimum": 5},
                "made_at": {"type": "string"},
            },
        });
        let document = Value::Null;
        assert_eq!(
            example(&document, &schema, Side::Request),
            json!({"name": "CRM", "tags": [TEXT], "phone": "+380501112233"})
        );
        assert_eq!(
            example(&document, &schema, Side::Answer),
            json!({
                "id": TEXT, "name": "CRM", "tags": [TEXT], "phone": "+380501112233",
                "limit": 5, "made_at": TIME,
            })
        );
    }

    #[test]
    fn a_command_can_be_pasted_into_a_shell() {
        let command = Command {
            base: "https://hookline.example",
            method: "POST",
            path: "/api/v1/jobs/{id}".to_owned(),
            key: true,
            body: Some(("application/json", r#"{"name":"Olena's"}"#.to_owned())),
        };
        assert_eq!(
            curl(&command),
            "curl -X POST 'https://hookline.example/api/v1/jobs/ID' \\\n  \
             -H 'Authorization: Bearer KEY' \\\n  \
             -H 'Content-Type: application/json' \\\n  \
             --data-raw '{\"name\":\"Olena'\\''s\"}'"
        );
    }
}
