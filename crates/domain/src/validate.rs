//! Whether a draft can be saved: every fault at its field, in one pass.

mod answers;
mod auth;
mod conditions;
mod connections;
mod headers;
mod rows;
mod secrets;
mod steps;

use crate::{
    Moment,
    address::{AddressPolicy, Refusal},
    connection::{Auth, ConnectionDraft, is_absolute, joined_url},
    fault::{Fault, FieldError},
    integration::{
        BODY_TEMPLATE_BYTES_MAX, BodyFormat, FAILURE_RECIPIENTS_MAX, IntegrationDraft, KEY_SECRET,
        Limits, NAME_CHARS_MAX, PARALLEL, PER_SECOND, TIMEOUT_MS, URL_BYTES_MAX, WhenUnanswered,
        is_reserved_secret,
    },
    recording::WAIT_MINUTES,
    request::{Compiled, RequestWords, Steps, encoding::has_control},
    url::UrlParts,
};
pub use connections::{tidy_connection, validate_connection};
pub use headers::RESERVED as RESERVED_HEADERS;
pub use secrets::{too_many_secrets, validate_secrets};
use std::{collections::BTreeSet, fmt::Display, ops::RangeInclusive};

/// What a draft is judged by beside its own words.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// The secrets that exist or come with the draft, those of its connection included.
    pub secret_names: &'a [String],
    /// Which addresses may be sent to.
    pub policy: &'a AddressPolicy,
    /// The connection that the draft names, if that is there.
    pub connection: Option<&'a ConnectionDraft>,
}

/// Every fault of a draft; empty if it can be saved.
///
/// Where the host is a literal address it is judged by the policy; names are judged when they
/// are sent.
#[must_use]
pub fn validate(draft: &IntegrationDraft, around: Surroundings<'_>) -> Vec<FieldError> {
    let mut faults = Vec::new();
    check_name("name", &draft.name, &mut faults);
    check_request(draft.request(), around, &mut faults);
    check_headers(draft, around, &mut faults);
    rows::check_key(draft.key.as_ref(), draft.request(), &mut faults);
    conditions::check(draft, &mut faults);
    answers::check(draft.success.as_ref(), &mut faults);
    check_limits(&draft.limits, &mut faults);
    check_range("timeout_ms", draft.timeout_ms, TIMEOUT_MS, &mut faults);
    check_connection(draft, around, &mut faults);
    auth::check(draft.auth.as_ref(), around.policy, &mut faults);
    steps::check(draft, around, &mut faults);
    check_unanswered(draft, &mut faults);
    check_recording(draft, &mut faults);
    if draft.failure_recipients.len() > FAILURE_RECIPIENTS_MAX {
        let fault = FieldError::new("failure_recipients", Fault::TooMany);
        faults.push(fault.with("max", FAILURE_RECIPIENTS_MAX));
    }
    match Compiled::all(draft, around.connection) {
        Err(found) => faults.extend(found),
        Ok(compiled) => {
            steps::check_values(draft, &compiled, &mut faults);
            check_secrets(draft, &compiled, around, &mut faults);
        }
    }
    first_of_each_field(faults)
}

/// What is asked of the request of any step.
fn check_request(words: RequestWords<'_>, around: Surroundings<'_>, faults: &mut Vec<FieldError>) {
    check_url(words.url, around, faults);
    check_body(words, faults);
    rows::check(words, faults);
}

/// The headers of the first step, and the key where it is one.
fn check_headers(draft: &IntegrationDraft, around: Surroundings<'_>, faults: &mut Vec<FieldError>) {
    let shared = around.connection;
    let headers = shared.map_or(&[][..], |connection| &connection.headers);
    let key = shared.and_then(|connection| connection.key.as_ref());
    let has_auth = draft.auth.is_some() || shared.is_some_and(|it| it.auth.is_some());
    let seen = headers::set_elsewhere(headers, key, has_auth);
    let mut seen = headers::check(&draft.headers, seen, faults);
    headers::check_key(draft.key.as_ref(), &mut seen, faults);
}

/// The draft as it is kept: trimmed, and `https://` before an address without a scheme.
///
/// Names lose blanks at their ends, since no receiver means them; constants and templates
/// keep theirs.
#[must_use]
pub fn tidy_draft(mut draft: IntegrationDraft) -> IntegrationDraft {
    let is_below = draft.connection.is_some();
    trim(&mut draft.name);
    tidy_url(&mut draft.url, is_below);
    steps::tidy_rows(&mut draft.parameters, &mut draft.headers);
    for condition in &mut draft.conditions {
        condition.values.iter_mut().for_each(trim);
    }
    draft.key.iter_mut().for_each(|key| trim(&mut key.name));
    draft.key = draft.key.filter(|key| !key.name.is_empty());
    draft.auth.iter_mut().for_each(auth::tidy);
    draft.body_template = draft.body_template.filter(|text| !text.trim().is_empty());
    answers::tidy(&mut draft.success);
    steps::tidy_takes(&mut draft.takes);
    for step in &mut draft.steps {
        steps::tidy(step, is_below);
    }
    draft
}

/// An address below a connection's is left as it is.
fn tidy_url(url: &mut String, is_below: bool) {
    trim(url);
    if !url.is_empty() && !is_below && !is_absolute(url) {
        url.insert_str(0, "https://");
    }
}

