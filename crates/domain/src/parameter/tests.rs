//! Facts about the catalogue of parameters.

use super::*;
use std::collections::BTreeSet;

#[test]
fn the_catalogue_has_89_parameters_with_different_names() {
    let names: BTreeSet<_> = Parameter::ALL.iter().map(|entry| entry.name).collect();
    assert_eq!((Parameter::ALL.len(), names.len()), (89, 89));
}

#[test]
fn every_parameter_has_a_mark_for_every_moment() {
    for parameter in Parameter::ALL {
        assert_eq!(
            parameter.known.len(),
            Moment::ALL.len(),
            "{}",
            parameter.name
        );
        assert!(parameter.known.chars().all(|mark| "+~-".contains(mark)));
    }
}

#[test]
fn what_comes_again_from_call_to_call_is_known() {
    let comes_again = |name: &str| Parameter::find(name).unwrap().comes_again();
    let offered = [
        "tracking_number",
        "pool_name",
        "employee_name",
        "department",
        "project_name",
        "utm_campaign",
        "tags",
        "custom.branch",
    ];
    assert!(offered.into_iter().all(comes_again));
    let not_offered = [
        "caller_number",
        "call_id",
        "status",
        "duration",
        "crm.id",
        "step.id",
    ];
    assert!(!not_offered.into_iter().any(comes_again));
    for name in OF_ONE_CALL {
        let is_family = matches!(*name, "step.*" | "crm.*");
        assert!(is_family || Parameter::find(name).is_some(), "{name}");
    }
}

#[test]
fn every_example_is_of_its_kind() {
    for parameter in Parameter::ALL {
        let fits = match (parameter.kind, parameter.example()) {
            (Kind::Choice(keys), Value::Text(text)) => keys.contains(&text.as_str()),
            (Kind::Integer | Kind::Seconds, Value::Integer(_))
            | (Kind::Decimal, Value::Decimal(_))
            | (Kind::Boolean, Value::Boolean(_))
            | (Kind::Phone, Value::Phone(_))
            | (Kind::Time, Value::Time(_))
            | (Kind::List, Value::List(_)) => true,
            (Kind::Text | Kind::Url | Kind::Country | Kind::Currency, Value::Text(text)) => {
                !text.is_empty()
            }
            _ => false,
        };
        assert!(fits, "{}", parameter.name);
    }
}

#[test]
fn a_custom_name_belongs_to_the_family() {
    assert!(Parameter::find("custom.order_no").is_some_and(Parameter::is_family));
    assert_eq!(Parameter::find("custom."), None);
    assert_eq!(Parameter::find("custom.*"), None);
    assert_eq!(Parameter::find("custom.a b"), None);
    assert_eq!(Parameter::find(&format!("custom.{}", "x".repeat(65))), None);
}

#[test]
fn an_unknown_name_is_not_found() {
    assert_eq!(Parameter::find("callerNumber"), None);
    assert_eq!(Parameter::find(""), None);
}

#[test]
fn a_talk_is_not_known_before_the_call() {
    let talk = Parameter::find("talk_duration").unwrap();
    assert_eq!(talk.known_at(Moment::BeforeCall), Known::NotYet);
    assert_eq!(talk.known_at(Moment::AfterCall), Known::Always);
    let value = Parameter::find("call_value").unwrap();
    assert_eq!(value.known_at(Moment::CallUpdated), Known::Maybe);
}

#[test]
fn the_catalogue_reads_as_agreed() {
    let lines: Vec<_> = Parameter::ALL
        .iter()
        .map(|entry| {
            format!(
                "{:22} {:4} {:9} {:8} {:6} {}",
                entry.name,
                if entry.is_core { "core" } else { "" },
                entry.group,
                entry.kind.key(),
                entry.known,
                entry.example().plain(),
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
