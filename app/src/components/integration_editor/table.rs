//! The table of parameters: what the receiver gets, row by row.

use super::{
    model::use_editor,
    paste_dialog::PasteDialog,
    row::TableRow,
    row_actions::{Dragging, add_row, parameter_row},
};
use crate::{
    components::icon::{Icon, Symbol},
    i18n::{Key, text, use_texts},
};
use domain::integration::{BodyFormat, KeyPlace};
use leptos::prelude::*;

/// What an empty table suggests: the usual names, and the parameter for each.
const SUGGESTIONS: [(&str, &str); 6] = [
    ("phone", "caller_number"),
    ("status", "status"),
    ("duration", "talk_duration"),
    ("source", "utm_source"),
    ("record", "recording_url"),
    ("call_id", "call_id"),
];

/// The table with its heading.
#[component]
pub fn ParameterTable() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let is_empty = model.read(|form| form.parameters.is_empty() && !has_key_row(form.key.as_ref()));
    let pasting = RwSignal::new(false);
    view! {
        <section class="parameters" aria-labelledby="parameters-title">
            <header class="parameters-head">
                <h2 id="parameters-title">{t.get(text::EDITOR_ROWS_TITLE)}</h2>
                {model.may_change.then(|| view! { <TableButtons pasting/> })}
            </header>
            <Show when=move || !is_empty.get() fallback=Suggestions>
                <Rows/>
            </Show>
            <PasteDialog open=pasting/>
        </section>
    }
}

/// The two ways to new rows.
#[component]
fn TableButtons(pasting: RwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    view! {
        <div class="buttons">
            <button type="button" class="button quiet" on:click=move |_| pasting.set(true)>{t.get(text::EDITOR_PASTE_OPEN)}</button>
            <button type="button" class="button" on:click=move |_| add_row(model)>
                <Icon symbol=Symbol::Plus/>{t.get(text::EDITOR_ROWS_ADD)}
            </button>
        </div>
    }
}

/// Only a key in the URL stands among the rows.
fn has_key_row(key: Option<&domain::integration::KeyPlacement>) -> bool {
    key.is_some_and(|key| key.place == KeyPlace::Query)
}

#[component]
fn Rows() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let keys = model.read(|form| form.parameters.keys());
    // Names that make levels are longer than plain ones.
    let has_long_names = model.read(|form| form.body_format == BodyFormat::Json);
    let dragging = Dragging {
        key: RwSignal::new(None),
        said: RwSignal::new(String::new()),
    };
    provide_context(dragging);
    let heading = |key: Key| view! { <th scope="col">{t.get(key)}</th> };
    view! {
        <table class="parameter-table" class:long-names=move || has_long_names.get()>
            <thead>
                <tr>
                    <th scope="col"><span class="visually-hidden">{t.get(text::EDITOR_ROWS_ORDER)}</span></th>
                    {heading(text::EDITOR_ROWS_NAME)}
                    {heading(text::EDITOR_ROWS_VALUE)}
                    {heading(text::EDITOR_ROWS_EXAMPLE)}
                    {heading(text::EDITOR_ROWS_FORMAT)}
                    {heading(text::EDITOR_ROWS_WHEN_EMPTY)}
                    <th scope="col"><span class="visually-hidden">{t.get(text::EDITOR_ROWS_ACTIONS)}</span></th>
                </tr>
            </thead>
            <tbody>
                <For each=move || keys.get() key=|key| *key let(key)>
                    <TableRow key/>
                </For>
                <KeyRow/>
            </tbody>
        </table>
        <p class="visually-hidden" role="status">{move || dragging.said.get()}</p>
    }
}

/// The secret key in its place at the end of the query; it is set elsewhere.
#[component]
fn KeyRow() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let name = model.read(|form| {
        form.key
            .as_ref()
            .filter(|key| key.place == KeyPlace::Query)
            .map(|key| key.name.clone())
    });
    let row = move |name: String| {
        view! {
            <tr class="parameter-row locked">
                <td class="cell-grip"><Icon symbol=Symbol::Key/></td>
                <td class="cell-name"><span class="input code">{name}</span></td>
                <td class="cell-value"><span class="input">{t.get(text::EDITOR_ROWS_KEY)}</span></td>
                <td class="cell-example"><code class="example">"••••••••"</code></td>
                <td class="cell-format"></td>
                <td class="cell-empty"></td>
                <td class="cell-menu"></td>
            </tr>
        }
    };
    move || name.get().map(row)
}

/// What an empty table says, with one press for each usual row.
#[component]
fn Suggestions() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let add = move |name: &'static str, parameter: &'static str| {
        model.edit("parameters", |form| {
            form.parameters.add(parameter_row(name, parameter));
        });
    };
    let suggestion = |(name, parameter): (&'static str, &'static str)| {
        view! {
            <button type="button" class="pill" on:click=move |_| add(name, parameter)>
                <Icon symbol=Symbol::Plus/>{super::catalogue::label(t, parameter)}
            </button>
        }
    };
    view! {
        <div class="parameters-empty">
            <p>{t.get(text::EDITOR_ROWS_EMPTY)}</p>
            <div class="buttons">{SUGGESTIONS.map(suggestion).collect_view()}</div>
        </div>
    }
}
