//! Keys of the machine API: for the telephony, and for managing integrations.

use super::{
    api::{CreateKey, UpdateSender, revoke_key},
    company::told,
    once::{CopyLine, ShownOnce},
    sender::{NameField, NetworksField, OldSender, RotateKeyForm, SenderFacts, SenderForm},
    view::KeyLine,
};
use crate::{
    components::{
        dialog::ConfirmDialog,
        icon::{Icon, Symbol},
        reference::link::ReferenceLink,
        time::Time,
        toast::use_toaster,
    },
    i18n::{text, use_texts},
    refusal::{is_refused, use_form},
    session::use_may,
};
use domain::{KeyScope, Right, SenderId};
use leptos::prelude::*;

/// The list, and the form that makes one; a new key is shown once.
#[component]
pub fn Keys(
    keys: Vec<KeyLine>,
    events_url: String,
    fresh: RwSignal<Option<String>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let rows = keys
        .into_iter()
        .map(|key| view! { <Row key_line=key fresh on_change/> })
        .collect_view();
    view! {
        <section class="panel" id="keys">
            <h2>{t.get(text::SETTINGS_KEYS)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::SETTINGS_KEYS_HINT)}</p>
                <ReferenceLink/>
                <CopyLine content=events_url/>
                {move || fresh.get().map(|content| view! { <ShownOnce content/> })}
                <ul class="settings-list">{rows}</ul>
                <MakeKey fresh on_change/>
            </div>
        </section>
    }
}

#[component]
fn MakeKey(fresh: RwSignal<Option<String>>, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let may = use_may(Right::ManageKeys);
    let make = use_form::<CreateKey>();
    Effect::new(move || {
        if let Some(Ok(key)) = make.value().get() {
            fresh.set(Some(key));
            on_change.run(());
        }
    });
    let scopes = KeyScope::ALL.iter().map(move |scope| {
        view! { <option value=scope.key()>{t.named(&format!("settings.key.{scope}"))}</option> }
    });
    let failure = move || match make.value().get() {
        Some(Err(error)) => {
            Some(view! { <span class="field-error" role="alert">{told(t, &error)}</span> })
        }
        _ => None,
    };
    view! {
        <ActionForm action=make attr:class="settings-form">
            <NameField may/>
            <label class="field">
                <span class="field-label">{t.get(text::SETTINGS_KEY_SCOPE)}</span>
                <select class="input" name="scope" disabled=!may>{scopes.collect_view()}</select>
            </label>
            <NetworksField may/>
            <div class="buttons settings-wide">
                <button class="button" type="submit" disabled=move || !may || make.pending().get()>
                    <Icon symbol=Symbol::Key/>{t.get(text::SETTINGS_NEW_KEY)}
                </button>
                {failure}
            </div>
        </ActionForm>
    }
}

#[component]
fn Row(
    key_line: KeyLine,
    fresh: RwSignal<Option<String>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let may = use_may(Right::ManageKeys);
    let toaster = use_toaster();
    let asking = RwSignal::new(false);
    let id = key_line.id;
    let revoke = Action::new(move |(): &()| async move {
        match revoke_key(id).await {
            Ok(()) => toaster.done(t.get(text::SETTINGS_REVOKED)),
            Err(error) => toaster.fail(t, &error),
        }
        on_change.try_run(());
    });
    let brings = (key_line.scope == KeyScope::Ingest).then_some(SenderId::Key(id));
    let sender = key_line.sender;
    let more = key_line.revoked.is_none().then(|| {
        let (name, networks) = (sender.name.clone(), sender.networks.clone());
        let replaced = sender.replaced.clone();
        let rotate = replaced
            .is_none()
            .then(|| view! { <RotateKeyForm id may fresh on_change/> });
        let id = SenderId::Key(id);
        let open = is_refused::<UpdateSender>(&id.to_string());
        view! {
            {replaced.map(|replaced| view! { <OldSender id replaced may on_change/> })}
            <details class="sender-more" open=open>
                <summary>{t.get(text::SETTINGS_CHANGE_KEY)}</summary>
                <SenderForm id name networks may on_change/>
                {rotate}
            </details>
        }
    });
    let kind = t.named(&format!("settings.key.{}", key_line.scope.key()));
    let named =
        (!sender.name.is_empty()).then(|| view! { <strong>{sender.name.clone()}</strong>" " });
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
            <span>{named}{kind}" "<code>{key_line.hint}"…"</code></span>
            <SenderFacts sender brings/>
            <span class="settings-end">{end}</span>
            {more}
        </li>
    }
}
