//! What is known of a call: what its events reported, and what follows from all of it.
//!
//! The two are kept apart. What was reported always wins; what follows is worked out anew with
//! each event, so that it never stands against what is known by then.

mod derive;

use crate::{
    event::{CallEvent, LIVE_AGE_MS_MAX},
    hours::WorkingHours,
    moment::{Class, Moment},
    value::{Facts, Value},
};

/// Parameters that tell of an event, and not of its call.
const OF_THE_EVENT: [&str; 3] = ["moment", "occurred_at", "is_test"];
/// Those that tell of one step: whoever is told of it is told of no other.
const OF_THE_STEP: [&str; 5] = [
    "leg_id",
    "step_name",
    "step_number",
    "step_targets",
    "step_type",
];

/// A call as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    reported: Facts,
    derived: Facts,
}

/// Where an event stands among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which event of its call it is, from 1.
    pub event_seq: i32,
    /// Which call of its number the call is, from 1, where that is known.
    pub call_counter: Option<i32>,
}

impl Call {
    /// A call as it was kept: all that is known, and the names of what was worked out of it.
    #[must_use]
    pub fn kept(facts: Facts, derived_names: &str) -> Self {
        let names: Vec<&str> = derived_names.split(',').collect();
        let (derived, reported) = facts
            .into_iter()
            .partition(|(name, _)| names.contains(&&**name));
        Self { reported, derived }
    }

    /// Adds what an event reports, and works out anew what follows, by the hours of the company
    /// where it has said them.
    pub fn learn(&mut self, event: &CallEvent, place: Place, hours: Option<&WorkingHours>) {
        if self.is_behind(event) {
            self.learn_late(event);
        } else {
            self.reported.merge(&event.facts);
        }
        self.reported.set("event_id", Value::text(&event.event_id));
        self.reported
            .set("event_seq", Value::Integer(place.event_seq.into()));
        if self.reported.text("direction") == Some("out") && self.reported.is_known("is_missed") {
            // A client who does not pick up was not missed by anybody, whatever was reported.
            self.reported.set("is_missed", Value::Boolean(false));
        }
        let counter = place.call_counter;
        self.derived = derive::derive(&self.reported, &self.derived, event, counter, hours);
    }

    /// Whether the end of the call was told before this event, and knows better. What happens long
    /// after the end is no late word of it: the call went on, or its id is used again.
    #[must_use]
    pub fn is_behind(&self, event: &CallEvent) -> bool {
        const END: &str = "call_ended_at";
        let end = self.reported.time(END).or_else(|| self.derived.time(END));
        let status = self.reported.text("status");
        event.moment.class() == Class::Live
            && status.is_some_and(|status| status != "unknown")
            && end.is_some_and(|end| event.occurred_at <= end.at_ms.saturating_add(LIVE_AGE_MS_MAX))
    }

    /// Adds what was under way for longer than the end of its call: the end knows better, but for
    /// what is of the event itself, and of its step.
    fn learn_late(&mut self, event: &CallEvent) {
        let told = &event.facts;
        let mut reported = told.clone();
        reported.merge(&self.reported);
        let of_step: &[&str] = match event.moment {
            Moment::ForwardingStep => &OF_THE_STEP,
            _ => &[],
        };
        for name in OF_THE_EVENT.iter().chain(of_step).copied() {
            if let Some(own) = told.get(name) {
                reported.set(name, own.clone());
            }
        }
        self.reported = reported;
    }

    /// What its events reported.
    #[must_use]
    pub const fn reported(&self) -> &Facts {
        &self.reported
    }

    /// All that is known.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let mut facts = self.derived.clone();
        facts.merge(&self.reported);
        facts
    }

    /// The names of what was worked out, to be kept beside the facts.
    #[must_use]
    pub fn derived_names(&self) -> String {
        let names: Vec<&str> = self.derived.iter().map(|(name, _)| name).collect();
        names.join(",")
    }
}

#[cfg(test)]
mod tests;
