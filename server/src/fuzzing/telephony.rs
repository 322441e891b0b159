//! What telephony platforms send: events as JSON, their own forms, and phone numbers.

use super::{NOW, tenant, text};
use crate::http::{
    ingest::{
        self, Reading, Unreadable, form::Form, json, read_phone, told::Told, twilio, whole_number,
        zadarma,
    },
    problem::ApiError,
};
use app::privacy::Masked;
use domain::{Facts, Value};
use serde_json::Value as Json;

/// So many digits in a row may be a phone number.
const NUMBER_DIGITS_MIN: usize = 7;

/// The body of `POST /api/v1/events`: every event is whole, and a fault names no value.
pub fn events(data: &[u8]) {
    let read = json::read(data);
    let is_list = read.as_ref().is_ok_and(|batch| batch.is_list);
    let taken = read.and_then(|batch| taken(batch.events, is_list, Unreadable::Refused));
    if let Err(error) = taken {
        names_no_value(&error, data);
    }
}

/// A notification of Zadarma.
pub fn zadarma(data: &[u8]) {
    notification(data, |form| {
        zadarma::signature(form, "secret");
        zadarma::told(form)
    });
}

/// A status callback of Twilio.
pub fn twilio(data: &[u8]) {
    notification(data, |form| {
        twilio::signature("https://h.example/", form, "secret");
        twilio::told(form)
    });
}

/// A country in the first line, and a number as somebody in it wrote it: it is read
/// into E.164 or kept as it came, and hidden whole from those who may not see it.
pub fn phone(data: &[u8]) {
    let (country, typed) = text(data).split_once('\n').unwrap_or_default();
    let phone = read_phone(typed, country);
    assert_eq!(phone.raw, phone.e164.as_deref().unwrap_or(typed));
    let Some(e164) = whole_number(typed, country) else {
        return;
    };
    let digits = e164.strip_prefix('+').unwrap_or_default();
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    assert!(is_number && (7..=15).contains(&digits.len()), "{e164}");
    let again = whole_number(&e164, country);
    assert_eq!(
        again.as_deref(),
        Some(e164.as_str()),
        "read otherwise again"
    );
    let masked = Masked::unless(false);
    let shown: String = masked
        .phone(&phone)
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    assert!(!shown.contains(digits), "the number is shown: {shown}");
    let facts: Facts = [("caller_number".to_owned(), Value::Phone(phone))]
        .into_iter()
        .collect();
    let answer = format!("<{e164}> <{digits}> <{typed}>");
    let shown = masked.text(&answer, &facts);
    assert!(
        !shown.contains(digits),
        "the answer shows the number: {shown}"
    );
}

fn notification<'a>(data: &'a [u8], told: impl for<'f> Fn(&'f Form<'a>) -> Option<Told<'f>>) {
    let Ok(form) = Form::read(data) else {
        return;
    };
    let told = told(&form).into_iter().collect();
    if let Err(error) = taken(told, false, Unreadable::LeftOut) {
        let values: Vec<_> = form
            .sorted()
            .into_iter()
            .map(|(_, text)| text.to_owned())
            .collect();
        none_in(&error, &values, "");
    }
}

/// Reads events, and looks whether what came of them is whole.
fn taken(told: Vec<Told<'_>>, is_list: bool, unreadable: Unreadable) -> Result<(), ApiError> {
    let tenant = tenant("UA");
    let reading = Reading {
        unreadable,
        ..Reading::of(&tenant, "https://h.example", NOW)
    };
    for event in ingest::read_all(&reading, told, is_list)? {
        assert!(!event.call_id.trim().is_empty() && !event.event_id.is_empty());
        assert_eq!(
            event.facts.get("call_id").map(Value::plain).as_deref(),
            Some(&*event.call_id)
        );
        let json = serde_json::to_string(&event.facts).unwrap_or_default();
        let again = serde_json::from_str::<Facts>(&json).ok();
        assert_eq!(
            again.as_ref(),
            Some(&event.facts),
            "facts are not kept as they are"
        );
    }
    Ok(())
}

fn names_no_value(error: &ApiError, data: &[u8]) {
    let (mut names, mut values) = (String::new(), Vec::new());
    if let Ok(json) = serde_json::from_slice::<Json>(data) {
        collect(&json, &mut names, &mut values);
    }
    none_in(error, &values, &names);
}

fn collect(json: &Json, names: &mut String, values: &mut Vec<String>) {
    match json {
        Json::Array(items) => items.iter().for_each(|item| collect(item, names, values)),
        Json::Object(fields) => {
            for (name, value) in fields {
                names.push_str(name);
                names.push('\n');
                collect(value, names, values);
            }
        }
        Json::String(text) => values.push(text.clone()),
        Json::Number(number) => values.push(number.to_string()),
        Json::Null | Json::Bool(_) => {}
    }
}

/// What may be a phone number is in no fault, unless the sender made a name of it.
fn none_in(error: &ApiError, values: &[String], names: &str) {
    let told = error.told();
    for value in values {
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        if digits >= NUMBER_DIGITS_MIN && !names.contains(value.as_str()) {
            assert!(
                !told.contains(value.as_str()),
                "a fault tells a value: {told}"
            );
        }
    }
}
