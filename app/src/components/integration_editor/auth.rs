//! How the receiver knows who calls by `Authorization`: a password, a token, or OAuth2.

use super::{
    connection::chosen,
    fields::{Choice, FaultText, TextField},
    model::{EditorModel, use_editor},
    secret_field::SecretField,
};
use crate::{
    components::connections::way::Way,
    i18n::{Key, Texts, text, use_texts},
};
use domain::connection::{
    CLIENT_SECRET, ClientAuth, PASSWORD_SECRET, REFRESH_TOKEN_SECRET, TOKEN_SECRET,
};
use leptos::prelude::*;

/// The ways that are offered. What a person agreed to is kept by a connection.
const OFFERED: [Way; 5] = [
    Way::None,
    Way::Basic,
    Way::Bearer,
    Way::ClientCredentials,
    Way::RefreshToken,
];

/// The part; nothing where the connection signs in.
#[component]
pub fn AuthPart() -> impl IntoView {
    let model = use_editor();
    let connection = chosen(model);
    let way = model.read(|form| form.auth.way);
    let is_shown = move || {
        let brought = connection.with(|it| it.as_ref().is_some_and(|it| it.draft.auth.is_some()));
        !brought || way.get() != Way::None
    };
    view! { <Show when=is_shown><Ways way/></Show> }
}

#[component]
fn Ways(way: Memo<Way>) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let options = move || {
        // The API knows one more, which stays where it is there.
        let more = Some(way.get()).filter(|way| !OFFERED.contains(way));
        let ways = OFFERED.into_iter().chain(more);
        ways.map(|way| (way.key().to_owned(), label(t, way)))
            .collect::<Vec<_>>()
    };
    let value = move || way.get().key().to_owned();
    let change = move |id: String| {
        if let Some(way) = Way::ALL.into_iter().find(|way| way.key() == id) {
            choose(model, way);
        }
    };
    let is_oauth = move || {
        matches!(
            way.get(),
            Way::ClientCredentials | Way::AuthorizationCode | Way::RefreshToken
        )
    };
    view! {
        <h3>{t.get(text::EDITOR_AUTH_TITLE)}</h3>
        <p class="field-help">
            {t.get(text::EDITOR_AUTH_HELP)}" "<a class="link" href="/connections/new">{t.get(text::CONNECTIONS_NEW)}</a>
        </p>
        <div class="field">
            <Choice options=Signal::derive(options) value=Signal::derive(value) on_choose=change label=t.get(text::EDITOR_AUTH_TITLE).to_owned()/>
            <FaultText path="auth"/>
        </div>
        <Show when=move || way.get() == Way::Basic><BasicFields/></Show>
        <Show when=move || way.get() == Way::Bearer>
            <div class="key-fields"><Secret name=TOKEN_SECRET label=text::CONNECTIONS_TOKEN/></div>
        </Show>
        <Show when=is_oauth><OauthFields way/></Show>
    }
}

fn label(t: Texts, way: Way) -> String {
    if way == Way::None {
        t.get(text::EDITOR_AUTH_NONE).to_owned()
    } else {
        t.named(&format!("connections.way.{}.label", way.key()))
    }
}

/// Chooses a way; what was typed for another one alone is not saved.
fn choose(model: EditorModel, way: Way) {
    let asked = || model.form.with_untracked(|form| form.auth.secrets());
    let before = asked();
    model.edit("auth", |form| form.auth.way = way);
    let after = asked();
    model.secrets.update(|typed| {
        typed.retain(|name, _| {
            let name = name.as_str();
            !before.contains(&name) || after.contains(&name)
        });
    });
}

#[component]
fn Secret(name: &'static str, label: Key) -> impl IntoView {
    let t = use_texts();
    view! { <SecretField name=name.to_owned() label=t.get(label).to_owned()/> }
}

#[component]
fn BasicFields() -> impl IntoView {
    view! {
        <div class="key-fields">
            <TextField path="auth.login" label=text::CONNECTIONS_LOGIN get=|form| &form.auth.login get_mut=|form| &mut form.auth.login/>
            <Secret name=PASSWORD_SECRET label=text::CONNECTIONS_PASSWORD/>
        </div>
    }
}

/// The client, and where it asks for tokens.
#[component]
fn OauthFields(way: Memo<Way>) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let place = |place: &ClientAuth| {
        let key = place.key();
        (
            key.to_owned(),
            t.named(&format!("connections.client_auth.{key}")),
        )
    };
    let places: Vec<_> = ClientAuth::ALL.iter().map(place).collect();
    let value = model.read(|form| form.auth.oauth.client_auth.key().to_owned());
    let choose = move |id: String| {
        if let Some(place) = ClientAuth::from_key(&id) {
            model.edit("auth", |form| form.auth.oauth.client_auth = place);
        }
    };
    view! {
        <div class="key-fields">
            <TextField path="auth.client_id" label=text::CONNECTIONS_CLIENT_ID class="code"
                get=|form| &form.auth.oauth.client_id get_mut=|form| &mut form.auth.oauth.client_id/>
            <Secret name=CLIENT_SECRET label=text::CONNECTIONS_CLIENT_SECRET/>
            <Show when=move || way.get() != Way::ClientCredentials>
                <Secret name=REFRESH_TOKEN_SECRET label=text::CONNECTIONS_REFRESH_TOKEN/>
            </Show>
            <TextField path="auth.token_url" label=text::CONNECTIONS_TOKEN_URL class="code" mode="url" placeholder="https://examplecrm.com/oauth/token".to_owned()
                get=|form| &form.auth.oauth.token_url get_mut=|form| &mut form.auth.oauth.token_url/>
            <TextField path="auth.scope" label=text::CONNECTIONS_SCOPE class="code" help=text::CONNECTIONS_SCOPE_HELP
                get=|form| &form.auth.oauth.scope get_mut=|form| &mut form.auth.oauth.scope/>
            <div class="field">
                <label class="field-label" for="field-auth-client_auth">{t.get(text::CONNECTIONS_CLIENT_AUTH_LABEL)}</label>
                <Choice id="field-auth-client_auth".to_owned() options=Signal::stored(places) value on_choose=choose/>
            </div>
        </div>
    }
}
