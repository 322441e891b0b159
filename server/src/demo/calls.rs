//! The calls of the demo, told as telephony would tell them and read on the same way.

use super::DemoError;
use crate::http::ingest::{Reading, json, read_all};
use domain::{CallEvent, Tenant};
use serde_json::{Value, json};

/// The company's line in all of them.
const TRACKING_NUMBER: &str = "+380443334455";

/// One call as it went.
struct DemoCall {
    /// How long ago it ended, in seconds.
    ended_ago_s: i64,
    caller: &'static str,
    source: &'static str,
    /// Who answered, and for how many seconds they talked; nobody where it was missed.
    answered: Option<(&'static str, i64)>,
}

/// All of them so fresh that their cards still pop up when the server runs.
const CALLS: [DemoCall; 4] = [
    DemoCall {
        ended_ago_s: 90,
        caller: "+380674445566",
        source: "facebook",
        answered: None,
    },
    DemoCall {
        ended_ago_s: 55,
        caller: "+380501112233",
        source: "google",
        answered: Some(("Olena Kovalenko", 47)),
    },
    DemoCall {
        ended_ago_s: 30,
        caller: "+380937778899",
        source: "google",
        answered: Some(("Taras Melnyk", 64)),
    },
    DemoCall {
        ended_ago_s: 8,
        caller: "+48601234567",
        source: "bing",
        answered: Some(("Olena Kovalenko", 29)),
    },
];

/// Seconds that the telephone rings.
const RINGS_S: i64 = 11;

/// The events of all calls, those of each in their order; `now` is in milliseconds since 1970.
pub fn events(tenant: &Tenant, public_url: &str, now: i64) -> Result<Vec<CallEvent>, DemoError> {
    let told: Vec<Value> = CALLS
        .iter()
        .enumerate()
        .flat_map(|(index, call)| call.told(index, now))
        .collect();
    let body = serde_json::to_vec(&told)?;
    let batch = json::read(&body)?;
    let reading = Reading::of(tenant, public_url, now);
    Ok(read_all(&reading, batch.events, batch.is_list)?)
}

impl DemoCall {
    fn told(&self, index: usize, now: i64) -> Vec<Value> {
        let talk_s = self.answered.map_or(0, |(_, talk_s)| talk_s);
        let ended = now / 1_000 - self.ended_ago_s;
        let answered = ended - talk_s;
        let started = answered - RINGS_S;
        let call_id = format!("demo-{}", index + 1);
        let mut told = vec![json!({
            "moment": "before_call",
            "call_id": call_id,
            "occurred_at": started,
            "call_started_at": started,
            "direction": "in",
            "caller_number": self.caller,
            "tracking_number": TRACKING_NUMBER,
            "utm_source": self.source,
            "project_name": "Shop Kyiv",
        })];
        if let Some((employee, _)) = self.answered {
            told.push(json!({
                "moment": "answered",
                "call_id": call_id,
                "occurred_at": answered,
                "answered_at": answered,
                "employee_name": employee,
            }));
        }
        told.push(json!({
            "moment": "after_call",
            "call_id": call_id,
            "occurred_at": ended,
            "call_ended_at": ended,
            "status": if self.answered.is_some() { "answered" } else { "no_answer" },
            "talk_duration": talk_s,
        }));
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Language, Moment, TenantId};

    #[test]
    fn the_demo_tells_what_telephony_may_tell() {
        let tenant = Tenant {
            id: TenantId(uuid::Uuid::from_u128(1)),
            name: "Shop Kyiv".to_owned(),
            zone: "Europe/Kyiv".to_owned(),
            country: "UA".to_owned(),
            language: Language::Uk,
            revision: 1,
            created_at: 0,
            suspended: None,
            hours: None,
        };
        let events = events(&tenant, "http://here", 1_772_871_785_000).expect("is taken");
        assert_eq!(events.len(), 2 + 3 + 3 + 3);
        let live = |event: &&CallEvent| event.moment == Moment::Answered;
        let oldest = events
            .iter()
            .filter(live)
            .map(|event| event.occurred_at)
            .min();
        assert!(oldest.is_some_and(|at| 1_772_871_785_000 - at < domain::event::LIVE_AGE_MS_MAX));
        let last = events.last().expect("an event");
        assert_eq!(last.moment, Moment::AfterCall);
        assert!(!last.is_test);
    }
}
