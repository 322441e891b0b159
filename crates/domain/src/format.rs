//! How a value is written: phones, times, durations, maps.

use crate::value::{Time, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A format as a row says it: a text such as `phone:e164`, or a map of values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FormatSpec {
    /// The text form, which also stands behind the bar in `{{parameter | format}}`.
    Text(String),
    /// A text for each value of a list.
    Map(ValueMap),
}

/// A text for each value of a list, and one for all others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueMap {
    /// What is sent for each value.
    pub map: BTreeMap<String, String>,
    /// What is sent for any other; absent sends the value as it is.
    #[serde(default, rename = "else", skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
}

/// A parsed format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {}

impl Format {
    /// Writes a value in this format; a value it does not fit is written as it is.
    #[must_use]
    pub fn apply(&self, _value: &Value) -> String {
        todo!()
    }
}

/// RFC 3339 in the tenant's zone.
#[must_use]
pub fn rfc3339(_time: Time) -> String {
    todo!()
}
