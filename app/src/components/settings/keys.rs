//! Keys of the machine API: for the telephony, and for managing integrations.

use super::{
    api::{KeyLine, create_key, revoke_key},
    once::{CopyLine, ShownOnce},
};
use crate::{
    components::{
        dialog::ConfirmDialog,
        failure::sentence,
        icon::{Icon, Symbol},
        time::Time,
        toast::use_toaster,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::{KeyScope, Right};
use leptos::prelude::*;

/// The list, and the buttons that make one; a new key is shown once.
#[component]
pub fn Keys(
    keys: Vec<KeyLine>,
    events_url: String,
    fresh: RwSignal<Option<String>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may = use_may(Right::ManageKeys);
    let make = Action::new(move |scope: &KeyScope| {
        let scope = *scope;
        async move {
            match create_key(scope).await {
                Ok(key) => fresh.set(Some(key)),
                Err(error) => toaster.failed(sentence(t, &error)),
            }
            on_change.run(());
        }
    });
    let rows = keys
        .into_iter()
        .map(|key| view! { <Row key_line=key on_change/> })
        .collect_view();
    let buttons = KeyScope::ALL.iter().copied().map(|scope| {
        let word = t.named(&format!("settings.new_key.{}", scope.key()));
        view! {
            <button type="button" class="button" disabled=!may on:click=move |_| { make.dispatch(scope); }>
                <Icon symbol=Symbol::Key/>{word}
            </button>
        }
    });
    view! {
        <section class="panel" id="keys">
            <h2>{t.get(text::SETTINGS_KEYS)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::SETTINGS_KEYS_HINT)}</p>
                <CopyLine content=events_url/>
                {move || fresh.get().map(|content| view! { <ShownOnce content/> })}
                <ul class="settings-list">{rows}</ul>
                <div class="buttons">{buttons.collect_view()}</div>
            </div>
        </section>
    }
}

#[component]
fn Row(key_line: KeyLine, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let asking = RwSignal::new(false);
    let id = key_line.id;
    let revoke = Action::new(move |(): &()| async move {
        match revoke_key(id).await {
            Ok(()) => toaster.done(t.get(text::SETTINGS_REVOKED)),
            Err(error) => toaster.failed(sentence(t, &error)),
        }
        on_change.run(());
    });
    let used = match key_line.used {
        Some(used) => view! { {t.get(text::SETTINGS_USED)}" "<Time stamp=used/> }.into_any(),
        None => t.get(text::SETTINGS_NEVER_USED).into_any(),
    };
    let title = t.with(text::SETTINGS_REVOKE_TITLE, &[("key", &key_line.hint)]);
    let end = match key_line.revoked {
        Some(at) => view! { <span class="state skipped">{t.get(text::SETTINGS_REVOKED_AT)}" "<Time stamp=at/></span> }.into_any(),
        None => view! {
            <button type="button" class="button quiet danger" on:click=move |_| asking.set(true)>{t.get(text::SETTINGS_REVOKE)}</button>
            <ConfirmDialog open=asking title lost=t.get(text::SETTINGS_REVOKE_LOST) word=t.get(text::SETTINGS_REVOKE) on_confirm=move |()| { revoke.dispatch(()); }/>
        }
        .into_any(),
    };
    view! {
        <li>
            <span><strong>{t.named(&format!("settings.key.{}", key_line.scope.key()))}</strong>" "<code>{key_line.hint}"…"</code></span>
            <span class="quiet-text"><small>{used}</small></span>
            <span class="settings-end">{end}</span>
        </li>
    }
}
