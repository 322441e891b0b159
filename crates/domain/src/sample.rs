//! A made-up call, told moment by moment: for previews and tests before a real one came in.
//!
//! The client is called TEST Hookline and rang on 7 March 2026, so that nobody takes what
//! arrives in a CRM for a real call.

use crate::{
    Facts, Moment,
    parameter::{Known, Parameter, example_time},
    value::Value,
};

/// What is known of the made-up call at a moment; `is_test` is true.
#[must_use]
pub fn facts(moment: Moment) -> Facts {
    let mut facts: Facts = Parameter::ALL
        .iter()
        .filter(|parameter| !parameter.is_family() && parameter.known_at(moment) != Known::NotYet)
        .filter(|parameter| !is_contrary(parameter.name))
        .map(|parameter| (parameter.name.to_owned(), parameter.example()))
        .collect();
    let (occurred_at, seq) = occurrence(moment);
    facts.set("moment", Value::text(moment.key()));
    facts.set("occurred_at", Value::Time(example_time(occurred_at)));
    facts.set("event_seq", Value::Integer(seq));
    facts
}

/// Whether the example of a parameter tells of another call than this one.
fn is_contrary(name: &str) -> bool {
    // An answered call left no message.
    name == "voicemail_url"
}

/// When the moment was reached, in milliseconds since 1970, and which event of the call it is.
const fn occurrence(moment: Moment) -> (i64, i64) {
    match moment {
        Moment::BeforeCall => (1_772_871_601_000, 1),
        Moment::ForwardingStep => (1_772_871_605_000, 2),
        Moment::Answered => (1_772_871_613_000, 3),
        Moment::AfterCall => (1_772_871_785_000, 4),
        Moment::AfterRating => (1_772_871_845_000, 5),
        Moment::CallUpdated => (1_772_871_905_000, 6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_says_that_it_is_a_test() {
        for &moment in Moment::ALL {
            let facts = facts(moment);
            assert_eq!(facts.get("is_test"), Some(&Value::Boolean(true)));
            assert_eq!(facts.get("moment"), Some(&Value::text(moment.key())));
        }
    }

    #[test]
    fn the_sample_knows_only_what_is_known_then() {
        let facts = facts(Moment::BeforeCall);
        assert_eq!(facts.get("duration"), None);
        assert_eq!(facts.get("employee_name"), None);
        assert_eq!(
            facts.get("caller_number").map(Value::plain).as_deref(),
            Some("+380501112233")
        );
    }
}
