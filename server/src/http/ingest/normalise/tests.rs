//! What the values of every kind are read as.

use super::*;
use crate::http::problem::FieldFault;
use domain::{Language, TenantId};

fn tenant() -> Tenant {
    Tenant {
        id: TenantId(uuid::Uuid::from_u128(1)),
        name: "Shop Kyiv".to_owned(),
        zone: "Europe/Kyiv".to_owned(),
        country: "UA".to_owned(),
        language: Language::Uk,
        revision: 1,
        created_at: 0,
        suspended: None,
        hours: None,
    }
}

fn read(body: &str) -> Result<CallEvent, Vec<FieldFault>> {
    let tenant = tenant();
    let reading = Reading::of(&tenant, "https://h.example", 1_772_871_785_000);
    let mut batch = super::super::json::read(body.as_bytes()).unwrap();
    let mut faults = Faults::at(None);
    reading
        .event(batch.events.remove(0), &mut faults)
        .ok_or_else(|| faults.into_found())
}

#[test]
fn what_names_a_project_is_read_by_its_zone_and_country() {
    let tenant = tenant();
    let projects = [Project {
        id: domain::ProjectId(uuid::Uuid::from_u128(2)),
        draft: domain::ProjectDraft {
            name: "Warsaw".to_owned(),
            zone: Some("Europe/Warsaw".to_owned()),
            country: Some("PL".to_owned()),
        },
        told: domain::project::Told {
            id: None,
            name: Some("Shop Warsaw".to_owned()),
        },
        merged: Vec::new(),
        created_at: 0,
    }];
    let reading = Reading {
        projects: &projects,
        ..Reading::of(&tenant, "https://h.example", 1_772_871_785_000)
    };
    let read = |project: &str| {
        let body = format!(
            r#"{{"moment":"answered","call_id":"c","occurred_at":"2026-03-07 10:00:00",
                "project_name":"{project}","caller_number":"512345678"}}"#
        );
        let mut batch = super::super::json::read(body.as_bytes()).unwrap();
        let told = batch.events.remove(0);
        reading.event(told, &mut Faults::at(None)).unwrap()
    };
    let (theirs, others) = (read("Shop Warsaw"), read("Shop Kyiv"));
    assert_eq!(theirs.occurred_at - others.occurred_at, 3_600_000);
    let number = theirs.facts.phone("caller_number").unwrap();
    assert_eq!(number.e164.as_deref(), Some("+48512345678"));
    assert_ne!(others.facts.phone("caller_number"), Some(number));
}

