//! Facts that follow from others: worked out where nobody reported them.

use crate::{
    event::CallEvent,
    hours::{IN_WORKING_HOURS, WorkingHours},
    moment::Moment,
    value::{Facts, Name, Phone, Time, Value},
};

/// The longest call, in seconds: what seems longer was measured by two clocks.
const CALL_S_MAX: i64 = 24 * 3_600;

/// What follows from all that was reported of a call. `earlier` is what followed before the
/// event: of it remains only what a moment told by happening.
pub(super) fn derive(
    reported: &Facts,
    earlier: &Facts,
    event: &CallEvent,
    call_counter: Option<i32>,
    hours: Option<&WorkingHours>,
) -> Facts {
    let mut known = Derivation {
        reported,
        earlier,
        derived: Facts::default(),
    };
    known.times(event);
    known.hours(event, hours);
    known.durations(event);
    known.ending();
    known.caller(event);
    known.history(call_counter);
    for (name, value) in event.implied.iter() {
        known.suppose(name.to_owned(), Some(value.clone()));
    }
    known.derived
}

struct Derivation<'a> {
    reported: &'a Facts,
    earlier: &'a Facts,
    derived: Facts,
}

impl Derivation<'_> {
    /// Notes what follows, unless it was reported or follows already.
    fn suppose(&mut self, name: impl Into<Name> + AsRef<str>, value: Option<Value>) {
        if let Some(value) = value
            && !self.reported.is_known(name.as_ref())
            && !self.derived.is_known(name.as_ref())
        {
            self.derived.set(name, value);
        }
    }

    fn suppose_yes(&mut self, name: &'static str, yes: Option<bool>) {
        self.suppose(name, yes.map(Value::Boolean));
    }

    fn suppose_seconds(&mut self, name: &'static str, seconds: Option<i64>) {
        self.suppose(name, seconds.map(Value::Integer));
    }

    fn time(&self, name: &str) -> Option<Time> {
        self.reported.time(name).or_else(|| self.derived.time(name))
    }

    fn integer(&self, name: &str) -> Option<i64> {
        let derived = || self.derived.integer(name);
        self.reported.integer(name).or_else(derived)
    }

    /// The moment itself is a point in time: a call begins, is answered or ends when it happens.
    fn times(&mut self, event: &CallEvent) {
        let at = |moment| (event.moment == moment).then(|| occurred_at(event));
        let earlier = |name| self.earlier.time(name);
        // It begins once and is answered first once; the last that is said of its end counts.
        let started = earlier("call_started_at").or_else(|| at(Moment::BeforeCall));
        let answered = earlier("answered_at").or_else(|| at(Moment::Answered));
        let ended = at(Moment::AfterCall).or_else(|| earlier("call_ended_at"));
        self.suppose("call_started_at", started.map(Value::Time));
        self.suppose("answered_at", answered.map(Value::Time));
        let ended = self.counted_end().or(ended);
        self.suppose("call_ended_at", ended.map(Value::Time));
    }

    /// By when the call began, as far as that is known.
    fn hours(&mut self, event: &CallEvent, hours: Option<&WorkingHours>) {
        let began = self.time("call_started_at");
        let began = began.unwrap_or_else(|| occurred_at(event));
        self.suppose_yes(IN_WORKING_HOURS, hours.map(|hours| hours.is_open(began)));
    }

    /// The end by the length that was reported.
    fn counted_end(&self) -> Option<Time> {
        let start = self.time("call_started_at")?;
        let ms = self.reported.integer("duration")?.checked_mul(1_000)?;
        Some(Time {
            at_ms: start.at_ms.checked_add(ms)?,
            ..start
        })
    }

    fn durations(&mut self, event: &CallEvent) {
        let start = self.time("call_started_at");
        let answer = self.time("answered_at");
        let end = self.time("call_ended_at");
        self.suppose_seconds(
            "duration",
            between(start, end).or_else(|| self.sum_of_parts()),
        );
        let whole = self.integer("duration");
        let fits = |part: &i64| whole.is_none_or(|whole| *part <= whole);
        let talk = between(answer, end).filter(fits).or_else(|| {
            // The two moments at least were told by the same clock.
            let hung_up = (event.moment == Moment::AfterCall).then(|| occurred_at(event));
            between(answer, hung_up).filter(fits)
        });
        // What was none because nobody picked up is none no more once somebody did.
        let stands = |talk: &i64| fits(talk) && (*talk > 0 || answer.is_some());
        let talk = talk.or_else(|| self.earlier.integer("talk_duration").filter(stands));
        let is_unanswered = self.is_unanswered();
        let talk = talk.or_else(|| is_unanswered.then_some(0));
        self.suppose_seconds("talk_duration", talk);
        let wait = between(start, answer).filter(fits);
        let wait = wait.or_else(|| self.rest_of_whole());
        let wait = wait.or_else(|| whole.filter(|_| is_unanswered));
        self.suppose_seconds("wait_duration", wait);
    }

    /// Whether the call is over and nobody took it.
    fn is_unanswered(&self) -> bool {
        let says_so = matches!(
            self.reported.text("status"),
            Some("no_answer" | "busy" | "abandoned" | "after_hours" | "failed")
        );
        says_so && self.time("call_ended_at").is_some() && self.time("answered_at").is_none()
    }

    /// What was reported of talking and waiting, where nothing is known of the whole.
    fn sum_of_parts(&self) -> Option<i64> {
        let talk = self.reported.integer("talk_duration")?;
        let wait = self.reported.integer("wait_duration").unwrap_or_default();
        talk.checked_add(wait)
    }

    /// Who does not talk waits.
    fn rest_of_whole(&self) -> Option<i64> {
        let whole = self.reported.integer("duration")?;
        let rest = whole.checked_sub(self.integer("talk_duration")?)?;
        (rest >= 0).then_some(rest)
    }

    fn ending(&mut self) {
        let status = self.reported.text("status");
        let answered = match status {
            Some("answered") => Some(true),
            // Whatever became of it, somebody picked up.
            Some("unknown") | None => self.time("answered_at").map(|_at| true),
            Some(_) => Some(false),
        };
        let is_outgoing = self.reported.text("direction") == Some("out");
        self.suppose_yes("is_answered", answered);
        self.suppose_yes("is_missed", answered.map(|yes| !yes && !is_outgoing));
        self.suppose_yes("is_voicemail", status.map(|key| key == "voicemail"));
        let has_url = self.reported.is_known("recording_url");
        self.suppose_yes("has_recording", has_url.then_some(true));
    }

    fn caller(&mut self, event: &CallEvent) {
        let phone = self.reported.phone("caller_number");
        let country = phone.and_then(|phone: &Phone| phone.country.clone());
        self.suppose("caller_country", country.map(Value::Text));
        let is_anonymous = match phone {
            Some(_) => Some(false),
            None => event
                .implied
                .boolean("is_anonymous")
                .or_else(|| self.earlier.boolean("is_anonymous")),
        };
        self.suppose_yes("is_anonymous", is_anonymous);
    }

    /// What one of the three says of the others goes before our own count, which begins with
    /// the first call that was reported here.
    fn history(&mut self, own_count: Option<i32>) {
        let own_count = own_count.map(i64::from);
        let is_repeated = self.reported.boolean("is_repeated");
        let is_first = self
            .reported
            .boolean("is_first_call")
            .or_else(|| is_repeated.map(|yes| !yes))
            .or_else(|| {
                let count = self.reported.integer("call_counter").or(own_count);
                count.map(|count| count == 1)
            });
        self.suppose_yes("is_first_call", is_first);
        self.suppose_yes("is_repeated", is_first.map(|yes| !yes));
        let fits = |count: &i64| is_first == Some(*count == 1);
        self.suppose_seconds("call_counter", own_count.filter(fits));
    }
}

/// When an event happened, on the clock of its tenant where that was worked out.
fn occurred_at(event: &CallEvent) -> Time {
    let on_utc = || Time {
        at_ms: event.occurred_at,
        offset_s: 0,
    };
    event.facts.time("occurred_at").unwrap_or_else(on_utc)
}

/// Whole seconds from one instant to another; none where they do not fit into one call.
fn between(from: Option<Time>, to: Option<Time>) -> Option<i64> {
    let seconds = to?.at_ms.checked_sub(from?.at_ms)?.div_euclid(1_000);
    (0..=CALL_S_MAX).contains(&seconds).then_some(seconds)
}
