//! What JSON an integration is made of, so that every value of another kind is told at its
//! field and in plain English. What the values mean is the business of the validation.

use crate::http::problem::FieldFault;
use domain::{
    Method, Moment,
    condition::Comparison,
    integration::{BodyFormat, KeyPlace, PARALLEL, PER_SECOND, TIMEOUT_MS},
};
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// What may stand at a place.
#[derive(Debug)]
enum Shape {
    /// Any text.
    Text,
    /// `true` or `false`.
    YesOrNo,
    /// A whole number; only what no number of the draft can hold is refused here.
    Whole(RangeInclusive<u32>),
    /// A status of HTTP; likewise.
    Status,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// Any number of these.
    List(&'static Self),
    /// Texts by names of the customer's own.
    Texts,
    /// An object of these fields and no others.
    Object(&'static [Field]),
    /// One of these words, or an object of one of these names with a text.
    Tagged {
        words: &'static [&'static str],
        names: &'static [&'static str],
    },
    /// A text, or an object of these fields.
    TextOr(&'static [Field]),
}

/// A field of an object.
#[derive(Debug)]
struct Field {
    name: &'static str,
    shape: Shape,
    is_required: bool,
}

const fn required(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        is_required: true,
    }
}

const fn optional(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        is_required: false,
    }
}

const INTEGRATION: &[Field] = &[
    required("name", Shape::Text),
    required("url", Shape::Text),
    required("moment", Shape::OneOf(Moment::KEYS)),
    required("method", Shape::OneOf(Method::KEYS)),
    optional("body_format", Shape::OneOf(BodyFormat::KEYS)),
    optional("body_template", Shape::Text),
    optional("headers", Shape::List(&Shape::Object(HEADER))),
    optional("parameters", Shape::List(&Shape::Object(PARAMETER))),
    optional("conditions", Shape::List(&Shape::Object(CONDITION))),
    optional("success", Shape::Object(SUCCESS)),
    optional("limits", Shape::Object(LIMITS)),
    optional("timeout_ms", Shape::Whole(TIMEOUT_MS)),
    optional("key", Shape::Object(KEY)),
    optional("signature", Shape::YesOrNo),
    optional("enabled", Shape::YesOrNo),
    optional("secrets", Shape::Texts),
];

const VALUE: Shape = Shape::Tagged {
    words: &[],
    names: &["parameter", "constant", "template"],
};

const HEADER: &[Field] = &[required("name", Shape::Text), required("value", VALUE)];

const PARAMETER: &[Field] = &[
    required("name", Shape::Text),
    required("value", VALUE),
    optional("format", Shape::TextOr(VALUE_MAP)),
    optional(
        "when_empty",
        Shape::Tagged {
            words: &["omit", "empty"],
            names: &["default"],
        },
    ),
];

const VALUE_MAP: &[Field] = &[required("map", Shape::Texts), optional("else", Shape::Text)];

const CONDITION: &[Field] = &[
    required("parameter", Shape::Text),
    required("comparison", Shape::OneOf(Comparison::KEYS)),
    required("values", Shape::List(&Shape::Text)),
];

const SUCCESS: &[Field] = &[required("status", Shape::List(&Shape::Status))];

const LIMITS: &[Field] = &[
    optional("parallel", Shape::Whole(PARALLEL)),
    optional("per_second", Shape::Whole(PER_SECOND)),
];

const KEY: &[Field] = &[
    required("place", Shape::OneOf(KeyPlace::KEYS)),
    required("name", Shape::Text),
];

/// Every value that is of another kind than its field. Takes away optional fields that are
/// `null`: they say the same as absent ones.
pub fn faults(integration: &mut Map<String, Value>) -> Vec<FieldFault> {
    let mut found = Found::default();
    found.object(INTEGRATION, integration, "");
    found.0
}

#[derive(Default)]
struct Found(Vec<FieldFault>);

impl Found {
    fn add(&mut self, field: &str, expected: String) {
        self.0.push(FieldFault {
            index: None,
            field: field.to_owned(),
            expected,
            code: None,
        });
    }