fn fact(field: &str) -> Option<Value> {
    let name = field.split('"').nth(1).unwrap().to_owned();
    let body = format!(r#"{{"moment":"after_call","call_id":"c-1",{field}}}"#);
    read(&body).unwrap().facts.get(&name).cloned()
}

fn fault(field: &str) -> String {
    let body = format!(r#"{{"moment":"after_call","call_id":"c-1",{field}}}"#);
    read(&body).unwrap_err().remove(0).field
}

#[test]
fn numbers_are_read_from_texts_and_numbers() {
    assert_eq!(fact(r#""duration":"184""#), Some(Value::Integer(184)));
    assert_eq!(fact(r#""duration":184"#), Some(Value::Integer(184)));
    assert_eq!(fact(r#""duration":184.0"#), Some(Value::Integer(184)));
    let exact = Some(Value::Decimal(Decimal {
        decimal: "1500.00".to_owned(),
    }));
    assert_eq!(fact(r#""call_value":1500.00"#), exact);
    assert_eq!(fact(r#""call_value":"1500,00""#), exact);
}

#[test]
fn a_value_of_another_kind_is_a_fault_at_its_field() {
    for field in [
        r#""duration":"long""#,
        r#""call_value":"1.2.3""#,
        r#""is_answered":"perhaps""#,
        r#""status":"hung""#,
        r#""call_started_at":"yesterday""#,
        r#""caller_country":"Ukraine""#,
        r#""caller_name":["a","b"]"#,
        r#""caler_number":"1""#,
    ] {
        assert_eq!(fault(field), field.split('"').nth(1).unwrap(), "{field}");
    }
}

#[test]
fn closed_lists_are_read_in_any_case() {
    assert_eq!(
        fact(r#""status":"No_Answer""#),
        Some(Value::text("no_answer"))
    );
    assert_eq!(fact(r#""direction":"IN""#), Some(Value::text("in")));
}

#[test]
fn placeholders_arrive_as_empty() {
    for text in [
        "",
        "  ",
        "(not set)",
        "<не указано>",
        "undefined",
        "null",
        "Anonymous",
    ] {
        assert_eq!(fact(&format!(r#""utm_source":"{text}""#)), None, "{text}");
    }
    assert_eq!(fact(r#""duration":"""#), None);
}

#[test]
fn a_placeholder_names_neither_a_call_nor_an_event() {
    for text in [
        "",
        "  ",
        "(not set)",
        "<не указано>",
        "undefined",
        "null",
        "anonymous",
    ] {
        let faults = read(&format!(r#"{{"moment":"after_call","call_id":"{text}"}}"#)).unwrap_err();
        assert_eq!(faults[0].field, "call_id", "{text}");
        let named =
            format!(r#"{{"moment":"after_call","call_id":"c","event_id":"{text}","duration":1}}"#);
        let unnamed = r#"{"moment":"after_call","call_id":"c","duration":1}"#;
        let (named, unnamed) = (read(&named).unwrap(), read(unnamed).unwrap());
        assert_eq!(named.identity, unnamed.identity, "{text}");
        assert_eq!(named.event_id, named.id.to_string(), "{text}");
    }
}

#[test]
fn a_name_that_cannot_be_kept_says_why() {
    let expected = |name: &str| {
        let body = format!(r#"{{"moment":"after_call","call_id":"{name}","event_id":"{name}"}}"#);
        let faults = read(&body).unwrap_err();
        let told = faults
            .into_iter()
            .map(|fault| (fault.field, fault.expected));
        told.collect::<Vec<_>>()
    };
    let both = |sentence: &str| {
        ["call_id", "event_id"].map(|field| (field.to_owned(), sentence.to_owned()))
    };
    assert_eq!(
        expected(r"c\u0007"),
        both("a text without control characters")
    );
    assert_eq!(expected(&"c".repeat(256)), both("at most 255 bytes"));
}

#[test]
fn an_own_name_has_a_form_of_its_own() {
    let faults = read(r#"{"moment":"after_call","call_id":"c","custom":{"a b":"1"}}"#).unwrap_err();
    assert_eq!(faults[0].field, "custom.a b");
}

#[test]
fn a_hidden_number_is_anonymous_and_empty() {
    let event =
        read(r#"{"moment":"before_call","call_id":"c","caller_number":"anonymous"}"#).unwrap();
    assert_eq!(event.facts.get("caller_number"), None);
    assert_eq!(event.implied.boolean("is_anonymous"), Some(true));
    let event =
        read(r#"{"moment":"before_call","call_id":"c","caller_number":"0501112233"}"#).unwrap();
    assert_eq!(event.implied.boolean("is_anonymous"), None);
}

#[test]
fn what_asterisk_was_not_told_is_neither_a_number_nor_a_name() {
    for (number, name) in [("<unknown>", "<unknown>"), ("Blocked", "<Unknown>")] {
        let body = format!(
            r#"{{"moment":"before_call","call_id":"c","caller_number":"{number}","caller_name":"{name}"}}"#
        );
        let event = read(&body).unwrap();
        assert_eq!(event.facts.get("caller_number"), None, "{number}");
        assert_eq!(event.facts.get("caller_name"), None, "{name}");
        assert_eq!(event.implied.boolean("is_anonymous"), Some(true));
    }
}

#[test]
fn the_card_of_a_call_is_found_under_any_name_of_it() {
    let event = read(r#"{"moment":"before_call","call_id":"a/b 1"}"#).unwrap();
    assert_eq!(
        event.implied.text("call_card_url"),
        Some("https://h.example/calls/a%2Fb%201")
    );
    assert_eq!(event.facts.boolean("is_test"), Some(false));
}

#[test]
fn lists_come_as_arrays_and_as_text() {
    let both = Some(Value::List(vec!["vip".to_owned(), "tyres".to_owned()]));
    assert_eq!(fact(r#""tags":["vip","tyres"]"#), both);
    assert_eq!(fact(r#""tags":"vip, tyres""#), both);
}

#[test]
fn what_identifies_an_event_is_required() {
    let fields = |body: &str| -> Vec<String> {
        read(body)
            .unwrap_err()
            .into_iter()
            .map(|fault| fault.field)
            .collect()
    };
    assert_eq!(fields("{}"), ["call_id", "moment"]);
    assert_eq!(
        fields(r#"{"moment":"after_cal","call_id":"c"}"#),
        ["moment"]
    );
    assert_eq!(
        fields(r#"{"moment":"after_call","call_id":"c","occurred_at":"x"}"#),
        ["occurred_at"]
    );
}

#[test]
fn a_text_that_is_too_long_is_a_fault_and_a_transcript_may_be_longer() {
    let long = "a".repeat(FIELD_BYTES_MAX + 1);
    assert_eq!(fault(&format!(r#""caller_name":"{long}""#)), "caller_name");
    assert!(fact(&format!(r#""transcript":"{long}""#)).is_some());
}

#[test]
fn an_event_without_a_name_of_its_own_is_named_by_its_id() {
    let event = read(r#"{"moment":"after_call","call_id":"c"}"#).unwrap();
    assert_eq!(event.event_id, event.id.to_string());
    assert_eq!(event.occurred_at, 1_772_871_785_000);
    let named = read(r#"{"moment":"after_call","call_id":"c","event_id":"e-1"}"#).unwrap();
    assert_eq!(named.event_id, "e-1");
}

#[test]
fn a_number_and_its_text_say_the_same() {
    let one =
        read(r#"{"moment":"after_call","call_id":"c","duration":184,"comment":null}"#).unwrap();
    let other = read(r#"{"moment":"after_call","call_id":"c","duration":"184"}"#).unwrap();
    assert_eq!((one.identity, one.content), (other.identity, other.content));
}
