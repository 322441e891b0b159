//! Keys in plain text become secrets: those in an address by themselves, those in a row or header
//! when a person wants it.

use super::{
    form::Form,
    model::{EditorModel, use_editor},
};
use crate::{
    components::toast::use_toaster,
    i18n::{text, use_texts},
};
use domain::{
    integration::{HeaderRow, ParameterRow, RowValue},
    lift::{self, Place},
};
use leptos::prelude::*;

/// Keeps the keys in the addresses of the form as secrets, with references in their place.
pub fn lift_addresses(model: EditorModel) {
    let mut draft = model.form.with_untracked(Form::draft);
    let mut secrets = model.typed_secrets();
    let elsewhere = model.connection_secrets(&draft);
    if !model.may_change || !lift::lift_draft(&mut draft, &mut secrets, &elsewhere) {
        return;
    }
    // The texts come first, so that no reference is without one.
    model.secrets.set(secrets.0);
    model.edit("url", |form| {
        form.url = draft.url;
        for (key, step) in form.steps.keys().into_iter().zip(draft.steps) {
            if let Some(own) = form.steps.find_mut(key) {
                own.url = step.url;
            }
        }
    });
}

/// Keeps the constant of a row as a secret.
pub fn lift_row(model: EditorModel, key: u32) {
    let row = model
        .form
        .with_untracked(|form| form.parameters.find(key).cloned());
    let Some(ParameterRow { name, value, .. }) = row else {
        return;
    };
    if let Some(value) = lifted(model, Place::Row, &name, &value) {
        model.edit_row(key, |row| row.value = value);
    }
}

/// The value of a row or header with a reference in place of its key; the key is kept.
#[must_use]
pub fn lifted(model: EditorModel, place: Place, name: &str, value: &RowValue) -> Option<RowValue> {
    let RowValue::Constant(text) = value else {
        return None;
    };
    let draft = model.form.with_untracked(Form::draft);
    let mut secrets = model.typed_secrets();
    let elsewhere = model.connection_secrets(&draft);
    let value = lift::lift_value((place, name), text, &draft, &mut secrets, &elsewhere);
    model.secrets.set(secrets.0);
    Some(RowValue::Template(value))
}

/// Whether a row sends a key in plain text under a name of keys.
#[must_use]
pub fn is_named_key(row: &ParameterRow) -> bool {
    lift::is_key_name(&row.name) && is_key(&row.name, &row.value)
}

/// Whether a header sends what looks like a key in plain text.
#[must_use]
pub fn is_key_header(header: &HeaderRow) -> bool {
    is_key(&header.name, &header.value)
}

/// Whether a row does.
#[must_use]
pub fn is_key_row(row: &ParameterRow) -> bool {
    is_key(&row.name, &row.value)
}

fn is_key(name: &str, value: &RowValue) -> bool {
    matches!(value, RowValue::Constant(text) if lift::is_key(name, text))
}

/// Offers to keep a text that looks like a key as a secret.
#[component]
pub fn MakeSecret(
    /// Whether the text looks so.
    #[prop(into)]
    offered: Signal<bool>,
    /// Makes it one.
    #[prop(into)]
    on_make: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may_change = use_editor().may_change;
    let make = move |_| {
        on_make.run(());
        toaster.done(t.get(text::EDITOR_KEY_MADE));
    };
    view! {
        <Show when=move || may_change && offered.get()>
            <button type="button" class="button quiet make-secret" on:click=make>{t.get(text::EDITOR_KEY_MAKE)}</button>
        </Show>
    }
}

/// Says which secrets stand for keys in an address.
#[component]
pub fn KeptKeys(
    /// The address.
    #[prop(into)]
    url: Signal<String>,
) -> impl IntoView {
    let t = use_texts();
    let names = Memo::new(move |_| url.with(|url| lift::referred(url)));
    let said = move || {
        let names = names.get();
        let references: Vec<String> = names.iter().map(|name| lift::reference(name)).collect();
        let words = || t.with(text::EDITOR_URL_KEPT, &[("mark", &references.join(", "))]);
        (!names.is_empty()).then(|| view! { <p class="field-help">{words()}</p> })
    };
    view! { <div role="status">{said}</div> }
}
