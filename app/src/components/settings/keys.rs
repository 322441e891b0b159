//! Keys of the machine API: for the telephony, and for managing integrations.

use super::{
    api::{CreateKey, RotateKey, UpdateSender, revoke_key},
    company::told,
    once::{CopyLine, ShownOnce},
    sender::{
        NameField, NetworksField, OldSender, RotateKeyForm, SenderFacts, SenderForm, may_rotate,
    },
    view::{KeyLine, SenderLine},
};
use crate::{
    components::{
        dialog::ConfirmDialog,
        icon::{Icon, Symbol},
        kept_rows::kept_rows,
        reference::link::ReferenceLink,
        saving::empty,
        time::Time,
        toast::use_toaster,
    },
    i18n::{text, use_texts},
    refusal::{is_refused, use_form, use_form_of},
    session::use_may,
};
use domain::{KeyId, KeyScope, Right, SenderId};
use leptos::prelude::*;

/// The list, and the form that makes one; a new key is shown once. It works without JavaScript too.
#[component]
pub fn Keys(
    keys: Memo<Vec<KeyLine>>,
    /// The text of one that was made before the page was.
    new_key: Option<String>,
    events_url: String,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    // The list shows the new key without its text.
    let fresh = RwSignal::new(new_key);
    let row = move |key_line: Memo<KeyLine>| view! { <Row key_line fresh on_change/> }.into_any();
    let rows = kept_rows(keys, |key| key.id, row);
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
    let form = NodeRef::new();
    Effect::new(move || {
        if let Some(Ok(key)) = make.value().get() {
            fresh.set(Some(key));
            empty(form);
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
        <ActionForm action=make node_ref=form attr:class="settings-form">
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
    key_line: Memo<KeyLine>,
    fresh: RwSignal<Option<String>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let first = key_line.get_untracked();
    let (id, hint) = (first.id, first.hint);
    let kind = t.named(&format!("settings.key.{}", first.scope.key()));
    let brings = (first.scope == KeyScope::Ingest).then_some(SenderId::Key(id));
    let sender = Memo::new(move |_| key_line.with(|key| key.sender.clone()));
    let revoked = Memo::new(move |_| key_line.with(|key| key.revoked.clone()));
    let goes_on = Memo::new(move |_| revoked.with(Option::is_none));
    let named = move || {
        let name = sender.with(|sender| sender.name.clone());
        (!name.is_empty()).then(|| view! { <strong>{name}</strong>" " })
    };
    let facts = move || view! { <SenderFacts sender=sender.get() brings/> };
    let of_end = hint.clone();
    let end = move || {
        match revoked.get() {
        Some(at) => view! { <span class="state skipped">{t.get(text::SETTINGS_REVOKED_AT)}" "<Time stamp=at/></span> }.into_any(),
        None => view! { <Revoke id hint=of_end.clone() on_change/> }.into_any(),
    }
    };
    let more = move || {
        goes_on
            .get()
            .then(|| view! { <Change id sender fresh on_change/> })
    };
    view! {
        <li>
            <span>{named}{kind}" "<code>{hint}"…"</code></span>
            {facts}
            <span class="settings-end">{end}</span>
            {more}
        </li>
    }
}

/// The button that revokes a key, after a question.
#[component]
fn Revoke(id: KeyId, hint: String, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let asking = RwSignal::new(false);
    let revoke = Action::new(move |(): &()| async move {
        match revoke_key(id).await {
            Ok(()) => toaster.done(t.get(text::SETTINGS_REVOKED)),
            Err(error) => toaster.fail(t, &error),
        }
        on_change.try_run(());
    });
    let title = t.with(text::SETTINGS_REVOKE_TITLE, &[("key", &hint)]);
    view! {
        <button type="button" class="button quiet danger" on:click=move |_| asking.set(true)>{t.get(text::SETTINGS_REVOKE)}</button>
        <ConfirmDialog open=asking title lost=t.get(text::SETTINGS_REVOKE_LOST) word=t.get(text::SETTINGS_REVOKE) on_confirm=move |()| { revoke.dispatch(()); }/>
    }
}

/// What can be changed of a key that goes on.
#[component]
fn Change(
    id: KeyId,
    sender: Memo<SenderLine>,
    fresh: RwSignal<Option<String>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let may = use_may(Right::ManageKeys);
    let form = id.to_string();
    let rotate = use_form_of::<RotateKey>(&form);
    Effect::new(move || {
        if let Some(Ok(key)) = rotate.value().get() {
            fresh.set(Some(key));
            on_change.run(());
        }
    });
    let may_rotate = may_rotate(sender);
    let rotate_form = move || {
        may_rotate
            .get()
            .then(|| view! { <RotateKeyForm id rotate may/> })
    };
    let was_refused = is_refused::<RotateKey>(&form);
    let id = SenderId::Key(id);
    let open = was_refused || is_refused::<UpdateSender>(&id.to_string());
    view! {
        <OldSender id sender may on_change/>
        <details class="sender-more" open=open>
            <summary>{t.get(text::SETTINGS_CHANGE_KEY)}</summary>
            <SenderForm id sender may on_change/>
            {rotate_form}
        </details>
    }
}
