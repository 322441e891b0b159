//! The mail outbox, for the operator: what was sent, what waits, and what could not be delivered.

use crate::{
    components::{
        empty::Empty,
        loaded::Loaded,
        page_header::PageHeader,
        pager::Pager,
        staff::zone::TimesIn,
        staff_mail::{
            api::{MailPage, list_mails},
            reading::Reading,
            table::MailTable,
        },
    },
    i18n::{text, use_texts},
};
use domain::MailId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page; for anybody but staff there is nothing here.
#[component]
pub fn StaffMailPage() -> impl IntoView {
    let address = use_query_map();
    let after = Memo::new(move |_| {
        address.with(|address| address.get_str("after").unwrap_or_default().to_owned())
    });
    let chosen =
        Memo::new(move |_| address.with(|address| address.get_str("mail")?.parse::<MailId>().ok()));
    let page = Resource::new(move || after.get(), list_mails);
    let shown = move |page: MailPage| {
        view! { <Outbox page after=after.get_untracked() chosen/> }.into_any()
    };
    view! { <Loaded resource=page children=shown/> }.into_any()
}

#[component]
fn Outbox(page: MailPage, after: String, chosen: Memo<Option<MailId>>) -> impl IntoView {
    let t = use_texts();
    let newest = (!after.is_empty()).then(|| "/staff/mail".to_owned());
    let older = page.next.map(|next| format!("/staff/mail?after={next}"));
    let behind = after.clone();
    let reading = move || {
        let after = behind.clone();
        chosen.get().map(|id| view! { <Reading id after/> })
    };
    let no_server = (!page.has_server).then(|| {
        view! { <p class="note note-retrying">{t.get(text::STAFF_MAIL_NO_SERVER)}</p> }
    });
    let list = if page.lines.is_empty() {
        view! { <Empty title=t.get(text::STAFF_MAIL_EMPTY_TITLE) hint=t.get(text::STAFF_MAIL_EMPTY_HINT)/> }.into_any()
    } else {
        view! { <MailTable lines=page.lines after chosen/> }.into_any()
    };
    view! {
        <PageHeader title=t.get(text::NAV_STAFF_MAIL)/>
        <TimesIn/>
        <div class="staff-mail-split">
            <div class="stack">{no_server}{list}<Pager newest older/></div>
            {reading}
        </div>
    }
}
