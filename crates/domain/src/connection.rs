//! One CRM account: base address, key, sign-in and limits, shared by the integrations that
//! belong to it.

use crate::{
    ConnectionId,
    catalogue::catalogue,
    integration::{HeaderRow, KeyPlacement, Limits},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most connections of a tenant.
pub const CONNECTIONS_MAX: i64 = 200;
/// Longest name of who signs in, in bytes.
pub const LOGIN_BYTES_MAX: usize = 256;
/// Longest scope of OAuth2, in bytes.
pub const SCOPE_BYTES_MAX: usize = 1_024;

/// The name of the secret behind [`Auth::Basic`].
pub const PASSWORD_SECRET: &str = "password";
/// The name of the secret behind [`Auth::Bearer`].
pub const TOKEN_SECRET: &str = "token";
/// The name of the secret by which OAuth2 knows the client.
pub const CLIENT_SECRET: &str = "client_secret";
/// The name of the secret with which OAuth2 gets a new token.
pub const REFRESH_TOKEN_SECRET: &str = "refresh_token";
/// The name under which the engine puts in what `Authorization` carries. It is worked out of
/// the others at each try, and never kept.
pub const CREDENTIAL_SECRET: &str = "credential";

/// Where the CRM sends a person back who agreed, below the portal's own address.
pub const CALLBACK_PATH: &str = "/oauth/callback";

catalogue! {
    /// How OAuth2 gives out tokens.
    pub enum Grant {
        /// To the client itself.
        ClientCredentials = "client_credentials",
        /// To a person who agrees once in the browser; from then on with the refresh token.
        AuthorizationCode = "authorization_code",
        /// With a refresh token that was got elsewhere.
        RefreshToken = "refresh_token",
    }
}

catalogue! {
    /// How the client says who it is when it asks for a token.
    pub enum ClientAuth {
        /// In the `Authorization` header (RFC 6749, 2.3.1).
        Header = "header",
        /// In the form beside the grant.
        Form = "form",
    }
}

/// OAuth2 (RFC 6749). Its secrets are `client_secret` and `refresh_token`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OAuth2 {
    /// How tokens are given out.
    pub grant: Grant,
    /// Where they are asked for.
    pub token_url: String,
    /// Where a person agrees, for `authorization_code`.
    #[serde(default)]
    pub authorize_url: Option<String>,
    /// The client's public name.
    pub client_id: String,
    /// What the token is for; empty where the receiver does not ask.
    #[serde(default)]
    pub scope: String,
    /// How the client says who it is.
    #[serde(default = "form")]
    pub client_auth: ClientAuth,
}

const fn form() -> ClientAuth {
    ClientAuth::Form
}

/// How a receiver that asks for `Authorization` knows who calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// A name and the secret `password` (RFC 7617).
    Basic {
        /// The name.
        login: String,
    },
    /// The secret `token` (RFC 6750).
    Bearer,
    /// A token that is asked for and renewed.
    #[serde(rename = "oauth2")]
    OAuth2(OAuth2),
}

impl Auth {
    /// The word before the credential in the header.
    #[must_use]
    pub const fn scheme(&self) -> &'static str {
        match self {
            Self::Basic { .. } => "Basic",
            Self::Bearer | Self::OAuth2(_) => "Bearer",
        }
    }

    /// The secrets that it cannot do without.
    #[must_use]
    pub const fn secrets(&self) -> &'static [&'static str] {
        match self {
            Self::Basic { .. } => &[PASSWORD_SECRET],
            Self::Bearer => &[TOKEN_SECRET],
            Self::OAuth2(oauth) => match oauth.grant {
                Grant::ClientCredentials => &[CLIENT_SECRET],
                // Whoever agrees brings the refresh token; until then nothing can be sent.
                Grant::AuthorizationCode => &[CLIENT_SECRET],
                Grant::RefreshToken => &[REFRESH_TOKEN_SECRET],
            },
        }
    }
}

