//! A fact of a call in a person's words: the parameter's label and the value as it is read.

use crate::{components::integration_editor::catalogue, i18n::Texts};
use domain::Value;

/// Day and clock to the second.
const CLOCK_CHARS: usize = "2026-03-07T12:04:31".len();

/// The name of a parameter.
#[must_use]
pub fn label(t: Texts, name: &str) -> String {
    catalogue::label(t, name)
}

/// A value: entries of closed lists by their label, everything else as it is written.
#[must_use]
pub fn value(t: Texts, name: &str, value: &Value) -> String {
    let key = value.plain();
    match value {
        // RFC 3339 on the tenant's clock, without the offset that everybody there knows.
        Value::Time(_) => key
            .chars()
            .take(CLOCK_CHARS)
            .map(|letter| if letter == 'T' { ' ' } else { letter })
            .collect(),
        Value::Boolean(_)
        | Value::Integer(_)
        | Value::Phone(_)
        | Value::Decimal(_)
        | Value::List(_)
        | Value::Text(_) => labelled(t, name, &key).unwrap_or_else(|| catalogue::readable(value)),
    }
}

/// A plain text that stands for a value.
#[must_use]
pub fn plain(t: Texts, name: &str, text: &str) -> String {
    labelled(t, name, text).unwrap_or_else(|| text.to_owned())
}

fn labelled(t: Texts, name: &str, key: &str) -> Option<String> {
    catalogue::closed_list(t, name)
        .into_iter()
        .find(|(entry, _)| *entry == key)
        .map(|(_, label)| label)
}
