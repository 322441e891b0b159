//! Facts that follow from others: worked out where the sender did not tell them.

use domain::{Facts, Moment, Time, Value};

/// What an event is, beside its facts.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Its moment.
    pub moment: Moment,
    /// Its call.
    pub call_id: &'a str,
    /// When it happened.
    pub occurred_at: Time,
    /// Where the server is reached, without a slash at its end.
    pub public_url: &'a str,
}

/// Adds what follows from the frame and the facts that were told.
pub fn derive(facts: &mut Facts, frame: Frame<'_>) {
    facts.set("call_id", Value::text(frame.call_id));
    facts.set("moment", Value::text(frame.moment.key()));
    facts.set("occurred_at", Value::Time(frame.occurred_at));
    let is_test = matches!(facts.get("is_test"), Some(Value::Boolean(true)));
    facts.set("is_test", Value::Boolean(is_test));
    absent(facts, "call_card_url", |_| {
        Some(Value::Text(call_card_url(frame)))
    });
    times(facts, frame);
    durations(facts);
    ending(facts, frame.moment);
    caller(facts);
}

fn absent(facts: &mut Facts, name: &str, value: impl Fn(&Facts) -> Option<Value>) {
    if facts.get(name).is_none()
        && let Some(value) = value(facts)
    {
        facts.set(name, value);
    }
}

fn call_card_url(frame: Frame<'_>) -> String {
    let call_id =
        percent_encoding::utf8_percent_encode(frame.call_id, percent_encoding::NON_ALPHANUMERIC);
    format!("{}/calls/{call_id}", frame.public_url)
}

/// The moment itself is a point in time: the call begins, or somebody answers, when it happens.
fn times(facts: &mut Facts, frame: Frame<'_>) {
    let now = || Some(Value::Time(frame.occurred_at));
    match frame.moment {
        Moment::BeforeCall => absent(facts, "call_started_at", |_| now()),
        Moment::Answered => absent(facts, "answered_at", |_| now()),
        Moment::AfterCall => absent(facts, "call_ended_at", |facts| {
            let (start, seconds) = (time(facts, "call_started_at")?, seconds(facts, "duration")?);
            let at_ms = start.at_ms.checked_add(seconds.checked_mul(1000)?)?;
            Some(Value::Time(Time {
                at_ms,
                offset_s: start.offset_s,
            }))
        }),
        Moment::ForwardingStep | Moment::AfterRating | Moment::CallUpdated => {}
    }
}

fn durations(facts: &mut Facts) {
    let between = |from: &'static str, to: &'static str| {
        move |facts: &Facts| {
            let ms = time(facts, to)?
                .at_ms
                .checked_sub(time(facts, from)?.at_ms)?;
            (ms >= 0).then_some(Value::Integer(ms / 1000))
        }
    };
    absent(
        facts,
        "duration",
        between("call_started_at", "call_ended_at"),
    );
    absent(
        facts,
        "talk_duration",
        between("answered_at", "call_ended_at"),
    );
    absent(
        facts,
        "wait_duration",
        between("call_started_at", "answered_at"),
    );
}

fn ending(facts: &mut Facts, moment: Moment) {
    let status = text(facts, "status").map(str::to_owned);
    let answered = match (status.as_deref(), moment) {
        (Some("answered"), _) | (None, Moment::Answered) => Some(true),
        (Some("unknown") | None, _) => None,
        (Some(_), _) => Some(false),
    };
    absent(facts, "is_answered", |_| answered.map(Value::Boolean));
    absent(facts, "is_voicemail", |_| {
        status
            .as_deref()
            .map(|status| Value::Boolean(status == "voicemail"))
    });
    absent(facts, "has_recording", |facts| {
        facts.get("recording_url").map(|_url| Value::Boolean(true))
    });
    if text(facts, "direction") == Some("out") {
        // A client who does not pick up was not missed by anybody.
        if facts.get("is_missed").is_some() || answered.is_some() {
            facts.set("is_missed", Value::Boolean(false));
        }
        return;
    }
    absent(facts, "is_missed", |_| {
        answered.map(|answered| Value::Boolean(!answered))
    });
}

