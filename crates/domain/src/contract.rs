//! What a receiver has to do with what it is sent, and what it should mend where it does not: it
//! takes every moment, takes a repetition as it took the first, and answers soon.

use crate::{Facts, IntegrationDraft, Moment, catalogue::catalogue, sample, value::Value};

catalogue! {
    /// What a receiver is sent to find out, in the order of a call.
    pub enum Probe {
        /// The call reached the tracking number.
        BeforeCall = "before_call",
        /// A step of the forwarding begins.
        ForwardingStep = "forwarding_step",
        /// Somebody picked up.
        Answered = "answered",
        /// The call is over.
        AfterCall = "after_call",
        /// It was rated.
        AfterRating = "after_rating",
        /// Something became known late.
        CallUpdated = "call_updated",
        /// The same request twice, as after an answer that was lost.
        Duplicate = "duplicate",
    }
}

/// An answer that takes longer is a slow one, in milliseconds: an employee waits for the card of
/// the client meanwhile.
pub const SOON_MS: i64 = 3_000;

catalogue! {
    /// What an answer shows.
    pub enum Finding {
        /// Nothing is to be mended.
        Fine = "fine",
        /// It came late.
        Slow = "slow",
        /// A repetition was not taken.
        Duplicate = "duplicate",
        /// A moment was not taken.
        Refused = "refused",
    }
}

impl Probe {
    /// Which moment is sent.
    #[must_use]
    pub const fn moment(self) -> Moment {
        match self {
            Self::BeforeCall => Moment::BeforeCall,
            Self::ForwardingStep => Moment::ForwardingStep,
            Self::Answered => Moment::Answered,
            Self::AfterCall | Self::Duplicate => Moment::AfterCall,
            Self::AfterRating => Moment::AfterRating,
            Self::CallUpdated => Moment::CallUpdated,
        }
    }

    /// An integration as it sends the probe: at its moment, and waiting for a recording only
    /// where there is one to wait for.
    #[must_use]
    pub fn draft(self, of: IntegrationDraft) -> IntegrationDraft {
        let moment = self.moment();
        let waits = of.recording_wait_minutes;
        IntegrationDraft {
            moment,
            recording_wait_minutes: waits.filter(|_| moment == Moment::AfterCall),
            ..of
        }
    }

    /// Whether it is sent twice; the second answer counts.
    #[must_use]
    pub const fn is_twice(self) -> bool {
        matches!(self, Self::Duplicate)
    }

    /// What is known of the made-up call then. The repetition is of a call of its own: the first
    /// of both requests must be new to the receiver.
    #[must_use]
    pub fn facts(self, run: &str) -> Facts {
        let mut facts = sample::facts(self.moment());
        let twice = if self.is_twice() { "-twice" } else { "" };
        facts.set("call_id", Value::text(format!("test-{run}{twice}")));
        facts
    }

    /// What the answer to it shows.
    #[must_use]
    pub const fn finding(self, accepted: bool, took_ms: i64) -> Finding {
        match (accepted, self) {
            (true, _) if took_ms > SOON_MS => Finding::Slow,
            (true, _) => Finding::Fine,
            (false, Self::Duplicate) => Finding::Duplicate,
            (false, _) => Finding::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        AddressPolicy,
        validate::{Surroundings, validate},
    };

    #[test]
    fn every_moment_is_tried_and_then_a_repetition_of_another_call() {
        let moments: Vec<Moment> = Probe::ALL.iter().map(|probe| probe.moment()).collect();
        assert_eq!(moments[..Moment::ALL.len()], *Moment::ALL);
        let call = |probe: Probe| probe.facts("1").get("call_id").map(Value::plain);
        assert_eq!(call(Probe::BeforeCall).as_deref(), Some("test-1"));
        assert_eq!(call(Probe::Duplicate).as_deref(), Some("test-1-twice"));
    }

    #[test]
    fn an_integration_that_waits_for_a_recording_can_send_every_probe() {
        let draft: IntegrationDraft = serde_json::from_value(serde_json::json!({
            "name": "CRM", "moment": "after_call", "method": "GET",
            "url": "https://crm.example/calls", "recording_wait_minutes": 5,
        }))
        .unwrap();
        let around = Surroundings {
            secret_names: &[],
            policy: &AddressPolicy::default(),
            connection: None,
        };
        for probe in Probe::ALL {
            let sent = probe.draft(draft.clone());
            assert_eq!(sent.moment, probe.moment());
            assert!(validate(&sent, around).is_empty(), "{probe}");
        }
        let waits = |probe: Probe| probe.draft(draft.clone()).recording_wait_minutes;
        assert_eq!(waits(Probe::AfterCall), Some(5));
        assert_eq!(waits(Probe::Answered), None);
    }

    #[test]
    fn an_answer_shows_what_is_to_be_mended() {
        for (probe, accepted, took_ms, finding) in [
            (Probe::AfterCall, true, SOON_MS, Finding::Fine),
            (Probe::AfterCall, true, SOON_MS + 1, Finding::Slow),
            (Probe::AfterCall, false, 10, Finding::Refused),
            (Probe::Duplicate, false, 10, Finding::Duplicate),
            (Probe::Duplicate, true, 10, Finding::Fine),
        ] {
            assert_eq!(probe.finding(accepted, took_ms), finding);
        }
    }
}
