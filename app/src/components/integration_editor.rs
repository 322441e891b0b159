//! The editor of an integration: the form, and beside it the exact request.

pub mod actions;
pub mod api;
mod auth;
mod auth_form;
mod basics;
mod body;
pub mod catalogue;
mod conditions;
mod connection;
mod dom;
mod drafts;
mod faults;
mod fields;
mod fold;
mod folds;
mod form;
mod format_settings;
mod formats;
mod guess;
mod header;
mod headers;
mod history;
mod key;
mod leaving;
mod lift;
mod limits;
pub mod model;
mod of;
mod paste;
mod paste_dialog;
mod picker;
mod preview;
mod recipients;
mod recording;
mod rendering;
mod row;
mod row_actions;
mod row_empty;
mod row_format;
mod row_menu;
mod row_value;
mod rows;
mod secret_field;
mod seen;
mod sends;
mod sent;
pub mod stamp;
mod step;
mod step_form;
mod step_rows;
mod steps;
mod success;
mod success_form;
mod switch_on;
mod table;
mod takes;
pub mod test_panel;
pub mod view;
mod words;
mod would;

use crate::{
    components::incidents::history::IncidentsOf,
    i18n::{text, use_texts},
};
use actions::Actions;
use basics::Basics;
use drafts::DraftOffer;
use folds::Folds;
use header::{EditorHeader, SaveEnd};
use history::{HistoryFold, PutBackNote};
use leptos::{ev, prelude::*};
use model::EditorModel;
use preview::PreviewPanel;
use sends::Sends;
use table::ParameterTable;
use test_panel::TestPanel;
use view::EditorData;
use would::WouldPanel;

/// The whole editor for what the server gave.
#[component]
pub fn Editor(data: EditorData) -> impl IntoView {
    let t = use_texts();
    let model = EditorModel::of(data);
    provide_context(model);
    let actions = Actions::of(model);
    provide_context(actions);
    let offer = RwSignal::new(None);
    let back = RwSignal::new(None);
    drafts::guard(model, offer);
    leaving::guard(model);
    save_by_keyboard(actions);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        actions.save();
    };
    let enabled = model.saved_enabled();
    let incidents = model.saved.with_untracked(|saved| {
        saved
            .as_ref()
            .map(|loaded| view! { <IncidentsOf id=loaded.id enabled/> })
    });
    let history = model.saved.with_untracked(|saved| {
        saved
            .as_ref()
            .map(|loaded| view! { <HistoryFold id=loaded.id back/> })
    });
    view! {
        <EditorHeader/>
        {incidents}
        <DraftOffer offer/>
        <PutBackNote back/>
        <div class="editor">
            <form class="panel editor-form" autocomplete="off" novalidate on:submit=submit>
                <Trouble/>
                <fieldset class="editor-fields" disabled=!model.may_change>
                    <Basics/>
                    <Sends/>
                    <ParameterTable/>
                    <Folds/>
                </fieldset>
                {model.may_change.then(|| view! { <SaveEnd/> })}
            </form>
            <aside class="editor-side" aria-label=t.get(text::EDITOR_PREVIEW_SIDE)>
                <PreviewPanel/>
                {model.may_change.then(|| view! { <TestPanel/> })}
                <WouldPanel/>
            </aside>
        </div>
        {history}
    }
}

/// Ctrl+S on every keyboard layout: the key is meant, not the letter on it.
fn save_by_keyboard(actions: Actions) {
    let listener = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && event.code() == "KeyS" {
            event.prevent_default();
            actions.save();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Why the last saving did not work, above the form.
#[component]
fn Trouble() -> impl IntoView {
    let t = use_texts();
    let model = model::use_editor();
    let actions = Actions::here();
    let count =
        Memo::new(move |_| i64::try_from(model.faults.count_after_saving()).unwrap_or(i64::MAX));
    let faulty = move || {
        let count = count.get();
        (count > 0).then(|| {
            view! {
                <div class="note note-failed" role="alert">
                    <p>{t.count(text::EDITOR_SAVE_FAULTS, count)}</p>
                    <button type="button" class="button" on:click=|_| dom::focus_first_fault()>{t.get(text::EDITOR_SAVE_SHOW)}</button>
                </div>
            }
        })
    };
    view! {
        {faulty}
        <Show when=move || actions.conflict.get()>
            <div class="note note-failed" role="alert">
                <p>{t.get(text::EDITOR_SAVE_CONFLICT)}</p>
                <button type="button" class="button" on:click=move |_| actions.save_over()>{t.get(text::EDITOR_SAVE_OVER)}</button>
            </div>
        </Show>
    }
}
