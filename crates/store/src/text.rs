//! Texts in columns: what may stand in one, and JSON.

use crate::StoreError;
use serde::{Serialize, de::DeserializeOwned};

/// A text from outside as it can be stored: PostgreSQL takes no NUL.
pub(crate) fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// A value as the JSON of a column.
pub(crate) fn json(what: &str, value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Broken(format!("{what} cannot be written: {error}")))
}

/// The value of a column of JSON.
pub(crate) fn parsed<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unreadable(what, error))
}

/// An entry of a closed set, by its key.
pub(crate) fn key<T: std::str::FromStr<Err = domain::UnknownKey>>(
    what: &str,
    text: &str,
) -> Result<T, StoreError> {
    text.parse()
        .map_err(|error| StoreError::unreadable(what, error))
}
