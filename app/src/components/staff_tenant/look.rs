//! "View as": looking into the cabinet of a tenant as one of its members.

use super::view::{AskedLook, PersonLine};
use crate::{
    components::{kept_rows::kept_rows, time::Time},
    i18n::{text, use_texts},
};
use domain::{
    SupportAccess, TenantId,
    access::{LOOK_MINUTES, REASON_CHARS_MAX, TICKET_CHARS_MAX},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The form; a plain one, so that the session is another one afterwards.
#[component]
pub fn LookForm(
    tenant: TenantId,
    members: Memo<Vec<PersonLine>>,
    access: Memo<SupportAccess>,
    /// The look that this person asked for, or that the tenant agreed to.
    asked: Memo<Option<AskedLook>>,
) -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let told = move || {
        let key = address.with(|address| address.get_str("look").unwrap_or_default().to_owned());
        let told = t.find(&format!("look.told.{key}"));
        told.map(|told| view! { <p class="note note-retrying" role="alert">{told}</p> })
    };
    let is_open = Memo::new(move |_| {
        let nobody = members.with(Vec::is_empty);
        access.get() != SupportAccess::Closed && !nobody
    });
    let form = move || is_open.get().then(|| view! { <Form tenant members/> });
    let rule = move || t.named(&format!("look.access.{}", access.get().key()));
    let asked = move || asked.get().map(|asked| view! { <Asked asked/> });
    view! {
        <section class="panel" id="look">
            <h2>{t.get(text::LOOK_TITLE)}</h2>
            <div class="panel-body stack">
                {told}
                <p class="quiet-text">{rule}</p>
                {asked}
                {form}
            </div>
        </section>
    }
}

#[component]
fn Asked(asked: AskedLook) -> impl IntoView {
    let t = use_texts();
    let what = if asked.may_enter {
        view! {
            <form method="post" action="/staff/look/enter">
                <input type="hidden" name="look" value=asked.id.to_string()/>
                <button type="submit" class="button primary">{t.get(text::LOOK_ENTER)}</button>
            </form>
        }
        .into_any()
    } else {
        view! { <span class="state waiting">{t.get(text::LOOK_WAITS)}</span> }.into_any()
    };
    view! {
        <div class="note">
            <p>{t.with(text::LOOK_TICKET, &[("ticket", &asked.ticket)])}" · "<Time stamp=asked.asked/></p>
            {what}
        </div>
    }
}

#[component]
fn Form(tenant: TenantId, members: Memo<Vec<PersonLine>>) -> impl IntoView {
    let t = use_texts();
    // Owners first: a tenant is looked at as its owner unless one member is meant.
    let members = Memo::new(move |_| {
        let mut members = members.get();
        members.sort_by_key(|member| member.role);
        members
    });
    let person = |member: Memo<PersonLine>| view! { <PersonOption member/> }.into_any();
    let people = kept_rows(members, |member| member.id, person);
    let minutes = LOOK_MINUTES.map(|minutes| {
        let word = t.with(text::COMMON_UNIT_MIN, &[("n", &minutes.to_string())]);
        view! { <option value=minutes.to_string()>{word}</option> }
    });
    view! {
        <form method="post" action="/staff/look/begin" class="settings-form">
            <input type="hidden" name="tenant" value=tenant.to_string()/>
            <label class="field settings-wide">
                <span class="field-label">{t.get(text::LOOK_AS)}</span>
                <select class="input" name="member">{people}</select>
            </label>
            <label class="field">
                <span class="field-label">{t.get(text::LOOK_TICKET_NUMBER)}</span>
                <input class="input" name="ticket" required maxlength=TICKET_CHARS_MAX.to_string() pattern="[A-Za-z0-9#._\\/\\-]+"/>
            </label>
            <label class="field">
                <span class="field-label">{t.get(text::LOOK_MINUTES)}</span>
                <select class="input" name="minutes">{minutes.into_iter().collect_view()}</select>
            </label>
            <label class="field settings-wide">
                <span class="field-label">{t.get(text::STAFF_TENANT_REASON)}</span>
                <input class="input" name="reason" required maxlength=REASON_CHARS_MAX.to_string()/>
                <span class="field-help">{t.get(text::STAFF_TENANT_REASON_HELP)}</span>
            </label>
            <div class="buttons settings-wide"><button type="submit" class="button primary">{t.get(text::LOOK_BEGIN)}</button></div>
        </form>
    }
}

/// A member as an option of a choice.
#[component]
pub(super) fn PersonOption(member: Memo<PersonLine>) -> impl IntoView {
    let t = use_texts();
    let id = member.with_untracked(|member| member.id.to_string());
    let who = move || {
        let (email, role) = member.with(|member| (member.email.clone(), member.role));
        format!("{email} · {}", t.named(&format!("nav.role.{}", role.key())))
    };
    view! { <option value=id>{who}</option> }
}
