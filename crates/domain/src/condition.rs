//! Which events an integration wants.

use crate::{
    catalogue::catalogue,
    value::{Facts, Value},
};
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
        let fact = facts.get(&self.parameter);
        let any = |test: &dyn Fn(&str) -> bool| self.values.iter().any(|value| test(value));
        let plain = || fact.map(Value::plain).unwrap_or_default();
        match self.comparison {
            Comparison::Is => any(&|value| is(fact, value)),
            Comparison::IsNot => !any(&|value| is(fact, value)),
            Comparison::AtLeast => {
                any(&|value| numbers(&plain(), value).is_some_and(|(a, b)| a >= b))
            }
            Comparison::AtMost => {
                any(&|value| numbers(&plain(), value).is_some_and(|(a, b)| a <= b))
            }
            Comparison::Contains => any(&|value| !value.is_empty() && plain().contains(value)),
        }
    }
}

/// Whether a fact is this value: a phone in any spelling of its digits, as it is dialled at home
/// too, a list where one of its items is.
fn is(fact: Option<&Value>, value: &str) -> bool {
    match fact {
        None => value.is_empty(),
        Some(Value::Phone(phone)) => {
            let asked = digits(value);
            let mut spellings = [&phone.e164, &phone.national].into_iter().flatten();
            fact.is_some_and(|fact| fact.plain() == value)
                || (!asked.is_empty() && spellings.any(|known| digits(known) == asked))
        }
        Some(Value::List(items)) if !items.is_empty() => items.iter().any(|item| item == value),
        Some(fact) => fact.plain() == value,
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn numbers(fact: &str, value: &str) -> Option<(f64, f64)> {
    Some((fact.parse().ok()?, value.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Moment, sample};

    fn holds(parameter: &str, comparison: Comparison, values: &[&str]) -> bool {
        let condition = Condition {
            parameter: parameter.to_owned(),
            comparison,
            values: values.iter().map(ToString::to_string).collect(),
        };
        condition.holds(&sample::facts(Moment::AfterCall))
    }

    #[test]
    fn a_text_is_one_of_the_values_or_none() {
        assert!(holds("direction", Comparison::Is, &["out", "in"]));
        assert!(!holds("direction", Comparison::IsNot, &["in"]));
        assert!(!holds("direction", Comparison::Is, &["out"]));
    }

    #[test]
    fn a_phone_is_known_in_any_spelling_of_its_digits() {
        for spelling in [
            "+380501112233",
            "380 (50) 111-22-33",
            "050 111 22 33",
            "0501112233",
        ] {
            assert!(holds("caller_number", Comparison::Is, &[spelling]));
        }
        assert!(!holds("caller_number", Comparison::Is, &["+380501112234"]));
        assert!(!holds("caller_number", Comparison::Is, &[""]));
    }

    #[test]
    fn a_list_is_a_value_where_one_of_its_items_is() {
        assert!(holds("tags", Comparison::Is, &["tyres"]));
        assert!(!holds("tags", Comparison::IsNot, &["vip"]));
    }

    #[test]
    fn numbers_compare_as_numbers() {
        assert!(holds("talk_duration", Comparison::AtLeast, &["15"]));
        assert!(!holds("talk_duration", Comparison::AtMost, &["15"]));
        assert!(!holds("talk_duration", Comparison::AtLeast, &["long"]));
    }

    #[test]
    fn what_is_not_known_is_nothing() {
        assert!(holds("custom.a", Comparison::IsNot, &["x"]));
        assert!(holds("custom.a", Comparison::Is, &[""]));
        assert!(!holds("custom.a", Comparison::AtMost, &["5"]));
        assert!(!holds("custom.a", Comparison::Contains, &["x"]));
    }

    #[test]
    fn the_first_unmet_condition_is_named() {
        let condition = |values: &[&str]| Condition {
            parameter: "status".to_owned(),
            comparison: Comparison::Is,
            values: values.iter().map(ToString::to_string).collect(),
        };
        let facts = sample::facts(Moment::AfterCall);
        let (met, unmet) = (condition(&["answered"]), condition(&["busy"]));
        assert_eq!(first_unmet(&[met.clone(), unmet], &facts), Some(1));
        assert_eq!(first_unmet(&[met], &facts), None);
    }
}
