//! The mail of a key that ends soon.

use super::Words;
use crate::mail::text::{MailText, Part};
use app::stamp::day_and_year;
use domain::integration::KEY_SECRET;
use store::{
    StoreError, TenantStore,
    mail_argument::{CONNECTION, INTEGRATION, KEY, UNTIL},
};

/// The mail without what all mails end with.
pub(super) async fn letter(
    words: &mut Words<'_>,
    tenant: &TenantStore,
) -> Result<MailText, StoreError> {
    let (name, link) = owner(words, tenant).await?;
    let until = words.argument(UNTIL).and_then(|at| at.parse::<i64>().ok());
    // The first instant after the last day is another day.
    let last = until.ok_or(StoreError::NotFound)?.saturating_sub(1);
    let day = day_and_year(words.t, &words.zone, last);
    let key = match words.argument(KEY) {
        Some(KEY_SECRET) | None => words.say("key_ends.key"),
        Some(name) => name.to_owned(),
    };
    words.name("name", name);
    words.name("key", key);
    words.name("day", day);
    let mut letter = words.begin();
    letter.text(words.say("key_ends.remedy"));
    letter.parts.push(Part::Links(vec![link]));
    letter.footer.push(words.say("footer.key_ends"));
    Ok(letter)
}

/// What the integration or connection is called, and the way to it.
async fn owner(
    words: &Words<'_>,
    tenant: &TenantStore,
) -> Result<(String, (String, String)), StoreError> {
    if let Some(text) = words.argument(CONNECTION) {
        let id = text.parse().map_err(|_| StoreError::NotFound)?;
        let name = tenant.get_connection(id).await?.draft.name;
        let link = (
            words.say("link.connection"),
            words.page(&format!("/connections/{id}")),
        );
        return Ok((name, link));
    }
    let text = words.argument(INTEGRATION).ok_or(StoreError::NotFound)?;
    let id = text.parse().map_err(|_| StoreError::NotFound)?;
    let name = tenant.background(id, words.mail.created_at).await?.name;
    let link = (
        words.say("link.integration"),
        words.page(&format!("/integrations/{id}")),
    );
    Ok((name, link))
}
