//! One mail as its recipient reads it, with what became of it.

use super::api::{MailReading, Standing, read_mail};
use crate::{
    components::{
        icon::{Icon, Symbol},
        loaded::Loaded,
        time::Time,
    },
    i18n::{text, use_texts},
};
use domain::MailId;
use leptos::prelude::*;
use leptos_router::components::A;

/// The mail that the address names.
#[component]
pub fn Reading(
    id: MailId,
    /// Where the list behind it begins.
    after: String,
) -> impl IntoView {
    let t = use_texts();
    let mail = Resource::new(|| (), move |()| read_mail(id));
    let closed = if after.is_empty() {
        "/staff/mail".to_owned()
    } else {
        format!("/staff/mail?after={after}")
    };
    view! {
        <section class="panel staff-mail-reading" aria-label=t.get(text::STAFF_MAIL_READING)>
            <div class="panel-head">
                <strong>{t.get(text::STAFF_MAIL_READING)}</strong>
                <A href=closed attr:class="button quiet icon-only" attr:aria-label=t.get(text::COMMON_CLOSE) scroll=false>
                    <Icon symbol=Symbol::Cross/>
                </A>
            </div>
            <div class="panel-body"><Loaded resource=mail let:mail>{view! { <Mail mail/> }.into_any()}</Loaded></div>
        </section>
    }
}

#[component]
fn Mail(mail: MailReading) -> impl IntoView {
    let t = use_texts();
    let line = mail.line;
    let standing = line.standing;
    let hidden = line
        .notice
        .opens()
        .then(|| view! { <p class="note">{t.get(text::STAFF_MAIL_LINK_HIDDEN)}</p> });
    let next = line.next.map(|at| {
        let word = match standing {
            Standing::Sent => text::STAFF_MAIL_SENT_AT,
            Standing::Waiting | Standing::Retrying | Standing::Failed => text::STAFF_MAIL_NEXT_AT,
        };
        view! { " · "{t.get(word)}" "<Time stamp=at/> }
    });
    let tries = t.count(text::STAFF_MAIL_TRIES, i64::from(line.tries));
    let error = line
        .error
        .map(|error| view! { <p class="note note-failed"><code>{error}</code></p> });
    let words = match mail.words {
        Some((subject, words)) => view! {
            <h2>{subject}</h2>
            <pre class="staff-mail-text">{words}</pre>
        }
        .into_any(),
        None => view! { <p class="quiet-text">{t.get(text::STAFF_MAIL_GONE)}</p> }.into_any(),
    };
    let tenant = line.tenant.map(|(id, name)| {
        let href = format!("/staff/tenants/{id}");
        view! { <div><dt>{t.get(text::STAFF_MAIL_COLUMN_TENANT)}</dt><dd><A href=href attr:class="link">{name}</A></dd></div> }
    });
    view! {
        <div class="stack">
            <dl class="facts">
                <div><dt>{t.get(text::STAFF_MAIL_COLUMN_RECIPIENT)}</dt><dd>{line.recipient}</dd></div>
                {tenant}
                <div><dt>{t.get(text::STAFF_MAIL_COLUMN_STATE)}</dt><dd><span class=standing.class()>{t.get(standing.word())}</span></dd></div>
                <div><dt>{t.get(text::STAFF_MAIL_COLUMN_TRIES)}</dt><dd>{tries}{next}</dd></div>
            </dl>
            {error}
            {hidden}
            {words}
            <p class="field-help">{t.get(text::STAFF_MAIL_READ_NOTED)}</p>
        </div>
    }
}
