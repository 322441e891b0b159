//! The mails of calls that stopped coming, and of those that come again.

use super::{Words, incident::named};
use crate::mail::text::{MailText, Part};
use domain::{SenderId, notice::Notice};
use store::{
    StoreError, TenantStore,
    mail_argument::{EVENTS, HOURS, SENDER, SINCE, UNTIL},
};

/// The mail without what all mails end with.
pub(super) async fn letter(
    words: &mut Words<'_>,
    tenant: &TenantStore,
) -> Result<MailText, StoreError> {
    let sender: SenderId = named(words, SENDER)?;
    let name = tenant.sender_name(sender).await?;
    let since = words.time_of(SINCE).unwrap_or_default();
    words.name("name", name);
    words.name("since", since);
    if words.mail.notice == Notice::CallsResumed {
        let until = words.time_of(UNTIL).unwrap_or_default();
        words.name("until", until);
    } else {
        for count in [HOURS, EVENTS] {
            let number: i64 = named(words, count)?;
            words.name(count, words.t.number(number));
        }
    }
    let mut letter = words.begin();
    letter.text(words.say_of_it("advice"));
    let links = [
        ("link.incoming", "/incoming"),
        ("link.settings", "/settings"),
    ];
    let links = links.map(|(label, path)| (words.say(label), words.page(path)));
    letter.parts.push(Part::Links(links.into()));
    letter.footer.push(words.say("footer.telephony"));
    Ok(letter)
}
