//! What a saving sent: by it, what was typed while it ran is told from what is saved.

use super::form::Form;
use domain::{DraftSecrets, IntegrationDraft};
use std::collections::BTreeMap;

/// The form as it was when it was sent.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The name as it stood in its field.
    name: String,
    /// The address as it stood in its field.
    url: String,
    /// What was to be saved.
    pub draft: IntegrationDraft,
    secrets: DraftSecrets,
}

impl Sent {
    /// A form, the draft that it made and the secrets that went with it.
    #[must_use]
    pub fn of(form: &Form, draft: IntegrationDraft, secrets: DraftSecrets) -> Self {
        Self {
            name: form.name.clone(),
            url: form.url.clone(),
            draft,
            secrets,
        }
    }

    /// Shows name and address as the server tidied them, each unless it was typed on.
    pub fn tidy(&self, form: &mut Form, name: String, url: String) {
        if form.name == self.name {
            form.name = name;
        }
        if form.url == self.url {
            form.url = url;
        }
    }

    /// Leaves of the typed secrets those that were not sent with this text.
    pub fn leave_newer(&self, typed: &mut BTreeMap<String, String>) {
        typed.retain(|name, text| self.secrets.0.get(name) != Some(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(name: &str, url: &str, secrets: &[(&str, &str)]) -> (Form, Sent) {
        let mut form = Form::fresh();
        (form.name, form.url) = (name.to_owned(), url.to_owned());
        let sent = Sent::of(&form, form.draft(), DraftSecrets(texts(secrets)));
        (form, sent)
    }

    fn texts(secrets: &[(&str, &str)]) -> BTreeMap<String, String> {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        secrets.iter().map(own).collect()
    }

    #[test]
    fn what_was_sent_is_shown_tidied() {
        let (mut form, sent) = sent(" Leads ", " https://crm.example ", &[]);
        sent.tidy(&mut form, "Leads".into(), "https://crm.example/".into());
        assert_eq!(form.name, "Leads");
        assert_eq!(form.url, "https://crm.example/");
    }

    #[test]
    fn what_was_typed_since_stays_field_by_field() {
        let (mut form, sent) = sent("Leads ", "https://crm.example", &[]);
        form.name = "Leads of May".to_owned();
        sent.tidy(&mut form, "Leads".into(), "https://crm.example/".into());
        assert_eq!(form.name, "Leads of May");
        assert_eq!(form.url, "https://crm.example/");
    }

    #[test]
    fn only_secrets_that_were_sent_are_forgotten() {
        let (_, sent) = sent("Leads", "", &[("key", "first"), ("token", "same")]);
        let mut typed = texts(&[("key", "second"), ("token", "same"), ("late", "new")]);
        sent.leave_newer(&mut typed);
        assert_eq!(typed, texts(&[("key", "second"), ("late", "new")]));
    }
}
