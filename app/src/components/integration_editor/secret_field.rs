//! The field of a secret: written, never read back.

use super::model::use_editor;
use crate::i18n::{text, use_texts};
use leptos::prelude::*;

/// The text of a secret: written, never read back.
#[component]
pub fn SecretField(name: String, label: String) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let name = StoredValue::new(name);
    let is_saved = move || {
        name.with_value(|name| {
            model.saved.with(|saved| {
                saved
                    .as_ref()
                    .is_some_and(|loaded| loaded.secret_names.contains(name))
            })
        })
    };
    let placeholder = move || {
        t.get(if is_saved() {
            text::EDITOR_KEY_SAVED
        } else {
            text::EDITOR_KEY_PASTE
        })
    };
    let value = move || {
        name.with_value(|name| {
            model
                .secrets
                .with(|typed| typed.get(name).cloned().unwrap_or_default())
        })
    };
    let change = move |event| {
        let text: String = event_target_value(&event);
        let name = name.get_value();
        model.faults.forget("key");
        model.faults.forget("auth");
        // An empty field leaves what is saved as it is.
        model.secrets.update(|typed| {
            if text.is_empty() {
                typed.remove(&name);
            } else {
                typed.insert(name, text);
            }
        });
    };
    let described = move || {
        ["key", "auth"].into_iter().find(|path| {
            let fault = model.faults.at(path);
            let named = fault.and_then(|mut fault| fault.arguments.remove("name"));
            named.is_some_and(|named| name.with_value(|name| *name == named))
        })
    };
    let described = Memo::new(move |_| described().map(|path| format!("fault-{path}")));
    let id = name.with_value(|name| format!("secret-{name}"));
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <input class="input code" type="password" id=id autocomplete="off" data-1p-ignore="" placeholder=placeholder
                aria-invalid=move || described.read().is_some().then_some("true") aria-describedby=move || described.get()
                prop:value=value on:input=change/>
        </div>
    }
}
