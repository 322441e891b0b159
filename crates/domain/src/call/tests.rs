//! Calls as they become known, event by event.

use super::*;
use crate::{CallKey, Digest, EventId, Moment, Phone, TenantId, Time};
use uuid::Uuid;

const FIRST: Place = Place {
    event_seq: 1,
    call_counter: None,
};

fn at(s: i64) -> Value {
    Value::Time(Time {
        at_ms: s * 1_000,
        offset_s: 7_200,
    })
}

fn facts(told: &[(&str, Value)]) -> Facts {
    told.iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

/// An event that happened at a second.
fn event(moment: Moment, second: i64, told: &[(&str, Value)]) -> CallEvent {
    let mut facts = facts(told);
    facts.set("occurred_at", at(second));
    CallEvent {
        tenant_id: TenantId(Uuid::from_u128(1)),
        id: EventId(Uuid::from_u128(2)),
        call_key: CallKey(Uuid::from_u128(3)),
        event_id: "e".to_owned(),
        identity: Digest([0; 16]),
        is_named: false,
        content: Digest([0; 16]),
        moment,
        call_id: "c".to_owned(),
        occurred_at: second * 1_000,
        accepted_at: second * 1_000,
        facts,
        implied: Facts::default(),
        is_test: false,
        only: None,
    }
}

/// What is known after these events, each kept and read again before the next.
fn known(events: &[CallEvent]) -> Facts {
    let call = events.iter().fold(Call::default(), |call, event| {
        let mut call = Call::kept(call.facts(), &call.derived_names());
        call.learn(event, FIRST, None);
        call
    });
    call.facts()
}

fn integers(facts: &Facts, names: [&str; 3]) -> [Option<i64>; 3] {
    names.map(|name| facts.integer(name))
}

const DURATIONS: [&str; 3] = ["duration", "talk_duration", "wait_duration"];

#[test]
fn durations_follow_from_what_several_events_told() {
    let facts = known(&[
        event(Moment::BeforeCall, 10, &[]),
        event(Moment::Answered, 22, &[]),
        event(Moment::AfterCall, 194, &[]),
    ]);
    assert_eq!(
        integers(&facts, DURATIONS),
        [Some(184), Some(172), Some(12)]
    );
    assert_eq!(facts.get("call_ended_at"), Some(&at(194)));
}

#[test]
fn durations_follow_from_times_of_one_event() {
    let told = [
        ("call_started_at", at(10)),
        ("answered_at", at(22)),
        ("call_ended_at", at(194)),
    ];
    let facts = known(&[event(Moment::AfterCall, 200, &told)]);
    assert_eq!(
        integers(&facts, DURATIONS),
        [Some(184), Some(172), Some(12)]
    );
}

#[test]
fn an_end_is_counted_from_the_start_where_the_length_is_reported() {
    let told = [
        ("call_started_at", at(10)),
        ("duration", Value::Integer(184)),
    ];
    let facts = known(&[
        event(Moment::Answered, 22, &[]),
        event(Moment::AfterCall, 199, &told),
    ]);
    assert_eq!(facts.get("call_ended_at"), Some(&at(194)));
    assert_eq!(facts.integer("talk_duration"), Some(172));
}

#[test]
fn clocks_that_differ_make_no_durations_of_months() {
    // The platform's time is that of a zone far away; the answer is timed by its arrival.
    let start = [("call_started_at", at(-10_000_000))];
    let end = [
        ("call_started_at", at(-10_000_000)),
        ("duration", Value::Integer(184)),
    ];
    let facts = known(&[
        event(Moment::BeforeCall, 10, &start),
        event(Moment::Answered, 22, &start),
        event(Moment::AfterCall, 194, &end),
        event(Moment::CallUpdated, 900, &[]),
    ]);
    assert_eq!(
        integers(&facts, DURATIONS),
        [Some(184), Some(172), Some(12)]
    );
}

#[test]
fn times_that_run_backwards_make_no_duration() {
    let told = [("call_started_at", at(10)), ("call_ended_at", at(9))];
    let facts = known(&[event(Moment::AfterCall, 11, &told)]);
    assert_eq!(facts.integer("duration"), None);
}

#[test]
fn a_whole_is_the_sum_of_its_parts() {
    let told = [
        ("talk_duration", Value::Integer(49)),
        ("wait_duration", Value::Integer(6)),
    ];
    let facts = known(&[event(Moment::AfterCall, 60, &told)]);
    assert_eq!(facts.integer("duration"), Some(55));
    let facts = known(&[event(Moment::AfterCall, 60, &told[..1])]);
    assert_eq!(integers(&facts, DURATIONS), [Some(49), Some(49), None]);
}

#[test]
fn who_is_not_answered_talks_for_no_time_and_waits_to_the_end() {
    let told = |moment, second, status: &str| {
        let status = [("status", Value::text(status))];
        event(moment, second, &status)
    };
    let begun = event(Moment::BeforeCall, 10, &[]);
    let missed = [begun.clone(), told(Moment::AfterCall, 44, "no_answer")];
    let durations = |events: &[CallEvent]| integers(&known(events), DURATIONS);
    assert_eq!(durations(&missed), [Some(34), Some(0), Some(34)]);
    // Who leaves a message speaks, and nobody knows for how long.
    let message = [begun, told(Moment::AfterCall, 44, "voicemail")];
    assert_eq!(durations(&message), [Some(34), None, None]);
    let mended = told(Moment::CallUpdated, 60, "answered");
    let taken = [missed.as_slice(), &[mended]].concat();
    assert_eq!(durations(&taken), [Some(34), None, None]);
}

#[test]
fn what_follows_is_worked_out_anew_when_more_is_known() {
    let mut events = vec![
        event(Moment::BeforeCall, 10, &[]),
        event(Moment::AfterCall, 300, &[]),
    ];
    assert_eq!(known(&events).integer("duration"), Some(290));
    events.push(event(
        Moment::CallUpdated,
        400,
        &[("duration", Value::Integer(184))],
    ));
    let facts = known(&events);
    assert_eq!(facts.get("call_ended_at"), Some(&at(194)));
    events.push(event(
        Moment::CallUpdated,
        500,
        &[("call_ended_at", at(200))],
    ));
    assert_eq!(known(&events).integer("duration"), Some(184));
}

#[test]
fn what_was_reported_is_never_overwritten() {
    let facts = known(&[
        event(
            Moment::BeforeCall,
            10,
            &[("is_answered", Value::Boolean(false))],
        ),
        event(
            Moment::AfterCall,
            20,
            &[("status", Value::text("answered"))],
        ),
    ]);
    assert_eq!(facts.boolean("is_answered"), Some(false));
}

#[test]
fn what_comes_behind_the_end_of_its_call_adds_to_it_and_changes_nothing() {
    let text = |name: &'static str, text: &str| (name, Value::text(text));
    let step = [text("employee_id", "58"), text("step_name", "Sales")];
    let end = [text("employee_id", "57"), text("status", "answered")];
    let facts = known(&[
        event(Moment::BeforeCall, 10, &[]),
        event(Moment::AfterCall, 194, &end),
        event(Moment::ForwardingStep, 15, &step),
        event(Moment::Answered, 22, &step),
    ]);
    assert_eq!(facts.text("employee_id"), Some("57"));
    assert_eq!(facts.text("step_name"), Some("Sales"));
    assert_eq!(facts.get("occurred_at"), Some(&at(22)));
    assert_eq!(facts.get("answered_at"), Some(&at(22)));
    // What is mended afterwards is.
    let mended = event(Moment::CallUpdated, 300, &step);
    let facts = known(&[event(Moment::AfterCall, 194, &end), mended]);
    assert_eq!(facts.text("employee_id"), Some("58"));
}

#[test]
fn a_late_step_is_told_as_itself_and_what_goes_on_after_the_end_is_not_late() {
    let text = |name: &'static str, text: &str| (name, Value::text(text));
    let step = |number, name| {
        [
            ("step_number", Value::Integer(number)),
            text("step_name", name),
        ]
    };
    let end = [text("employee_id", "57"), text("status", "answered")];
    let ended = [
        event(Moment::ForwardingStep, 12, &step(1, "Reception")),
        event(Moment::AfterCall, 194, &end),
    ];
    let late = event(Moment::ForwardingStep, 15, &step(2, "Sales"));
    let facts = known(&[ended.as_slice(), &[late]].concat());
    assert_eq!(facts.integer("step_number"), Some(2));
    assert_eq!(facts.text("step_name"), Some("Sales"));
    for (second, employee) in [(194 + 120, "57"), (194 + 121, "58")] {
        let answered = event(Moment::Answered, second, &[text("employee_id", "58")]);
        let facts = known(&[ended.as_slice(), &[answered]].concat());
        assert_eq!(facts.text("employee_id"), Some(employee), "{second}");
    }
}

#[test]
fn an_outgoing_call_is_never_missed() {
    let unanswered = [("status", Value::text("no_answer"))];
    let outgoing = [("direction", Value::text("out"))];
    let facts = known(&[
        event(Moment::BeforeCall, 10, &outgoing),
        event(Moment::AfterCall, 20, &unanswered),
    ]);
    assert_eq!(facts.boolean("is_missed"), Some(false));
    let facts = known(&[
        event(Moment::AfterCall, 20, &unanswered),
        event(Moment::CallUpdated, 30, &outgoing),
    ]);
    assert_eq!(facts.boolean("is_missed"), Some(false));
    let facts = known(&[
        event(
            Moment::AfterCall,
            20,
            &[("is_missed", Value::Boolean(true))],
        ),
        event(Moment::CallUpdated, 30, &outgoing),
    ]);
    assert_eq!(facts.boolean("is_missed"), Some(false));
    let facts = known(&[event(Moment::AfterCall, 20, &unanswered)]);
    assert_eq!(facts.boolean("is_missed"), Some(true));
}

#[test]
fn an_unknown_end_says_nothing_unless_somebody_picked_up() {
    let unknown = event(Moment::AfterCall, 20, &[("status", Value::text("unknown"))]);
    let facts = known(std::slice::from_ref(&unknown));
    assert_eq!(facts.boolean("is_answered"), None);
    assert_eq!(facts.boolean("is_missed"), None);
    let facts = known(&[event(Moment::Answered, 10, &[]), unknown]);
    assert_eq!(facts.boolean("is_answered"), Some(true));
}

#[test]
fn a_number_that_is_told_later_is_not_anonymous_any_more() {
    let mut hidden = event(Moment::BeforeCall, 10, &[]);
    hidden.implied.set("is_anonymous", Value::Boolean(true));
    let mut events = vec![hidden, event(Moment::Answered, 20, &[])];
    assert_eq!(known(&events).boolean("is_anonymous"), Some(true));
    let phone = |country: &str| {
        Value::Phone(Phone {
            raw: "1".to_owned(),
            e164: None,
            national: None,
            international: None,
            country: Some(country.to_owned()),
        })
    };
    for country in ["UA", "PL"] {
        events.push(event(
            Moment::AfterCall,
            30,
            &[("caller_number", phone(country))],
        ));
        let facts = known(&events);
        assert_eq!(facts.boolean("is_anonymous"), Some(false));
        assert_eq!(facts.text("caller_country"), Some(country));
    }
}

#[test]
fn the_history_of_a_number_is_counted_where_it_is_not_reported() {
    let history = |told: &[(&str, Value)], call_counter| {
        let mut call = Call::default();
        let place = Place {
            event_seq: 1,
            call_counter,
        };
        call.learn(&event(Moment::BeforeCall, 10, told), place, None);
        let facts = call.facts();
        (
            facts.boolean("is_first_call"),
            facts.boolean("is_repeated"),
            facts.integer("call_counter"),
        )
    };
    let yes = Some(true);
    let no = Some(false);
    assert_eq!(history(&[], None), (None, None, None));
    assert_eq!(history(&[], Some(1)), (yes, no, Some(1)));
    assert_eq!(history(&[], Some(3)), (no, yes, Some(3)));
    // The telephony knew the number before Hookline did.
    let repeated = ("is_repeated", Value::Boolean(true));
    assert_eq!(history(&[repeated], Some(1)), (no, yes, None));
    let counter = ("call_counter", Value::Integer(7));
    assert_eq!(history(&[counter], Some(1)), (no, yes, Some(7)));
}

#[test]
fn a_call_is_in_working_hours_by_when_it_began() {
    // 1 January 1970 was a Thursday; on the clock of the tenant it is two hours later.
    let day = |text: &str| (0..7).map(|_| text.to_owned()).collect::<Vec<_>>();
    let hours = WorkingHours::read(&day("03:00"), &day("04:00"), "").unwrap();
    let mut call = Call::default();
    let mut learn = |moment, second, hours: Option<&WorkingHours>| {
        call.learn(&event(moment, second, &[]), FIRST, hours);
        call.facts().boolean("in_working_hours")
    };
    let before_four = 2 * 3_600 - 1;
    let before = learn(Moment::BeforeCall, before_four, hours.as_ref());
    let after = learn(Moment::AfterCall, before_four + 60, hours.as_ref());
    assert_eq!((before, after), (Some(true), Some(true)));
    assert_eq!(learn(Moment::CallUpdated, 9_000, None), None);
    let mut late = Call::default();
    late.learn(&event(Moment::AfterCall, 7_200, &[]), FIRST, hours.as_ref());
    assert_eq!(late.facts().boolean("in_working_hours"), Some(false));
}
