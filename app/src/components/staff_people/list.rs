//! The operator's people, with what an admin may do about them.

use super::api::{StaffLine, StaffView, remove_staff, set_staff_role};
use crate::{
    components::{
        dialog::ConfirmDialog,
        failure::sentence,
        icon::{Icon, Symbol},
        time::Time,
        toast::use_toaster,
    },
    error::AppError,
    i18n::{Texts, text, use_texts},
};
use domain::StaffRole;
use leptos::prelude::*;

/// The table, cards on a phone.
#[component]
pub fn StaffTable(view: StaffView, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let (may_manage, lines) = (view.may_manage, view.lines);
    let row = move |line: StaffLine| view! { <Row line may_manage on_change/> };
    view! {
        <table class="table cards people-table">
            <thead>
                <tr>
                    <th scope="col">{t.get(text::STAFF_PEOPLE_EMAIL)}</th>
                    <th scope="col">{t.get(text::STAFF_PEOPLE_ROLE)}</th>
                    <th scope="col">{t.get(text::STAFF_PEOPLE_SINCE)}</th>
                    <th scope="col"><span class="visually-hidden">{t.get(text::COMMON_ACTIONS)}</span></th>
                </tr>
            </thead>
            // By person: what is chosen in a row never comes to stand beside another's name.
            <tbody><For each=move || lines.clone() key=|line| line.id children=row/></tbody>
        </table>
    }
}

#[component]
fn Row(line: StaffLine, may_manage: bool, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let me = line
        .is_self
        .then(|| view! { <span class="chip">{t.get(text::STAFF_PEOPLE_YOU)}</span> });
    let role = if may_manage {
        view! { <RoleSelect line=line.clone() on_change/> }.into_any()
    } else {
        view! { <span class="chip quiet">{role_word(t, line.role)}</span> }.into_any()
    };
    view! {
        <tr>
            <td class="cell-grow">{line.email.clone()}" "{me}</td>
            <td class="cell-role">{role}</td>
            <td class="cell-time" data-label=t.get(text::STAFF_PEOPLE_SINCE)><Time stamp=line.since.clone()/></td>
            <td class="cell-actions">{may_manage.then(|| view! { <Remove line on_change/> })}</td>
        </tr>
    }
}

/// What a role is called.
pub(super) fn role_word(t: Texts, role: StaffRole) -> String {
    t.named(&format!("nav.staff_role.{}", role.key()))
}

#[component]
fn RoleSelect(line: StaffLine, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let label = format!("{}: {}", t.get(text::STAFF_PEOPLE_ROLE), line.email);
    let shown = RwSignal::new(line.role);
    let change = Action::new(move |role: &StaffRole| {
        let role = *role;
        async move {
            match set_staff_role(line.id, role).await {
                Ok(()) => toaster.done(t.get(text::COMMON_SAVED)),
                Err(error) => {
                    shown.try_set(line.role);
                    toaster.failed(why(t, &error));
                }
            }
            on_change.try_run(());
        }
    });
    let changed = move |event: leptos::ev::Event| {
        if let Some(role) = StaffRole::from_key(&event_target_value(&event)) {
            shown.set(role);
            change.dispatch(role);
        }
    };
    let options = StaffRole::ALL.iter().map(|role| {
        view! { <option value=role.key() selected=*role == line.role>{role_word(t, *role)}</option> }
    });
    view! {
        <select class="input" aria-label=label disabled=change.pending() prop:value=move || shown.get().key() on:change=changed>
            {options.collect_view()}
        </select>
    }
}

#[component]
fn Remove(line: StaffLine, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let asking = RwSignal::new(false);
    let title = t.with(text::STAFF_PEOPLE_REMOVE_TITLE, &[("email", &line.email)]);
    let label = format!("{}: {}", t.get(text::STAFF_PEOPLE_REMOVE), line.email);
    let hint = if line.is_self {
        t.get(text::STAFF_PEOPLE_NOT_SELF).to_owned()
    } else {
        label.clone()
    };
    let remove = Action::new(move |(): &()| async move {
        match remove_staff(line.id).await {
            Ok(()) => toaster.done(t.get(text::STAFF_PEOPLE_REMOVED)),
            Err(error) => toaster.failed(why(t, &error)),
        }
        on_change.try_run(());
    });
    view! {
        <button type="button" class="button quiet icon-only" title=hint aria-label=label disabled=line.is_self on:click=move |_| asking.set(true)><Icon symbol=Symbol::Bin/></button>
        <ConfirmDialog open=asking title lost=t.get(text::STAFF_PEOPLE_REMOVE_LOST) word=t.get(text::STAFF_PEOPLE_REMOVE) on_confirm=move |()| { remove.dispatch(()); }/>
    }
}

/// The last admin cannot go, which reads as a conflict elsewhere.
fn why(t: Texts, error: &AppError) -> String {
    match error {
        AppError::Conflict => t.get(text::STAFF_PEOPLE_LAST_ADMIN).to_owned(),
        other => sentence(t, other),
    }
}
