//! One person of the tenant: what they may do, until when, and the way out.

use super::{
    api::ChangeMember,
    invite::{LastDay, Roles},
    remove::RemoveDialog,
    view::MemberLine,
};
use crate::{
    components::{saving::Saving, time::Time},
    i18n::{text, use_texts},
    refusal::{address_of, use_form_of},
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;

/// The row; for an owner with a form that works without JavaScript too.
#[component]
pub fn MemberRow(
    member: MemberLine,
    others: StoredValue<Vec<MemberLine>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let you = member
        .is_self
        .then(|| view! { " "<span class="chip">{t.get(text::PEOPLE_YOU)}</span> });
    let over = member
        .is_over
        .then(|| view! { " "<span class="state failed">{t.get(text::PEOPLE_OVER)}</span> });
    let controls = if use_may(Right::ManageMembers) {
        view! { <Controls member=member.clone() others on_change/> }.into_any()
    } else {
        let role = t.named(&format!("nav.role.{}", member.role.key()));
        view! { <span class="settings-end chip quiet">{role}</span> }.into_any()
    };
    view! {
        <li>
            <span class="people-who">
                <span><strong>{member.email}</strong>{you}{over}</span>
                <small class="quiet-text">{t.get(text::SETTINGS_SINCE)}" "<Time stamp=member.since/></small>
            </span>
            {controls}
        </li>
    }
}

#[component]
fn Controls(
    member: MemberLine,
    others: StoredValue<Vec<MemberLine>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let id = member.id.to_string();
    let save = use_form_of::<ChangeMember>(&id);
    let address = address_of::<ChangeMember>(&id);
    let answer = Signal::derive(move || save.value().get());
    let role = RwSignal::new(member.role);
    let removing = RwSignal::new(false);
    let (whose, last_day) = (member.email.clone(), member.last_day.clone());
    view! {
        <ActionForm action=save attr:class="people-form">
            <input type="hidden" name="id" value=id/>
            <Roles role label=t.with(text::PEOPLE_ROLE_OF, &[("email", &whose)])/>
            <LastDay last_day label=t.with(text::PEOPLE_END_OF, &[("email", &whose)])/>
            <label class="check" hidden=move || role.get().may(Right::SeeNumbers)>
                <input type="checkbox" name="numbers" value="on" checked=member.numbers aria-label=t.with(text::PEOPLE_NUMBERS_OF, &[("email", &whose)])/>
                <span aria-hidden="true">{t.get(text::PEOPLE_NUMBERS)}</span>
            </label>
            <button class="button" type="submit" formaction=address>{t.get(text::COMMON_SAVE)}</button>
            <button type="button" class="button quiet danger" on:click=move |_| removing.set(true)>{t.get(text::PEOPLE_REMOVE)}</button>
            <Saving answer on_change/>
        </ActionForm>
        <RemoveDialog open=removing member others on_change/>
    }
}
