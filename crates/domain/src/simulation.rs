//! Made-up calls, told moment by moment as telephony would tell them: for the test bench.
//!
//! Nobody takes one for a real call: the client is called TEST Hookline, and every event says
//! that it is a test.

use crate::{Moment, catalogue::catalogue};

catalogue! {
    /// How a made-up call goes.
    pub enum Scenario {
        /// It comes in and is answered.
        Answered = "answered",
        /// It comes in and nobody picks up.
        Missed = "missed",
        /// It comes in, is forwarded twice and then answered.
        Forwarded = "forwarded",
        /// It comes in, is answered, and the manager rates it.
        Rated = "rated",
        /// An employee calls the client.
        Outgoing = "outgoing",
        /// The client leaves a number on the site and is called back.
        Callback = "callback",
    }
}

/// What is told at a moment of a made-up call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// The moment.
    pub moment: Moment,
    /// Facts by name, as text.
    pub facts: &'static [(&'static str, &'static str)],
    /// The facts that are the time at which it is told.
    pub stamps: &'static [&'static str],
}

const COMES_IN: &[(&str, &str)] = &[
    ("direction", "in"),
    ("call_type", "dynamic"),
    ("caller_name", "TEST Hookline"),
    ("tracking_number", "+380443334455"),
    ("utm_source", "google"),
    ("utm_medium", "cpc"),
    ("utm_campaign", "test"),
];
const GOES_OUT: &[(&str, &str)] = &[
    ("direction", "out"),
    ("caller_name", "TEST Hookline"),
    ("tracking_number", "+380443334455"),
    ("employee_name", "TEST Employee"),
    ("employee_extension", "101"),
];
const CALLED_BACK: &[(&str, &str)] = &[
    ("direction", "in"),
    ("call_type", "callback"),
    ("caller_name", "TEST Hookline"),
    ("tracking_number", "+380443334455"),
    ("utm_source", "google"),
    ("landing_page", "https://shop.example/contacts"),
];
const FIRST_STEP: &[(&str, &str)] = &[
    ("step_number", "1"),
    ("step_name", "Reception"),
    ("step_type", "employee"),
    ("step_targets", "101"),
];
const SECOND_STEP: &[(&str, &str)] = &[
    ("step_number", "2"),
    ("step_name", "Sales group"),
    ("step_type", "group"),
    ("step_targets", "102,103"),
];
const PICKED_UP: &[(&str, &str)] = &[
    ("status", "answered"),
    ("employee_name", "TEST Employee"),
    ("employee_extension", "101"),
    ("connected_with", "test_employee"),
    ("wait_duration", "12"),
];
const TALKED: &[(&str, &str)] = &[
    ("status", "answered"),
    ("duration", "84"),
    ("talk_duration", "72"),
    ("hangup_by", "caller"),
];
const NOBODY: &[(&str, &str)] = &[
    ("status", "no_answer"),
    ("duration", "31"),
    ("talk_duration", "0"),
    ("hangup_by", "caller"),
];
const RATING: &[(&str, &str)] = &[
    ("category_id", "2"),
    ("category_name", "Sale"),
    ("call_value", "1500.00"),
    ("rated_by_name", "TEST Employee"),
    ("score", "5"),
];

const fn act(
    moment: Moment,
    facts: &'static [(&'static str, &'static str)],
    stamps: &'static [&'static str],
) -> Act {
    Act {
        moment,
        facts,
        stamps,
    }
}

const BEGINS: Act = act(Moment::BeforeCall, COMES_IN, &["call_started_at"]);
const RINGS: Act = act(Moment::ForwardingStep, FIRST_STEP, &[]);
const RINGS_ON: Act = act(Moment::ForwardingStep, SECOND_STEP, &[]);
const ANSWERED: Act = act(Moment::Answered, PICKED_UP, &["answered_at"]);
const ENDS: Act = act(Moment::AfterCall, TALKED, &["call_ended_at"]);
const ENDS_MISSED: Act = act(Moment::AfterCall, NOBODY, &["call_ended_at"]);
const RATED: Act = act(Moment::AfterRating, RATING, &[]);
const DIALS: Act = act(Moment::BeforeCall, GOES_OUT, &["call_started_at"]);
const CALLS_BACK: Act = act(Moment::BeforeCall, CALLED_BACK, &["call_started_at"]);

impl Scenario {
    /// What is told, in its order.
    #[must_use]
    pub const fn acts(self) -> &'static [Act] {
        match self {
            Self::Answered => &[BEGINS, RINGS, ANSWERED, ENDS],
            Self::Missed => &[BEGINS, RINGS, ENDS_MISSED],
            Self::Forwarded => &[BEGINS, RINGS, RINGS_ON, ANSWERED, ENDS],
            Self::Rated => &[BEGINS, ANSWERED, ENDS, RATED],
            Self::Outgoing => &[DIALS, ANSWERED, ENDS],
            Self::Callback => &[CALLS_BACK, ANSWERED, ENDS],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parameter;

    #[test]
    fn every_fact_that_is_told_is_in_the_catalogue() {
        for scenario in Scenario::ALL {
            for act in scenario.acts() {
                let names = act.facts.iter().map(|(name, _)| name).chain(act.stamps);
                for name in names {
                    assert!(Parameter::find(name).is_some(), "{scenario}: {name}");
                }
            }
        }
    }

    #[test]
    fn a_call_begins_and_ends() {
        for scenario in Scenario::ALL {
            let moments: Vec<Moment> = scenario.acts().iter().map(|act| act.moment).collect();
            assert_eq!(moments[0], Moment::BeforeCall, "{scenario}");
            assert!(moments.contains(&Moment::AfterCall), "{scenario}");
            assert!(moments.is_sorted(), "{scenario}");
        }
    }
}
