//! Phone numbers as they are searched for: by their digits, from the end, or whole.

use domain::{Facts, Phone};

/// From so many digits on a search means the end of the number; below it the whole.
const SUFFIX_DIGITS_MIN: usize = 5;
/// Longest number that is searched by, in digits.
const DIGITS_MAX: usize = 32;

/// What the searched column holds for an event: its caller's digits, the last one first.
pub(crate) fn reversed(facts: &Facts) -> Option<String> {
    let phone = facts.phone("caller_number")?;
    let written = phone.e164.as_deref().unwrap_or(&phone.raw);
    let digits = reversed_digits(written);
    (!digits.is_empty()).then_some(digits)
}

/// The caller's number for showing.
pub(crate) fn caller(facts: &Facts) -> Option<Phone> {
    facts.phone("caller_number").cloned()
}

/// A range of the searched column that holds what a person typed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Range {
    /// The first text in it.
    pub(crate) from: String,
    /// The last text in it.
    pub(crate) to: String,
}

/// The range for a number in any spelling; none where it has no digit.
///
/// Leading zeros are left out: they lead out of a country or a town, and are no part of the
/// number as it is kept. Behind a `+` stands the whole number, of which an end means nothing: so
/// search those who may not see numbers, who could else find one out digit by digit.
pub(crate) fn range(typed: &str) -> Option<Range> {
    let mut from = reversed_digits(typed);
    from.truncate(from.trim_end_matches('0').len());
    let to = match from.len() {
        0 => return None,
        _ if typed.trim_start().starts_with('+') => from.clone(),
        // No digit sorts after `9`, so `:` closes the range of all that begin so.
        SUFFIX_DIGITS_MIN.. => format!("{from}:"),
        _ => from.clone(),
    };
    Some(Range { from, to })
}

/// The digits of a text, the last one first.
pub(crate) fn reversed_digits(text: &str) -> String {
    let digits = text.chars().filter(char::is_ascii_digit);
    digits.rev().take(DIGITS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_fall_into_its_range() {
        let kept = reversed_digits("+380501112233");
        for typed in [
            "+380 50 111-22-33",
            "050 111 22 33",
            "1112233",
            "00380501112233",
        ] {
            let range = range(typed).unwrap();
            assert!(range.from <= kept && kept <= range.to, "{typed}");
        }
    }

    #[test]
    fn few_digits_mean_the_whole_number() {
        let range = range("2233").unwrap();
        assert_eq!((range.from.as_str(), range.to.as_str()), ("3322", "3322"));
    }

    #[test]
    fn a_plus_means_the_whole_number() {
        let range = range("+1112233").unwrap();
        assert_eq!(range.from, range.to);
    }

    #[test]
    fn a_text_without_digits_means_none() {
        assert_eq!(range("anonymous"), None);
    }
}
