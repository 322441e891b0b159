//! Calls as they are shown.

use crate::{
    sample::{after_call, delivered, durable, event, facts},
    stage::{NOW, Stage, both},
};
use domain::{
    Facts, Moment, Value,
    condition::{Comparison, Condition},
};
use store::{CallFilter, CallSearch, StoreError};

both! {
    a_call_shows_its_events_and_deliveries,
    calls_are_found_by_number_and_by_name,
    pages_of_calls_leave_none_out,
    the_last_real_call_of_a_moment_is_known,
    calls_that_conditions_hold_for_are_counted,
    values_that_were_seen_are_told_with_their_calls,
    calls_of_one_number_are_counted,
    what_was_worked_out_yields_to_what_is_reported,
}

async fn a_call_shows_its_events_and_deliveries(stage: Stage) {
    stage.add(durable()).await;
    let tenant = stage.tenant.id;
    stage
        .accept(&[event(tenant, 1, "call", Moment::BeforeCall)])
        .await;
    let claim = stage
        .claim(event(tenant, 2, "call", Moment::AfterCall))
        .await;
    stage.settle(&claim, delivered()).await;
    stage
        .accept(&[event(tenant, 3, "call", Moment::AfterCall)])
        .await;
    let call = stage.scope().get_call("call").await.unwrap();
    assert_eq!(call.row.moments, [Moment::BeforeCall, Moment::AfterCall]);
    assert_eq!(call.row.status.as_deref(), Some("answered"));
    assert_eq!(call.row.phone.unwrap().raw, "+380501112233");
    assert_eq!(call.row.last_at - call.row.first_at, 2);
    let events: Vec<&str> = call
        .events
        .iter()
        .map(|event| event.event_id.as_str())
        .collect();
    assert_eq!(events, ["event-1", "event-2", "event-3"]);
    let known = call.events.iter();
    let known: Vec<_> = known
        .map(|event| event.facts.integer("event_seq"))
        .collect();
    assert_eq!(known, [Some(1), Some(2), Some(3)]);
    let owed: Vec<&str> = call
        .deliveries
        .iter()
        .map(|row| row.event_id.as_str())
        .collect();
    assert_eq!(owed, ["event-2", "event-3"]);
    assert_eq!(call.facts.get("event_seq"), Some(&Value::Integer(3)));
    let missing = stage.scope().get_call("no such call").await;
    assert!(matches!(missing, Err(StoreError::NotFound)));
}

async fn calls_are_found_by_number_and_by_name(stage: Stage) {
    let mut events = [1, 2, 3].map(|number| after_call(stage.tenant.id, number));
    events[1].facts = facts("+380671112233");
    events[2].facts = facts("+12025550100");
    stage.accept(&events).await;
    let scope = stage.scope();
    for (search, found) in [
        (None, &["call-3", "call-2", "call-1"][..]),
        (Some("call-2"), &["call-2"]),
        (Some("(050) 111-22-33"), &["call-1"]),
        (Some("11 12 233"), &["call-2", "call-1"]),
        (Some("2233"), &[]),
        (Some("call"), &[]),
    ] {
        let search = search.map(|text| CallSearch {
            call_id: text,
            phone: text,
        });
        let filter = CallFilter {
            search,
            ..CallFilter::default()
        };
        let page = scope.list_calls(&filter, None, 10).await.unwrap();
        let calls: Vec<&str> = page.items.iter().map(|row| row.call_id.as_str()).collect();
        assert_eq!(calls, found, "{search:?}");
    }
}

