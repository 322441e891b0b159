//! The mails as a table, cards on a phone.

use super::api::MailLine;
use crate::{
    components::time::Time,
    i18n::{text, use_texts},
};
use domain::MailId;
use leptos::prelude::*;
use leptos_router::components::A;

/// The rows.
#[component]
pub fn MailTable(
    lines: Vec<MailLine>,
    /// Where the page begins.
    after: String,
    /// The mail that is read.
    chosen: Memo<Option<MailId>>,
) -> impl IntoView {
    let t = use_texts();
    let heads = [
        text::STAFF_MAIL_COLUMN_WRITTEN,
        text::STAFF_MAIL_COLUMN_WHAT,
        text::STAFF_MAIL_COLUMN_RECIPIENT,
        text::STAFF_MAIL_COLUMN_TENANT,
        text::STAFF_MAIL_COLUMN_STATE,
    ];
    let heads = heads
        .map(|key| view! { <th scope="col">{t.get(key)}</th> })
        .into_iter()
        .collect_view();
    let rows = lines.into_iter().map(|line| {
        let href = address(line.id, &after);
        let id = line.id;
        let tenant = match line.tenant {
            Some((_, name)) => name,
            None => t.get(text::COMMON_NONE).to_owned(),
        };
        let (to, of) = (line.recipient.clone(), tenant.clone());
        view! {
            <tr aria-selected=move || (chosen.get() == Some(id)).then_some("true")>
                <td class="nowrap cell-time"><Time stamp=line.written/></td>
                <td class="cell-grow"><A href=href attr:class="row-link" scroll=false>{t.named(&format!("staff_mail.notice.{}", line.notice))}</A></td>
                <td class="cell-recipient" title=to>{line.recipient}</td>
                <td class="cell-tenant" title=of>{tenant}</td>
                <td class="cell-state"><span class=line.standing.class()>{t.get(line.standing.word())}</span></td>
            </tr>
        }
    });
    view! {
        <table class="table cards staff-mail-table">
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

fn address(id: MailId, after: &str) -> String {
    if after.is_empty() {
        format!("/staff/mail?mail={id}")
    } else {
        format!("/staff/mail?after={after}&mail={id}")
    }
}
