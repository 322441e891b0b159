//! A fact of a call in a person's words: the parameter's label and the value as it is read.

use crate::{
    components::integration_editor::catalogue,
    i18n::{Texts, text},
};
use domain::{
    Value,
    parameter::{Kind, Parameter},
};

/// Day and clock to the second.
const CLOCK_CHARS: usize = "2026-03-07T12:04:31".len();

/// The name of a parameter.
#[must_use]
pub fn label(t: Texts, name: &str) -> String {
    catalogue::label(t, name)
}

/// The same beside a value as a person reads it: a length of time bears its own units.
#[must_use]
pub fn heading(t: Texts, name: &str) -> String {
    let label = label(t, name);
    match label.rsplit_once(", ") {
        Some((bare, _)) if is_length(name) => bare.to_owned(),
        _ => label,
    }
}

/// A value: entries of closed lists by their label, lengths of time in hours, minutes and seconds,
/// everything else as it is written.
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
        | Value::Text(_) => named(t, name, &key).unwrap_or_else(|| catalogue::readable(value)),
    }
}

/// A plain text that stands for a value.
#[must_use]
pub fn plain(t: Texts, name: &str, text: &str) -> String {
    named(t, name, text).unwrap_or_else(|| text.to_owned())
}

/// What stands for a plain value, where it is not read as it is written.
fn named(t: Texts, name: &str, key: &str) -> Option<String> {
    if is_length(name) {
        return Some(length(t, key.parse().ok()?));
    }
    catalogue::closed_list(t, name)
        .into_iter()
        .find(|(entry, _)| *entry == key)
        .map(|(_, label)| label)
}

/// Whether a parameter is a length of time in seconds.
fn is_length(name: &str) -> bool {
    Parameter::find(name).is_some_and(|parameter| parameter.kind == Kind::Seconds)
}

/// A length of time to the second: `2 min 52 s`.
fn length(t: Texts, seconds: u32) -> String {
    let units = [
        (seconds / 3_600, text::COMMON_UNIT_H),
        (seconds / 60 % 60, text::COMMON_UNIT_MIN),
        (seconds % 60, text::COMMON_UNIT_S),
    ];
    let said = |(count, unit): (u32, _)| t.with(unit, &[("n", &count.to_string())]);
    let parts = units.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(said).collect();
    if parts.is_empty() {
        said((0, text::COMMON_UNIT_S))
    } else {
        parts.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    #[test]
    fn a_length_of_time_is_read_in_its_units() {
        let t = Texts::of(Language::En);
        for (seconds, read) in [
            ("172", "2 min 52 s"),
            ("3600", "1 h"),
            ("0", "0 s"),
            ("soon", "soon"),
        ] {
            assert_eq!(plain(t, "duration", seconds), read);
        }
        let said = value(t, "talk_duration", &Value::Integer(61));
        assert_eq!(said, "1 min 1 s");
    }

    #[test]
    fn the_heading_of_a_length_names_no_unit() {
        for language in [Language::En, Language::Ru, Language::Uk] {
            let t = Texts::of(language);
            let heading = heading(t, "talk_duration");
            assert!(!heading.contains(','), "{heading}");
        }
    }
}
