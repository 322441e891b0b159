//! Telephony platforms whose own payloads are understood, each with its address.

use super::{
    api::{CreateSource, SourceLine},
    company::told,
    once::CopyLine,
};
use crate::{
    components::time::Time,
    i18n::{text, use_texts},
    session::use_may,
};
use domain::{Adapter, Right};
use leptos::prelude::*;

/// The list, and the form that adds one; it works without JavaScript too.
#[component]
pub fn Sources(sources: Vec<SourceLine>, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let disabled = !use_may(Right::ManageKeys);
    let add = ServerAction::<CreateSource>::new();
    Effect::new(move || {
        if matches!(add.value().get(), Some(Ok(()))) {
            on_change.run(());
        }
    });
    let rows = sources
        .into_iter()
        .map(|source| view! { <Row source/> })
        .collect_view();
    let adapters = Adapter::ALL.iter().map(|adapter| view! { <option value=adapter.key()>{t.named(&format!("settings.adapter.{}", adapter.key()))}</option> }).collect_view();
    let failure = move || match add.value().get() {
        Some(Err(error)) => {
            Some(view! { <span class="field-error" role="alert">{told(t, &error)}</span> })
        }
        _ => None,
    };
    view! {
        <section class="panel" id="sources">
            <h2>{t.get(text::SETTINGS_SOURCES)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::SETTINGS_SOURCES_HINT)}</p>
                <ul class="settings-list">{rows}</ul>
                <ActionForm action=add attr:class="settings-form">
                    <label class="field">
                        <span class="field-label">{t.get(text::SETTINGS_PLATFORM)}</span>
                        <select class="input" name="adapter" disabled=disabled>{adapters}</select>
                    </label>
                    <label class="field">
                        <span class="field-label">{t.get(text::SETTINGS_SECRET)}</span>
                        <input class="input" type="password" name="secret" autocomplete="off" required disabled=disabled/>
                        <span class="field-help">{t.get(text::SETTINGS_SECRET_HELP)}</span>
                    </label>
                    <div class="buttons settings-wide">
                        <button class="button" type="submit" disabled=disabled>{t.get(text::SETTINGS_ADD_SOURCE)}</button>
                        {failure}
                    </div>
                </ActionForm>
            </div>
        </section>
    }
}

#[component]
fn Row(source: SourceLine) -> impl IntoView {
    let t = use_texts();
    view! {
        <li>
            <span><strong>{t.named(&format!("settings.adapter.{}", source.adapter.key()))}</strong></span>
            <span class="quiet-text"><small>{t.get(text::SETTINGS_SINCE)}" "<Time stamp=source.created/></small></span>
            <CopyLine content=source.url/>
        </li>
    }
}
