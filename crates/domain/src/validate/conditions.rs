//! Faults of the conditions.

use crate::{
    condition::{Comparison, Condition},
    fault::{Fault, FieldError},
    integration::{CONDITION_VALUES_MAX, CONDITIONS_MAX, IntegrationDraft, TEXT_BYTES_MAX},
    parameter::{CRM_PREFIX, Kind, Parameter, STEP_PREFIX},
};

/// Adds every fault of the conditions.
pub(super) fn check(draft: &IntegrationDraft, faults: &mut Vec<FieldError>) {
    if draft.conditions.len() > CONDITIONS_MAX {
        faults.push(FieldError::new("conditions", Fault::TooMany).with("max", CONDITIONS_MAX));
    }
    for (index, condition) in draft.conditions.iter().take(CONDITIONS_MAX).enumerate() {
        faults.extend(fault_of(&format!("conditions.{index}"), condition));
    }
}

fn fault_of(field: &str, condition: &Condition) -> Option<FieldError> {
    let Some(parameter) = asked(&condition.parameter) else {
        let fault = FieldError::new(format!("{field}.parameter"), Fault::UnknownParameter);
        return Some(fault.with("name", &condition.parameter));
    };
    let values = format!("{field}.values");
    if condition.values.is_empty() {
        Some(FieldError::new(values, Fault::Required))
    } else if condition.values.len() > CONDITION_VALUES_MAX {
        Some(FieldError::new(values, Fault::TooMany).with("max", CONDITION_VALUES_MAX))
    } else if condition
        .values
        .iter()
        .any(|value| value.len() > TEXT_BYTES_MAX)
    {
        Some(FieldError::new(values, Fault::TooLong).with("max", TEXT_BYTES_MAX))
    } else if !condition
        .values
        .iter()
        .all(|value| can_hold(condition.comparison, parameter, value))
    {
        Some(FieldError::new(values, Fault::ConditionInvalid))
    } else {
        None
    }
}

/// What a condition may ask for. Whether an event is wanted is decided when it comes: what answers
/// say is never known then.
fn asked(name: &str) -> Option<&'static Parameter> {
    let is_of_answer = [STEP_PREFIX, CRM_PREFIX]
        .iter()
        .any(|prefix| name.starts_with(prefix));
    Parameter::find(name).filter(|_| !is_of_answer)
}

/// Whether a comparison with this value could ever tell two calls apart.
fn can_hold(comparison: Comparison, parameter: &Parameter, value: &str) -> bool {
    match comparison {
        Comparison::AtLeast | Comparison::AtMost => {
            (parameter.kind.is_number() || parameter.is_family())
                && value.trim().parse::<f64>().is_ok_and(f64::is_finite)
        }
        Comparison::Contains => !value.is_empty(),
        Comparison::Is | Comparison::IsNot => match parameter.kind {
            // An empty value asks whether it is known at all.
            _ if value.is_empty() => true,
            Kind::Choice(keys) => keys.contains(&value),
            Kind::Boolean => matches!(value, "true" | "false"),
            Kind::Text
            | Kind::Integer
            | Kind::Seconds
            | Kind::Decimal
            | Kind::Phone
            | Kind::Time
            | Kind::Url
            | Kind::List
            | Kind::Country
            | Kind::Currency => true,
        },
    }
}
