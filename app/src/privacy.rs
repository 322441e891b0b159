//! Phone numbers for eyes that may not see them whole.

use domain::{Facts, Phone, Value};
use std::{collections::BTreeSet, ops::Range};

/// Digits that stay at the front: the country and the operator.
const SHOWN_FIRST: usize = 5;
/// Digits that stay at the end, by which a person recognises the number.
const SHOWN_LAST: usize = 2;
/// Shorter runs of digits are no phone numbers.
const DIGITS_MIN: usize = 7;
/// What stands for a digit that is hidden.
const HIDDEN: char = '•';
/// What may stand between the digits of a number.
const BETWEEN: &str = " \u{a0}+-().";
/// The same as a URL or a form writes it.
const ENCODED_BETWEEN: [&str; 8] = ["%20", "%C2%A0", "%c2%a0", "%2B", "%2b", "%2D", "%28", "%29"];

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

/// Hides the call's own numbers in a text that a receiver wrote: whole or by their last digits,
/// with anything between the digits that people and encodings put there.
#[must_use]
pub fn hide_in_text(text: &str, facts: &Facts) -> String {
    let phones = facts.iter().filter_map(|(_, value)| match value {
        Value::Phone(phone) => Some(phone),
        _ => None,
    });
    let numbers: BTreeSet<String> = phones.flat_map(spellings).collect();
    let runs = runs(text);
    let hidden: BTreeSet<usize> = runs
        .iter()
        .flat_map(|run| hidden_in(run, &numbers))
        .collect();
    let letters = text.char_indices();
    letters
        .map(|(at, letter)| if hidden.contains(&at) { HIDDEN } else { letter })
        .collect()
}

/// The digits of a number's spellings, as far as they could be recognised.
fn spellings(phone: &Phone) -> impl Iterator<Item = String> {
    let written = [
        Some(&phone.raw),
        phone.e164.as_ref(),
        phone.national.as_ref(),
        phone.international.as_ref(),
    ];
    let all = written.into_iter().flatten().map(|text| digits(text));
    all.filter(|digits| digits.len() >= DIGITS_MIN)
}

/// Digits that belong together, each with its place in the text.
type Run = Vec<(usize, char)>;

/// The digits of a text, cut wherever something stands that is in no phone number.
fn runs(text: &str) -> Vec<Run> {
    let mut runs = vec![Run::new()];
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        let rest = text.get(at..).unwrap_or_default();
        let encoded = ENCODED_BETWEEN.iter().find(|code| rest.starts_with(**code));
        if let Some(code) = encoded {
            // The first of its letters is taken already, and all of them are one byte long.
            letters.nth(code.len().saturating_sub(2));
        } else if letter.is_ascii_digit() {
            runs.last_mut()
                .into_iter()
                .for_each(|run| run.push((at, letter)));
        } else if !BETWEEN.contains(letter) && runs.last().is_some_and(|run| !run.is_empty()) {
            runs.push(Run::new());
        }
    }
    runs
}

/// Where in the text the digits of a run are hidden.
fn hidden_in(run: &Run, numbers: &BTreeSet<String>) -> BTreeSet<usize> {
    let text: String = run.iter().map(|(_, digit)| digit).collect();
    let mut tails: Vec<&str> = numbers.iter().flat_map(|number| tails(number)).collect();
    // The whole number first, so that its end does not count once more.
    tails.sort_by_key(|tail| std::cmp::Reverse(tail.len()));
    let mut found = vec![false; run.len()];
    let mut hidden = BTreeSet::new();
    for tail in tails {
        for (from, _) in text.match_indices(tail) {
            let places = from..from + tail.len();
            if found
                .get(places.clone())
                .is_some_and(|found| found.contains(&true))
            {
                continue;
            }
            found
                .get_mut(places.clone())
                .into_iter()
                .for_each(|found| found.fill(true));
            let hides = hidden_of(tail.len());
            let masked = run.get(from + hides.start..from + hides.end);
            hidden.extend(masked.into_iter().flatten().map(|(at, _)| at));
        }
    }
    hidden
}

/// A number without none, one, two ... of its first digits, as long as it is one.
fn tails(number: &str) -> impl Iterator<Item = &str> {
    let last = number.len().saturating_sub(DIGITS_MIN);
    (0..=last).filter_map(|from| number.get(from..))
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
    let hidden = hidden_of(text.chars().filter(char::is_ascii_digit).count());
    let mut seen = 0;
    text.chars()
        .map(|letter| {
            if !letter.is_ascii_digit() {
                return letter;
            }
            seen += 1;
            if hidden.contains(&(seen - 1)) {
                HIDDEN
            } else {
                letter
            }
        })
        .collect()
}

/// Which of so many digits are hidden.
fn hidden_of(count: usize) -> Range<usize> {
    let last = count.saturating_sub(SHOWN_LAST);
    SHOWN_FIRST.min(last / 2)..last
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
        for (said, shown) in [
            (
                "?a=%2B380%2050%20111%202233&b=1",
                "?a=%2B380%2050%20•••%20••33&b=1",
            ),
            ("(050) 111-22-33, 172", "(050) 1••-••-33, 172"),
            ("501112233 172 s", "501••••33 172 s"),
            ("of 050 111", "of 050 111"),
            ("380671234567", "380671234567"),
        ] {
            assert_eq!(hide_in_text(said, &facts), shown);
        }
        assert!(
            matches!(hide_numbers(&facts).get("caller_number"), Some(Value::Phone(hidden)) if hidden.raw == "+38050•••••33")
        );
    }
}
