//! What was wrong with the fields of a refused request: one line a field, in the reader's language.
//!
//! What is kept is told in the words of the API, which are English. What is not known here is
//! shown as it was told. The browser gets the lines that it shows, and none of the table.

use super::api::{FaultLine, Told};
use crate::i18n::{Key, Texts, text};
use domain::Refusal;

/// Sentences of the API, and what stands for them.
const KNOWN: [(&str, Key); 17] = [
    ("a text or a number", text::INCOMING_FAULT_TEXT),
    ("one value, not a list", text::INCOMING_FAULT_ONE),
    ("a list of texts or numbers", text::INCOMING_FAULT_LIST),
    ("a whole number", text::INCOMING_FAULT_WHOLE),
    ("whole seconds", text::INCOMING_FAULT_SECONDS),
    (
        "a decimal number such as 1500.00",
        text::INCOMING_FAULT_DECIMAL,
    ),
    ("true or false", text::INCOMING_FAULT_BOOLEAN),
    (
        "a time as RFC 3339, `YYYY-MM-DD HH:MM:SS` in the tenant's zone, or Unix seconds or milliseconds",
        text::INCOMING_FAULT_TIME,
    ),
    (
        "an ISO 3166 country such as UA",
        text::INCOMING_FAULT_COUNTRY,
    ),
    (
        "an ISO 4217 currency such as UAH",
        text::INCOMING_FAULT_CURRENCY,
    ),
    (
        "the name of the call at the telephony",
        text::INCOMING_FAULT_CALL_ID,
    ),
    (
        "a text without control characters",
        text::INCOMING_FAULT_CONTROL,
    ),
    (
        "a call parameter of the catalogue; put your own into `custom`",
        text::INCOMING_FAULT_UNKNOWN,
    ),
    (
        "a name of 1 to 64 letters, digits, `_` and `-` within `custom`",
        text::INCOMING_FAULT_OWN_NAME,
    ),
    (
        "an object of names with texts or numbers",
        text::INCOMING_FAULT_CUSTOM,
    ),
    (
        "an object with the fields of an event",
        text::INCOMING_FAULT_OBJECT,
    ),
    ("at most 250 fields", text::INCOMING_FAULT_FIELDS),
];

/// What a person reads of a refusal.
#[must_use]
pub fn told(t: Texts, refusal: Option<Refusal>, detail: String) -> Told {
    if refusal == Some(Refusal::Fields) {
        return Told {
            faults: lines(t, &detail),
            ..Told::default()
        };
    }
    Told {
        detail,
        ..Told::default()
    }
}

/// The lines of what was told.
fn lines(t: Texts, told: &str) -> Vec<FaultLine> {
    let lines = told.lines().map(|line| {
        let (field, expected) = line.split_once(": ").unwrap_or(("", line));
        FaultLine {
            field: field.trim().to_owned(),
            expected: worded(t, expected),
        }
    });
    lines.collect()
}

fn worded(t: Texts, expected: &str) -> String {
    if let Some(values) = expected.strip_prefix("one of: ") {
        return t.with(text::INCOMING_FAULT_ONE_OF, &[("values", values)]);
    }
    let bytes = expected.strip_prefix("at most ");
    if let Some(max) = bytes.and_then(|rest| rest.strip_suffix(" bytes")) {
        return t.with(text::INCOMING_FAULT_BYTES, &[("max", max)]);
    }
    let known = KNOWN.iter().find(|(sentence, _)| *sentence == expected);
    known.map_or_else(|| expected.to_owned(), |(_, key)| t.get(*key).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    #[test]
    fn only_fields_are_told_in_lines() {
        let t = Texts::of(Language::En);
        let malformed = told(t, Some(Refusal::Malformed), "line 1: a comma".to_owned());
        assert_eq!(malformed.detail, "line 1: a comma");
        assert!(malformed.faults.is_empty());
        let fields = told(
            t,
            Some(Refusal::Fields),
            "duration: whole seconds".to_owned(),
        );
        assert_eq!(fields.faults.len(), 1);
        assert!(fields.detail.is_empty());
    }

    #[test]
    fn each_field_has_a_line_of_its_own_in_the_language_of_the_reader() {
        let t = Texts::of(Language::Ru);
        let told = "[1] moment: one of: answered, after_call\nduration: whole seconds";
        let lines = lines(t, told);
        let fields: Vec<&str> = lines.iter().map(|line| line.field.as_str()).collect();
        assert_eq!(fields, ["[1] moment", "duration"]);
        let values = [("values", "answered, after_call")];
        assert_eq!(
            lines[0].expected,
            t.with(text::INCOMING_FAULT_ONE_OF, &values)
        );
        assert_eq!(lines[1].expected, t.get(text::INCOMING_FAULT_SECONDS));
    }

    #[test]
    fn what_is_not_known_is_shown_as_it_was_told() {
        let lines = lines(Texts::of(Language::Uk), ": 1 to 100 events");
        assert_eq!(lines[0].field, "");
        assert_eq!(lines[0].expected, "1 to 100 events");
    }
}
