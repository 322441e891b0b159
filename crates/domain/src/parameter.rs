//! The catalogue of call parameters: every name that a row or template may use.
//!
//! Labels are not here but in `app/locales` under `parameter.<name>`, `group.<key>` and
//! `value.<name>.<key>`.

mod choices;
mod table;

use crate::{
    Moment,
    value::{Decimal, Phone, Time, Value},
};

pub use choices::{CallStatus, CallType, Direction, Group, HangupBy, StepType};

/// What the names of the custom family begin with: `custom.order_no`.
pub const CUSTOM_PREFIX: &str = "custom.";
/// What the names begin with that were taken from earlier answers of the same delivery.
pub const STEP_PREFIX: &str = "step.";
/// What the names begin with that answers about the call left on it.
pub const CRM_PREFIX: &str = "crm.";
/// Longest name behind `custom.`, in characters.
pub const CUSTOM_NAME_CHARS_MAX: usize = 64;

/// Texts and numbers that are those of one call, one client or one visit.
const OF_ONE_CALL: &[&str] = &[
    "call_id",
    "event_id",
    "caller_number",
    "caller_name",
    "leg_id",
    "transfer_history",
    "transcript",
    "comment",
    "client_id",
    "gclid",
    "fbclid",
    "visit_id",
    "visitor_ip",
    "crm_contact_id",
    // Known while a delivery is under way, and in no event.
    "step.*",
    "crm.*",
];

/// The offset of the examples' times, in seconds: Kyiv in winter.
const EXAMPLE_OFFSET_S: i32 = 7_200;

/// What sort of value a parameter has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// One of these keys.
    Choice(&'static [&'static str]),
    /// A whole number.
    Integer,
    /// A length of time in whole seconds.
    Seconds,
    /// A decimal number, kept as written.
    Decimal,
    /// Yes or no.
    Boolean,
    /// A phone number.
    Phone,
    /// An instant.
    Time,
    /// A web address.
    Url,
    /// Several texts.
    List,
    /// ISO 3166, such as `UA`.
    Country,
    /// ISO 4217, such as `UAH`.
    Currency,
}

impl Kind {
    /// The text that stands for it in documentation and fault arguments.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Choice(_) => "choice",
            Self::Integer => "integer",
            Self::Seconds => "seconds",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Phone => "phone",
            Self::Time => "time",
            Self::Url => "url",
            Self::List => "list",
            Self::Country => "country",
            Self::Currency => "currency",
        }
    }

    /// Whether its values can be compared as numbers.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Seconds | Self::Decimal)
    }
}

/// Whether a parameter is known at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Whenever the telephony reports it at all.
    Always,
    /// It may come later, or not at all.
    Maybe,
    /// Not before a later moment.
    NotYet,
}

/// An entry of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The name that rows and templates use; `custom.*` stands for a family.
    pub name: &'static str,
    /// Whether it is offered first.
    pub is_core: bool,
    /// Under which heading it is offered.
    pub group: Group,
    /// What sort of value it has.
    pub kind: Kind,
    example: Example,
    /// One mark for each moment, in the order of the catalogue: `+`, `~` or `-`.
    known: &'static str,
}

/// A value that the compiler can keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Example {
    Text(&'static str),
    Integer(i64),
    Boolean(bool),
    Decimal(&'static str),
    List(&'static [&'static str]),
    /// Milliseconds since 1970.
    Time(i64),
    /// E.164, national, international, country.
    Phone(&'static [&'static str; 4]),
}

impl Parameter {
    /// Every parameter, in the order of the catalogue; the last stands for the custom family.
    pub const ALL: &'static [Self] = table::ALL;

    /// The entry for a name that a row or template uses.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        for (prefix, family) in FAMILIES {
            if let Some(own) = name.strip_prefix(prefix) {
                return is_custom_name(own).then_some(*family);
            }
        }
        Self::ALL.iter().find(|parameter| parameter.name == name)
    }

    /// Whether it stands for every name of a family.
    #[must_use]
    pub fn is_family(&self) -> bool {
        self.name.ends_with(".*")
    }

    /// Whether any text may come, and the same ones come again from call to call, so that those
    /// that were seen can be offered: a pool, but not a client.
    #[must_use]
    pub fn comes_again(&self) -> bool {
        match self.kind {
            Kind::Text | Kind::Phone | Kind::List | Kind::Country | Kind::Currency => {
                !OF_ONE_CALL.contains(&self.name)
            }
            Kind::Choice(_)
            | Kind::Integer
            | Kind::Seconds
            | Kind::Decimal
            | Kind::Boolean
            | Kind::Time
            | Kind::Url => false,
        }
    }

    /// Whether it is known at a moment.
    #[must_use]
    pub fn known_at(&self, moment: Moment) -> Known {
        match self.known.as_bytes().get(moment.station()) {
            Some(b'+') => Known::Always,
            Some(b'~') => Known::Maybe,
            _ => Known::NotYet,
        }
    }

    /// A value as it may be, for pickers, previews and checks.
    #[must_use]
    pub fn example(&self) -> Value {
        match self.example {
            Example::Text(text) => Value::text(text),
            Example::Integer(number) => Value::Integer(number),
            Example::Boolean(yes) => Value::Boolean(yes),
            Example::Decimal(digits) => Value::Decimal(Decimal {
                decimal: digits.to_owned(),
            }),
            Example::List(items) => Value::List(items.iter().map(ToString::to_string).collect()),
            Example::Time(at_ms) => Value::Time(example_time(at_ms)),
            Example::Phone([e164, national, international, country]) => Value::Phone(Phone {
                raw: (*e164).to_owned(),
                e164: Some((*e164).to_owned()),
                national: Some((*national).to_owned()),
                international: Some((*international).to_owned()),
                country: Some((*country).to_owned()),
            }),
        }
    }
}

/// What stands for the names behind each prefix.
const FAMILIES: &[(&str, &Parameter)] = &[
    (CUSTOM_PREFIX, &table::CUSTOM),
    (STEP_PREFIX, &table::STEP),
    (CRM_PREFIX, &table::CRM),
];

/// An instant on the clock of the example tenant.
pub(crate) const fn example_time(at_ms: i64) -> Time {
    Time {
        at_ms,
        offset_s: EXAMPLE_OFFSET_S,
    }
}

/// Whether a text may stand behind the prefix of a family: ASCII letters, digits, `_` and `-`, up to 64.
#[must_use]
pub fn is_custom_name(own: &str) -> bool {
    (1..=CUSTOM_NAME_CHARS_MAX).contains(&own.len())
        && own
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

#[cfg(test)]
mod tests;
