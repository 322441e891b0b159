//! Telephony platforms whose own payloads are understood, each with its address.

use super::{
    api::{CreateSource, RotateSource, UpdateSender, delete_source, restore_source},
    company::told,
    once::CopyLine,
    sender::{
        NameField, NetworksField, OldSender, RotateSourceForm, SenderFacts, SenderForm, may_rotate,
    },
    view::SourceLine,
};
use crate::{
    components::{
        dialog::ConfirmDialog, kept_rows::kept_rows, saving::empty, time::Time, toast::use_toaster,
    },
    i18n::{text, use_texts},
    refusal::{is_refused, use_form},
    session::use_may,
};
use domain::{Adapter, Right, SenderId, SourceId};
use leptos::prelude::*;

/// The list, and the form that adds one; it works without JavaScript too.
#[component]
pub fn Sources(sources: Memo<Vec<SourceLine>>, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let may = use_may(Right::ManageKeys);
    let disabled = !may;
    let add = use_form::<CreateSource>();
    let form = NodeRef::new();
    Effect::new(move || {
        if matches!(add.value().get(), Some(Ok(()))) {
            empty(form);
            on_change.run(());
        }
    });
    let row = move |source: Memo<SourceLine>| view! { <Row source may on_change/> }.into_any();
    let rows = kept_rows(sources, |source| source.id, row);
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
                <ActionForm action=add node_ref=form attr:class="settings-form">
                    <NameField may/>
                    <label class="field">
                        <span class="field-label">{t.get(text::SETTINGS_PLATFORM)}</span>
                        <select class="input" name="adapter" disabled=disabled>{adapters}</select>
                        <span class="field-help">{t.get(text::SETTINGS_PLATFORM_HELP)}</span>
                    </label>
                    <label class="field">
                        <span class="field-label">{t.get(text::SETTINGS_SECRET)}</span>
                        <input class="input" type="password" name="secret" autocomplete="off" required disabled=disabled/>
                        <span class="field-help">{t.get(text::SETTINGS_SECRET_HELP)}</span>
                    </label>
                    <NetworksField may/>
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
fn Row(source: Memo<SourceLine>, may: bool, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let first = source.get_untracked();
    let source_id = first.id;
    let id = SenderId::Source(source_id);
    let form = id.to_string();
    let open = is_refused::<UpdateSender>(&form) || is_refused::<RotateSource>(&form);
    let platform = t.named(&format!("settings.adapter.{}", first.adapter.key()));
    let sender = Memo::new(move |_| source.with(|source| source.sender.clone()));
    let name = Memo::new(move |_| sender.with(|sender| sender.name.clone()));
    let named = move || {
        let name = name.get();
        (!name.is_empty()).then(|| view! { <strong>{name}</strong>" " })
    };
    let facts = move || view! { <SenderFacts sender=sender.get() brings=Some(id)/> };
    let unnamed = platform.clone();
    let known_as = Signal::derive(move || {
        let name = name.get();
        if name.is_empty() {
            unnamed.clone()
        } else {
            name
        }
    });
    let may_rotate = may_rotate(sender);
    let rotate = move || {
        may_rotate
            .get()
            .then(|| view! { <RotateSourceForm id=source_id may on_change/> })
    };
    view! {
        <li>
            <span>{named}{platform}</span>
            <span class="quiet-text"><small>{t.get(text::SETTINGS_SINCE)}" "<Time stamp=first.created/></small></span>
            {facts}
            {may.then(|| view! { <Delete id=source_id name=known_as on_change/> })}
            <CopyLine content=first.url/>
            <OldSender id sender may on_change/>
            <details class="sender-more" open=open>
                <summary>{t.get(text::SETTINGS_CHANGE_SOURCE)}</summary>
                <SenderForm id sender may on_change/>
                {rotate}
            </details>
        </li>
    }
}

/// Takes the platform away, after a question.
#[component]
fn Delete(id: SourceId, name: Signal<String>, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let asking = RwSignal::new(false);
    let delete = Action::new(move |(): &()| async move {
        match delete_source(id).await {
            Ok(()) => {
                let deleted = t.get(text::SETTINGS_SOURCE_DELETED);
                toaster.done_undoable(t, deleted, move || async move {
                    restore_source(id).await?;
                    Ok(t.get(text::SETTINGS_SOURCE_RESTORED).to_owned())
                });
            }
            Err(error) => toaster.fail(t, &error),
        }
        on_change.try_run(());
    });
    let title = Signal::derive(move || {
        t.with(text::SETTINGS_DELETE_SOURCE_TITLE, &[("name", &name.get())])
    });
    view! {
        <span class="settings-end">
            <button type="button" class="button quiet danger" on:click=move |_| asking.set(true)>{t.get(text::COMMON_DELETE)}</button>
            <ConfirmDialog open=asking title lost=t.get(text::SETTINGS_DELETE_SOURCE_LOST) word=t.get(text::COMMON_DELETE) on_confirm=move |()| { delete.dispatch(()); }/>
        </span>
    }
}
