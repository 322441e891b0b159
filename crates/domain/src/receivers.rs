//! To whom an integration or a connection sends: a secret goes only to those for whom it was
//! typed.

use crate::{
    connection::{Auth, CLIENT_SECRET, ConnectionDraft, joined_url},
    fault::{Fault, FieldError},
    integration::{IntegrationDraft, is_signing_secret},
    url::UrlParts,
};
use std::collections::{BTreeMap, BTreeSet};

/// Scheme, host and port of every address that is given secrets, that of the tokens included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receivers(BTreeSet<String>);

impl Receivers {
    /// Those of an integration, read below its connection where it has one.
    #[must_use]
    pub fn of(draft: &IntegrationDraft, connection: Option<&ConnectionDraft>) -> Self {
        let base = connection.map_or("", |connection| connection.url.as_str());
        let steps = draft.steps.iter().map(|step| &step.url);
        let urls = std::iter::once(&draft.url).chain(steps);
        let urls = urls.map(|url| joined_url(base, url));
        Self::gathered(urls, draft.auth.as_ref())
    }

    /// Those of a connection.
    #[must_use]
    pub fn of_connection(draft: &ConnectionDraft) -> Self {
        Self::gathered(std::iter::once(draft.url.clone()), draft.auth.as_ref())
    }

    fn gathered(urls: impl Iterator<Item = String>, auth: Option<&Auth>) -> Self {
        let token_url = match auth {
            Some(Auth::OAuth2(oauth)) => Some(oauth.token_url.clone()),
            Some(Auth::Basic { .. } | Auth::Bearer) | None => None,
        };
        // What is no address is like no other, and is a fault by itself.
        let origin = |url: String| UrlParts::of(&url).and_then(|it| it.origin()).unwrap_or(url);
        Self(urls.chain(token_url).map(origin).collect())
    }

    /// Whether everyone of them is among others.
    #[must_use]
    pub fn are_among(&self, others: &Self) -> bool {
        self.0.is_subset(&others.0)
    }

    /// Those of both.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// Which of the secrets that are kept for them are not for others: all of them, where those
    /// are not among them, but for what was typed anew or taken away.
    ///
    /// What signs stays: it is never sent, and whoever may test may have anything signed.
    #[must_use]
    pub fn withheld(
        &self,
        others: &Self,
        kept: &[String],
        typed: &BTreeMap<String, String>,
    ) -> Vec<String> {
        if others.are_among(self) {
            return Vec::new();
        }
        let is_withheld = |name: &&String| !is_signing_secret(name) && !typed.contains_key(*name);
        kept.iter().filter(is_withheld).cloned().collect()
    }
}

