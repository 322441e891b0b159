//! The spellings of a phone number.

use super::{count, last};
use crate::value::Phone;
use std::fmt;

/// What the picker offers.
pub(super) const CHOICES: &[&str] = &[
    "phone:e164",
    "phone:digits",
    "phone:national",
    "phone:national_spaced",
    "phone:international",
    "phone:last:9",
];

/// A spelling of a phone number. One that could not be read keeps its own spelling; where digits
/// are asked for, it has those of the number alone, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneFormat {
    /// `+380501112233`.
    E164,
    /// `380501112233`.
    Digits,
    /// `0501112233`.
    National,
    /// `050 111 2233`.
    NationalSpaced,
    /// `+380 50 111 2233`.
    International,
    /// The last so many digits.
    Last(usize),
}

impl PhoneFormat {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "e164" => Some(Self::E164),
            "digits" => Some(Self::Digits),
            "national" => Some(Self::National),
            "national_spaced" => Some(Self::NationalSpaced),
            "international" => Some(Self::International),
            _ => text.strip_prefix("last:").and_then(count).map(Self::Last),
        }
    }

    pub(super) fn apply(self, phone: &Phone) -> String {
        let plain = phone.e164.as_ref().unwrap_or(&phone.raw);
        let or_plain = |spelling: &Option<String>| spelling.as_ref().unwrap_or(plain).clone();
        match self {
            Self::E164 => plain.clone(),
            Self::Digits => digits(plain),
            Self::National => digits_or_whole(&or_plain(&phone.national)),
            Self::NationalSpaced => or_plain(&phone.national),
            Self::International => or_plain(&phone.international),
            Self::Last(count) => last(&digits(plain), count),
        }
    }
}

/// The digits of a number, without the extension or the host behind it.
fn digits(text: &str) -> String {
    let mut digits = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            '@' | ';' | ',' | '#' => break,
            // `ext. 5`, `x5`: letters before the number are those of a scheme or a name.
            _ if letter.is_alphabetic() && !digits.is_empty() => break,
            _ => {}
        }
    }
    digits
}

/// The digits of a number; a name such as `shop_manager` has none and stays.
fn digits_or_whole(text: &str) -> String {
    let found = digits(text);
    if found.is_empty() {
        text.to_owned()
    } else {
        found
    }
}

impl fmt::Display for PhoneFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::E164 => f.write_str("e164"),
            Self::Digits => f.write_str("digits"),
            Self::National => f.write_str("national"),
            Self::NationalSpaced => f.write_str("national_spaced"),
            Self::International => f.write_str("international"),
            Self::Last(count) => write!(f, "last:{count}"),
        }
    }
}
