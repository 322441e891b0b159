//! Headers beside those that Hookline sets.

use super::{
    fields::{FaultText, Line},
    folds::Fold,
    model::{EditorModel, use_editor},
};
use crate::{
    components::icon::{Icon, Symbol},
    i18n::{text, use_texts},
};
use domain::integration::{HeaderRow, RowValue};
use leptos::prelude::*;

/// A header's value as one text: a parameter in its braces.
fn text_of(value: &RowValue) -> String {
    match value {
        RowValue::Parameter(name) => format!("{{{{{name}}}}}"),
        RowValue::Constant(text) | RowValue::Template(text) => text.clone(),
    }
}

/// A text with braces has parameters in it; any other is always the same.
fn value_of(text: String) -> RowValue {
    if text.contains("{{") {
        RowValue::Template(text)
    } else {
        RowValue::Constant(text)
    }
}

fn edit(model: EditorModel, key: u32, change: impl FnOnce(&mut HeaderRow)) {
    let place = model
        .form
        .with_untracked(|form| form.headers.place(key))
        .unwrap_or_default();
    model.edit(&format!("headers.{place}"), |form| {
        if let Some(header) = form.headers.find_mut(key) {
            change(header);
        }
    });
}

/// The fold.
#[component]
pub fn HeadersFold() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let keys = model.read(|form| form.headers.keys());
    let title = move || match keys.with(Vec::len) {
        0 => t.get(text::EDITOR_HEADERS_TITLE).to_owned(),
        count => t.with(text::EDITOR_HEADERS_PILL, &[("count", &count.to_string())]),
    };
    let add = move |_| {
        model.edit("headers", |form| {
            form.headers.add(HeaderRow {
                name: String::new(),
                value: RowValue::Constant(String::new()),
            });
        });
    };
    view! {
        <Fold title=Signal::derive(title) path="headers">
            <p class="field-help">{t.with(text::EDITOR_HEADERS_HELP, &[("example", "Bearer {{secret:token}}")])}</p>
            <For each=move || keys.get() key=|key| *key let(key)>
                <Header key/>
            </For>
            <button type="button" class="button" on:click=add><Icon symbol=Symbol::Plus/>{t.get(text::EDITOR_HEADERS_ADD)}</button>
        </Fold>
    }
}

#[component]
fn Header(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let path = move |field: &'static str| {
        model.read(move |form| {
            format!(
                "headers.{}.{field}",
                form.headers.place(key).unwrap_or_default()
            )
        })
    };
    let name = model.read(move |form| {
        form.headers
            .find(key)
            .map(|header| header.name.clone())
            .unwrap_or_default()
    });
    let value = model.read(move |form| {
        form.headers
            .find(key)
            .map(|header| text_of(&header.value))
            .unwrap_or_default()
    });
    let remove = move |_| model.edit("headers", |form| form.headers.remove(key));
    let (name_path, value_path) = (path("name"), path("value"));
    view! {
        <div class="header-row">
            <Line path=name_path value=name class="code" label=t.get(text::EDITOR_HEADERS_NAME).to_owned() placeholder="x-name".to_owned()
                on_text=move |text: String| edit(model, key, |header| header.name = text)/>
            <Line path=value_path value class="code" label=t.get(text::EDITOR_HEADERS_VALUE).to_owned()
                on_text=move |text: String| edit(model, key, |header| header.value = value_of(text))/>
            <button type="button" class="button quiet icon-only" aria-label=t.get(text::EDITOR_HEADERS_REMOVE) on:click=remove>
                <Icon symbol=Symbol::Bin/>
            </button>
            <FaultText path=name_path/>
            <FaultText path=value_path/>
        </div>
    }
}
