//! The database and the mail outbox.

use super::view::{MailLine, SystemView};
use crate::{
    i18n::{Texts, text, use_texts},
    stamp::span,
};
use leptos::prelude::*;

/// Bytes in a megabyte.
const MEGABYTE: i64 = 1_048_576;
/// Bytes in a gigabyte.
const GIGABYTE: i64 = 1_024 * MEGABYTE;

/// How much room the database takes.
#[component]
pub fn Database(view: SystemView) -> impl IntoView {
    let t = use_texts();
    view! {
        <section class="panel" id="database">
            <h2>{t.get(text::STAFF_SYSTEM_DATABASE)}</h2>
            <dl class="facts panel-body">
                <div><dt>{t.get(text::STAFF_SYSTEM_DATABASE_KIND)}</dt><dd>{view.database}</dd></div>
                <div><dt>{t.get(text::STAFF_SYSTEM_DATABASE_SIZE)}</dt><dd>{megabytes(t, view.database_bytes)}</dd></div>
            </dl>
        </section>
    }
}

/// Room in megabytes, or in gigabytes from one on, to a tenth.
pub(super) fn megabytes(t: Texts, bytes: i64) -> String {
    let (unit, word) = if bytes < GIGABYTE {
        (MEGABYTE, text::STAFF_SYSTEM_MEGABYTES)
    } else {
        (GIGABYTE, text::STAFF_SYSTEM_GIGABYTES)
    };
    let whole = t.number(bytes / unit);
    let tenth = bytes % unit * 10 / unit;
    let number = format!("{whole}{}{tenth}", t.get(text::COMMON_DECIMAL_POINT));
    t.with(word, &[("n", &number)])
}

/// The mail outbox.
#[component]
pub fn Mail(mail: MailLine) -> impl IntoView {
    let t = use_texts();
    let oldest = mail.oldest_ms.map(|ms| {
        let since = t.with(text::STAFF_SYSTEM_MAIL_SINCE, &[("time", &span(t, ms))]);
        view! { <small class="quiet-text">" "{since}</small> }
    });
    view! {
        <section class="panel" id="mail">
            <h2>{t.get(text::STAFF_SYSTEM_MAIL)}</h2>
            <dl class="facts panel-body">
                <div><dt>{t.get(text::STAFF_SYSTEM_MAIL_WAITING)}</dt><dd>{t.number(mail.waiting)}{oldest}</dd></div>
                <div><dt>{t.get(text::STAFF_SYSTEM_MAIL_SENT)}</dt><dd>{t.number(mail.sent)}</dd></div>
                <div><dt>{t.get(text::STAFF_SYSTEM_MAIL_FAILED)}</dt><dd>{t.number(mail.failed)}</dd></div>
            </dl>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    #[test]
    fn room_is_told_in_megabytes() {
        let t = Texts::of(Language::En);
        assert_eq!(megabytes(t, 1_572_864), "1.5 MB");
    }
}
