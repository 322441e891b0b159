//! Words for what comes from the store and is read in pages and mails alike.

use crate::i18n::{Texts, text};
use store::Author;

/// Who changed something.
#[must_use]
pub fn author(t: Texts, author: &Author) -> String {
    let key = match author {
        Author::Member(email) => return email.clone(),
        Author::FormerMember => text::AUTHOR_FORMER,
        Author::Staff => text::AUTHOR_STAFF,
        Author::Key => text::AUTHOR_KEY,
        Author::System => text::COMMON_BRAND,
    };
    t.get(key).to_owned()
}
