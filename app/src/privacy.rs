//! Phone numbers for eyes that may not see them whole.

mod pieces;

use domain::{
    Facts, Phone, Value,
    number::{self, DIGITS_MIN, Run, runs},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// Digits that stay at the front: the country and the operator.
const SHOWN_FIRST: usize = 5;
/// Digits that stay at the end, by which a person recognises the number.
const SHOWN_LAST: usize = 2;
/// Digits that are hidden at least, where a number has so many: the shorter the number, the fewer
/// stay at its front.
const HIDDEN_MIN: usize = 5;
/// The company's own line, which is no secret.
pub const OWN_LINE: &str = "tracking_number";
/// What stands for a digit that is hidden.
const HIDDEN: char = '•';

/// Which digits are hidden, counted from the last one, which is 0: so they are the same in every
/// spelling of a number, and two spellings tell no more than one.
type Places = Range<usize>;
/// The end of a number, and which of its digits are hidden.
type End = (String, Places);
/// What is written for a digit that is hidden.
type Sign = fn(char) -> char;

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
        if self.whole {
            text
        } else {
            mask(&text, &hidden_of(phone), dot)
        }
    }

    /// The facts with every phone number hidden, and in texts and numbers among them the
    /// spellings of those.
    #[must_use]
    pub fn facts(self, facts: &Facts) -> Facts {
        if self.whole {
            facts.clone()
        } else {
            replaced(facts, dot)
        }
    }

    /// What conditions may be asked of: the same facts, but for the company's own line. A question
    /// of what is hidden would find it out, one answer after the other.
    #[must_use]
    pub fn judged(self, facts: &Facts) -> Facts {
        let mut judged = self.facts(facts);
        if let Some(own) = facts.get(OWN_LINE) {
            judged.set(OWN_LINE, own.clone());
        }
        judged
    }

    /// A text that a receiver wrote with the call's own numbers hidden: whole or by their last
    /// digits, with anything between the digits that people and encodings put there.
    #[must_use]
    pub fn text(self, text: &str, facts: &Facts) -> String {
        if self.whole {
            text.to_owned()
        } else {
            hide_in(text, &ends(facts), dot)
        }
    }

    /// Whether [`Masked::text`] hides all of the numbers that something made of facts holds. A
    /// piece of a number or a hash of it is covered by nothing, and neither is what repeats it.
    ///
    /// It is made once more of numbers that differ in each hidden digit: where nothing else is
    /// seen of those, nothing is seen that hangs on them.
    #[must_use]
    pub fn covers(self, facts: &Facts, make: impl Fn(&Facts) -> Option<String>) -> bool {
        if self.whole {
            return true;
        }
        let seen = |facts: &Facts| {
            let made = make(facts)?;
            Some((self.text(&made, facts), pieces::of(&made, facts)))
        };
        seen(facts) == seen(&replaced(facts, other_digit))
    }
}

/// A number of the company itself, which is no secret.
#[must_use]
pub fn own_line(phone: &Phone) -> String {
    let text = phone.international.as_ref().or(phone.e164.as_ref());
    text.unwrap_or(&phone.raw).clone()
}

const fn dot(_digit: char) -> char {
    HIDDEN
}

/// Another digit.
fn other_digit(digit: char) -> char {
    let next = digit.to_digit(10).map(|value| (value + 1) % 10);
    let next = next.and_then(|value| char::from_digit(value, 10));
    next.unwrap_or(digit)
}

/// The facts with a sign for each digit that is hidden.
fn replaced(facts: &Facts, sign: Sign) -> Facts {
    let ends = ends(facts);
    let hidden = |value: &Value| match value {
        Value::Phone(phone) => Value::Phone(hide(phone, sign)),
        Value::List(items) => Value::List(
            items
                .iter()
                .map(|item| hide_in(item, &ends, sign))
                .collect(),
        ),
        Value::Text(_) | Value::Integer(_) | Value::Decimal(_) => {
            let plain = value.plain();
            let hidden = hide_in(&plain, &ends, sign);
            if hidden == plain {
                value.clone()
            } else {
                of_kind(value, hidden)
            }
        }
        Value::Boolean(_) | Value::Time(_) => value.clone(),
    };
    let facts = facts.iter();
    facts
        .map(|(name, value)| (name.to_owned(), hidden(value)))
        .collect()
}

/// A text as the kind of value that it was made of, where it still is one.
fn of_kind(value: &Value, text: String) -> Value {
    let is_whole = matches!(value, Value::Integer(_));
    let number = is_whole.then(|| text.parse().ok()).flatten();
    number.map_or_else(|| Value::Text(text), Value::Integer)
}

