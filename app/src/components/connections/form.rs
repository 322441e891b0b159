//! The form of a connection. It is a plain form: which fields a choice needs is said in style,
//! so that it reads and works without JavaScript too.

use super::{
    api::SaveConnection,
    fields::{FaultAt, Field, SecretField, Told, elsewhere, sentence},
    view::{ConnectionForm, ConnectionView},
    way::Way,
};
use crate::{
    components::{failure, settings::once::CopyLine, toast::use_toaster},
    error::AppError,
    i18n::{text, use_texts},
    refusal::use_form,
    session::use_may,
};
use domain::{
    Right,
    connection::{CLIENT_SECRET, ClientAuth, PASSWORD_SECRET, REFRESH_TOKEN_SECRET, TOKEN_SECRET},
    integration::KEY_SECRET,
};
use leptos::prelude::*;

/// The form of what the server gave; `on_saved` is told after it was saved.
#[component]
pub fn ConnectionEditor(view: ConnectionView, on_saved: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let save = use_form::<SaveConnection>();
    provide_context(Told(Signal::derive(move || save.value().get())));
    Effect::new(move || {
        if matches!(save.value().get(), Some(Ok(()))) {
            toaster.done(t.get(text::CONNECTIONS_SAVED));
            on_saved.run(());
        }
    });
    let form = view.form.clone();
    let pending = save.pending();
    view! {
        <ActionForm action=save attr:class="panel connection-form">
            <fieldset class="connection-fields" disabled=!use_may(Right::SetUp)>
                <input type="hidden" name="form[id]" value=form.id.clone()/>
                <input type="hidden" name="form[from]" value=form.from.clone()/>
                <input type="hidden" name="form[version]" value=form.version.clone()/>
                <Trouble/>
                <Field name="name" label=text::CONNECTIONS_NAME value=form.name.clone() path="name" required=true placeholder="Bitrix24"/>
                <Field name="url" label=text::CONNECTIONS_ADDRESS value=form.url.clone() path="url" required=true mode="url"
                    placeholder="https://examplecrm.com/api" help=t.get(text::CONNECTIONS_ADDRESS_HELP)/>
                <Ways chosen=form.way/>
                <WayFields view=view.clone()/>
                <Limits form/>
                <div class="buttons">
                    <button class="button primary" type="submit" disabled=move || pending.get()>{t.get(text::COMMON_SAVE)}</button>
                </div>
            </fieldset>
        </ActionForm>
    }
}

/// Why it was not saved, where no field says so.
#[component]
fn Trouble() -> impl IntoView {
    let t = use_texts();
    let told: Told = expect_context();
    move || {
        let lines: Vec<String> = match told.0.get() {
            None | Some(Ok(())) => Vec::new(),
            Some(Err(AppError::Invalid { errors })) if !errors.is_empty() => elsewhere(told)
                .iter()
                .map(|error| format!("{}: {}", error.field, sentence(t, error)))
                .collect(),
            Some(Err(error)) => vec![failure::sentence(t, &error)],
        };
        (!lines.is_empty()).then(|| {
            let lines = lines.into_iter().map(|line| view! { <p>{line}</p> });
            view! { <div class="note note-failed" role="alert">{lines.collect_view()}</div> }
        })
    }
}