fn caller(facts: &mut Facts) {
    let Some(phone) = facts.phone("caller_number") else {
        return;
    };
    let country = phone.country.clone();
    absent(facts, "caller_country", |_| {
        country.clone().map(Value::Text)
    });
    absent(facts, "is_anonymous", |_| Some(Value::Boolean(false)));
}

fn time(facts: &Facts, name: &str) -> Option<Time> {
    match facts.get(name)? {
        Value::Time(time) => Some(*time),
        _ => None,
    }
}

fn seconds(facts: &Facts, name: &str) -> Option<i64> {
    match facts.get(name)? {
        Value::Integer(seconds) => Some(*seconds),
        _ => None,
    }
}

fn text<'a>(facts: &'a Facts, name: &str) -> Option<&'a str> {
    match facts.get(name)? {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(moment: Moment, told: &[(&str, Value)]) -> Facts {
        let mut facts: Facts = told
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        let occurred_at = Time {
            at_ms: 1_000_000,
            offset_s: 0,
        };
        derive(
            &mut facts,
            Frame {
                moment,
                call_id: "a/b 1",
                occurred_at,
                public_url: "https://h.example",
            },
        );
        facts
    }

    fn at(s: i64) -> Value {
        Value::Time(Time {
            at_ms: s * 1000,
            offset_s: 0,
        })
    }

    #[test]
    fn durations_follow_from_times() {
        let told = [
            ("call_started_at", at(10)),
            ("answered_at", at(22)),
            ("call_ended_at", at(194)),
        ];
        let facts = derived(Moment::AfterCall, &told);
        assert_eq!(facts.get("duration"), Some(&Value::Integer(184)));
        assert_eq!(facts.get("talk_duration"), Some(&Value::Integer(172)));
        assert_eq!(facts.get("wait_duration"), Some(&Value::Integer(12)));
    }

    #[test]
    fn times_that_run_backwards_make_no_duration() {
        let facts = derived(
            Moment::AfterCall,
            &[("call_started_at", at(10)), ("call_ended_at", at(9))],
        );
        assert_eq!(facts.get("duration"), None);
    }

    #[test]
    fn an_outgoing_call_is_never_missed() {
        let told = [
            ("direction", Value::text("out")),
            ("status", Value::text("no_answer")),
        ];
        let facts = derived(Moment::AfterCall, &told);
        assert_eq!(facts.get("is_missed"), Some(&Value::Boolean(false)));
        let facts = derived(Moment::AfterCall, &[("status", Value::text("no_answer"))]);
        assert_eq!(facts.get("is_missed"), Some(&Value::Boolean(true)));
    }

    #[test]
    fn what_was_told_is_not_overwritten() {
        let told = [
            ("status", Value::text("answered")),
            ("is_answered", Value::Boolean(false)),
        ];
        let facts = derived(Moment::AfterCall, &told);
        assert_eq!(facts.get("is_answered"), Some(&Value::Boolean(false)));
    }

    #[test]
    fn an_unknown_end_says_nothing_of_an_answer() {
        let facts = derived(Moment::AfterCall, &[("status", Value::text("unknown"))]);
        assert_eq!(
            (facts.get("is_answered"), facts.get("is_missed")),
            (None, None)
        );
    }

    #[test]
    fn the_card_of_a_call_is_found_under_any_name_of_it() {
        let facts = derived(Moment::BeforeCall, &[]);
        assert_eq!(
            facts.get("call_card_url"),
            Some(&Value::text("https://h.example/calls/a%2Fb%201"))
        );
        assert_eq!(facts.get("is_test"), Some(&Value::Boolean(false)));
        assert_eq!(facts.get("call_started_at"), Some(&at(1000)));
    }
}
