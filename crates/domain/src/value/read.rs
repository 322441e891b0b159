//! Reading a stored value. Every event of a call reads what earlier ones told, so this takes
//! one look at the shape instead of trying one kind after another.

use super::{Decimal, Phone, Time, Value};
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use std::fmt;

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Shape)
    }
}

struct Shape;

/// The parts of a phone, a time or a decimal; which one it is shows in what is there. A part
/// that a later version added is passed over.
#[derive(Deserialize)]
struct Parts {
    raw: Option<String>,
    e164: Option<String>,
    national: Option<String>,
    international: Option<String>,
    country: Option<String>,
    at_ms: Option<i64>,
    offset_s: Option<i32>,
    decimal: Option<String>,
}

impl<'de> Visitor<'de> for Shape {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a whole number, true or false, a list of texts, or the parts of a phone, time or decimal")
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Boolean(yes))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number).map(Value::Integer).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::text(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = items.next_element()? {
            texts.push(text);
        }
        Ok(Value::List(texts))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        match Parts::deserialize(MapAccessDeserializer::new(map))? {
            Parts {
                raw: Some(raw),
                e164,
                national,
                international,
                country,
                ..
            } => Ok(Value::Phone(Phone {
                raw,
                e164,
                national,
                international,
                country,
            })),
            Parts {
                at_ms: Some(at_ms),
                offset_s: Some(offset_s),
                ..
            } => Ok(Value::Time(Time { at_ms, offset_s })),
            Parts {
                decimal: Some(decimal),
                ..
            } => Ok(Value::Decimal(Decimal { decimal })),
            _ => Err(A::Error::custom("neither a phone nor a time nor a decimal")),
        }
    }
}
