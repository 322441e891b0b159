//! Faults of a way to sign in.

use super::{refused_at, trim};
use crate::{
    address::AddressPolicy,
    connection::{Auth, Grant, LOGIN_BYTES_MAX, OAuth2, SCOPE_BYTES_MAX},
    fault::{Fault, FieldError},
    integration::URL_BYTES_MAX,
    request::encoding::has_control,
    url::UrlParts,
};

/// Adds every fault of a way to sign in, at `auth`.
pub(super) fn check(auth: Option<&Auth>, policy: &AddressPolicy, faults: &mut Vec<FieldError>) {
    match auth {
        None | Some(Auth::Bearer) => {}
        Some(Auth::Basic { login }) => {
            check_text("auth.login", login, LOGIN_BYTES_MAX, faults);
            // The colon parts name and password (RFC 7617).
            if login.contains(':') {
                faults.push(FieldError::new("auth.login", Fault::HeaderName));
            }
        }
        Some(Auth::OAuth2(oauth)) => check_oauth(oauth, policy, faults),
    }
}

/// A way to sign in as it is kept.
pub(super) fn tidy(auth: &mut Auth) {
    match auth {
        Auth::Bearer => {}
        Auth::Basic { login } => trim(login),
        Auth::OAuth2(oauth) => {
            trim(&mut oauth.token_url);
            trim(&mut oauth.client_id);
            trim(&mut oauth.scope);
            oauth.authorize_url.iter_mut().for_each(trim);
            oauth.authorize_url = oauth.authorize_url.take().filter(|url| !url.is_empty());
        }
    }
}

fn check_oauth(oauth: &OAuth2, policy: &AddressPolicy, faults: &mut Vec<FieldError>) {
    check_text("auth.client_id", &oauth.client_id, LOGIN_BYTES_MAX, faults);
    check_url("auth.token_url", &oauth.token_url, policy, faults);
    match (&oauth.authorize_url, oauth.grant) {
        (Some(url), _) => check_url("auth.authorize_url", url, policy, faults),
        (None, Grant::AuthorizationCode) => {
            faults.push(FieldError::new("auth.authorize_url", Fault::Required));
        }
        (None, Grant::ClientCredentials | Grant::RefreshToken) => {}
    }
    if oauth.scope.len() > SCOPE_BYTES_MAX {
        faults.push(FieldError::new("auth.scope", Fault::TooLong).with("max", SCOPE_BYTES_MAX));
    } else if has_control(&oauth.scope) {
        faults.push(FieldError::new("auth.scope", Fault::LineBreak));
    }
}

fn check_text(field: &str, text: &str, max: usize, faults: &mut Vec<FieldError>) {
    if text.is_empty() {
        faults.push(FieldError::new(field, Fault::Required));
    } else if text.len() > max {
        faults.push(FieldError::new(field, Fault::TooLong).with("max", max));
    } else if has_control(text) {
        faults.push(FieldError::new(field, Fault::LineBreak));
    }
}

fn check_url(field: &str, url: &str, policy: &AddressPolicy, faults: &mut Vec<FieldError>) {
    check_text(field, url, URL_BYTES_MAX, faults);
    if url.contains("{{") {
        faults.push(FieldError::new(field, Fault::UrlTemplateInHost));
    }
    let parts = UrlParts::of(url).and_then(|parts| parts.host_port().map(drop));
    faults.extend(parts.err().map(|fault| FieldError::new(field, fault)));
    let refusal = policy.judge_url(url).err();
    faults.extend(refusal.map(|refusal| refused_at(field, refusal)));
}
