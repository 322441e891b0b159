//! Faults of a connection.

use super::{
    auth, check_limits, check_name, first_of_each_field, headers, refused_at, rows, tidy_url, trim,
};
use crate::{
    Method,
    address::AddressPolicy,
    connection::{Auth, ConnectionDraft},
    fault::{Fault, FieldError},
    integration::{BodyFormat, KEY_SECRET, URL_BYTES_MAX, is_reserved_secret},
    request::{Compiled, RequestWords, encoding::has_control},
};

/// Every fault of a connection; empty if it can be saved. `secret_names` are the secrets that
/// exist or come with it.
#[must_use]
pub fn validate_connection(
    draft: &ConnectionDraft,
    secret_names: &[String],
    policy: &AddressPolicy,
) -> Vec<FieldError> {
    let mut faults = Vec::new();
    check_name("name", &draft.name, &mut faults);
    check_base(&draft.url, policy, &mut faults);
    check_limits(&draft.limits, &mut faults);
    auth::check(draft.auth.as_ref(), policy, &mut faults);
    let seen = headers::set_elsewhere(&[], None, draft.auth.is_some());
    let mut seen = headers::check(&draft.headers, seen, &mut faults);
    headers::check_key(draft.key.as_ref(), &mut seen, &mut faults);
    rows::check_key(draft.key.as_ref(), words(draft), &mut faults);
    match Compiled::of_connection(words(draft)) {
        Err(found) => faults.extend(found),
        Ok(compiled) => check_secrets(draft, &compiled, secret_names, &mut faults),
    }
    first_of_each_field(faults)
}

/// A connection as it is kept.
#[must_use]
pub fn tidy_connection(mut draft: ConnectionDraft) -> ConnectionDraft {
    trim(&mut draft.name);
    tidy_url(&mut draft.url, false);
    draft.headers.iter_mut().for_each(|row| trim(&mut row.name));
    draft.key.iter_mut().for_each(|key| trim(&mut key.name));
    draft.key = draft.key.filter(|key| !key.name.is_empty());
    draft.auth.iter_mut().for_each(auth::tidy);
    draft
}

/// The connection as a request to its base address.
fn words(draft: &ConnectionDraft) -> RequestWords<'_> {
    RequestWords {
        url: &draft.url,
        method: Method::Get,
        body_format: BodyFormat::Query,
        body_template: None,
        headers: &draft.headers,
        parameters: &[],
    }
}

/// The base ends before any query: addresses are read below its path.
fn check_base(url: &str, policy: &AddressPolicy, faults: &mut Vec<FieldError>) {
    if url.is_empty() {
        faults.push(FieldError::new("url", Fault::Required));
    } else if url.len() > URL_BYTES_MAX {
        faults.push(FieldError::new("url", Fault::TooLong).with("max", URL_BYTES_MAX));
    } else if has_control(url) {
        faults.push(FieldError::new("url", Fault::LineBreak));
    } else if url.contains(['?', '#']) {
        faults.push(FieldError::new("url", Fault::UrlInvalid));
    }
    let refusal = policy.judge_url(url).err();
    faults.extend(refusal.map(|refusal| refused_at("url", refusal)));
}

fn check_secrets(
    draft: &ConnectionDraft,
    compiled: &Compiled,
    known: &[String],
    faults: &mut Vec<FieldError>,
) {
    let of_key = draft.key.iter().map(|_| ("key".to_owned(), KEY_SECRET));
    let of_auth = draft.auth.iter().flat_map(Auth::secrets);
    let of_auth = of_auth.map(|name| ("auth".to_owned(), *name));
    for (field, name) in compiled.secrets().into_iter().chain(of_key).chain(of_auth) {
        if is_reserved_secret(name) {
            faults.push(FieldError::new(field, Fault::SecretName).with("name", name));
        } else if !known.iter().any(|known| known == name) {
            faults.push(FieldError::new(field, Fault::SecretMissing).with("name", name));
        }
    }
}
