//! Phone numbers for eyes that may not see them whole.

use domain::{
    Facts, Phone, Value,
    number::{self, DIGITS_MIN, Run, runs},
};
use std::{collections::BTreeSet, ops::Range};

/// Digits that stay at the front: the country and the operator.
const SHOWN_FIRST: usize = 5;
/// Digits that stay at the end, by which a person recognises the number.
const SHOWN_LAST: usize = 2;
/// What stands for a digit that is hidden.
const HIDDEN: char = '•';

/// What somebody sees of phone numbers: every view of a call, a delivery, a request or an answer
/// is shown through one.
#[derive(Debug, Clone, Copy)]
pub struct Masked {
    whole: bool,
}

impl Masked {
    /// Masks every number, unless the person may see them whole.
    #[must_use]
    pub const fn unless(whole: bool) -> Self {
        Self { whole }
    }

    /// Whether numbers are masked.
    #[must_use]
    pub const fn hides(self) -> bool {
        !self.whole
    }

    /// A phone number as it is shown, grouped by its country.
    #[must_use]
    pub fn phone(self, phone: &Phone) -> String {
        let text = own_line(phone);
        if self.whole { text } else { mask(&text) }
    }

    /// The facts with every phone number hidden, and in texts and numbers among them the
    /// spellings of those.
    #[must_use]
    pub fn facts(self, facts: &Facts) -> Facts {
        if self.whole {
            return facts.clone();
        }
        let numbers = numbers(facts);
        let hidden = |value: &Value| match value {
            Value::Phone(phone) => Value::Phone(hide(phone)),
            Value::List(items) => {
                Value::List(items.iter().map(|item| hide_in(item, &numbers)).collect())
            }
            Value::Text(_) | Value::Integer(_) | Value::Decimal(_) => {
                let plain = value.plain();
                let hidden = hide_in(&plain, &numbers);
                if hidden == plain {
                    value.clone()
                } else {
                    Value::Text(hidden)
                }
            }
            Value::Boolean(_) | Value::Time(_) => value.clone(),
        };
        let facts = facts.iter();
        facts
            .map(|(name, value)| (name.to_owned(), hidden(value)))
            .collect()
    }

    /// A text that a receiver wrote with the call's own numbers hidden: whole or by their last
    /// digits, with anything between the digits that people and encodings put there.
    #[must_use]
    pub fn text(self, text: &str, facts: &Facts) -> String {
        if self.whole {
            text.to_owned()
        } else {
            hide_in(text, &numbers(facts))
        }
    }
}

/// A number of the company itself, which is no secret.
#[must_use]
pub fn own_line(phone: &Phone) -> String {
    let text = phone.international.as_ref().or(phone.e164.as_ref());
    text.unwrap_or(&phone.raw).clone()
}

/// The digits of every number among the facts, in each of its spellings.
fn numbers(facts: &Facts) -> BTreeSet<String> {
    let phones = facts.iter().filter_map(|(_, value)| match value {
        Value::Phone(phone) => Some(phone),
        _ => None,
    });
    phones.flat_map(spellings).collect()
}

fn hide_in(text: &str, numbers: &BTreeSet<String>) -> String {
    let runs = runs(text);
    let hidden: BTreeSet<usize> = runs
        .iter()
        .flat_map(|run| hidden_in(run, numbers))
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

/// Where in the text the digits of a run are hidden.
fn hidden_in(run: &Run, numbers: &BTreeSet<String>) -> BTreeSet<usize> {
    let text = number::digits(run);
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

    fn facts() -> Facts {
        let mut facts = Facts::default();
        facts.set("caller_number", Value::Phone(phone()));
        facts
    }

    #[test]
    fn a_masked_number_keeps_its_ends_and_its_shape() {
        assert_eq!(Masked::unless(true).phone(&phone()), "+380 50 111 2233");
        assert_eq!(Masked::unless(false).phone(&phone()), "+380 50 ••• ••33");
        assert_eq!(mask("112"), "•12");
    }

    #[test]
    fn who_may_see_numbers_sees_everything_as_it_is() {
        let masked = Masked::unless(true);
        let text = "of +380501112233";
        assert_eq!(masked.text(text, &facts()), text);
        assert_eq!(masked.facts(&facts()), facts());
        assert!(!masked.hides());
    }

    #[test]
    fn no_spelling_of_a_number_survives_in_a_text() {
        let masked = Masked::unless(false);
        let text = masked.text(
            r#"{"a":"380501112233","b":"050 111 2233","c":"+380501112233"}"#,
            &facts(),
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
            (r"\u002b380501112233", r"\u002b38050•••••33"),
            ("380&nbsp;50&nbsp;1112233", "380&nbsp;50&nbsp;•••••33"),
            ("050\u{2011}111\u{2011}2233", "050\u{2011}1••\u{2011}••33"),
            ("of 050 111", "of 050 111"),
            ("380671234567", "380671234567"),
        ] {
            assert_eq!(masked.text(said, &facts()), shown);
        }
    }

    #[test]
    fn what_an_answer_left_among_the_facts_is_masked_with_them() {
        let mut facts = facts();
        facts.set("crm.phone", Value::Integer(380_501_112_233));
        facts.set("crm.title", Value::text("Call from 050 111-22-33"));
        facts.set("tags", Value::List(vec!["0501112233".to_owned()]));
        facts.set("duration_s", Value::Integer(172));
        let hidden = Masked::unless(false).facts(&facts);
        assert_eq!(hidden.phone("caller_number").unwrap().raw, "+38050•••••33");
        assert_eq!(hidden.text("crm.phone"), Some("38050•••••33"));
        assert_eq!(hidden.text("crm.title"), Some("Call from 050 1••-••-33"));
        let tags = Value::List(vec!["0501••••33".to_owned()]);
        assert_eq!(hidden.get("tags"), Some(&tags));
        assert_eq!(hidden.integer("duration_s"), Some(172));
    }
}
