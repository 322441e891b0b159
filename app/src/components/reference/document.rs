//! The document of the machine API, read as the page shows it.

use super::{
    example::{Command, Side, content, curl, example, is_text, written},
    schema::{Field, fields, items, members, referred, text},
};
use serde_json::Value;

/// The groups in their order; what has another tag comes last.
const GROUPS: [&str; 8] = [
    "ingest",
    "integrations",
    "connections",
    "projects",
    "deliveries",
    "incidents",
    "jobs",
    "service",
];
/// The methods in their order.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
/// Where a description begins to tell what is refused.
const REFUSALS: &str = "# Errors";

/// Operations that belong together.
#[derive(Debug)]
pub struct Group {
    /// Their tag.
    pub name: String,
    /// In the order of their paths.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// Its place on the page.
    pub anchor: String,
    /// In capitals.
    pub method: String,
    /// Its path, with names in braces.
    pub path: String,
    /// What it does, in a line.
    pub summary: String,
    /// What it is for.
    pub purpose: String,
    /// What is refused, by the codes of problems.
    pub refusals: String,
    /// The scope of the key that opens it.
    pub scope: Option<String>,
    /// What may stand in path, query and headers.
    pub parameters: Vec<Field>,
    /// What is said of its body, and the fields of that; nothing without one.
    pub body: Option<(String, Vec<Field>)>,
    /// Every status that it answers.
    pub answers: Vec<Answer>,
    /// A command that asks it.
    pub request: String,
    /// What a success answers, where that is JSON.
    pub answer: Option<String>,
}

/// One answer.
#[derive(Debug)]
pub struct Answer {
    /// The status of HTTP.
    pub status: String,
    /// When it is given.
    pub about: String,
    /// The object that it is, by the name of its schema.
    pub object: Option<String>,
}

/// An object of bodies or answers.
#[derive(Debug)]
pub struct Object {
    /// The name of its schema.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// Every operation, in groups; `base` is where the server is reached.
pub fn groups(document: &Value, base: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (path, item) in members(document, "paths") {
        for method in METHODS {
            let Some(operation) = item.get(method) else {
                continue;
            };
            let tag = items(operation, "tags").find_map(Value::as_str);
            let name = tag.unwrap_or_default();
            let read = read(document, base, (method, path.as_str()), operation);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.operations.push(read),
                None => groups.push(Group {
                    name: name.to_owned(),
                    operations: vec![read],
                }),
            }
        }
    }
    let place = |name: &str| GROUPS.iter().position(|group| *group == name);
    groups.sort_by_key(|group| place(&group.name).unwrap_or(GROUPS.len()));
    groups
}

/// Every object, by name.
pub fn objects(document: &Value) -> Vec<Object> {
    let schemas = document.pointer("/components").unwrap_or(&Value::Null);
    let objects = members(schemas, "schemas").map(|(name, schema)| Object {
        name: name.clone(),
        about: text(schema, "description").to_owned(),
        fields: fields(document, schema),
    });
    objects.collect()
}

fn read(
    document: &Value,
    base: &str,
    (method, path): (&str, &str),
    operation: &Value,
) -> Operation {
    let description = text(operation, "description");
    let (purpose, refusals) = description
        .split_once(REFUSALS)
        .unwrap_or((description, ""));
    let scope = items(operation, "security").find_map(|one| one.as_object()?.keys().next());
    let parameters = parameters(operation);
    let method = method.to_uppercase();
    let asked = operation.get("requestBody").and_then(content);
    let command = Command {
        base,
        method: &method,
        path: format!("{path}{}", query(&parameters)),
        key: scope.is_some(),
        body: asked.map(|(kind, schema)| (kind, sample(document, schema))),
    };
    Operation {
        anchor: anchor(&method, path),
        request: curl(&command),
        answer: success(document, operation),
        path: path.to_owned(),
        summary: text(operation, "summary").to_owned(),
        purpose: purpose.trim().to_owned(),
        refusals: refusals.trim().to_owned(),
        scope: scope.cloned(),
        body: operation
            .get("requestBody")
            .map(|body| taken(document, body)),
        answers: answers(operation),
        parameters,
        method,
    }
}

