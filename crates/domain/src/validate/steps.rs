//! Faults of further steps, and of the values that they take from answers.

use super::{Surroundings, answers, check_name, check_request, headers, tidy_url, trim};
use crate::{
    answer::JsonPath,
    fault::{Fault, FieldError},
    integration::{HeaderRow, IntegrationDraft, ParameterRow, TEXT_BYTES_MAX},
    parameter::{Parameter, STEP_PREFIX, is_custom_name},
    request::Steps,
    step::{OnlyIf, STEPS_MAX, Step, TAKES_MAX, Take},
};
use std::collections::BTreeSet;

/// The field of a step's form, from the step's index among all and the field within it.
pub(super) fn field(step: usize, within: &str) -> String {
    match step.checked_sub(1) {
        Some(index) => format!("steps.{index}.{within}"),
        None => within.to_owned(),
    }
}

/// Adds every fault that shows in a step by itself.
pub(super) fn check(
    draft: &IntegrationDraft,
    around: Surroundings<'_>,
    faults: &mut Vec<FieldError>,
) {
    check_takes(&draft.takes, faults);
    if draft.steps.len() >= STEPS_MAX {
        faults.push(FieldError::new("steps", Fault::TooMany).with("max", STEPS_MAX - 1));
    }
    for (index, step) in draft.steps.iter().take(STEPS_MAX).enumerate() {
        let mut found = Vec::new();
        check_step(draft, step, around, &mut found);
        let within = format!("steps.{index}.");
        faults.extend(found.into_iter().map(|fault| fault.within(&within)));
    }
}

fn check_step(
    draft: &IntegrationDraft,
    step: &Step,
    around: Surroundings<'_>,
    faults: &mut Vec<FieldError>,
) {
    check_name("name", &step.name, faults);
    check_request(step.request(), around, faults);
    let shared = around.connection;
    let key = shared.and_then(|it| it.key.as_ref()).or(draft.key.as_ref());
    let has_auth = draft.auth.is_some() || shared.is_some_and(|it| it.auth.is_some());
    let headers = shared.map_or(&[][..], |connection| &connection.headers);
    let seen = headers::set_elsewhere(headers, key, has_auth);
    headers::check(&step.headers, seen, faults);
    answers::check(step.success.as_ref(), faults);
    check_takes(&step.takes, faults);
    if let Some(only_if) = &step.only_if {
        check_only_if(only_if, faults);
    }
}

fn check_only_if(only_if: &OnlyIf, faults: &mut Vec<FieldError>) {
    if Parameter::find(&only_if.parameter).is_none() {
        let fault = FieldError::new("only_if.parameter", Fault::UnknownParameter);
        faults.push(fault.with("name", &only_if.parameter));
    }
    if only_if.value.len() > TEXT_BYTES_MAX {
        faults.push(FieldError::new("only_if.value", Fault::TooLong).with("max", TEXT_BYTES_MAX));
    }
}

fn check_takes(takes: &[Take], faults: &mut Vec<FieldError>) {
    if takes.len() > TAKES_MAX {
        faults.push(FieldError::new("takes", Fault::TooMany).with("max", TAKES_MAX));
    }
    let mut seen = BTreeSet::new();
    for (index, take) in takes.iter().take(TAKES_MAX).enumerate() {
        let name = format!("takes.{index}.name");
        if take.name.is_empty() {
            faults.push(FieldError::new(name, Fault::Required));
        } else if !is_custom_name(&take.name) {
            faults.push(FieldError::new(name, Fault::UnknownParameter).with("name", &take.name));
        } else if !seen.insert(&take.name) {
            faults.push(FieldError::new(name, Fault::DuplicateName).with("name", &take.name));
        }
        if JsonPath::parse(&take.path).is_err() {
            faults.push(FieldError::new(
                format!("takes.{index}.path"),
                Fault::PathInvalid,
            ));
        }
    }
}

/// Adds a fault for every value of a step that no earlier step takes.
pub(super) fn check_values(
    draft: &IntegrationDraft,
    compiled: &Steps,
    faults: &mut Vec<FieldError>,
) {
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for (index, step) in compiled.iter().enumerate() {
        let further = index
            .checked_sub(1)
            .and_then(|index| draft.steps.get(index));
        let only_if = further.and_then(|step| step.only_if.as_ref());
        let asked = only_if.map(|it| ("only_if.parameter".to_owned(), it.parameter.as_str()));
        for (within, name) in step.parameters().into_iter().chain(asked) {
            let own = name.strip_prefix(STEP_PREFIX);
            if own.is_some_and(|own| !taken.contains(own)) {
                let fault = FieldError::new(field(index, &within), Fault::StepValueUnknown);
                faults.push(fault.with("name", name));
            }
        }
        let takes = further.map_or(&draft.takes, |step| &step.takes);
        taken.extend(takes.iter().map(|take| take.name.as_str()));
    }
}

/// A step as it is kept.
pub(super) fn tidy(step: &mut Step, is_below: bool) {
    trim(&mut step.name);
    tidy_url(&mut step.url, is_below);
    tidy_rows(&mut step.parameters, &mut step.headers);
    step.body_template = step
        .body_template
        .take()
        .filter(|text| !text.trim().is_empty());
    answers::tidy(&mut step.success);
    tidy_takes(&mut step.takes);
}

/// Names lose blanks at their ends.
pub(super) fn tidy_rows(parameters: &mut [ParameterRow], headers: &mut [HeaderRow]) {
    parameters.iter_mut().for_each(|row| trim(&mut row.name));
    headers.iter_mut().for_each(|row| trim(&mut row.name));
}

/// Values as they are kept.
pub(super) fn tidy_takes(takes: &mut [Take]) {
    for take in takes {
        trim(&mut take.name);
        trim(&mut take.path);
    }
}
