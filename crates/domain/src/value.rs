//! What is known of a call: typed values, and the facts that carry them.
//!
//! A value holds what the formats need, worked out by the server at intake: a phone its
//! spellings, a time the offset of the tenant's zone. Formats only choose and arrange.

mod read;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One value of a call parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Boolean(bool),
    /// A whole number: seconds, counters, steps.
    Integer(i64),
    /// Several texts, such as tags.
    List(Vec<String>),
    /// A phone number in the spellings that formats choose from.
    Phone(Phone),
    /// An instant with the offset of the tenant's zone at that instant.
    Time(Time),
    /// A decimal number as it was written, such as `1500.00`.
    Decimal(Decimal),
    /// Anything else, entries of closed lists included.
    Text(String),
}

/// A phone number. `raw` alone is set where it could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// As it came, or E.164 where it could be read.
    pub raw: String,
    /// `+380501112233`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e164: Option<String>,
    /// As it is dialled at home, with spaces: `050 111 2233`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national: Option<String>,
    /// As it is dialled from abroad, with spaces: `+380 50 111 2233`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub international: Option<String>,
    /// ISO 3166 country, such as `UA`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// An instant, and how far the tenant's clock stood from UTC at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// Milliseconds since 1970, UTC.
    pub at_ms: i64,
    /// Seconds to add to UTC to read the tenant's clock.
    pub offset_s: i32,
}

/// A decimal number, kept as its digits so that no cent is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decimal {
    /// Digits with at most one point and a leading minus.
    pub decimal: String,
}

/// What is known of a call, by parameter name (`caller_number`, `custom.order_no`).
///
/// Only what is known is in it: an absent name and an empty value are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<String, Value>);

impl Facts {
    /// The value under a name, where it is known.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Notes a value; the later one wins.
    pub fn set(&mut self, name: impl Into<String>, value: Value) {
        self.0.insert(name.into(), value);
    }

    /// Forgets a value.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// What is known, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many values are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds what `later` knows; where both know a name, `later` wins.
    pub fn merge(&mut self, later: &Self) {
        for (name, value) in &later.0 {
            self.0.insert(name.clone(), value.clone());
        }
    }

    /// Whether anything is known under a name.
    #[must_use]
    pub fn is_known(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The time under a name.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<Time> {
        match self.get(name) {
            Some(Value::Time(time)) => Some(*time),
            _ => None,
        }
    }

    /// The whole number under a name.
    #[must_use]
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// Yes or no under a name.
    #[must_use]
    pub fn boolean(&self, name: &str) -> Option<bool> {
        match self.get(name) {
            Some(Value::Boolean(yes)) => Some(*yes),
            _ => None,
        }
    }

    /// The text under a name.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The phone number under a name.
    #[must_use]
    pub fn phone(&self, name: &str) -> Option<&Phone> {
        match self.get(name) {
            Some(Value::Phone(phone)) => Some(phone),
            _ => None,
        }
    }
}

impl IntoIterator for Facts {
    type Item = (String, Value);
    type IntoIter = std::collections::btree_map::IntoIter<String, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Extend<(String, Value)> for Facts {
    fn extend<I: IntoIterator<Item = (String, Value)>>(&mut self, values: I) {
        self.0.extend(values);
    }
}

impl FromIterator<(String, Value)> for Facts {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl Value {
    /// A text value.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Whether there is nothing in it; such a value is as good as none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Boolean(_) | Self::Integer(_) | Self::Time(_) => false,
            Self::Phone(phone) => phone.raw.is_empty() && phone.e164.is_none(),
            Self::Decimal(number) => number.decimal.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Text(text) => text.is_empty(),
        }
    }

    /// The value without any format, as it is sent by default: a phone in E.164, a time as
    /// RFC 3339 in the tenant's zone, a boolean as `true`, a list joined by commas.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Boolean(yes) => yes.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Phone(phone) => phone.e164.clone().unwrap_or_else(|| phone.raw.clone()),
            Self::Time(time) => crate::format::rfc3339(*time),
            Self::Decimal(number) => number.decimal.clone(),
            Self::List(items) => items.join(","),
            Self::Text(text) => text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_survives_storage() {
        let facts: Facts = crate::Parameter::ALL
            .iter()
            .map(|parameter| (parameter.name.to_owned(), parameter.example()))
            .collect();
        let stored = serde_json::to_string(&facts).unwrap();
        assert_eq!(serde_json::from_str::<Facts>(&stored).unwrap(), facts);
    }

    #[test]
    fn what_is_no_value_is_not_read() {
        for stored in ["null", "1.5", "[1]", "{}", "{\"at_ms\":1}"] {
            assert!(serde_json::from_str::<Value>(stored).is_err(), "{stored}");
        }
        let one = serde_json::from_str::<Value>(r#"["vip"]"#).unwrap();
        assert_eq!(one, Value::List(vec!["vip".to_owned()]));
    }

    #[test]
    fn the_later_fact_wins() {
        let fact = |text: &str| [("a".to_owned(), Value::text(text))].into_iter().collect();
        let mut facts: Facts = fact("1");
        facts.set("b", Value::Boolean(true));
        facts.merge(&fact("2"));
        assert_eq!(facts.get("a"), Some(&Value::text("2")));
        assert_eq!(facts.len(), 2);
    }

    #[test]
    fn a_number_that_could_not_be_read_is_sent_as_it_came() {
        let phone = Phone {
            raw: "sip:101".to_owned(),
            e164: None,
            national: None,
            international: None,
            country: None,
        };
        assert_eq!(Value::Phone(phone).plain(), "sip:101");
    }
}