/// How the CRM knows who calls.
#[component]
fn Ways(chosen: Way) -> impl IntoView {
    let t = use_texts();
    let option = |way: Way| {
        view! {
            <label class="option">
                <input type="radio" name="form[way]" value=way.key() checked=way == chosen/>
                <span>
                    <b>{t.named(&format!("connections.way.{}.label", way.key()))}</b>
                    <small>{t.named(&format!("connections.way.{}.help", way.key()))}</small>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="ways">
            <legend class="field-label">{t.get(text::CONNECTIONS_WAY_LABEL)}</legend>
            <div class="options">{Way::ALL.map(option).collect_view()}</div>
        </fieldset>
    }
}

/// The fields of all ways; style shows those of the chosen one.
#[component]
fn WayFields(view: ConnectionView) -> impl IntoView {
    let t = use_texts();
    let ConnectionView {
        form, secret_names, ..
    } = view.clone();
    let has = |name: &str| secret_names.iter().any(|known| known == name);
    view! {
        <div class="way-fields of-key">
            <Field name="query_name" label=text::CONNECTIONS_QUERY_NAME value=form.query_name path="key.name" mode="verbatim" class="of-query"/>
            <Field name="header_name" label=text::CONNECTIONS_HEADER_NAME value=form.header_name path="key.name" mode="verbatim" class="of-header"/>
            <SecretField name="key" label=text::CONNECTIONS_KEY is_saved=has(KEY_SECRET) help=text::CONNECTIONS_KEY_HELP/>
            <FaultAt path="key"/>
        </div>
        <div class="way-fields of-basic">
            <Field name="login" label=text::CONNECTIONS_LOGIN value=form.login path="auth.login" mode="email"/>
            <SecretField name="password" label=text::CONNECTIONS_PASSWORD is_saved=has(PASSWORD_SECRET)/>
        </div>
        <div class="way-fields of-bearer">
            <SecretField name="token" label=text::CONNECTIONS_TOKEN is_saved=has(TOKEN_SECRET) help=text::CONNECTIONS_KEY_HELP/>
        </div>
        <OauthFields view/>
        <div class="of-auth"><FaultAt path="auth"/></div>
        <p class="field-help of-none">{t.get(text::CONNECTIONS_WAY_NONE_NOTE)}</p>
    }
}

/// The fields of OAuth2.
#[component]
fn OauthFields(view: ConnectionView) -> impl IntoView {
    let t = use_texts();
    let ConnectionView {
        form,
        secret_names,
        callback_url,
        ..
    } = view;
    let has = |name: &str| secret_names.iter().any(|known| known == name);
    let places = ClientAuth::ALL.iter().map(|place| {
        view! {
            <option value=place.key() selected=place.key() == form.client_auth>
                {t.named(&format!("connections.client_auth.{}", place.key()))}
            </option>
        }
    });
    view! {
        <div class="way-fields of-oauth">
            <div class="field connection-wide of-agreed">
                <span class="field-label">{t.get(text::CONNECTIONS_CALLBACK)}</span>
                <CopyLine content=callback_url/>
                <span class="field-help">{t.get(text::CONNECTIONS_CALLBACK_HELP)}</span>
            </div>
            <Field name="client_id" label=text::CONNECTIONS_CLIENT_ID value=form.client_id path="auth.client_id" mode="verbatim"/>
            <SecretField name="client_secret" label=text::CONNECTIONS_CLIENT_SECRET is_saved=has(CLIENT_SECRET)/>
            <SecretField name="refresh_token" label=text::CONNECTIONS_REFRESH_TOKEN is_saved=has(REFRESH_TOKEN_SECRET) class="of-refresh"/>
            <Field name="authorize_url" label=text::CONNECTIONS_AUTHORIZE_URL value=form.authorize_url path="auth.authorize_url" mode="url" class="connection-wide of-agreed"
                placeholder="https://examplecrm.com/oauth/authorize"/>
            <Field name="token_url" label=text::CONNECTIONS_TOKEN_URL value=form.token_url path="auth.token_url" mode="url" class="connection-wide"
                placeholder="https://examplecrm.com/oauth/token"/>
            <Field name="scope" label=text::CONNECTIONS_SCOPE value=form.scope path="auth.scope" mode="verbatim" help=t.get(text::CONNECTIONS_SCOPE_HELP)/>
            <label class="field">
                <span class="field-label">{t.get(text::CONNECTIONS_CLIENT_AUTH_LABEL)}</span>
                <select class="input" name="form[client_auth]">{places.collect_view()}</select>
            </label>
        </div>
    }
}

/// How much at once, over all integrations.
#[component]
fn Limits(form: ConnectionForm) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="way-fields connection-limits">
            <Field name="per_second" label=text::CONNECTIONS_PER_SECOND value=form.per_second path="limits.per_second" mode="numeric"
                help=t.get(text::CONNECTIONS_PER_SECOND_HELP)/>
            <Field name="parallel" label=text::CONNECTIONS_PARALLEL value=form.parallel path="limits.parallel" mode="numeric"
                help=t.get(text::CONNECTIONS_PARALLEL_HELP)/>
        </div>
    }
}
