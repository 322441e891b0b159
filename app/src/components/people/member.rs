//! One person of the tenant: what they may do, until when, and the way out.

use super::{
    api::ChangeMember,
    invite::{LastDay, Roles},
    remove::RemoveDialog,
    view::MemberLine,
};
use crate::{
    components::{saving::Saving, time::Time},
    i18n::{Key, text, use_texts},
    refusal::{address_of, use_form_of},
    session::use_may,
};
use domain::{Right, Role};
use leptos::prelude::*;

/// The row; for an owner with a form that works without JavaScript too.
#[component]
pub fn MemberRow(
    member: Memo<MemberLine>,
    others: Memo<Vec<MemberLine>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let controls = if use_may(Right::ManageMembers) {
        view! { <Controls member others on_change/> }.into_any()
    } else {
        let role =
            move || member.with(|member| t.named(&format!("nav.role.{}", member.role.key())));
        view! { <span class="settings-end chip quiet">{role}</span> }.into_any()
    };
    view! {
        <li>
            {move || view! { <Who member=member.get()/> }}
            {controls}
        </li>
    }
}

#[component]
fn Who(member: MemberLine) -> impl IntoView {
    let t = use_texts();
    let you = member
        .is_self
        .then(|| view! { " "<span class="chip">{t.get(text::PEOPLE_YOU)}</span> });
    let over = member
        .is_over
        .then(|| view! { " "<span class="state failed">{t.get(text::PEOPLE_OVER)}</span> });
    view! {
        <span class="people-who">
            <span><strong>{member.email}</strong>{you}{over}</span>
            <small class="quiet-text">{t.get(text::SETTINGS_SINCE)}" "<Time stamp=member.since/></small>
        </span>
    }
}

#[component]
fn Controls(
    member: Memo<MemberLine>,
    others: Memo<Vec<MemberLine>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let id = member.with_untracked(|member| member.id.to_string());
    let save = use_form_of::<ChangeMember>(&id);
    let address = address_of::<ChangeMember>(&id);
    let answer = Signal::derive(move || save.value().get());
    let removing = RwSignal::new(false);
    let standing = Memo::new(move |_| member.with(Standing::of));
    view! {
        <ActionForm action=save attr:class="people-form">
            <input type="hidden" name="id" value=id/>
            {move || view! { <Fields standing=standing.get()/> }}
            <button class="button" type="submit" formaction=address>{t.get(text::COMMON_SAVE)}</button>
            <button type="button" class="button quiet danger" on:click=move |_| removing.set(true)>{t.get(text::PEOPLE_REMOVE)}</button>
            <Saving answer on_change/>
        </ActionForm>
        <RemoveDialog open=removing member others on_change/>
    }
}

/// What the form of a member is about: it is made anew only where that has become other.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Standing {
    email: String,
    role: Role,
    last_day: String,
    numbers: bool,
}

impl Standing {
    fn of(member: &MemberLine) -> Self {
        Self {
            email: member.email.clone(),
            role: member.role,
            last_day: member.last_day.clone(),
            numbers: member.numbers,
        }
    }
}

#[component]
fn Fields(standing: Standing) -> impl IntoView {
    let t = use_texts();
    let role = RwSignal::new(standing.role);
    let whose = standing.email;
    let label = |key: Key| t.with(key, &[("email", &whose)]);
    view! {
        <div class="field people-role">
            <span class="field-label" aria-hidden="true">{t.get(text::PEOPLE_ROLE)}</span>
            <Roles role label=label(text::PEOPLE_ROLE_OF)/>
        </div>
        <LastDay last_day=standing.last_day label=label(text::PEOPLE_END_OF)/>
        <label class="check" hidden=move || role.get().may(Right::SeeNumbers)>
            <input type="checkbox" name="numbers" value="on" checked=standing.numbers aria-label=label(text::PEOPLE_NUMBERS_OF)/>
            <span aria-hidden="true">{t.get(text::PEOPLE_NUMBERS)}</span>
        </label>
    }
}
