//! Mails of a suspension: the operator holds back what a tenant sends, and lets it go again.

use super::Words;
use crate::mail::text::{MailText, Part};
use app::i18n::text;
use domain::notice::Notice;
use store::{
    StoreError, TenantStore,
    mail_argument::{REASON, SINCE},
};

/// The mail without what all mails end with.
pub(super) async fn letter(
    words: &mut Words<'_>,
    tenant: &TenantStore,
) -> Result<MailText, StoreError> {
    let since = words.time_of(SINCE).unwrap_or_default();
    words.name("since", since);
    let mut letter = words.begin();
    let reason = words.argument(REASON).unwrap_or_default().to_owned();
    let why = (words.t.get(text::MAIL_FACT_WHY).to_owned(), reason);
    letter.parts.push(Part::Facts(vec![why]));
    letter.text(words.say_of_it("hint"));
    if words.mail.notice == Notice::TenantSuspended {
        let days = i64::from(tenant.retention().await?.calls_days);
        let kept = words.t.count(text::MAIL_TENANT_SUSPENDED_KEPT, days);
        letter.text(kept);
        letter.text(words.t.get(text::MAIL_TENANT_SUSPENDED_ASK));
    }
    let log = (words.say("link.deliveries"), words.page("/deliveries"));
    letter.parts.push(Part::Links(vec![log]));
    letter.footer.push(words.say("footer.owner"));
    Ok(letter)
}