    fn object(&mut self, fields: &[Field], object: &mut Map<String, Value>, at: &str) {
        for field in fields {
            let place = below(at, field.name);
            match object.get_mut(field.name) {
                Some(Value::Null) | None if field.is_required => {
                    self.add(&place, format!("{}; it is required", field.shape.words()));
                }
                Some(Value::Null) | None => {
                    object.remove(field.name);
                }
                Some(value) => self.value(&field.shape, value, &place),
            }
        }
        let is_known = |name: &str| fields.iter().any(|field| field.name == name);
        for name in object.keys().filter(|name| !is_known(name)) {
            let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
            let expected = format!("no such field; there are: {}", known.join(", "));
            self.add(&below(at, name), expected);
        }
    }

    fn value(&mut self, shape: &Shape, value: &mut Value, at: &str) {
        match (shape, value) {
            (Shape::Object(fields) | Shape::TextOr(fields), Value::Object(object)) => {
                self.object(fields, object, at);
            }
            (Shape::List(inner), Value::Array(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.value(inner, item, &below(at, &index.to_string()));
                }
            }
            (Shape::Texts, Value::Object(texts)) => {
                for (name, text) in texts {
                    self.value(&Shape::Text, text, &below(at, name));
                }
            }
            (shape, value) => {
                if !shape.is_fitted_by(value) {
                    self.add(at, shape.words());
                }
            }
        }
    }
}

impl Shape {
    /// Whether a value without fields or items of its own is of this kind.
    fn is_fitted_by(&self, value: &Value) -> bool {
        match self {
            Self::Text | Self::TextOr(_) => value.is_string(),
            Self::YesOrNo => value.is_boolean(),
            Self::Whole(_) => value.as_u64().is_some_and(|n| u32::try_from(n).is_ok()),
            Self::Status => value.as_u64().is_some_and(|n| u16::try_from(n).is_ok()),
            Self::OneOf(words) => is_one_of(words, value),
            Self::Tagged { words, names } => is_one_of(words, value) || is_tagged(names, value),
            Self::List(_) | Self::Texts | Self::Object(_) => false,
        }
    }

    /// What has to stand there, in English.
    fn words(&self) -> String {
        match self {
            Self::Text => "a text".to_owned(),
            Self::YesOrNo => "true or false".to_owned(),
            Self::Whole(range) => {
                format!("a whole number from {} to {}", range.start(), range.end())
            }
            Self::Status => "an HTTP status from 100 to 599".to_owned(),
            Self::OneOf(words) => format!("one of: {}", words.join(", ")),
            Self::List(_) => "a list".to_owned(),
            Self::Texts => "an object of names with texts".to_owned(),
            Self::Object(fields) => format!("an object of {}", examples(fields)),
            Self::TextOr(fields) => {
                format!(
                    "a text such as phone:e164, or an object of {}",
                    examples(fields)
                )
            }
            Self::Tagged { words, names } => {
                let words = words.iter().map(|word| format!("\"{word}\""));
                let objects = names
                    .iter()
                    .map(|name| format!("{{\"{name}\": \"a text\"}}"));
                let all: Vec<String> = words.chain(objects).collect();
                format!("one of: {}", all.join(", "))
            }
        }
    }
}

fn examples(fields: &[Field]) -> String {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    names.join(", ")
}

fn is_one_of(words: &[&str], value: &Value) -> bool {
    value.as_str().is_some_and(|text| words.contains(&text))
}

/// Whether it is `{"name": "text"}` with one of the names.
fn is_tagged(names: &[&str], value: &Value) -> bool {
    let entries = value.as_object().into_iter().flatten();
    let mut entries =
        entries.map(|(name, text)| names.contains(&name.as_str()) && text.is_string());
    matches!((entries.next(), entries.next()), (Some(true), None))
}

fn below(at: &str, name: &str) -> String {
    if at.is_empty() {
        name.to_owned()
    } else {
        format!("{at}.{name}")
    }
}
