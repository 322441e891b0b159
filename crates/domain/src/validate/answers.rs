//! Faults of the rules over answers.

use super::check_range;
use crate::{
    answer::{
        ANSWER_RULES_MAX, ANSWER_TEXT_BYTES_MAX, ANSWER_VALUES_MAX, AnswerRule, JsonPath,
        SuccessRule,
    },
    fault::{Fault, FieldError},
    integration::STATUSES_MAX,
};

/// Adds every fault of the rules of a step.
pub(super) fn check(rule: Option<&SuccessRule>, faults: &mut Vec<FieldError>) {
    let Some(rule) = rule else {
        return;
    };
    if rule.status.is_empty() && rule.answers.is_empty() {
        faults.push(FieldError::new("success.status", Fault::Required));
    }
    check_statuses("success.status", &rule.status, faults);
    if rule.answers.len() > ANSWER_RULES_MAX {
        let fault = FieldError::new("success.answers", Fault::TooMany);
        faults.push(fault.with("max", ANSWER_RULES_MAX));
    }
    for (index, answer) in rule.answers.iter().take(ANSWER_RULES_MAX).enumerate() {
        check_answer(&format!("success.answers.{index}"), answer, faults);
    }
}

/// Rules as they are kept: texts trimmed, empty ones left out.
pub(super) fn tidy(rule: &mut Option<SuccessRule>) {
    for answer in rule.iter_mut().flat_map(|rule| &mut rule.answers) {
        answer.path.iter_mut().for_each(super::trim);
        answer.path = answer.path.take().filter(|path| !path.is_empty());
        answer.contains.retain(|text| !text.trim().is_empty());
    }
}

fn check_statuses(field: &str, statuses: &[u16], faults: &mut Vec<FieldError>) {
    if statuses.len() > STATUSES_MAX {
        faults.push(FieldError::new(field, Fault::TooMany).with("max", STATUSES_MAX));
    }
    for (index, &status) in statuses.iter().take(STATUSES_MAX).enumerate() {
        check_range(&format!("{field}.{index}"), status, 100..=599, faults);
    }
}

fn check_answer(field: &str, rule: &AnswerRule, faults: &mut Vec<FieldError>) {
    if rule.is_blank() {
        faults.push(FieldError::new(field, Fault::Required));
    }
    check_statuses(&format!("{field}.status"), &rule.status, faults);
    let path = format!("{field}.path");
    match &rule.path {
        Some(text) if JsonPath::parse(text).is_err() => {
            faults.push(FieldError::new(path, Fault::PathInvalid));
        }
        None if !rule.values.is_empty() => faults.push(FieldError::new(path, Fault::Required)),
        Some(_) | None => {}
    }
    check_texts(&format!("{field}.values"), &rule.values, faults);
    check_texts(&format!("{field}.contains"), &rule.contains, faults);
}

fn check_texts(field: &str, texts: &[String], faults: &mut Vec<FieldError>) {
    if texts.len() > ANSWER_VALUES_MAX {
        faults.push(FieldError::new(field, Fault::TooMany).with("max", ANSWER_VALUES_MAX));
    } else if texts.iter().any(|text| text.len() > ANSWER_TEXT_BYTES_MAX) {
        faults.push(FieldError::new(field, Fault::TooLong).with("max", ANSWER_TEXT_BYTES_MAX));
    }
}
