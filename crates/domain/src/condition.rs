//! Which events an integration wants.

use crate::{catalogue::catalogue, value::Facts};
use serde::{Deserialize, Serialize};

catalogue! {
    /// How a fact is compared.
    pub enum Comparison {
        /// It is one of the values.
        Is = "is",
        /// It is none of the values.
        IsNot = "is_not",
        /// The number is at least the value.
        AtLeast = "at_least",
        /// The number is at most the value.
        AtMost = "at_most",
        /// The text contains one of the values.
        Contains = "contains",
    }
}

/// One thing that must hold for an event to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The call parameter that is looked at.
    pub parameter: String,
    /// How.
    pub comparison: Comparison,
    /// With what; any of them.
    pub values: Vec<String>,
}

/// The first condition that does not hold, if any: its index.
///
/// A fact that is not known compares as empty text, so `is_not` holds for it and the others
/// do not.
#[must_use]
pub fn first_unmet(conditions: &[Condition], facts: &Facts) -> Option<usize> {
    conditions
        .iter()
        .position(|condition| !condition.holds(facts))
}

impl Condition {
    /// Whether it holds for what is known.
    #[must_use]
    pub fn holds(&self, facts: &Facts) -> bool {
        let fact = facts
            .get(&self.parameter)
            .map(crate::Value::plain)
            .unwrap_or_default();
        let any = |test: &dyn Fn(&str) -> bool| self.values.iter().any(|value| test(value));
        match self.comparison {
            Comparison::Is => any(&|value| value == fact),
            Comparison::IsNot => !any(&|value| value == fact),
            Comparison::AtLeast => any(&|value| numbers(&fact, value).is_some_and(|(a, b)| a >= b)),
            Comparison::AtMost => any(&|value| numbers(&fact, value).is_some_and(|(a, b)| a <= b)),
            Comparison::Contains => any(&|value| !fact.is_empty() && fact.contains(value)),
        }
    }
}

fn numbers(fact: &str, value: &str) -> Option<(f64, f64)> {
    Some((fact.parse().ok()?, value.trim().parse().ok()?))
}