fn phones(facts: &Facts) -> impl Iterator<Item = &Phone> {
    facts.iter().filter_map(|(_, value)| match value {
        Value::Phone(phone) => Some(phone),
        _ => None,
    })
}

/// The ends of every number among the facts, in each of its spellings; the longest first.
fn ends(facts: &Facts) -> Vec<End> {
    let mut ends: BTreeMap<String, Places> = BTreeMap::new();
    for phone in phones(facts) {
        let hidden = hidden_of(phone);
        for spelling in spellings(phone) {
            for tail in tails(&spelling) {
                let known = ends
                    .entry(tail.to_owned())
                    .or_insert_with(|| hidden.clone());
                // Two numbers may have it: what either hides is hidden.
                known.end = known.end.max(hidden.end);
            }
        }
    }
    let mut ends: Vec<End> = ends.into_iter().collect();
    // The whole number first, so that its end does not count once more.
    ends.sort_by_key(|(tail, _)| Reverse(tail.len()));
    ends
}

fn hide_in(text: &str, ends: &[End], sign: Sign) -> String {
    let runs = runs(text);
    let hidden: BTreeSet<usize> = runs.iter().flat_map(|run| hidden_in(run, ends)).collect();
    let letters = text.char_indices();
    letters
        .map(|(at, letter)| {
            if hidden.contains(&at) {
                sign(letter)
            } else {
                letter
            }
        })
        .collect()
}

/// A number in each way that it is written.
fn written(phone: &Phone) -> impl Iterator<Item = &String> {
    let written = [
        Some(&phone.raw),
        phone.e164.as_ref(),
        phone.national.as_ref(),
        phone.international.as_ref(),
    ];
    written.into_iter().flatten()
}

/// The digits of a number's spellings, as far as they could be recognised.
fn spellings(phone: &Phone) -> impl Iterator<Item = String> {
    let all = written(phone).map(|text| digits(text));
    all.filter(|digits| digits.len() >= DIGITS_MIN)
}

