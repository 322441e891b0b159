//! An event as it was told: names with texts, before anything is read into them.
//!
//! Numbers and booleans are kept as they were written, so that `184` and `"184"` say the same
//! and no digit of a decimal is lost.

use super::super::problem::FieldFault;
use std::borrow::Cow;

/// Longest `call_id`, `event_id` or `Idempotency-Key`, in bytes.
pub const ID_BYTES_MAX: usize = 255;
/// Longest text of a field, in bytes.
pub const FIELD_BYTES_MAX: usize = 4_096;
/// Longest transcript or comment, in bytes.
pub const LONG_FIELD_BYTES_MAX: usize = 65_536;
/// Most entries of a list.
pub const LIST_ITEMS_MAX: usize = 200;
/// Most fields of an event, custom ones included.
pub const FIELDS_MAX: usize = 250;

/// What stands in place of a name that is none.
pub const UNKNOWN_NAME: &str = "a call parameter of the catalogue; put your own into `custom`";

/// The value of a field as it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Raw<'a> {
    /// A text, or a number or boolean as it was written.
    One(Cow<'a, str>),
    /// A list of such.
    Many(Vec<Cow<'a, str>>),
}

/// An event as it was told.
#[derive(Debug, Clone, Default)]
pub struct Told<'a> {
    /// The identity that the sender gave.
    pub event_id: Option<Cow<'a, str>>,
    /// The moment's key.
    pub moment: Cow<'a, str>,
    /// The telephony's name of the call.
    pub call_id: Cow<'a, str>,
    /// When it happened; absent means now.
    pub occurred_at: Option<Cow<'a, str>>,
    /// All else, by the name of the call parameter.
    pub facts: Vec<(Cow<'a, str>, Raw<'a>)>,
}

impl<'a> Told<'a> {
    /// Notes a text that is not empty.
    pub fn note(&mut self, name: &'static str, text: impl Into<Cow<'a, str>>) {
        let text = text.into();
        if !text.is_empty() {
            self.facts.push((Cow::Borrowed(name), Raw::One(text)));
        }
    }
}

/// Collects what is wrong with one event of a request.
#[derive(Debug)]
pub struct Faults {
    index: Option<usize>,
    found: Vec<FieldFault>,
}

impl Faults {
    /// For the event at an index of a batch, or for the only one.
    #[must_use]
    pub const fn at(index: Option<usize>) -> Self {
        Self {
            index,
            found: Vec::new(),
        }
    }

    /// Notes that a field cannot be taken.
    pub fn add(&mut self, field: impl Into<String>, expected: impl Into<String>) {
        self.found.push(FieldFault {
            index: self.index,
            field: field.into(),
            expected: expected.into(),
            code: None,
        });
    }

    /// Whether nothing was found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// What was found.
    #[must_use]
    pub fn into_found(self) -> Vec<FieldFault> {
        self.found
    }
}
