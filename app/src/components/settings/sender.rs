//! What keys and platforms share: name, addresses, and the way to a new key or secret while the
//! old one goes on.

use super::{
    api::{RotateKey, RotateSource, UpdateSender, end_replaced},
    company::told,
    view::SenderLine,
};
use crate::{
    components::{
        icon::{Icon, Symbol},
        rotation::{Ending, Replaced, overlaps},
        saving::Saving,
        time::Time,
    },
    error::AppError,
    i18n::{Texts, text, use_texts},
    refusal::{address_of, use_form_of},
};
use domain::{KeyId, SenderId, SourceId};
use leptos::prelude::*;
use leptos_router::components::A;

/// When it was last used, from where it may come, and the way to what came with it.
#[component]
pub fn SenderFacts(
    sender: SenderLine,
    /// The key or source, where it brings calls.
    brings: Option<SenderId>,
) -> impl IntoView {
    let t = use_texts();
    let came = brings.map(|id| {
        view! { " · "<A href=format!("/incoming?from={id}") attr:class="link nowrap">{t.get(text::SETTINGS_CAME_IN)}</A> }
    });
    let used = match sender.used {
        Some(used) => view! { {t.get(text::SETTINGS_USED)}" "<Time stamp=used/> }.into_any(),
        None => t.get(text::SETTINGS_NEVER_USED).into_any(),
    };
    let networks = sender.networks;
    let from = (!networks.is_empty()).then(|| {
        view! { " · "{t.get(text::SETTINGS_ONLY_FROM)}" "<code>{networks}</code> }
    });
    view! { <span class="quiet-text"><small>{used}{from}{came}</small></span> }
}

/// Name and addresses, below the line of a key or platform; it works without JavaScript too.
#[component]
pub fn SenderForm(
    id: SenderId,
    sender: Memo<SenderLine>,
    may: bool,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let form = id.to_string();
    let save = use_form_of::<UpdateSender>(&form);
    let address = address_of::<UpdateSender>(&form);
    let answer = Signal::derive(move || save.value().get());
    let written =
        Memo::new(move |_| sender.with(|sender| (sender.name.clone(), sender.networks.clone())));
    let fields = move || {
        let (name, networks) = written.get();
        view! { <NameField name may/><NetworksField networks may/> }
    };
    view! {
        <ActionForm action=save attr:class="settings-form">
            <input type="hidden" name="id" value=form/>
            {fields}
            <div class="buttons settings-wide">
                <button class="button" type="submit" formaction=address disabled=!may>{t.get(text::COMMON_SAVE)}</button>
                <Saving answer on_change/>
            </div>
        </ActionForm>
    }
}

/// How a key or platform is called.
#[component]
pub fn NameField(#[prop(optional)] name: String, may: bool) -> impl IntoView {
    let t = use_texts();
    view! {
        <label class="field">
            <span class="field-label">{t.get(text::SETTINGS_NAME)}</span>
            <input class="input" name="name" required maxlength="60" value=name disabled=!may placeholder=t.get(text::SETTINGS_NAME_EXAMPLE)/>
        </label>
    }
}

/// From where it may come.
#[component]
pub fn NetworksField(#[prop(optional)] networks: String, may: bool) -> impl IntoView {
    let t = use_texts();
    view! {
        <label class="field">
            <span class="field-label">{t.get(text::SETTINGS_NETWORKS)}</span>
            <input class="input code" name="networks" value=networks disabled=!may placeholder="203.0.113.7, 203.0.113.0/24"/>
            <span class="field-help">{t.get(text::SETTINGS_NETWORKS_HELP)}</span>
        </label>
    }
}

/// What goes on of a key or platform that has a new key or secret, and the button that ends it;
/// nothing where none was replaced.
#[component]
pub fn OldSender(
    id: SenderId,
    sender: Memo<SenderLine>,
    may: bool,
    on_change: Callback<()>,
) -> impl IntoView {
    let replaced = Memo::new(move |_| sender.with(|sender| sender.replaced.clone()));
    let end = Callback::new(move |()| -> Ending { Box::pin(end_replaced(id)) });
    move || {
        let replaced = replaced.get()?;
        Some(view! { <Replaced replaced end sees_use=true may on_change/> })
    }
}

/// Whether it can get a new key or secret: one at a time is replaced.
#[must_use]
pub fn may_rotate(sender: Memo<SenderLine>) -> Memo<bool> {
    Memo::new(move |_| sender.with(|sender| sender.replaced.is_none()))
}

/// A new key in place of the old one; it works without JavaScript too.
#[component]
pub fn RotateKeyForm(
    id: KeyId,
    /// Outlives the form, which is gone once the key was made anew.
    rotate: ServerAction<RotateKey>,
    may: bool,
) -> impl IntoView {
    let t = use_texts();
    let form = id.to_string();
    let address = address_of::<RotateKey>(&form);
    let fault = fault(t, move || rotate.value().get());
    view! {
        <ActionForm action=rotate attr:class="settings-form">
            <input type="hidden" name="id" value=form/>
            <label class="field">
                <span class="field-label">{t.get(text::SETTINGS_OVERLAP)}</span>
                <select class="input" name="overlap" disabled=!may>{overlaps(t)}</select>
                <span class="field-help">{t.get(text::SETTINGS_ROTATE_HELP)}</span>
            </label>
            <div class="buttons settings-wide">
                <button class="button" type="submit" formaction=address disabled=move || !may || rotate.pending().get()>
                    <Icon symbol=Symbol::Key/>{t.get(text::SETTINGS_ROTATE_KEY)}
                </button>
                {fault}
            </div>
        </ActionForm>
    }
}

/// The new secret of a platform; it works without JavaScript too.
#[component]
pub fn RotateSourceForm(id: SourceId, may: bool, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let form = id.to_string();
    let rotate = use_form_of::<RotateSource>(&form);
    let address = address_of::<RotateSource>(&form);
    Effect::new(move || {
        if matches!(rotate.value().get(), Some(Ok(()))) {
            on_change.run(());
        }
    });
    let fault = fault(t, move || rotate.value().get());
    view! {
        <ActionForm action=rotate attr:class="settings-form">
            <input type="hidden" name="id" value=form/>
            <label class="field">
                <span class="field-label">{t.get(text::SETTINGS_NEW_SECRET)}</span>
                <input class="input" type="password" name="secret" autocomplete="off" required disabled=!may/>
            </label>
            <label class="field">
                <span class="field-label">{t.get(text::SETTINGS_OVERLAP)}</span>
                <select class="input" name="overlap" disabled=!may>{overlaps(t)}</select>
            </label>
            <div class="buttons settings-wide">
                <button class="button" type="submit" formaction=address disabled=!may>{t.get(text::SETTINGS_ROTATE_SECRET)}</button>
                {fault}
            </div>
        </ActionForm>
    }
}

/// What is wrong with a form, as it was answered last.
fn fault<T: 'static>(
    t: Texts,
    answer: impl Fn() -> Option<Result<T, AppError>> + Send + 'static,
) -> impl Fn() -> Option<AnyView> + Send + 'static {
    move || {
        let error = answer()?.err()?;
        let words = told(t, &error);
        Some(view! { <span class="field-error" role="alert">{words}</span> }.into_any())
    }
}
