//! The body of `POST /api/v1/events`: one object or an array of them, read in one pass.

use super::told::{Faults, Raw, Told, UNKNOWN_NAME};
use crate::http::problem::{ApiError, FieldFault};
use domain::parameter::CUSTOM_PREFIX;
use serde::{
    Deserialize,
    de::{Deserializer, MapAccess, Visitor},
};
use serde_json::value::RawValue;
use std::{borrow::Cow, fmt};

/// Most events of one request.
pub const EVENTS_BATCH_MAX: usize = 1_000;

const TEXT: &str = "a text or a number";

/// The events of a body.
#[derive(Debug)]
pub struct Batch<'a> {
    /// In their order.
    pub events: Vec<Told<'a>>,
    /// Whether an array was sent: faults then name the index.
    pub is_list: bool,
}

/// Reads the events of a body.
///
/// # Errors
/// `Malformed` where it is not JSON of one object or an array; `Fields` for values that no
/// field may have, such as an object where a text belongs.
pub fn read(body: &[u8]) -> Result<Batch<'_>, ApiError> {
    if body.trim_ascii_start().first() != Some(&b'[') {
        let object: RawObject<'_> = serde_json::from_slice(body).map_err(malformed)?;
        let mut faults = Faults::at(None);
        let told = told(object, &mut faults);
        return whole(vec![told], false, faults.into_found());
    }
    let items: Vec<&RawValue> = serde_json::from_slice(body).map_err(malformed)?;
    if items.is_empty() || items.len() > EVENTS_BATCH_MAX {
        let expected = format!("1 to {EVENTS_BATCH_MAX} events");
        return whole(
            Vec::new(),
            true,
            vec![FieldFault {
                index: None,
                field: String::new(),
                expected,
                code: None,
            }],
        );
    }
    let mut found = Vec::new();
    let mut events = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let mut faults = Faults::at(Some(index));
        match serde_json::from_str(item.get()) {
            Ok(object) => events.push(told(object, &mut faults)),
            Err(_error) => faults.add("", "an object with the fields of an event"),
        }
        found.extend(faults.into_found());
    }
    whole(events, true, found)
}

fn whole(
    events: Vec<Told<'_>>,
    is_list: bool,
    found: Vec<FieldFault>,
) -> Result<Batch<'_>, ApiError> {
    if found.is_empty() {
        Ok(Batch { events, is_list })
    } else {
        Err(ApiError::Fields(found))
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "The shape that `map_err` wants."
)]
fn malformed(error: serde_json::Error) -> ApiError {
    let asked = "send one event as a JSON object, or an array of them";
    // JSON of another kind is quoted by its error, and may be a phone number.
    ApiError::Malformed(if error.is_data() {
        asked.to_owned()
    } else {
        format!("{asked}: {error}")
    })
}

fn told<'a>(object: RawObject<'a>, faults: &mut Faults) -> Told<'a> {
    let mut told = Told::default();
    told.facts.reserve(object.0.len());
    for (name, value) in object.0 {
        match name.as_ref() {
            "moment" => told.moment = one(value, "moment", faults).unwrap_or_default(),
            "call_id" => told.call_id = one(value, "call_id", faults).unwrap_or_default(),
            "event_id" => told.event_id = one(value, "event_id", faults),
            "occurred_at" => told.occurred_at = one(value, "occurred_at", faults),
            "custom" => custom(value, &mut told, faults),
            // Only here the prefix is ours: a sender's own names stand within `custom`.
            own if own.starts_with(CUSTOM_PREFIX) => faults.add(own, UNKNOWN_NAME),
            _ => {
                if let Some(raw) = raw(value, &name, faults) {
                    told.facts.push((name, raw));
                }
            }
        }
    }
    told
}

fn custom<'a>(value: &'a RawValue, told: &mut Told<'a>, faults: &mut Faults) {
    if value.get() == "null" {
        return;
    }
    let Ok(object) = serde_json::from_str::<RawObject<'a>>(value.get()) else {
        faults.add("custom", "an object of names with texts or numbers");
        return;
    };
    for (name, value) in object.0 {
        let name = format!("{CUSTOM_PREFIX}{name}");
        if let Some(raw) = raw(value, &name, faults) {
            told.facts.push((Cow::Owned(name), raw));
        }
    }
}

fn one<'a>(value: &'a RawValue, name: &str, faults: &mut Faults) -> Option<Cow<'a, str>> {
    match raw(value, name, faults)? {
        Raw::One(text) => Some(text),
        Raw::Many(_) => {
            faults.add(name, TEXT);
            None
        }
    }
}

