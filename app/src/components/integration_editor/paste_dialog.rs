//! The dialog that makes rows of a pasted URL or JSON sample.

use super::{
    catalogue,
    lift::{is_named_key, lift_addresses, lift_row},
    model::{EditorModel, use_editor},
    paste::{self, Pasted},
};
use crate::{
    components::{dialog::Dialog, toast::use_toaster},
    i18n::{Texts, text, use_texts},
};
use domain::{
    Method,
    integration::{BodyFormat, ParameterRow, RowValue},
};
use leptos::prelude::*;

/// Opens while `open` is true; what was read is shown before it is taken.
#[component]
pub fn PasteDialog(open: RwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let toaster = use_toaster();
    let typed = RwSignal::new(String::new());
    let read = Memo::new(move |_| typed.with(|text| paste::read(text, &catalogue::is_known)));
    let is_unreadable =
        move || read.with(Option::is_none) && typed.with(|text| !text.trim().is_empty());
    let take = move |_| {
        if let Some(pasted) = read.get_untracked() {
            if apply(model, pasted) {
                toaster.done(t.get(text::EDITOR_KEY_MADE));
            }
            typed.set(String::new());
            open.set(false);
        }
    };
    view! {
        <Dialog open title=Signal::stored(t.get(text::EDITOR_PASTE_TITLE).to_owned())>
            <div class="field paste">
                <label class="field-label" for="paste-text">{t.get(text::EDITOR_PASTE_LABEL)}</label>
                <textarea class="input code" id="paste-text" rows="7" spellcheck="false" autofocus
                    placeholder="https://examplecrm.com/index.php?phone=%2B380501112233&status=answered"
                    prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event))></textarea>
                <p class="field-help">{t.get(text::EDITOR_PASTE_HELP)}</p>
                <Show when=is_unreadable><p class="field-error" role="alert">{t.get(text::EDITOR_PASTE_UNREADABLE)}</p></Show>
            </div>
            {move || read.get().map(|pasted| view! { <Found pasted/> })}
            <div class="buttons dialog-buttons">
                <button type="button" class="button" on:click=move |_| open.set(false)>{t.get(text::COMMON_CANCEL)}</button>
                <button type="button" class="button primary" disabled=move || read.with(Option::is_none) on:click=take>
                    {t.get(text::EDITOR_PASTE_TAKE)}
                </button>
            </div>
        </Dialog>
    }
}

/// What was read, row by row.
#[component]
fn Found(pasted: Pasted) -> impl IntoView {
    let t = use_texts();
    let count = i64::try_from(pasted.rows.len()).unwrap_or(i64::MAX);
    let row = |row: ParameterRow| view! { <li><code>{row.name}</code><span>{shown(t, &row.value)}</span></li> };
    let rows = pasted.rows.into_iter().map(row).collect_view();
    view! {
        <p class="quiet-text" role="status">{t.count(text::EDITOR_PASTE_FOUND, count)}</p>
        <ul class="paste-rows">{rows}</ul>
    }
}

fn shown(t: Texts, value: &RowValue) -> AnyView {
    match value {
        RowValue::Parameter(name) => {
            view! { <span class="chip">{catalogue::label(t, name)}</span> }.into_any()
        }
        RowValue::Constant(text) | RowValue::Template(text) => {
            view! { <code>{text.clone()}</code> }.into_any()
        }
    }
}

/// Takes the rows into the form: a row of the same name is replaced, the others are added. Keys
/// among them become secrets; whether there were any.
fn apply(model: EditorModel, pasted: Pasted) -> bool {
    let mut keys = Vec::new();
    model.edit("parameters", |form| {
        for row in pasted.rows {
            let is_key = is_named_key(&row);
            let same = form
                .parameters
                .iter()
                .find(|(_, known)| known.name == row.name)
                .map(|(key, _)| key);
            let taken = match same.and_then(|key| form.parameters.find_mut(key)) {
                Some(known) => {
                    known.value = row.value;
                    same
                }
                None => Some(form.parameters.add(row)),
            };
            keys.extend(taken.filter(|_| is_key));
        }
        if let Some(address) = pasted.address.filter(|_| form.url.trim().is_empty()) {
            form.url = address;
        }
        if pasted.is_json && matches!(form.body_format, BodyFormat::Query | BodyFormat::Form) {
            form.body_format = BodyFormat::Json;
            if !form.method.may_have_body() {
                form.method = Method::Post;
            }
        }
    });
    for key in &keys {
        lift_row(model, *key);
    }
    lift_addresses(model);
    !keys.is_empty()
}
