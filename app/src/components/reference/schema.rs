//! Schemas of the document: of which type a value is, and which fields an object has.

use serde_json::{Map, Value};

/// What may stand in a place of one schema or another.
const ALTERNATIVES: [&str; 2] = ["oneOf", "anyOf"];

/// A field, or a parameter.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Its name; `*` for whatever else an object takes.
    pub name: String,
    /// Where a parameter stands: `path`, `query`, `header`; empty for a field.
    pub place: String,
    /// Its type, such as `string | null`.
    pub kind: String,
    /// The object that it is or holds, by the name of its schema.
    pub object: Option<String>,
    /// Whether it has to be there.
    pub required: bool,
    /// The least and the most that it may be.
    pub range: Option<(String, String)>,
    /// What it is where nothing is said.
    pub default: Option<String>,
    /// What is said of it.
    pub about: String,
    /// Whether an answer alone has it.
    pub read_only: bool,
}

/// The text of a member; empty where it has none.
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The items of a member.
pub fn items<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// The members of a member, by name.
pub fn members<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let members: Option<&Map<String, Value>> = value.get(name).and_then(Value::as_object);
    members.into_iter().flatten()
}

/// The name of the schema to which another one refers.
pub fn referred(schema: &Value) -> Option<&str> {
    text(schema, "$ref")
        .rsplit('/')
        .next()
        .filter(|name| !name.is_empty())
}

/// A schema, or the one to which it refers.
pub fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let named = schema.get("$ref").and_then(Value::as_str);
    let pointer = named.and_then(|name| name.strip_prefix('#'));
    pointer
        .and_then(|pointer| document.pointer(pointer))
        .unwrap_or(schema)
}

/// The schemas of which a value has to be one, `null` left out.
pub fn alternatives(schema: &Value) -> Vec<&Value> {
    let all = ALTERNATIVES.iter().flat_map(|of| items(schema, of));
    all.filter(|one| text(one, "type") != "null").collect()
}

/// The types of a value, `null` among them.
pub fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The fields of an object, those that have to be there first.
pub fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let schema = resolved(document, schema);
    let mut all: Vec<Field> = items(schema, "allOf")
        .flat_map(|part| fields(document, part))
        .collect();
    let required: Vec<&str> = items(schema, "required")
        .filter_map(Value::as_str)
        .collect();
    all.extend(members(schema, "properties").map(|(name, schema)| Field {
        name: name.clone(),
        required: required.contains(&name.as_str()),
        ..Field::of(schema)
    }));
    let others = schema.get("additionalProperties");
    all.extend(
        others
            .filter(|others| others.is_object())
            .map(|others| Field {
                name: "*".to_owned(),
                ..Field::of(others)
            }),
    );
    all.sort_by_key(|field| !field.required);
    all
}

impl Field {
    /// What a schema says of a value.
    pub fn of(schema: &Value) -> Self {
        let number = |name: &str| schema.get(name).map(Value::to_string);
        let plain = |value: &Value| match value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        Self {
            kind: kind(schema),
            object: object(schema),
            range: number("minimum").zip(number("maximum")),
            default: schema.get("default").map(plain),
            about: text(schema, "description").to_owned(),
            read_only: schema.get("readOnly").and_then(Value::as_bool) == Some(true),
            ..Self::default()
        }
    }
}

/// The type of a value as it is written: `string | null`, `Integration[]`, `{name: string}`.
fn kind(schema: &Value) -> String {
    if let Some(name) = referred(schema) {
        return name.to_owned();
    }
    let all = ALTERNATIVES.iter().flat_map(|of| items(schema, of));
    let mut kinds: Vec<String> = all.map(kind).collect();
    kinds.extend(types(schema).into_iter().map(|of| match of {
        "array" => format!("{}[]", schema.get("items").map(kind).unwrap_or_default()),
        "object" => match schema.get("additionalProperties").map(kind) {
            Some(kind) => format!("{{name: {kind}}}"),
            None => of.to_owned(),
        },
        plain => plain.to_owned(),
    }));
    if kinds.is_empty() {
        "any".to_owned()
    } else {
        kinds.join(" | ")
    }
}

/// The first object that a value is or holds.
fn object(schema: &Value) -> Option<String> {
    let named = referred(schema).map(str::to_owned);
    let of_several = || alternatives(schema).into_iter().find_map(object);
    let of_items = || schema.get("items").and_then(object);
    named.or_else(of_several).or_else(of_items)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_type_is_written_as_programs_write_it() {
        for (schema, written) in [
            (json!({"type": ["string", "null"]}), "string | null"),
            (
                json!({"type": "array", "items": {"$ref": "#/a/Job"}}),
                "Job[]",
            ),
            (
                json!({"oneOf": [{"type": "null"}, {"$ref": "#/a/Job"}]}),
                "null | Job",
            ),
            (
                json!({"type": "object", "additionalProperties": {"type": "string"}}),
                "{name: string}",
            ),
            (json!({}), "any"),
        ] {
            assert_eq!(kind(&schema), written);
        }
    }

    #[test]
    fn an_object_has_the_fields_of_all_its_parts_and_what_is_required_comes_first() {
        let document = json!({"components": {"schemas": {
            "Row": {"properties": {"id": {"type": "string", "readOnly": true}}},
        }}});
        let schema = json!({"allOf": [
            {"$ref": "#/components/schemas/Row"},
            {
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "wait": {"minimum": 1, "maximum": 9}},
            },
        ]});
        let fields = fields(&document, &schema);
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["name", "id", "wait"]);
        assert!(fields[0].required && fields[1].read_only);
        assert_eq!(fields[2].range, Some(("1".to_owned(), "9".to_owned())));
    }
}
