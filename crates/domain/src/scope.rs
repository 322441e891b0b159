//! What a name means while a request is rendered.

use crate::{
    format::Format,
    value::{Facts, Value},
};
use std::borrow::Cow;

/// The parameter that tells how often the delivery was tried.
const ATTEMPT: &str = "attempt";

/// What is known of a call, and which try this is.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    facts: &'a Facts,
    attempt: i32,
}

impl<'a> Scope<'a> {
    /// The facts of a call; `attempt` counts from 1.
    #[must_use]
    pub const fn new(facts: &'a Facts, attempt: i32) -> Self {
        Self { facts, attempt }
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
        match (self.value(name), format) {
            (None, _) => String::new(),
            (Some(value), None) => value.plain(),
            (Some(value), Some(format)) => format.apply(&value),
        }
    }
}