/// Says of secrets that are missing because they are withheld that they are to be typed anew.
pub fn tell_withheld(faults: &mut Vec<FieldError>, withheld: &[String], auth: Option<&Auth>) {
    let is_withheld = |name: &str| withheld.iter().any(|withheld| withheld == name);
    for fault in faults.iter_mut() {
        let name = fault.arguments.get("name");
        if fault.fault == Fault::SecretMissing && name.is_some_and(|name| is_withheld(name)) {
            fault.fault = Fault::SecretWithheld;
        }
    }
    // OAuth2 goes without it at some receivers, so that it is not missed.
    let uses = matches!(auth, Some(Auth::OAuth2(_))) && is_withheld(CLIENT_SECRET);
    if uses && !faults.iter().any(|fault| fault.field == "auth") {
        let fault = FieldError::new("auth", Fault::SecretWithheld);
        faults.push(fault.with("name", CLIENT_SECRET));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integration::KEY_SECRET;
    use serde_json::json;

    fn integration(url: &str, further: &[&str]) -> IntegrationDraft {
        let steps = further.iter().map(
            |url| json!({"name": "Next", "url": url, "method": "GET", "body_format": "query"}),
        );
        let draft = json!({
            "name": "CRM", "url": url, "moment": "after_call", "method": "GET",
            "steps": steps.collect::<Vec<_>>(),
        });
        serde_json::from_value(draft).unwrap()
    }

    fn connection(url: &str) -> ConnectionDraft {
        serde_json::from_value(json!({"name": "CRM", "url": url})).unwrap()
    }

    fn signs_in(token_url: &str) -> Auth {
        let oauth = json!({"oauth2": {
            "grant": "refresh_token", "token_url": token_url, "client_id": "7",
        }});
        serde_json::from_value(oauth).unwrap()
    }

    #[test]
    fn scheme_host_and_port_tell_receivers_apart_and_nothing_else_does() {
        let kept = Receivers::of(&integration("https://crm.example/a?b=1", &[]), None);
        for (url, same) in [
            ("https://crm.example/other#x", true),
            ("HTTPS://CRM.example:443", true),
            ("http://crm.example/a", false),
            ("https://crm.example:8443/a", false),
            ("https://crm.example.evil.example/a", false),
            ("https://evil.example/https://crm.example/a", false),
            ("no address", false),
        ] {
            let now = Receivers::of(&integration(url, &[]), None);
            assert_eq!(now.are_among(&kept), same, "{url}");
        }
    }

    #[test]
    fn further_steps_and_the_token_address_count_too() {
        let kept = Receivers::of(&integration("https://crm.example/a", &[]), None);
        let step = integration("https://crm.example/a", &["https://evil.example/"]);
        assert!(!Receivers::of(&step, None).are_among(&kept));
        let mut token = integration("https://crm.example/a", &[]);
        token.auth = Some(signs_in("https://evil.example/token"));
        assert!(!Receivers::of(&token, None).are_among(&kept));
        token.auth = Some(signs_in("https://crm.example/token"));
        assert!(Receivers::of(&token, None).are_among(&kept));
        let mut shared = connection("https://crm.example");
        let before = Receivers::of_connection(&shared);
        shared.auth = Some(signs_in("https://evil.example/token"));
        assert!(!Receivers::of_connection(&shared).are_among(&before));
    }

    #[test]
    fn an_integration_below_a_connection_sends_where_that_leads() {
        let draft = integration("lead", &[]);
        let (one, other) = (
            connection("https://a.example"),
            connection("https://b.example"),
        );
        let kept = Receivers::of(&draft, Some(&one));
        assert!(!Receivers::of(&draft, Some(&other)).are_among(&kept));
        assert!(Receivers::of_connection(&one).are_among(&kept));
        let both = kept.and(Receivers::of_connection(&other));
        assert!(Receivers::of(&draft, Some(&other)).are_among(&both));
    }

    #[test]
    fn secrets_are_withheld_from_others_unless_typed_anew_and_those_that_sign_stay() {
        let kept = Receivers::of(&integration("https://crm.example", &[]), None);
        let other = Receivers::of(&integration("https://evil.example", &[]), None);
        let names = ["key", "signature", "token"].map(str::to_owned);
        let typed = BTreeMap::from([("token".to_owned(), "t-2".to_owned())]);
        assert_eq!(kept.withheld(&other, &names, &typed), [KEY_SECRET]);
        assert!(kept.withheld(&kept, &names, &typed).is_empty());
    }

    #[test]
    fn a_withheld_secret_that_is_missed_is_told_as_such() {
        let missing = |name| FieldError::new("key", Fault::SecretMissing).with("name", name);
        let mut faults = vec![missing("key"), missing("other")];
        tell_withheld(&mut faults, &["key".to_owned()], None);
        let told: Vec<Fault> = faults.iter().map(|fault| fault.fault).collect();
        assert_eq!(told, [Fault::SecretWithheld, Fault::SecretMissing]);
        let mut faults = Vec::new();
        let auth = signs_in("https://crm.example/token");
        tell_withheld(&mut faults, &[CLIENT_SECRET.to_owned()], Some(&auth));
        assert_eq!((faults[0].field.as_str(), faults.len()), ("auth", 1));
    }
}
