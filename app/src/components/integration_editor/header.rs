//! The heading of the editor: how the integration stands, and what can be done with it.

use super::{
    actions::{Actions, Busy},
    dom,
    model::use_editor,
    switch_on::{SwitchOn, SwitchOnDialog},
};
use crate::{
    components::{
        dialog::ConfirmDialog,
        icon::{Icon, Symbol},
        look::ask::AskToChange,
        menu::{DropMenu, Menu},
        page_header::{PageHeader, Parent},
    },
    i18n::{text, use_texts},
};
use domain::Right;
use leptos::prelude::*;

/// The heading.
#[component]
pub fn EditorHeader() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let name = model.read(|form| form.name.trim().to_owned());
    let is_new = Memo::new(move |_| model.saved.with(Option::is_none));
    let title = Signal::derive(move || match name.get() {
        name if name.is_empty() && is_new.get() => t.get(text::EDITOR_TITLE_NEW).to_owned(),
        name if name.is_empty() => t.get(text::EDITOR_TITLE_UNNAMED).to_owned(),
        name => name,
    });
    let parent = Parent {
        path: "/integrations",
        name: t.get(text::NAV_INTEGRATIONS),
    };
    view! {
        <PageHeader title parent aside=Standing>
            <AskToChange right=Right::SetUp/>
            {model.may_change.then(|| view! { <Buttons is_new/> })}
        </PageHeader>
    }
}

/// Whether it sends: a word, a shape and a colour.
#[component]
fn Standing() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let standing = move || match model
        .saved
        .with(|saved| saved.as_ref().map(|loaded| loaded.draft.enabled))
    {
        Some(true) if model.is_failing => ("state failed", text::INTEGRATIONS_STANDING_FAILING),
        Some(true) => ("state delivered", text::EDITOR_STATE_ENABLED),
        Some(false) => ("state held", text::EDITOR_STATE_PAUSED),
        None => ("state skipped", text::EDITOR_STATE_NEW),
    };
    view! {
        <span class=move || standing().0>{move || t.get(standing().1)}</span>
        <Show when=move || !model.may_change><span class="chip quiet">{t.get(text::EDITOR_STATE_READ_ONLY)}</span></Show>
        <Show when=move || model.is_dirty.get() && model.may_change && model.saved.with(Option::is_some)>
            <span class="unsaved">{t.get(text::EDITOR_SAVE_UNSAVED)}</span>
        </Show>
    }
}

#[component]
fn Buttons(is_new: Memo<bool>) -> impl IntoView {
    let t = use_texts();
    let actions = Actions::here();
    let (is_saving, word) = (move || is_saving(actions), move || save_word(actions));
    view! {
        <Show when=move || !is_new.get()><More/></Show>
        <button type="button" class="button" on:click=|_| dom::bring_soon("#test-panel", "#test-panel button")>
            {t.get(text::EDITOR_TEST_GO)}
        </button>
        <button type="button" class="button primary" title="Ctrl+S" aria-keyshortcuts="Control+S" disabled=is_saving on:click=move |_| actions.save()>
            {word}
        </button>
    }
}

/// The button once more at the end of the form, where a screen is too small to see both.
#[component]
pub fn SaveEnd() -> impl IntoView {
    let actions = Actions::here();
    view! {
        <div class="save-end">
            <button type="button" class="button primary" disabled=move || is_saving(actions) on:click=move |_| actions.save()>
                {move || save_word(actions)}
            </button>
        </div>
    }
}

fn is_saving(actions: Actions) -> bool {
    actions.busy.get() == Some(Busy::Saving)
}

fn save_word(actions: Actions) -> &'static str {
    use_texts().get(if is_saving(actions) {
        text::EDITOR_SAVE_SAVING
    } else {
        text::COMMON_SAVE
    })
}

/// Pause, duplicate and delete.
#[component]
fn More() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let actions = Actions::here();
    let asking = RwSignal::new(false);
    let menu = Menu::closed();
    let enabled = Memo::new(move |_| {
        model
            .saved
            .with(|saved| saved.as_ref().is_some_and(|loaded| loaded.draft.enabled))
    });
    let switch = move || {
        let (symbol, key) = if enabled.get() {
            (Symbol::Pause, text::EDITOR_MORE_PAUSE)
        } else {
            (Symbol::Play, text::EDITOR_MORE_ENABLE)
        };
        view! { <Icon symbol/>{t.get(key)} }
    };
    let switch_on = SwitchOn::of(actions);
    let run = move |act: fn(Actions)| {
        move |_| {
            menu.close();
            act(actions);
        }
    };
    let title = Signal::derive(move || {
        t.with(
            text::EDITOR_MORE_DELETE_TITLE,
            &[("name", &model.form.with(|form| form.name.clone()))],
        )
    });
    let button = view! {
        <summary class="button quiet">{t.get(text::EDITOR_MORE_TITLE)}<Icon symbol=Symbol::Down/></summary>
    };
    view! {
        <DropMenu menu button=button.into_any()>
            <div class="drop-items">
                <button type="button" class="drop-item" on:click=move |_| { menu.close(); if enabled.get_untracked() { actions.enable(false); } else { switch_on.ask(); } }>{switch}</button>
                <button type="button" class="drop-item" on:click=run(Actions::duplicate)><Icon symbol=Symbol::Copy/>{t.get(text::EDITOR_MORE_DUPLICATE)}</button>
                <button type="button" class="drop-item danger" on:click=move |_| { menu.close(); asking.set(true); }><Icon symbol=Symbol::Bin/>{t.get(text::COMMON_DELETE)}</button>
            </div>
        </DropMenu>
        <ConfirmDialog open=asking title lost=Signal::stored(t.get(text::EDITOR_MORE_DELETE_LOST).to_owned())
            word=t.get(text::COMMON_DELETE) on_confirm=move |()| actions.delete()/>
        <SwitchOnDialog switch_on/>
    }
}