/// Where in the text the digits of a run are hidden.
fn hidden_in(run: &Run, ends: &[End]) -> BTreeSet<usize> {
    let text = number::digits(run);
    let mut found = vec![false; run.len()];
    let mut hidden = BTreeSet::new();
    for (tail, hides) in ends {
        for (from, _) in text.match_indices(tail.as_str()) {
            let to = from + tail.len();
            if found
                .get(from..to)
                .is_some_and(|found| found.contains(&true))
            {
                continue;
            }
            found
                .get_mut(from..to)
                .into_iter()
                .for_each(|found| found.fill(true));
            let first = to.saturating_sub(hides.end).max(from);
            let masked = run.get(first..to.saturating_sub(hides.start));
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

fn hide(phone: &Phone, sign: Sign) -> Phone {
    let places = hidden_of(phone);
    let masked = |text: &Option<String>| text.as_deref().map(|text| mask(text, &places, sign));
    Phone {
        raw: mask(&phone.raw, &places, sign),
        e164: masked(&phone.e164),
        national: masked(&phone.national),
        international: masked(&phone.international),
        country: phone.country.clone(),
    }
}

fn mask(text: &str, places: &Places, sign: Sign) -> String {
    let mut left = digits(text).len();
    text.chars()
        .map(|letter| {
            if !letter.is_ascii_digit() {
                return letter;
            }
            left = left.saturating_sub(1);
            if places.contains(&left) {
                sign(letter)
            } else {
                letter
            }
        })
        .collect()
}

/// Which digits of a number are hidden in all of its spellings: chosen once, by how long the whole
/// of it is.
fn hidden_of(phone: &Phone) -> Places {
    let count = digits(phone.e164.as_ref().unwrap_or(&phone.raw)).len();
    let inner = count.saturating_sub(SHOWN_LAST);
    let first = SHOWN_FIRST.min(inner.saturating_sub(HIDDEN_MIN));
    SHOWN_LAST..count - first
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
        for (raw, shown) in [("112", "•12"), ("10123", "•••23"), ("7", "7"), ("", "")] {
            let short = Phone {
                raw: raw.into(),
                e164: None,
                national: None,
                international: None,
                country: None,
            };
            assert_eq!(Masked::unless(false).phone(&short), shown);
        }
    }

    /// At which places from the end a spelling shows its digit.
    fn shown(text: &str) -> Vec<usize> {
        let is_place = |letter: &char| letter.is_ascii_digit() || *letter == HIDDEN;
        let letters: Vec<char> = text.chars().filter(is_place).collect();
        let places = letters.into_iter().rev().enumerate();
        let open = places.filter(|(_, letter)| *letter != HIDDEN);
        open.map(|(place, _)| place).collect()
    }

    #[test]
    fn all_spellings_of_a_number_together_show_no_more_than_the_longest() {
        for (e164, national) in [
            ("+380501112233", "050 111 2233"),
            ("+79261234567", "8 (926) 123-45-67"),
            ("+12015550123", "(201) 555-0123"),
            ("+3725551234", "555 1234"),
            ("+9670060912", "006 0912"),
        ] {
            let whole = Phone {
                raw: e164.into(),
                e164: Some(e164.into()),
                national: Some(national.into()),
                international: Some(e164.into()),
                country: None,
            };
            let mut facts = Facts::default();
            facts.set("caller_number", Value::Phone(whole.clone()));
            let (masked, places) = (Masked::unless(false), hidden_of(&whole));
            assert!(places.len() >= HIDDEN_MIN, "{e164}: {places:?}");
            let all = digits(e164);
            let spelled = tails(&all).chain([e164, national]);
            let mut seen: Vec<String> = spelled.map(|text| masked.text(text, &facts)).collect();
            let fields = hide(&whole, dot);
            seen.extend([fields.raw, fields.national.unwrap(), masked.phone(&whole)]);
            for text in seen {
                let mut open = shown(&text);
                open.retain(|place| places.contains(place));
                assert!(open.is_empty(), "{e164} as {text}: {open:?}");
            }
        }
    }

    #[test]
    fn a_piece_of_a_number_is_covered_by_nothing() {
        let masked = Masked::unless(false);
        let of = |facts: &Facts| facts.phone("caller_number").unwrap().clone();
        let plain = |facts: &Facts| of(facts).e164.unwrap();
        let piece =
            |facts: &Facts, from: usize, to: usize| plain(facts).get(from..to).unwrap().to_owned();
        let is_covered =
            |make: &dyn Fn(&Facts) -> String| masked.covers(&facts(), |facts| Some(make(facts)));
        assert!(is_covered(&|facts| format!(
            "?phone=%2B{}",
            digits(&plain(facts))
        )));
        assert!(is_covered(&|facts| of(facts).national.unwrap()));
        assert!(is_covered(&|facts| piece(facts, 4, 13)));
        assert!(is_covered(&|_| "?phone=1234567".to_owned()));
        for (from, to) in [(0, 8), (7, 13), (8, 9)] {
            assert!(!is_covered(&|facts| piece(facts, from, to)));
        }
        assert!(!is_covered(&|facts| format!(
            "{:?}",
            plain(facts).as_bytes()
        )));
        let whole = Masked::unless(true);
        assert!(whole.covers(&facts(), |facts| Some(piece(facts, 7, 13))));
    }

    #[test]
    fn the_own_line_alone_is_judged_as_it_is() {
        let mut facts = facts();
        facts.set(OWN_LINE, Value::Phone(phone()));
        facts.set("custom.back", Value::Integer(380_501_112_233));
        let judged = Masked::unless(false).judged(&facts);
        assert_eq!(judged.get(OWN_LINE), facts.get(OWN_LINE));
        for hidden in ["caller_number", "custom.back"] {
            assert_ne!(judged.get(hidden), facts.get(hidden));
        }
        assert_eq!(Masked::unless(true).judged(&facts), facts);
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
            r#"{"a":"38050•••••33","b":"050 ••• ••33","c":"+38050•••••33"}"#
        );
        for (said, shown) in [
            (
                "?a=%2B380%2050%20111%202233&b=1",
                "?a=%2B380%2050%20•••%20••33&b=1",
            ),
            ("(050) 111-22-33, 172", "(050) •••-••-33, 172"),
            ("501112233 172 s", "50•••••33 172 s"),
            (r"\u002b380501112233", r"\u002b38050•••••33"),
            ("380&nbsp;50&nbsp;1112233", "380&nbsp;50&nbsp;•••••33"),
            ("050\u{2011}111\u{2011}2233", "050\u{2011}•••\u{2011}••33"),
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
        assert_eq!(hidden.text("crm.title"), Some("Call from 050 •••-••-33"));
        let tags = Value::List(vec!["050•••••33".to_owned()]);
        assert_eq!(hidden.get("tags"), Some(&tags));
        assert_eq!(hidden.integer("duration_s"), Some(172));
    }
}