fn trim(text: &mut String) {
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        *text = trimmed.to_owned();
    }
}

fn check_name(field: &str, name: &str, faults: &mut Vec<FieldError>) {
    if name.trim().is_empty() {
        faults.push(FieldError::new(field, Fault::Required));
    } else if name.chars().count() > NAME_CHARS_MAX {
        faults.push(FieldError::new(field, Fault::TooLong).with("max", NAME_CHARS_MAX));
    } else if has_control(name) {
        faults.push(FieldError::new(field, Fault::LineBreak));
    }
}

fn check_url(url: &str, around: Surroundings<'_>, faults: &mut Vec<FieldError>) {
    // Below a connection the base alone may be meant.
    if url.trim().is_empty() && around.connection.is_none() {
        faults.push(FieldError::new("url", Fault::Required));
    } else if url.len() > URL_BYTES_MAX {
        faults.push(FieldError::new("url", Fault::TooLong).with("max", URL_BYTES_MAX));
    } else if has_control(url) {
        faults.push(FieldError::new("url", Fault::LineBreak));
    }
    let Some(connection) = around.connection else {
        faults.extend(around.policy.judge_url(url).err().map(refused));
        return;
    };
    // The connection's key is for its own host alone.
    let whole = joined_url(&connection.url, url);
    let of = |url: &str| UrlParts::of(url).and_then(|parts| parts.origin());
    if of(&whole) != of(&connection.url) {
        faults.push(FieldError::new("url", Fault::HostOfConnection));
    }
    faults.extend(around.policy.judge_url(&whole).err().map(refused));
}

/// What the connection sets is not set twice.
fn check_connection(
    draft: &IntegrationDraft,
    around: Surroundings<'_>,
    faults: &mut Vec<FieldError>,
) {
    match (draft.connection, around.connection) {
        (None, _) => {}
        (Some(_), None) => {
            faults.push(FieldError::new("connection", Fault::ConnectionMissing));
        }
        (Some(_), Some(connection)) => {
            if draft.key.is_some() && connection.key.is_some() {
                faults.push(FieldError::new("key", Fault::SetByConnection));
            }
            if draft.auth.is_some() && connection.auth.is_some() {
                faults.push(FieldError::new("auth", Fault::SetByConnection));
            }
        }
    }
}

fn check_unanswered(draft: &IntegrationDraft, faults: &mut Vec<FieldError>) {
    if draft.when_unanswered == WhenUnanswered::SearchFirst && draft.steps.is_empty() {
        faults.push(FieldError::new("when_unanswered", Fault::NeedsSteps));
    }
}

/// Before the call is over there is no recording, and later moments have it.
fn check_recording(draft: &IntegrationDraft, faults: &mut Vec<FieldError>) {
    let field = "recording_wait_minutes";
    if let Some(minutes) = draft.recording_wait_minutes {
        if draft.moment != Moment::AfterCall {
            faults.push(FieldError::new(field, Fault::RecordingMoment));
        }
        check_range(field, minutes, WAIT_MINUTES, faults);
    }
}

/// Why nothing may be sent to an address, as a fault of the URL.
fn refused(refusal: Refusal) -> FieldError {
    refused_at("url", refusal)
}

fn refused_at(field: &str, refusal: Refusal) -> FieldError {
    match refusal {
        Refusal::Inner(address) => {
            FieldError::new(field, Fault::AddressInner).with("address", address)
        }
        Refusal::Own => FieldError::new(field, Fault::AddressInner).with("address", "Hookline"),
        Refusal::Port(port) => FieldError::new(field, Fault::PortForbidden).with("port", port),
    }
}

fn check_body(words: RequestWords<'_>, faults: &mut Vec<FieldError>) {
    if words.body_format != BodyFormat::Query && !words.method.may_have_body() {
        faults.push(FieldError::new("body_format", Fault::BodyWithGet));
    }
    if words
        .body_template
        .is_some_and(|text| text.len() > BODY_TEMPLATE_BYTES_MAX)
    {
        let fault = FieldError::new("body_template", Fault::TooLong);
        faults.push(fault.with("max", BODY_TEMPLATE_BYTES_MAX));
    }
}

fn check_limits(limits: &Limits, faults: &mut Vec<FieldError>) {
    check_range("limits.parallel", limits.parallel, PARALLEL, faults);
    if let Some(per_second) = limits.per_second {
        check_range("limits.per_second", per_second, PER_SECOND, faults);
    }
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
    compiled: &Steps,
    around: Surroundings<'_>,
    faults: &mut Vec<FieldError>,
) {
    let known: BTreeSet<&str> = around.secret_names.iter().map(String::as_str).collect();
    let of_key = draft.key.iter().map(|_| ("key".to_owned(), KEY_SECRET));
    let of_auth = draft.auth.iter().flat_map(Auth::secrets);
    let of_auth = of_auth.map(|name| ("auth".to_owned(), *name));
    let steps = compiled.iter().enumerate();
    let of_steps = steps.flat_map(|(index, step)| {
        let named = step.secrets().into_iter();
        named.map(move |(field, name)| (steps::field(index, &field), name))
    });
    for (field, name) in of_steps.chain(of_key).chain(of_auth) {
        // A secret that signs must not be sent along.
        if is_reserved_secret(name) {
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