fn parameters(operation: &Value) -> Vec<Field> {
    let parameters = items(operation, "parameters").map(|parameter| Field {
        name: text(parameter, "name").to_owned(),
        place: text(parameter, "in").to_owned(),
        required: parameter.get("required").and_then(Value::as_bool) == Some(true),
        about: text(parameter, "description").to_owned(),
        ..Field::of(parameter.get("schema").unwrap_or(&Value::Null))
    });
    parameters.collect()
}

/// The parameters that the query has to have.
fn query(parameters: &[Field]) -> String {
    let needed = parameters
        .iter()
        .filter(|parameter| parameter.place == "query" && parameter.required);
    let pairs: Vec<String> = needed
        .map(|parameter| format!("{0}={1}", parameter.name, parameter.name.to_uppercase()))
        .collect();
    if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", pairs.join("&"))
    }
}

/// An example of a body.
fn sample(document: &Value, schema: &Value) -> String {
    match example(document, schema, Side::Request) {
        Value::String(text) => text,
        value => written(&value),
    }
}

/// What is said of a body, and its fields without those that only answers have.
fn taken(document: &Value, body: &Value) -> (String, Vec<Field>) {
    let about = text(body, "description").to_owned();
    let Some((kind, schema)) = content(body) else {
        return (about, Vec::new());
    };
    if is_text(schema) {
        return (format!("`{kind}`"), Vec::new());
    }
    let mut fields = fields(document, schema);
    fields.retain(|field| !field.read_only);
    (about, fields)
}

fn answers(operation: &Value) -> Vec<Answer> {
    let answers = members(operation, "responses").map(|(status, answer)| Answer {
        status: status.clone(),
        about: text(answer, "description").to_owned(),
        object: content(answer).and_then(|(_, schema)| referred(schema).map(str::to_owned)),
    });
    answers.collect()
}

/// What the first success answers as JSON.
fn success(document: &Value, operation: &Value) -> Option<String> {
    let mut answers = members(operation, "responses");
    let (_, answer) = answers.find(|(status, _)| status.starts_with('2'))?;
    let (kind, schema) = content(answer)?;
    (kind == "application/json").then(|| written(&example(document, schema, Side::Answer)))
}

/// The place of an operation on the page: letters, digits and hyphens.
fn anchor(method: &str, path: &str) -> String {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let words = path.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    let mut anchor = method.to_lowercase();
    for word in words {
        anchor.push('-');
        anchor.push_str(word);
    }
    anchor
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_operation_is_read_with_all_that_is_said_of_it() {
        let document = json!({
            "paths": {"/api/v1/jobs/{id}": {"patch": {
                "tags": ["jobs"], "summary": "Change a job", "security": [{"manage": []}],
                "description": "Pauses it.\n\n# Errors\n`not_found`.",
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Change"}}}},
                "responses": {
                    "200": {"description": "Done", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Change"}}}},
                    "404": {"description": "Not there"},
                },
            }}},
            "components": {"schemas": {"Change": {
                "type": "object", "required": ["state"],
                "properties": {"state": {"type": "string", "example": "paused"}},
            }}},
        });
        let groups = groups(&document, "https://hookline.example");
        assert_eq!((groups.len(), groups[0].name.as_str()), (1, "jobs"));
        let operation = &groups[0].operations[0];
        assert_eq!(operation.anchor, "patch-jobs-id");
        assert_eq!(operation.purpose, "Pauses it.");
        assert_eq!(operation.refusals, "`not_found`.");
        assert_eq!(operation.scope.as_deref(), Some("manage"));
        assert_eq!(operation.parameters[0].place, "path");
        assert_eq!(operation.body.as_ref().unwrap().1[0].name, "state");
        assert_eq!(operation.answers[0].object.as_deref(), Some("Change"));
        assert_eq!(operation.answers[1].object, None);
        assert!(operation.request.contains("/api/v1/jobs/ID'"));
        assert!(operation.request.contains("\"state\": \"paused\""));
        assert!(operation.answer.as_ref().unwrap().contains("paused"));
        assert_eq!(objects(&document)[0].name, "Change");
    }
}