/// A value as text; nothing for `null`.
fn raw<'a>(value: &'a RawValue, name: &str, faults: &mut Faults) -> Option<Raw<'a>> {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'n') => None,
        Some(b'[') => {
            let items: Vec<&'a RawValue> = serde_json::from_str(text).unwrap_or_default();
            let texts = items
                .into_iter()
                .map(|item| scalar(item.get()))
                .collect::<Option<Vec<_>>>();
            if texts.is_none() {
                faults.add(name, "a list of texts or numbers");
            }
            texts.map(Raw::Many)
        }
        _ => {
            let text = scalar(text);
            if text.is_none() {
                faults.add(name, TEXT);
            }
            text.map(Raw::One)
        }
    }
}

/// A string without its quotes, or a number or boolean as it is written.
fn scalar(text: &str) -> Option<Cow<'_, str>> {
    match text.as_bytes().first()? {
        b'"' if !text.contains('\\') => text.get(1..text.len() - 1).map(Cow::Borrowed),
        b'"' => serde_json::from_str(text).ok().map(Cow::Owned),
        b'{' | b'[' => None,
        _ => Some(Cow::Borrowed(text)),
    }
}

/// The fields of an object in their order, values unread.
struct RawObject<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for RawObject<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = RawObject<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(16);
        while let Some(name) = map.next_key::<Name<'de>>()? {
            fields.push((name.0, map.next_value()?));
        }
        Ok(RawObject(fields))
    }
}

/// A name that is borrowed from the body wherever it has no escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(body: &str) -> Vec<(String, Raw<'static>)> {
        let events = read(body.as_bytes()).unwrap().events;
        let own = |raw: &Raw<'_>| match raw {
            Raw::One(text) => Raw::One(Cow::Owned(text.to_string())),
            Raw::Many(texts) => Raw::Many(
                texts
                    .iter()
                    .map(|text| Cow::Owned(text.to_string()))
                    .collect(),
            ),
        };
        events[0]
            .facts
            .iter()
            .map(|(name, raw)| (name.to_string(), own(raw)))
            .collect()
    }

    fn one_text(text: &str) -> Raw<'static> {
        Raw::One(Cow::Owned(text.to_owned()))
    }

    #[test]
    fn numbers_keep_the_digits_they_were_written_with() {
        let body = r#"{"moment":"after_call","call_id":7,"call_value":1500.00,"duration":184,"is_answered":true}"#;
        let found = facts(body);
        assert_eq!(found[0], ("call_value".to_owned(), one_text("1500.00")));
        assert_eq!(found[1], ("duration".to_owned(), one_text("184")));
        assert_eq!(found[2], ("is_answered".to_owned(), one_text("true")));
    }

    #[test]
    fn escapes_are_resolved_and_null_says_nothing() {
        let body =
            r#"{"caller_name":"\u041e\"K","comment":null,"custom":{"order_no":"42","x":null}}"#;
        let found = facts(body);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].1, one_text("О\"K"));
        assert_eq!(found[1], ("custom.order_no".to_owned(), one_text("42")));
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        for body in ["", "{", "7", "\"x\"", "[1", "{\"a\":1} x"] {
            assert!(
                matches!(read(body.as_bytes()), Err(ApiError::Malformed(_))),
                "{body}"
            );
        }
    }

    #[test]
    fn a_fault_names_the_index_and_the_field() {
        let Err(ApiError::Fields(faults)) =
            read(br#"[{"moment":"after_call"},{"comment":{"a":1}},5]"#)
        else {
            panic!("taken");
        };
        assert_eq!(faults[0].index, Some(1));
        assert_eq!(faults[0].field, "comment");
        assert_eq!(faults[1].index, Some(2));
    }

    #[test]
    fn the_prefix_of_own_names_is_no_field() {
        let body = br#"{"custom.order_no":"42"}"#;
        let Err(ApiError::Fields(faults)) = read(body) else {
            panic!("taken");
        };
        assert_eq!(faults[0].field, "custom.order_no");
        assert_eq!(faults[0].expected, UNKNOWN_NAME);
    }

    #[test]
    fn an_empty_batch_and_a_batch_too_large_are_refused() {
        assert!(matches!(read(b"[]"), Err(ApiError::Fields(_))));
        let many = format!("[{}]", vec!["{}"; EVENTS_BATCH_MAX + 1].join(","));
        assert!(matches!(read(many.as_bytes()), Err(ApiError::Fields(_))));
    }
}
