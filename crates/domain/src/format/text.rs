//! Plain changes of a text, and how a list is joined.

use super::{PhoneFormat, count, digits, last};
use crate::{catalogue::catalogue, value::Phone};
use std::fmt;

/// What the picker offers.
pub(super) const CHOICES: &[&str] = &["upper", "lower", "digits", "first:20", "last:4"];

/// A plain change of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// In capitals.
    Upper,
    /// In small letters.
    Lower,
    /// Nothing but the digits in it.
    Digits,
    /// The first so many characters.
    First(usize),
    /// The last so many characters.
    Last(usize),
}

impl TextFormat {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "upper" => Some(Self::Upper),
            "lower" => Some(Self::Lower),
            "digits" => Some(Self::Digits),
            _ => match text.split_once(':')? {
                ("first", number) => count(number).map(Self::First),
                ("last", number) => count(number).map(Self::Last),
                _ => None,
            },
        }
    }

    pub(super) fn apply(self, text: &str) -> String {
        match self {
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Digits => digits(text),
            Self::First(count) => text.chars().take(count).collect(),
            Self::Last(count) => last(text, count),
        }
    }

    /// The last characters of a number are its last digits.
    pub(super) fn apply_to_phone(self, phone: &Phone) -> String {
        match self {
            Self::Digits => PhoneFormat::Digits.apply(phone),
            Self::Last(count) => PhoneFormat::Last(count).apply(phone),
            Self::Upper | Self::Lower | Self::First(_) => {
                self.apply(&PhoneFormat::E164.apply(phone))
            }
        }
    }
}

impl fmt::Display for TextFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Upper => f.write_str("upper"),
            Self::Lower => f.write_str("lower"),
            Self::Digits => f.write_str("digits"),
            Self::First(count) => write!(f, "first:{count}"),
            Self::Last(count) => write!(f, "last:{count}"),
        }
    }
}

catalogue! {
    /// How the items of a list are joined.
    pub enum ListFormat {
        /// `vip,tyres`, as without a format.
        Comma = "comma",
        /// `vip;tyres`.
        Semicolon = "semicolon",
        /// Each on its own line.
        Lines = "lines",
        /// Nothing but the first.
        First = "first",
    }
}

impl ListFormat {
    /// What the picker offers.
    pub(super) const CHOICES: &'static [&'static str] =
        &["list:comma", "list:semicolon", "list:lines", "list:first"];

    pub(super) fn apply(self, items: &[String]) -> String {
        match self {
            Self::Comma => items.join(","),
            Self::Semicolon => items.join(";"),
            Self::Lines => items.join("\n"),
            Self::First => items.first().cloned().unwrap_or_default(),
        }
    }
}
