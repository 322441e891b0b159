//! What a name means while a request is rendered, and how much may be written in all.

use crate::{
    format::Format,
    integration::{BODY_BYTES_MAX, URL_BYTES_MAX},
    value::{Facts, Value},
};
use std::{borrow::Cow, cell::Cell};

/// The parameter that tells how often the delivery was tried.
const ATTEMPT: &str = "attempt";
/// Most bytes of values in one request: what holds more is too large in any case, and must not
/// be built only to be measured.
const BUDGET: usize = URL_BYTES_MAX + BODY_BYTES_MAX;

/// What is known of a call, and which try this is. One scope serves one rendering.
#[derive(Debug)]
pub struct Scope<'a> {
    facts: &'a Facts,
    attempt: i32,
    /// How many bytes of values were asked for.
    spent: Cell<usize>,
}

impl<'a> Scope<'a> {
    /// The facts of a call; `attempt` counts from 1.
    #[must_use]
    pub const fn new(facts: &'a Facts, attempt: i32) -> Self {
        Self {
            facts,
            attempt,
            spent: Cell::new(0),
        }
    }

    /// How many bytes of values were asked for, where that was more than any request may hold.
    /// From then on every value is empty.
    pub(crate) fn overspent(&self) -> Option<usize> {
        Some(self.spent.get()).filter(|&spent| spent > BUDGET)
    }

    /// A value's text, which counts towards the budget; nothing once that is spent.
    pub(crate) fn spend(&self, text: impl FnOnce() -> String) -> String {
        if self.overspent().is_some() {
            return String::new();
        }
        let text = text();
        self.spent.set(self.spent.get().saturating_add(text.len()));
        text
    }

    /// The value under a name; an empty one is as good as none.
    pub(crate) fn value(&self, name: &str) -> Option<Cow<'a, Value>> {
        if name == ATTEMPT {
            return Some(Cow::Owned(Value::Integer(self.attempt.into())));
        }
        self.facts
            .get(name)
            .filter(|value| !value.is_empty())
            .map(Cow::Borrowed)
    }

    /// The value under a name as text; nothing where it is not known.
    pub(crate) fn text(&self, name: &str, format: Option<&Format>) -> String {
        self.spend(|| match (self.value(name), format) {
            (None, _) => String::new(),
            (Some(value), None) => value.plain(),
            (Some(value), Some(format)) => format.apply(&value),
        })
    }
}
