//! Whether a value is what a schema of our own documentation says.

use serde_json::{Map, Value};

/// Every fault of a value against a schema, each with its place; `document` holds what schemas
/// refer to.
pub fn faults(document: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        let named = document.pointer(pointer);
        return faults(
            document,
            named.unwrap_or_else(|| panic!("{name}")),
            value,
            place,
        );
    }
    let mut found = Vec::new();
    if let Some(all) = schema["allOf"].as_array() {
        found.extend(
            all.iter()
                .flat_map(|one| faults(document, one, value, place)),
        );
    }
    for of in ["oneOf", "anyOf"] {
        let Some(any) = schema[of].as_array() else {
            continue;
        };
        if !any
            .iter()
            .any(|one| faults(document, one, value, place).is_empty())
        {
            found.push(format!("{place} is none of what it may be: {value}"));
        }
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|kind| is(value, kind)) {
        found.push(format!("{place} is no {types:?}: {value}"));
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        found.push(format!("{place} is not one of {allowed:?}: {value}"));
    }
    match value {
        Value::Array(items) if schema["items"].is_object() => {
            for (index, item) in items.iter().enumerate() {
                found.extend(faults(
                    document,
                    &schema["items"],
                    item,
                    &format!("{place}.{index}"),
                ));
            }
        }
        Value::Object(fields) => found.extend(of_object(document, schema, fields, place)),
        _ => {}
    }
    found
}

fn of_object(
    document: &Value,
    schema: &Value,
    fields: &Map<String, Value>,
    place: &str,
) -> Vec<String> {
    let required = schema["required"].as_array().into_iter().flatten();
    let mut found: Vec<String> = required
        .filter_map(Value::as_str)
        .filter(|name| !fields.contains_key(*name))
        .map(|name| format!("{place}.{name} is missing"))
        .collect();
    let Some(properties) = schema["properties"].as_object() else {
        return found;
    };
    for (name, value) in fields {
        let place = format!("{place}.{name}");
        match properties.get(name) {
            Some(schema) => found.extend(faults(document, schema, value, &place)),
            None if schema["additionalProperties"].is_null() => {
                found.push(format!("{place} is not documented"));
            }
            None => {}
        }
    }
    found
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("a type that no schema has: {other}"),
    }
}
