//! What JSON a body is made of, so that every value of another kind is told at its field and in
//! plain English. What the values mean is the business of the validation.

use crate::http::problem::FieldFault;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// What may stand at a place.
#[derive(Debug)]
pub enum Shape {
    /// Any text.
    Text,
    /// `true` or `false`.
    YesOrNo,
    /// A whole number; only what no number of the draft can hold is refused here.
    Whole(RangeInclusive<u32>),
    /// A status of HTTP; likewise.
    Status,
    /// An id that begins so.
    Id(&'static str),
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
        /// The words.
        words: &'static [&'static str],
        /// The names.
        names: &'static [&'static str],
    },
    /// This word, or an object of exactly one of these fields.
    WordOr {
        /// The word.
        word: &'static str,
        /// The fields.
        fields: &'static [Field],
    },
    /// A text, or an object of these fields.
    TextOr(&'static [Field]),
}

/// A field of an object.
#[derive(Debug)]
pub struct Field {
    name: &'static str,
    shape: Shape,
    is_required: bool,
}

/// A field that has to be there.
pub const fn required(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        is_required: true,
    }
}

/// A field that may be absent or `null`.
pub const fn optional(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        is_required: false,
    }
}

/// Every value that is of another kind than its field. Takes away optional fields that are
/// `null`: they say the same as absent ones.
pub fn faults(fields: &[Field], object: &mut Map<String, Value>) -> Vec<FieldFault> {
    let mut found = Found::default();
    found.object(fields, object, "");
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

    /// An object of exactly one of the fields.
    fn one_of(
        &mut self,
        shape: &Shape,
        fields: &[Field],
        object: &mut Map<String, Value>,
        at: &str,
    ) {
        object.retain(|_, value| !value.is_null());
        let mut entries = object.iter_mut();
        let (Some((name, value)), None) = (entries.next(), entries.next()) else {
            return self.add(at, shape.words());
        };
        match fields.iter().find(|field| field.name == name) {
            Some(field) => self.value(&field.shape, value, &below(at, name)),
            None => self.add(at, shape.words()),
        }
    }

    fn value(&mut self, shape: &Shape, value: &mut Value, at: &str) {
        match (shape, value) {
            (Shape::Object(fields) | Shape::TextOr(fields), Value::Object(object)) => {
                self.object(fields, object, at);
            }
            (Shape::WordOr { fields, .. }, Value::Object(object)) => {
                self.one_of(shape, fields, object, at);
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
            Self::Id(prefix) => value.as_str().is_some_and(|text| is_id(prefix, text)),
            Self::WordOr { word, .. } => value.as_str() == Some(word),
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
            Self::Id(prefix) => format!("an id that begins with {prefix}_"),
            Self::WordOr { word, fields } => {
                let objects = fields
                    .iter()
                    .map(|field| format!("{{\"{}\": {{...}}}}", field.name));
                let all: Vec<String> = [format!("\"{word}\"")].into_iter().chain(objects).collect();
                format!("one of: {}", all.join(", "))
            }
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

fn is_id(prefix: &str, text: &str) -> bool {
    let hex = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'));
    hex.is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
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
