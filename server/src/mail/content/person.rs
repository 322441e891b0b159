//! Mails for one person: what they asked for, or what was done in their name.

use super::Words;
use crate::mail::text::{MailText, Part};
use app::i18n::text;
use store::mail_argument::{ADDRESS, AT, DEVICE, EMAIL, LINK, MINUTES, ROLE, TICKET, UNTIL};

/// The mail without what all mails end with.
pub(super) fn letter(words: &mut Words<'_>) -> MailText {
    name(words);
    let mut letter = words.begin();
    let facts = facts(words);
    if !facts.is_empty() {
        letter.parts.push(Part::Facts(facts));
    }
    if let Some(link) = words.argument(LINK) {
        let label = words.say_of_it("link");
        let link = (label, words.page(link));
        letter.parts.push(Part::Links(vec![link]));
        if let Some(until) = words.time_of(UNTIL) {
            letter.text(words.t.with(text::MAIL_UNTIL, &[("until", &until)]));
        }
    }
    letter.text(words.say_of_it("hint"));
    letter.footer.push(words.say("footer.person"));
    letter
}

/// Names what such mails name.
fn name(words: &mut Words<'_>) {
    let role = words.argument(ROLE).unwrap_or_default();
    words.name("role", words.t.named(&format!("nav.role.{role}")));
    for name in [EMAIL, TICKET, MINUTES] {
        words.name(name, words.argument(name).unwrap_or_default().to_owned());
    }
}

fn facts(words: &Words<'_>) -> Vec<(String, String)> {
    let told = [
        (text::MAIL_FACT_AT, words.time_of(AT)),
        (
            text::MAIL_FACT_DEVICE,
            words.argument(DEVICE).map(str::to_owned),
        ),
        (
            text::MAIL_FACT_ADDRESS,
            words.argument(ADDRESS).map(str::to_owned),
        ),
    ];
    let told = told.into_iter();
    told.filter_map(|(label, value)| Some((words.t.get(label).to_owned(), value?)))
        .collect()
}
