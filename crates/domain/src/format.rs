//! How a value is written: phones, times, durations, lists, texts and maps.
//!
//! A format chooses and arranges what the value carries; it never looks anything up, so it
//! gives the same text in the browser and in the engine.

mod duration;
mod phone;
mod text;
mod time;

use crate::{parameter::Kind, value::Value};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

pub use duration::DurationFormat;
pub use phone::PhoneFormat;
pub use text::{ListFormat, TextFormat};
pub use time::{TimeFormat, TimePattern};

/// A format as a row says it: a text such as `phone:e164`, or a map of values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a text such as `phone:e164`, or a map of values"
)]
pub enum FormatSpec {
    /// The text form, which also stands behind the bar in `{{parameter | format}}`.
    Text(String),
    /// A text for each value of a list.
    Map(ValueMap),
}

/// A text for each value of a list, and one for all others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueMap {
    /// What is sent for each value.
    pub map: BTreeMap<String, String>,
    /// What is sent for any other; absent sends the value as it is.
    #[serde(default, rename = "else", skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
}

/// A parsed format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// `phone:e164`, `phone:last:9` ...
    Phone(PhoneFormat),
    /// `time:sql`, `time:DD.MM.YYYY HH:mm;utc;shift=-30` ...
    Time(TimeFormat),
    /// `duration:mm:ss` ...
    Duration(DurationFormat),
    /// `list:comma` ...
    List(ListFormat),
    /// `upper`, `last:4` ...
    Text(TextFormat),
    /// A text for each value.
    Map(ValueMap),
}

/// A text that is no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such format: {text}")]
pub struct UnknownFormat {
    /// The text.
    pub text: String,
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let text = text.trim();
        let (family, rest) = text.split_once(':').unwrap_or((text, ""));
        let parsed = match family {
            "phone" => PhoneFormat::parse(rest).map(Self::Phone),
            "time" => TimeFormat::parse(rest).map(Self::Time),
            "duration" => DurationFormat::from_key(rest).map(Self::Duration),
            "list" => ListFormat::from_key(rest).map(Self::List),
            _ => TextFormat::parse(text).map(Self::Text),
        };
        parsed.ok_or_else(|| UnknownFormat {
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for Format {
    /// The text form; a map has none, and is shown as `map`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(format) => write!(f, "phone:{format}"),
            Self::Time(format) => write!(f, "time:{format}"),
            Self::Duration(format) => write!(f, "duration:{format}"),
            Self::List(format) => write!(f, "list:{format}"),
            Self::Text(format) => write!(f, "{format}"),
            Self::Map(_) => f.write_str("map"),
        }
    }
}

impl Format {
    /// The format that a row says.
    ///
    /// # Errors
    /// Where the text form is none.
    pub fn of(spec: &FormatSpec) -> Result<Self, UnknownFormat> {
        match spec {
            FormatSpec::Text(text) => text.parse(),
            FormatSpec::Map(map) => Ok(Self::Map(map.clone())),
        }
    }

    /// Writes a value in this format; a value it does not fit is written as it is.
    #[must_use]
    pub fn apply(&self, value: &Value) -> String {
        let written = match (self, value) {
            (Self::Phone(format), Value::Phone(phone)) => Some(format.apply(phone)),
            (Self::Time(format), Value::Time(time)) => Some(format.apply(*time)),
            (Self::Duration(format), Value::Integer(seconds)) => Some(format.apply(*seconds)),
            (Self::List(format), Value::List(items)) => Some(format.apply(items)),
            (Self::Text(format), Value::Phone(phone)) => Some(format.apply_to_phone(phone)),
            (Self::Text(format), value) => Some(format.apply(&value.plain())),
            (Self::Map(map), value) => Some(map.apply(&value.plain())),
            (Self::Phone(_) | Self::Time(_) | Self::Duration(_) | Self::List(_), _) => None,
        };
        written.unwrap_or_else(|| value.plain())
    }

    /// Whether it can be chosen for a parameter of this kind.
    #[must_use]
    pub const fn fits(&self, kind: Kind) -> bool {
        match self {
            Self::Phone(_) => matches!(kind, Kind::Phone),
            Self::Time(_) => matches!(kind, Kind::Time),
            Self::Duration(_) => matches!(kind, Kind::Seconds),
            Self::List(_) => matches!(kind, Kind::List),
            Self::Text(_) => !matches!(kind, Kind::Time | Kind::List | Kind::Boolean),
            Self::Map(_) => true,
        }
    }

    /// The text forms that a picker offers for a kind, the most usual first. Those with a
    /// number or pattern in them are examples of their family.
    #[must_use]
    pub const fn choices(kind: Kind) -> &'static [&'static str] {
        match kind {
            Kind::Phone => phone::CHOICES,
            Kind::Time => time::CHOICES,
            Kind::Seconds => DurationFormat::CHOICES,
            Kind::List => ListFormat::CHOICES,
            Kind::Text | Kind::Url | Kind::Country | Kind::Currency | Kind::Choice(_) => {
                text::CHOICES
            }
            Kind::Integer | Kind::Decimal | Kind::Boolean => &[],
        }
    }

    /// Whether what it writes is a number, so that JSON carries it without quotes.
    pub(crate) fn writes_number(&self) -> bool {
        match self {
            Self::Time(format) => format.writes_number(),
            Self::Duration(format) => format.writes_number(),
            Self::Phone(_) | Self::List(_) | Self::Text(_) | Self::Map(_) => false,
        }
    }
}

impl ValueMap {
    fn apply(&self, plain: &str) -> String {
        self.map
            .get(plain)
            .or(self.otherwise.as_ref())
            .map_or_else(|| plain.to_owned(), Clone::clone)
    }
}

/// The number of `last:9` or `first:3`, from 1 to 255.
fn count(text: &str) -> Option<usize> {
    text.parse::<u8>().ok().filter(|&n| n > 0).map(usize::from)
}

/// The last characters of a text.
fn last(text: &str, count: usize) -> String {
    let all = text.chars().count();
    text.chars().skip(all.saturating_sub(count)).collect()
}

/// Nothing but the ASCII digits of a text.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests;
