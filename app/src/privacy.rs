//! Phone numbers for eyes that may not see them whole.

use domain::{Facts, Phone, Value};

/// Digits that stay at the front: the country and the operator.
const SHOWN_FIRST: usize = 5;
/// Digits that stay at the end, by which a person recognises the number.
const SHOWN_LAST: usize = 2;
/// Shorter runs of digits are no phone numbers.
const DIGITS_MIN: usize = 7;

/// A phone number as it is shown: grouped by its country, masked unless `whole`.
#[must_use]
pub fn phone_text(phone: &Phone, whole: bool) -> String {
    let text = phone
        .international
        .as_ref()
        .or(phone.e164.as_ref())
        .unwrap_or(&phone.raw);
    if whole { text.clone() } else { mask(text) }
}

/// Hides every phone number of the facts.
#[must_use]
pub fn hide_numbers(facts: &Facts) -> Facts {
    facts
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Phone(phone) => Value::Phone(hide(phone)),
                other => other.clone(),
            };
            (name.to_owned(), value)
        })
        .collect()
}

/// Hides the call's own numbers in a text that a receiver wrote, in any spelling.
#[must_use]
pub fn hide_in_text(text: &str, facts: &Facts) -> String {
    let mut hidden = text.to_owned();
    for (_, value) in facts.iter() {
        if let Value::Phone(phone) = value {
            for spelling in spellings(phone) {
                hidden = hidden.replace(&spelling, &mask(&spelling));
            }
        }
    }
    hidden
}

/// The longest spellings come first, so that no part of a number is left beside its mask.
fn spellings(phone: &Phone) -> Vec<String> {
    let written = [
        Some(&phone.raw),
        phone.e164.as_ref(),
        phone.national.as_ref(),
        phone.international.as_ref(),
    ];
    let mut all: Vec<String> = written
        .into_iter()
        .flatten()
        .flat_map(|text| [text.clone(), digits(text)])
        .filter(|text| digits(text).len() >= DIGITS_MIN)
        .collect();
    all.sort_by_key(|text| std::cmp::Reverse(text.len()));
    all.dedup();
    all
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn hide(phone: &Phone) -> Phone {
    let masked = |text: &Option<String>| text.as_deref().map(mask);
    Phone {
        raw: mask(&phone.raw),
        e164: masked(&phone.e164),
        national: masked(&phone.national),
        international: masked(&phone.international),
        country: phone.country.clone(),
    }
}

fn mask(text: &str) -> String {
    let count = text.chars().filter(char::is_ascii_digit).count();
    let first = SHOWN_FIRST.min(count.saturating_sub(SHOWN_LAST) / 2);
    let mut seen = 0;
    text.chars()
        .map(|letter| {
            if !letter.is_ascii_digit() {
                return letter;
            }
            seen += 1;
            if seen <= first || seen > count.saturating_sub(SHOWN_LAST) {
                letter
            } else {
                '•'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone() -> Phone {
        Phone {
            raw: "+380501112233".into(),
            e164: Some("+380501112233".into()),
            national: Some("050 111 2233".into()),
            international: Some("+380 50 111 2233".into()),
            country: Some("UA".into()),
        }
    }

    #[test]
    fn a_masked_number_keeps_its_ends_and_its_shape() {
        assert_eq!(phone_text(&phone(), true), "+380 50 111 2233");
        assert_eq!(phone_text(&phone(), false), "+380 50 ••• ••33");
        assert_eq!(mask("112"), "•12");
    }

    #[test]
    fn no_spelling_of_a_number_survives_in_a_text() {
        let facts: Facts = [("caller_number".to_owned(), Value::Phone(phone()))]
            .into_iter()
            .collect();
        let text = hide_in_text(
            r#"{"a":"380501112233","b":"050 111 2233","c":"+380501112233"}"#,
            &facts,
        );
        assert_eq!(
            text,
            r#"{"a":"38050•••••33","b":"050 1•• ••33","c":"+38050•••••33"}"#
        );
        assert!(
            matches!(hide_numbers(&facts).get("caller_number"), Some(Value::Phone(hidden)) if hidden.raw == "+38050•••••33")
        );
    }
}