async fn pages_of_calls_leave_none_out(stage: Stage) {
    let events: Vec<_> = (1..=7)
        .map(|number| after_call(stage.tenant.id, number))
        .collect();
    stage.accept(&events).await;
    let scope = stage.scope();
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let all = CallFilter::default();
        let page = scope.list_calls(&all, after.as_deref(), 3).await.unwrap();
        seen.extend(page.items.into_iter().map(|row| row.call_id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let newest_first: Vec<String> = (1..=7)
        .rev()
        .map(|number| format!("call-{number}"))
        .collect();
    assert_eq!(seen, newest_first);
}

async fn the_last_real_call_of_a_moment_is_known(stage: Stage) {
    let tenant = stage.tenant.id;
    let scope = stage.scope();
    assert_eq!(scope.latest_facts(Moment::AfterCall).await.unwrap(), None);
    let mut test = after_call(tenant, 3);
    test.is_test = true;
    let events = [
        after_call(tenant, 1),
        event(tenant, 2, "call-2", Moment::Answered),
        test,
    ];
    stage.accept(&events).await;
    let (call_id, occurred_at, facts) = scope
        .latest_facts(Moment::AfterCall)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (call_id.as_str(), occurred_at),
        ("call-1", events[0].occurred_at)
    );
    assert!(facts.phone("caller_number").is_some());
    assert_eq!(scope.latest_facts(Moment::AfterRating).await.unwrap(), None);
}

async fn values_that_were_seen_are_told_with_their_calls(stage: Stage) {
    let tenant = stage.tenant.id;
    let with = |number: u64, department: &str, tags: &[&str]| {
        let mut event = after_call(tenant, number);
        event.facts.set("department", Value::text(department));
        let tags = tags.iter().map(ToString::to_string).collect();
        event.facts.set("tags", Value::List(tags));
        event
    };
    let mut test = with(5, "Tests", &[]);
    test.is_test = true;
    let mut elsewhere = event(tenant, 6, "call-6", Moment::Answered);
    elsewhere.facts.set("department", Value::text("Service"));
    let mut again = with(7, "Sales", &["vip"]);
    again.call_id = "call-1".to_owned();
    let events = [
        with(1, "Sales", &["vip", "tyres"]),
        with(2, "Sales", &["vip"]),
        with(3, "Delivery", &[]),
        after_call(tenant, 4),
        test,
        elsewhere,
        again,
    ];
    stage.accept(&events).await;
    let scope = stage.scope();
    let seen = async |parameter: &str, period| {
        let told = scope.seen_values(Moment::AfterCall, parameter, period, |_, _| true);
        let seen = told.await.unwrap();
        assert!(!seen.is_cut && !seen.has_more);
        let values = seen.values.iter();
        let values = values.map(|(value, calls)| format!("{} {calls}", value.plain()));
        (seen.calls, values.collect::<Vec<_>>())
    };
    let all = (NOW, NOW + 1_000);
    let departments = vec!["Sales 2".to_owned(), "Delivery 1".to_owned()];
    assert_eq!(seen("department", all).await, (4, departments));
    let tags = vec!["vip 2".to_owned(), "tyres 1".to_owned()];
    assert_eq!(seen("tags", all).await, (4, tags));
    assert_eq!(seen("pool_name", all).await, (4, Vec::new()));
    assert_eq!(seen("department", (NOW + 100, NOW + 1_000)).await.0, 0);
    let none = scope.seen_values(Moment::AfterCall, "department", all, |_, _| false);
    let none = none.await.unwrap();
    assert_eq!((none.values.len(), none.has_more), (0, true));
}

/// Which call of its number each call is.
async fn counters(stage: &Stage, calls: &[&str]) -> Vec<Option<i64>> {
    let mut counters = Vec::with_capacity(calls.len());
    for call_id in calls {
        let call = stage.scope().get_call(call_id).await.unwrap();
        counters.push(call.facts.integer("call_counter"));
    }
    counters
}

async fn calls_of_one_number_are_counted(stage: Stage) {
    let tenant = stage.tenant.id;
    stage
        .accept(&[after_call(tenant, 1), after_call(tenant, 2)])
        .await;
    let mut stranger = after_call(tenant, 3);
    stranger.facts = facts("+12025550100");
    let mut hidden = after_call(tenant, 4);
    hidden.facts = Facts::default();
    stage
        .accept(&[stranger, hidden, after_call(tenant, 5)])
        .await;
    let calls = ["call-1", "call-2", "call-3", "call-4", "call-5"];
    assert_eq!(
        counters(&stage, &calls).await,
        [Some(1), Some(2), Some(1), None, Some(3)]
    );
    // Further events change nothing, and a number that is told late is counted then.
    let again = event(tenant, 6, "call-1", Moment::CallUpdated);
    let late = event(tenant, 7, "call-4", Moment::CallUpdated);
    stage.accept(&[again, late]).await;
    assert_eq!(
        counters(&stage, &calls).await,
        [Some(1), Some(2), Some(1), Some(4), Some(3)]
    );
    let facts = stage.scope().get_call("call-2").await.unwrap().facts;
    assert_eq!(facts.boolean("is_first_call"), Some(false));
    assert_eq!(facts.boolean("is_repeated"), Some(true));
}

async fn what_was_worked_out_yields_to_what_is_reported(stage: Stage) {
    let tenant = stage.tenant.id;
    let begun = event(tenant, 0, "call-1", Moment::BeforeCall);
    let ended = event(tenant, 60_000, "call-1", Moment::AfterCall);
    stage.accept(&[begun]).await;
    stage.accept(&[ended]).await;
    let known = async || stage.scope().get_call("call-1").await.unwrap().facts;
    assert_eq!(known().await.integer("duration"), Some(60));
    let mut told = event(tenant, 70_000, "call-1", Moment::CallUpdated);
    told.facts.set("duration", Value::Integer(50));
    stage.accept(&[told]).await;
    let end = known().await.time("call_ended_at").unwrap();
    assert_eq!(end.at_ms, NOW + 50_000);
}

async fn calls_that_conditions_hold_for_are_counted(stage: Stage) {
    let tenant = stage.tenant.id;
    let mut events: Vec<_> = (1..=4).map(|number| after_call(tenant, number)).collect();
    events[1].facts = facts("+380671112233");
    events[2].is_test = true;
    events.push(event(tenant, 5, "call-5", Moment::BeforeCall));
    stage.accept(&events).await;
    let phone = Condition {
        parameter: "caller_number".to_owned(),
        comparison: Comparison::Is,
        values: vec!["380501112233".to_owned()],
    };
    let scope = stage.scope();
    let find = async |conditions: &[Condition], from| {
        let period = (from, NOW + 1_000);
        let found = scope.find_matching(Moment::AfterCall, conditions, period, 1, Facts::clone);
        found.await.unwrap()
    };
    let all = find(&[], 0).await;
    assert_eq!((all.calls, all.matched, all.is_cut), (3, 3, false));
    let some = find(std::slice::from_ref(&phone), 0).await;
    assert_eq!((some.calls, some.matched), (3, 2));
    let newest: Vec<&str> = some.newest.iter().map(|(id, ..)| id.as_str()).collect();
    assert_eq!(newest, ["call-4"]);
    assert_eq!(find(&[], NOW + 999).await.calls, 0);
    let (blind, period) = (|_: &Facts| Facts::default(), (0, NOW + 1_000));
    let hidden = [phone];
    let unseen = scope.find_matching(Moment::AfterCall, &hidden, period, 1, blind);
    let unseen = unseen.await.unwrap();
    assert_eq!((unseen.calls, unseen.matched), (3, 0));
}
