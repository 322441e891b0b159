//! What is known of a call: typed values, and the facts that carry them.
//!
//! A value holds what the formats need, worked out by the server at intake: a phone its
//! spellings, a time the offset of the tenant's zone. Formats only choose and arrange.

mod facts;
mod read;

pub use facts::{Facts, Name};

use crate::clock::Clock;
use serde::{Deserialize, Serialize};

/// Fewer digits could be anything.
const PHONE_DIGITS_MIN: usize = 5;
/// E.164 has at most fifteen.
const PHONE_DIGITS_MAX: usize = 15;

/// One value of a call parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Boolean(bool),
    /// A whole number: seconds, counters, steps.
    Integer(i64),
    /// Several texts, such as tags.
    List(Vec<String>),
    /// A phone number in the spellings that formats choose from.
    Phone(Phone),
    /// An instant with the offset of the tenant's zone at that instant.
    Time(Time),
    /// A decimal number as it was written, such as `1500.00`.
    Decimal(Decimal),
    /// Anything else, entries of closed lists included.
    Text(String),
}

/// A phone number. `raw` alone is set where it could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// As it came, or E.164 where it could be read.
    pub raw: String,
    /// `+380501112233`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e164: Option<String>,
    /// As it is dialled at home, with spaces: `050 111 2233`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national: Option<String>,
    /// As it is dialled from abroad, with spaces: `+380 50 111 2233`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub international: Option<String>,
    /// ISO 3166 country, such as `UA`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// An instant, and how far the tenant's clock stood from UTC at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// Milliseconds since 1970, UTC.
    pub at_ms: i64,
    /// Seconds to add to UTC to read the tenant's clock.
    pub offset_s: i32,
}

/// A decimal number, kept as its digits so that no cent is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decimal {
    /// Digits with at most one point and a leading minus.
    pub decimal: String,
}

impl Value {
    /// A text value.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Whether there is nothing in it; such a value is as good as none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Boolean(_) | Self::Integer(_) | Self::Time(_) => false,
            Self::Phone(phone) => phone.raw.is_empty() && phone.e164.is_none(),
            Self::Decimal(number) => number.decimal.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Text(text) => text.is_empty(),
        }
    }

    /// The value without any format, as it is sent by default: a phone in E.164, a time as
    /// RFC 3339 in the tenant's zone, a boolean as `true`, a list joined by commas.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Boolean(yes) => yes.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Phone(phone) => phone.e164.clone().unwrap_or_else(|| phone.raw.clone()),
            Self::Time(time) => Clock::read(time.at_ms, time.offset_s).rfc3339(),
            Self::Decimal(number) => number.decimal.clone(),
            Self::List(items) => items.join(","),
            Self::Text(text) => text.clone(),
        }
    }
}

/// Whether a text is a number as people write one, or the end of one; anything else names a call.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX).contains(&digits)
        && text
            .chars()
            .all(|letter| letter.is_ascii_digit() || "+-() \u{a0}".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_value_is_not_read() {
        for stored in ["null", "1.5", "[1]", "{}", "{\"at_ms\":1}"] {
            assert!(serde_json::from_str::<Value>(stored).is_err(), "{stored}");
        }
        let one = serde_json::from_str::<Value>(r#"["vip"]"#).unwrap();
        assert_eq!(one, Value::List(vec!["vip".to_owned()]));
    }

    #[test]
    fn a_number_that_could_not_be_read_is_sent_as_it_came() {
        let phone = Phone {
            raw: "sip:101".to_owned(),
            e164: None,
            national: None,
            international: None,
            country: None,
        };
        assert_eq!(Value::Phone(phone).plain(), "sip:101");
    }

    #[test]
    fn a_number_is_told_from_the_name_of_a_call() {
        for phone in ["+38 (050) 111-22-33", "0501112233", "12233"] {
            assert!(is_phone(phone), "{phone}");
        }
        for call in [
            "1771234601.8820",
            "in_0501112233",
            "2233",
            "20260307120431000042",
            "",
        ] {
            assert!(!is_phone(call), "{call}");
        }
    }
}