/// Whether a sign-in is by OAuth2 and another one than what is kept: said otherwise, or with
/// secrets that were typed. A token that was given before is not for it, and one that is given for
/// it belongs to nothing before it is kept.
#[must_use]
pub fn needs_new_token(
    auth: Option<&Auth>,
    kept: Option<&Auth>,
    typed: &BTreeMap<String, String>,
) -> bool {
    let names = [CLIENT_SECRET, REFRESH_TOKEN_SECRET];
    let has_typed = names.iter().any(|name| typed.contains_key(*name));
    matches!(auth, Some(Auth::OAuth2(_))) && (has_typed || auth != kept)
}

/// What a form or the API says of a connection, and what a version of it keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionDraft {
    /// How the customer recognises it.
    pub name: String,
    /// The base address; those of its integrations are read below it.
    pub url: String,
    /// Headers that every request of it carries.
    #[serde(default)]
    pub headers: Vec<HeaderRow>,
    /// Where the secret key goes, if there is one.
    #[serde(default)]
    pub key: Option<KeyPlacement>,
    /// How the receiver knows who calls, where it asks for `Authorization`.
    #[serde(default)]
    pub auth: Option<Auth>,
    /// How much at once, over all of its integrations.
    #[serde(default)]
    pub limits: Limits,
}

/// A connection as it stood at one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Which.
    pub id: ConnectionId,
    /// Which version of it; the first is 1.
    pub version: i32,
    /// The words of the version.
    pub draft: ConnectionDraft,
}

/// The whole address of a request: below the connection's, unless it names a host itself.
#[must_use]
pub fn joined_url(base: &str, url: &str) -> String {
    if is_absolute(url) {
        return url.to_owned();
    }
    let base = base.trim_end_matches('/');
    let url = url.trim_start_matches('/');
    if url.is_empty() || url.starts_with(['?', '#']) {
        format!("{base}{url}")
    } else {
        format!("{base}/{url}")
    }
}

/// Whether an address begins with a scheme; one in its path, query or braces is another's.
#[must_use]
pub fn is_absolute(url: &str) -> bool {
    url.split_once("://")
        .is_some_and(|(scheme, _)| !scheme.contains(['/', '?', '#', '{']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integration::KEY_SECRET;
    use serde_json::json;

    #[test]
    fn addresses_are_read_below_the_base() {
        for (url, joined) in [
            ("crm.lead.add", "https://x.com/rest/crm.lead.add"),
            ("/crm.lead.add?a=1", "https://x.com/rest/crm.lead.add?a=1"),
            ("?a=1", "https://x.com/rest?a=1"),
            ("", "https://x.com/rest"),
            ("{{call_id}}://x", "https://x.com/rest/{{call_id}}://x"),
            ("http://y.com/", "http://y.com/"),
        ] {
            assert_eq!(joined_url("https://x.com/rest/", url), joined, "{url}");
        }
    }

    #[test]
    fn a_changed_sign_in_needs_a_token_of_its_own() {
        let oauth: Auth = serde_json::from_value(json!({"oauth2": {
            "grant": "client_credentials", "token_url": "https://x.com/token", "client_id": "7",
        }}))
        .unwrap();
        let (oauth, bearer) = (Some(&oauth), Some(&Auth::Bearer));
        let typed = |name: &str| BTreeMap::from([(name.to_owned(), "x".to_owned())]);
        let none = BTreeMap::new();
        assert!(!needs_new_token(oauth, oauth, &none));
        assert!(!needs_new_token(oauth, oauth, &typed(KEY_SECRET)));
        assert!(needs_new_token(oauth, oauth, &typed(CLIENT_SECRET)));
        assert!(needs_new_token(oauth, bearer, &none));
        assert!(needs_new_token(oauth, None, &none));
        assert!(!needs_new_token(bearer, None, &typed(TOKEN_SECRET)));
    }

    #[test]
    fn a_way_to_sign_in_reads_as_it_is_written_in_the_api() {
        for written in [
            json!("bearer"),
            json!({"basic": {"login": "shop"}}),
            json!({"oauth2": {
                "grant": "refresh_token", "token_url": "https://x.com/token",
                "authorize_url": null, "client_id": "7", "scope": "", "client_auth": "form",
            }}),
        ] {
            let auth: Auth = serde_json::from_value(written.clone()).unwrap();
            assert_eq!(serde_json::to_value(&auth).unwrap(), written);
            assert!(!auth.secrets().is_empty());
        }
    }
}
