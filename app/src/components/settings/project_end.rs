//! The end of a project: it is merged into another one or deleted, each after a question.

use super::{
    api::{delete_project, merge_project},
    company::told,
};
use crate::{
    components::{
        deliveries::filters::Choice,
        dialog::ConfirmDialog,
        toast::{Toaster, use_toaster},
    },
    error::AppError,
    i18n::{Key, Texts, text, use_texts},
};
use domain::ProjectId;
use leptos::prelude::*;

/// Both ways.
#[component]
pub fn ProjectEnd(
    id: ProjectId,
    name: String,
    /// All projects.
    choices: StoredValue<Vec<Choice>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let of_merging = name.clone();
    view! {
        <div class="settings-form">
            <Merge id name=of_merging choices on_change/>
            <Delete id name on_change/>
        </div>
    }
}

/// Merges it into one that is chosen; nothing where there is no other.
#[component]
fn Merge(
    id: ProjectId,
    name: String,
    choices: StoredValue<Vec<Choice>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let (t, toaster) = (use_texts(), use_toaster());
    let others = choices.get_value().into_iter();
    let others: Vec<Choice> = others
        .filter(|(other, _)| *other != id.to_string())
        .collect();
    if others.is_empty() {
        return ().into_any();
    }
    let options = others
        .iter()
        .map(|(other, name)| view! { <option value=other.clone()>{name.clone()}</option> })
        .collect_view();
    let chosen = RwSignal::new(String::new());
    let asking = RwSignal::new(false);
    let into = Signal::derive(move || {
        let chosen = chosen.get();
        let found = others.iter().find(|(other, _)| *other == chosen);
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    });
    let says = move |key: Key| {
        let name = name.clone();
        Signal::derive(move || t.with(key, &[("name", &name), ("into", &into.get())]))
    };
    let done = says(text::SETTINGS_PROJECT_MERGED);
    let merge = Action::new(move |chosen: &String| {
        let (into, done) = (chosen.parse::<ProjectId>(), done.get_untracked());
        async move {
            let Ok(into) = into else { return };
            report(t, toaster, merge_project(id, into).await, done);
            on_change.try_run(());
        }
    });
    let title = says(text::SETTINGS_MERGE_TITLE);
    let lost = says(text::SETTINGS_MERGE_LOST);
    view! {
        <label class="field settings-wide">
            <span class="field-label">{t.get(text::SETTINGS_INTO)}</span>
            <select class="input" on:change=move |event| chosen.set(event_target_value(&event))>
                <option value="">{t.get(text::SETTINGS_INTO_NONE)}</option>
                {options}
            </select>
            <span class="field-help">{t.get(text::SETTINGS_INTO_HELP)}</span>
        </label>
        <div class="buttons settings-wide">
            <button type="button" class="button" disabled=move || chosen.with(String::is_empty) || merge.pending().get() on:click=move |_| asking.set(true)>
                {t.get(text::SETTINGS_MERGE)}
            </button>
        </div>
        <ConfirmDialog open=asking title lost word=t.get(text::SETTINGS_MERGE) on_confirm=move |()| { merge.dispatch(chosen.get_untracked()); }/>
    }
    .into_any()
}

/// Deletes it.
#[component]
fn Delete(id: ProjectId, name: String, on_change: Callback<()>) -> impl IntoView {
    let (t, toaster) = (use_texts(), use_toaster());
    let asking = RwSignal::new(false);
    let delete = Action::new(move |(): &()| async move {
        let done = t.get(text::SETTINGS_PROJECT_DELETED).to_owned();
        report(t, toaster, delete_project(id).await, done);
        on_change.try_run(());
    });
    let title = t.with(text::SETTINGS_DELETE_PROJECT_TITLE, &[("name", &name)]);
    view! {
        <div class="buttons settings-wide">
            <button type="button" class="button quiet danger" disabled=move || delete.pending().get() on:click=move |_| asking.set(true)>{t.get(text::SETTINGS_DELETE_PROJECT)}</button>
        </div>
        <ConfirmDialog open=asking title lost=t.get(text::SETTINGS_DELETE_PROJECT_LOST) word=t.get(text::COMMON_DELETE) on_confirm=move |()| { delete.dispatch(()); }/>
    }
}

/// Says what came of it.
fn report(t: Texts, toaster: Toaster, result: Result<(), AppError>, done: String) {
    match result {
        Ok(()) => toaster.done(done),
        Err(error) => toaster.failed(told(t, &error)),
    }
}
