//! The end of a project: it is merged into another one or deleted, each after a question.

use super::{
    api::{delete_project, merge_project},
    company::told,
    view::ProjectLine,
};
use crate::{
    components::{
        deliveries::filters::Choice,
        dialog::ConfirmDialog,
        kept_rows::kept_rows,
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
    name: Memo<String>,
    /// All projects.
    projects: Memo<Vec<ProjectLine>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let own = id.to_string();
    let others = Memo::new(move |_| others(&projects.read(), &own));
    let has_others = Memo::new(move |_| others.with(|others| !others.is_empty()));
    let merge = move || {
        has_others
            .get()
            .then(|| view! { <Merge id name others on_change/> })
    };
    view! {
        <div class="settings-form">
            {merge}
            <Delete id name on_change/>
        </div>
    }
}

/// All projects but one.
fn others(projects: &[ProjectLine], own: &str) -> Vec<Choice> {
    let others = projects.iter().filter(|project| project.id != own);
    others
        .map(|project| (project.id.clone(), project.name.clone()))
        .collect()
}

/// Merges it into one that is chosen.
#[component]
fn Merge(
    id: ProjectId,
    name: Memo<String>,
    others: Memo<Vec<Choice>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let (t, toaster) = (use_texts(), use_toaster());
    let option = |choice: Memo<Choice>| {
        let id = choice.with_untracked(|(id, _)| id.clone());
        view! { <option value=id>{move || choice.with(|(_, name)| name.clone())}</option> }
            .into_any()
    };
    let options = kept_rows(others, |(id, _)| id.clone(), option);
    let chosen = RwSignal::new(String::new());
    let asking = RwSignal::new(false);
    // One that is gone meanwhile is chosen no longer.
    let into = Memo::new(move |_| {
        let chosen = chosen.get();
        others.with(|others| others.iter().find(|(other, _)| *other == chosen).cloned())
    });
    let says = move |key: Key| {
        Signal::derive(move || {
            let (_, into) = into.get().unwrap_or_default();
            t.with(key, &[("name", &name.get()), ("into", &into)])
        })
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
            <button type="button" class="button" disabled=move || into.with(Option::is_none) || merge.pending().get() on:click=move |_| asking.set(true)>
                {t.get(text::SETTINGS_MERGE)}
            </button>
        </div>
        <ConfirmDialog open=asking title lost word=t.get(text::SETTINGS_MERGE) on_confirm=move |()| { merge.dispatch(chosen.get_untracked()); }/>
    }
}

/// Deletes it.
#[component]
fn Delete(id: ProjectId, name: Memo<String>, on_change: Callback<()>) -> impl IntoView {
    let (t, toaster) = (use_texts(), use_toaster());
    let asking = RwSignal::new(false);
    let delete = Action::new(move |(): &()| async move {
        let done = t.get(text::SETTINGS_PROJECT_DELETED).to_owned();
        report(t, toaster, delete_project(id).await, done);
        on_change.try_run(());
    });
    let title = Signal::derive(move || {
        t.with(
            text::SETTINGS_DELETE_PROJECT_TITLE,
            &[("name", &name.get())],
        )
    });
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
