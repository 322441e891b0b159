//! What a mail says: from the outbox's ids to words in the recipient's language.

mod incident;
mod key_end;
mod person;
mod silence;
mod suspension;

use super::text::{MailText, Part};
use crate::config::Config;
use app::{
    i18n::{Texts, text},
    stamp::day_and_clock,
};
use domain::{Tenant, notice::Notice};
use std::{collections::BTreeMap, time::Duration};
use store::{MailRow, Store, StoreError, mail_argument::BOUNCED};

/// Where a mail without a tenant tells its times.
const NO_ZONE: &str = "UTC";

/// What mails say of the server itself.
#[derive(Debug, Clone)]
pub struct House {
    /// Where people reach it, without a slash at its end.
    pub public_url: String,
    /// An integration that did nothing but fail for so long is switched off.
    pub switch_off_after: Duration,
}

impl House {
    /// What the settings say of it.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self {
            public_url: config.public_url.clone(),
            switch_off_after: config.switch_off_after,
        }
    }
}

/// Puts a mail of the outbox into words.
///
/// # Errors
/// `NotFound` where what it tells of is gone; those of the store.
pub async fn compose(store: &Store, house: &House, mail: &MailRow) -> Result<MailText, StoreError> {
    let tenant = match mail.tenant_id {
        Some(id) => Some(store.find_tenant(id).await?.ok_or(StoreError::NotFound)?),
        None => None,
    };
    let mut words = Words::of(mail, house, tenant.as_ref());
    let mut letter = if mail.notice.is_personal() {
        person::letter(&mut words)
    } else {
        let tenant = tenant.as_ref().ok_or(StoreError::NotFound)?;
        let tenant = &store.tenant(tenant.id);
        match mail.notice {
            Notice::CallsStopped | Notice::CallsResumed => {
                silence::letter(&mut words, tenant).await?
            }
            Notice::KeyEnds => key_end::letter(&mut words, tenant).await?,
            Notice::TenantSuspended | Notice::TenantResumed => {
                suspension::letter(&mut words, tenant).await?
            }
            _ => incident::letter(&mut words, tenant).await?,
        }
    };
    if let Some(address) = mail.arguments.get(BOUNCED) {
        words.name("address", address.clone());
        letter = bounced(&words, letter);
    }
    let zone = tenant.as_ref().map_or(NO_ZONE, |tenant| &tenant.zone);
    let zone = words.t.with(text::MAIL_FOOTER_ZONE, &[("zone", zone)]);
    letter.footer.push(zone);
    Ok(letter)
}

/// The words of one mail, with what they name.
struct Words<'a> {
    t: Texts,
    mail: &'a MailRow,
    house: &'a House,
    zone: String,
    names: BTreeMap<String, String>,
}

impl<'a> Words<'a> {
    fn of(mail: &'a MailRow, house: &'a House, tenant: Option<&Tenant>) -> Self {
        let company = tenant.map(|tenant| ("company".to_owned(), tenant.name.clone()));
        Self {
            t: Texts::of(mail.language),
            mail,
            house,
            zone: tenant.map_or(NO_ZONE, |tenant| &tenant.zone).to_owned(),
            names: company.into_iter().collect(),
        }
    }

    /// Names something that the words may hold.
    fn name(&mut self, name: &str, value: String) {
        self.names.insert(name.to_owned(), value);
    }

    /// Words by the rest of their key under `mail`.
    fn say(&self, key: &str) -> String {
        self.t.find_with(&format!("mail.{key}"), &self.names)
    }

    /// Words of what this mail tells.
    fn say_of_it(&self, key: &str) -> String {
        self.say(&format!("{}.{key}", self.mail.notice))
    }

    /// A time on the tenant's clock.
    fn time(&self, at_ms: i64) -> String {
        day_and_clock(self.t, &self.zone, at_ms)
    }

    /// A time that the mail names.
    fn time_of(&self, argument: &str) -> Option<String> {
        let at_ms = self.mail.arguments.get(argument)?.parse().ok()?;
        Some(self.time(at_ms))
    }

    fn argument(&self, name: &str) -> Option<&'a str> {
        self.mail.arguments.get(name).map(String::as_str)
    }

    /// A letter that begins as this mail does.
    fn begin(&self) -> MailText {
        let mut letter = MailText::new(self.mail.language, &self.say_of_it("subject"));
        letter.text(self.say_of_it("text"));
        letter
    }

    /// Where a page of the portal is.
    fn page(&self, path: &str) -> String {
        format!("{}{path}", self.house.public_url)
    }
}

/// What owners get in place of a mail that could not be delivered. What was for one person alone
/// they do not read.
fn bounced(words: &Words<'_>, meant: MailText) -> MailText {
    let mut letter = MailText::new(words.mail.language, &words.say("bounced.subject"));
    let mut names = words.names.clone();
    names.insert("subject".to_owned(), meant.subject.clone());
    if words.mail.notice.is_personal() {
        letter.text(words.t.find_with("mail.bounced.personal", &names));
        let settings = (words.say("link.settings"), words.page("/settings"));
        letter.parts.push(Part::Links(vec![settings]));
    } else {
        letter.text(words.say("bounced.text"));
        letter.text(meant.subject);
        letter.parts.extend(meant.parts);
    }
    letter.footer.push(words.say("footer.owner"));
    letter
}
