//! Waiting for the recording of a call: whether one is still to come, and what is known of it.

use crate::{Moment, integration::Integration, value::Facts};

/// Bounds of the wait for a recording, in minutes.
pub const WAIT_MINUTES: std::ops::RangeInclusive<u32> = 1..=240;

/// Whether there is a recording.
const HAS: &str = "has_recording";
/// Where it can be heard: any of them is a recording.
const PLACES: [&str; 3] = ["recording_url", "recording_wav_url", "voicemail_url"];
/// How long it is, in seconds.
const DURATION: &str = "recording_duration";

/// Whether the recording of a call may still come: none is there, nobody said that there is
/// none, and somebody spoke.
#[must_use]
pub fn is_awaited(call: &Facts) -> bool {
    if PLACES.iter().any(|place| call.is_known(place)) {
        return false;
    }
    call.boolean(HAS)
        .unwrap_or_else(|| matches!(call.text("status"), Some("answered" | "voicemail")))
}

/// Whether what an event reports says anything of a recording.
#[must_use]
pub fn is_told(reported: &Facts) -> bool {
    reported.is_known(HAS) || PLACES.iter().any(|place| reported.is_known(place))
}

/// What is known of the recording of a call.
#[must_use]
pub fn known(call: &Facts) -> Facts {
    call.iter()
        .filter(|(name, _)| *name == HAS || *name == DURATION || PLACES.contains(name))
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
}

impl Integration {
    /// Whether its deliveries take a recording with them that comes before their first try.
    #[must_use]
    pub fn takes_recording(&self) -> bool {
        self.draft.moment == Moment::AfterCall && self.draft.recording_wait_minutes.is_some()
    }

    /// Until when a delivery that was accepted at `accepted_at` waits for the recording of its
    /// call, in milliseconds since 1970; none where it goes at once.
    #[must_use]
    pub fn waits_until(&self, call: &Facts, accepted_at: i64) -> Option<i64> {
        let minutes = self.draft.recording_wait_minutes?;
        (self.takes_recording() && is_awaited(call))
            .then(|| accepted_at.saturating_add(i64::from(minutes) * 60_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{IntegrationId, TenantId, value::Value};
    use serde_json::json;
    use uuid::Uuid;

    fn call(facts: &[(&str, Value)]) -> Facts {
        let facts = facts.iter().cloned();
        facts
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    fn integration(patch: serde_json::Value) -> Integration {
        let mut draft = json!({
            "name": "CRM", "url": "https://crm.example/", "moment": "after_call",
            "method": "GET", "recording_wait_minutes": 10,
        });
        if let (Some(draft), serde_json::Value::Object(patch)) = (draft.as_object_mut(), patch) {
            draft.extend(patch);
        }
        let (tenant, id) = (TenantId(Uuid::nil()), IntegrationId(Uuid::nil()));
        let draft = serde_json::from_value(draft).unwrap();
        Integration::compile(tenant, id, 1, draft, None).unwrap()
    }

    #[test]
    fn a_recording_is_awaited_only_where_one_may_come() {
        let url = ("recording_url", Value::text("https://rec.example/1"));
        for (facts, expected) in [
            (vec![("status", Value::text("answered"))], true),
            (vec![("status", Value::text("voicemail"))], true),
            (vec![("status", Value::text("no_answer"))], false),
            (Vec::new(), false),
            (
                vec![("status", Value::text("answered")), url.clone()],
                false,
            ),
            (
                vec![
                    ("status", Value::text("answered")),
                    (HAS, Value::Boolean(false)),
                ],
                false,
            ),
            (vec![(HAS, Value::Boolean(true))], true),
            (vec![(HAS, Value::Boolean(true)), url], false),
        ] {
            assert_eq!(is_awaited(&call(&facts)), expected, "{facts:?}");
        }
    }

    #[test]
    fn an_integration_waits_after_the_call_as_long_as_it_says() {
        let answered = call(&[("status", Value::text("answered"))]);
        let until = |patch| integration(patch).waits_until(&answered, 1_000);
        assert_eq!(until(json!({})), Some(601_000));
        assert_eq!(until(json!({"recording_wait_minutes": null})), None);
        assert_eq!(until(json!({"moment": "after_rating"})), None);
        let waiting = integration(json!({}));
        assert_eq!(waiting.waits_until(&Facts::default(), 1_000), None);
    }

    #[test]
    fn what_is_known_of_a_recording_is_told_from_the_rest() {
        let facts = call(&[
            ("status", Value::text("answered")),
            ("recording_url", Value::text("https://rec.example/1")),
            (DURATION, Value::Integer(7)),
        ]);
        let names: Vec<String> = known(&facts)
            .iter()
            .map(|(name, _)| name.to_owned())
            .collect();
        assert_eq!(names, ["recording_duration", "recording_url"]);
        assert!(is_told(&facts));
        assert!(!is_told(&call(&[("status", Value::text("answered"))])));
    }
}
