//! The connection that an integration belongs to, and the address behind the connection's.

use super::{
    fields::{Choice, FaultText, Line, field_id},
    lift::{KeptKeys, lift_addresses},
    model::{EditorModel, use_editor},
};
use crate::i18n::{text, use_texts};
use domain::Connection;
use leptos::prelude::*;
use std::sync::Arc;

/// How a key in the base address is shown.
const KEY_SHOWN: &str = "•••";

/// The connection that is chosen now, followed.
#[must_use]
pub fn chosen(model: EditorModel) -> Memo<Option<Arc<Connection>>> {
    Memo::new(move |_| model.draft.with(|draft| model.connection_of(draft)))
}

/// The choice, where the tenant has connections.
#[component]
pub fn ConnectionField() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let mut options = vec![(
        String::new(),
        t.get(text::EDITOR_CONNECTION_NONE).to_owned(),
    )];
    options.extend(model.connection_names());
    let has_some = options.len() > 1;
    let value = model.read(|form| form.connection.map(|id| id.to_string()).unwrap_or_default());
    let choose = move |id: String| {
        model.edit("connection", |form| form.connection = id.parse().ok());
        model.faults.forget("url");
    };
    let is_needed = move || has_some || !value.read().is_empty();
    view! {
        <Show when=is_needed>
            <div class="field">
                <label class="field-label" for="field-connection">{t.get(text::EDITOR_CONNECTION_LABEL)}</label>
                <Choice id="field-connection".to_owned() options=Signal::stored(options.clone()) value on_choose=choose/>
                <p class="field-help">
                    {t.get(text::EDITOR_CONNECTION_HELP)}" "
                    <a class="link" href="/connections">{t.get(text::EDITOR_CONNECTION_MANAGE)}</a>
                </p>
                <FaultText path="connection"/>
            </div>
        </Show>
    }
}

/// The address: whole, or behind that of the connection.
#[component]
pub fn UrlField() -> impl IntoView {
    const PATH: &str = "url";
    let t = use_texts();
    let model = use_editor();
    let base = Memo::new(move |_| {
        let connection = chosen(model).get()?;
        let url = connection.draft.url.replace("{{secret:key}}", KEY_SHOWN);
        Some(format!("{}/", url.trim_end_matches('/')))
    });
    let value = model.read(|form| form.url.clone());
    let change = move |text: String| model.edit(PATH, |form| form.url = text);
    let example = move || {
        Some(match base.get() {
            Some(_) => t.get(text::EDITOR_CONNECTION_EXAMPLE).to_owned(),
            None => "https://examplecrm.com/index.php?param1=abc".to_owned(),
        })
    };
    let help = move || {
        t.get(match base.get() {
            Some(_) => text::EDITOR_CONNECTION_URL_HELP,
            None if value.with(|url| url.contains('?')) => text::EDITOR_URL_HELP,
            None => text::EDITOR_URL_HELP_END,
        })
    };
    view! {
        <div class="field">
            <label class="field-label" for=field_id(PATH)>{t.get(text::EDITOR_URL_LABEL)}</label>
            <div class="url-line">
                {move || base.get().map(|base| view! { <code class="url-base" title=base.clone()>{base.clone()}</code> })}
                <Line path=PATH value on_text=change class="code" placeholder=Signal::derive(example) mode="url"
                    on_done=move |()| lift_addresses(model)/>
            </div>
            <p class="field-help">{help}</p>
            <KeptKeys url=value/>
            <FaultText path=PATH/>
        </div>
    }
}

/// Says that the key comes from the connection, where it does.
#[component]
pub fn KeyOfConnection() -> impl IntoView {
    let t = use_texts();
    let connection = chosen(use_editor());
    move || {
        let connection = connection.get()?;
        let draft = &connection.draft;
        let brings = draft.key.is_some() || draft.auth.is_some() || draft.url.contains("{{secret:");
        brings.then(|| {
            let said = t.with(text::EDITOR_CONNECTION_KEY, &[("name", &draft.name)]);
            view! { <p class="note">{said}</p> }
        })
    }
}
