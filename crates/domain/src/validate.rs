//! Whether a draft can be saved: every fault at its field, in one pass.

mod conditions;
mod headers;
mod rows;
mod secrets;

use crate::{
    address::{AddressPolicy, Refusal},
    fault::{Fault, FieldError},
    integration::{
        BODY_TEMPLATE_BYTES_MAX, BodyFormat, IntegrationDraft, KEY_SECRET, NAME_CHARS_MAX,
        PARALLEL, PER_SECOND, STATUSES_MAX, TIMEOUT_MS, URL_BYTES_MAX, is_signing_secret,
    },
    request::{Compiled, encoding::has_control},
};
pub use headers::RESERVED as RESERVED_HEADERS;
pub use secrets::validate_secrets;
use std::{collections::BTreeSet, fmt::Display, ops::RangeInclusive};

/// Every fault of a draft; empty if it can be saved.
///
/// `secret_names` are the secrets that exist or come with the draft. Where the host is a
/// literal address it is judged by `policy`; names are judged when they are sent.
#[must_use]
pub fn validate(
    draft: &IntegrationDraft,
    secret_names: &[String],
    policy: &AddressPolicy,
) -> Vec<FieldError> {
    let mut faults = Vec::new();
    check_name(draft, &mut faults);
    check_url(draft, policy, &mut faults);
    check_body(draft, &mut faults);
    rows::check(draft, &mut faults);
    headers::check(draft, &mut faults);
    conditions::check(draft, &mut faults);
    check_success(draft, &mut faults);
    check_limits(draft, &mut faults);
    match Compiled::of(draft) {
        Err(found) => faults.extend(found),
        Ok(compiled) => check_secrets(draft, &compiled, secret_names, &mut faults),
    }
    first_of_each_field(faults)
}

/// The draft as it is kept: trimmed, and `https://` before an address without a scheme.
///
/// Names lose blanks at their ends, since no receiver means them; constants and templates
/// keep theirs.
#[must_use]
pub fn tidy_draft(mut draft: IntegrationDraft) -> IntegrationDraft {
    trim(&mut draft.name);
    trim(&mut draft.url);
    if !draft.url.is_empty() && !has_scheme(&draft.url) {
        draft.url.insert_str(0, "https://");
    }
    draft
        .parameters
        .iter_mut()
        .for_each(|row| trim(&mut row.name));
    draft.headers.iter_mut().for_each(|row| trim(&mut row.name));
    for condition in &mut draft.conditions {
        condition.values.iter_mut().for_each(trim);
    }
    draft.key.iter_mut().for_each(|key| trim(&mut key.name));
    draft.key = draft.key.filter(|key| !key.name.is_empty());
    draft.body_template = draft.body_template.filter(|text| !text.trim().is_empty());
    draft
}

/// Whether a URL begins with a scheme; one in its path, query or braces is another URL's.
fn has_scheme(url: &str) -> bool {
    url.split_once("://")
        .is_some_and(|(scheme, _)| !scheme.contains(['/', '?', '#', '{']))
}

fn trim(text: &mut String) {
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        *text = trimmed.to_owned();
    }
}

fn check_name(draft: &IntegrationDraft, faults: &mut Vec<FieldError>) {
    if draft.name.trim().is_empty() {
        faults.push(FieldError::new("name", Fault::Required));
    } else if draft.name.chars().count() > NAME_CHARS_MAX {
        faults.push(FieldError::new("name", Fault::TooLong).with("max", NAME_CHARS_MAX));
    } else if has_control(&draft.name) {
        faults.push(FieldError::new("name", Fault::LineBreak));
    }
}

fn check_url(draft: &IntegrationDraft, policy: &AddressPolicy, faults: &mut Vec<FieldError>) {
    if draft.url.trim().is_empty() {
        faults.push(FieldError::new("url", Fault::Required));
    } else if draft.url.len() > URL_BYTES_MAX {
        faults.push(FieldError::new("url", Fault::TooLong).with("max", URL_BYTES_MAX));
    } else if has_control(&draft.url) {
        faults.push(FieldError::new("url", Fault::LineBreak));
    }
    faults.extend(policy.judge_url(&draft.url).err().map(refused));
}

/// Why nothing may be sent to an address, as a fault of the URL.
fn refused(refusal: Refusal) -> FieldError {
    match refusal {
        Refusal::Inner(address) => {
            FieldError::new("url", Fault::AddressInner).with("address", address)
        }
        Refusal::Own => FieldError::new("url", Fault::AddressInner).with("address", "Hookline"),
        Refusal::Port(port) => FieldError::new("url", Fault::PortForbidden).with("port", port),
    }
}

fn check_body(draft: &IntegrationDraft, faults: &mut Vec<FieldError>) {
    if draft.body_format != BodyFormat::Query && !draft.method.may_have_body() {
        faults.push(FieldError::new("body_format", Fault::BodyWithGet));
    }
    if draft
        .body_template
        .as_ref()
        .is_some_and(|text| text.len() > BODY_TEMPLATE_BYTES_MAX)
    {
        let fault = FieldError::new("body_template", Fault::TooLong);
        faults.push(fault.with("max", BODY_TEMPLATE_BYTES_MAX));
    }
}

fn check_success(draft: &IntegrationDraft, faults: &mut Vec<FieldError>) {
    let Some(rule) = &draft.success else {
        return;
    };
    if rule.status.is_empty() {
        faults.push(FieldError::new("success.status", Fault::Required));
    } else if rule.status.len() > STATUSES_MAX {
        faults.push(FieldError::new("success.status", Fault::TooMany).with("max", STATUSES_MAX));
    }
    for (index, &status) in rule.status.iter().take(STATUSES_MAX).enumerate() {
        check_range(
            &format!("success.status.{index}"),
            status,
            100..=599,
            faults,
        );
    }
}

fn check_limits(draft: &IntegrationDraft, faults: &mut Vec<FieldError>) {
    check_range("limits.parallel", draft.limits.parallel, PARALLEL, faults);
    if let Some(per_second) = draft.limits.per_second {
        check_range("limits.per_second", per_second, PER_SECOND, faults);
    }
    check_range("timeout_ms", draft.timeout_ms, TIMEOUT_MS, faults);
}

fn check_range<T: PartialOrd + Display + Copy>(
    field: &str,
    value: T,
    range: RangeInclusive<T>,
    faults: &mut Vec<FieldError>,
) {
    if !range.contains(&value) {
        faults.push(
            FieldError::new(field, Fault::OutOfRange)
                .with("min", range.start())
                .with("max", range.end()),
        );
    }
}

/// Every secret that is named must exist; that of the signature is made where it is missing.
fn check_secrets(
    draft: &IntegrationDraft,
    compiled: &Compiled,
    secret_names: &[String],
    faults: &mut Vec<FieldError>,
) {
    let known: BTreeSet<&str> = secret_names.iter().map(String::as_str).collect();
    let of_key = draft.key.iter().map(|_| ("key".to_owned(), KEY_SECRET));
    for (field, name) in compiled.secrets().into_iter().chain(of_key) {
        // A secret that signs must not be sent along.
        if is_signing_secret(name) {
            faults.push(FieldError::new(field, Fault::SecretName).with("name", name));
        } else if !known.contains(name) {
            faults.push(FieldError::new(field, Fault::SecretMissing).with("name", name));
        }
    }
}

/// One fault a field is enough: the first is the plainest.
fn first_of_each_field(mut faults: Vec<FieldError>) -> Vec<FieldError> {
    let mut seen = BTreeSet::new();
    faults.retain(|fault| seen.insert(fault.field.clone()));
    faults
}

#[cfg(test)]
mod tests;
