//! How the receiver knows who calls: the CRM's key, further secrets, and Hookline's stamp.

use super::{
    auth::AuthPart,
    connection::KeyOfConnection,
    fields::{FaultText, Line, SwitchOption},
    fold::Fold,
    model::{EditorModel, use_editor},
    secret_field::SecretField,
    stamp::StampPart,
    view::Loaded,
};
use crate::{
    components::key_ends::KeyEnds,
    i18n::{Key, text, use_texts},
};
use domain::{
    AddressPolicy, Fault,
    integration::{KEY_SECRET, KeyPlace, KeyPlacement, is_signing_secret},
    key_end::KeyOwner,
    validate::{Surroundings, validate},
};
use leptos::prelude::*;

/// The choices of a place, and the name that each begins with.
const PLACES: [(Option<KeyPlace>, Key, &str); 3] = [
    (None, text::EDITOR_KEY_NONE, ""),
    (Some(KeyPlace::Query), text::EDITOR_KEY_QUERY, "key"),
    (Some(KeyPlace::Header), text::EDITOR_KEY_HEADER, "x-api-key"),
];

/// The fold.
#[component]
pub fn KeyFold() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let state = model.read(|form| {
        let has_key = form.key.is_some() || form.auth.auth().is_some();
        (has_key, form.signature)
    });
    let title = move || {
        t.get(match state.get() {
            (true, true) => text::EDITOR_KEY_PILL_BOTH,
            (true, false) => text::EDITOR_KEY_PILL_KEY,
            (false, true) => text::EDITOR_KEY_PILL_STAMP,
            (false, false) => text::EDITOR_KEY_PILL_NEITHER,
        })
        .to_owned()
    };
    view! {
        <Fold title=Signal::derive(title) path="key" also="auth">
            <KeyOfConnection/>
            <KeyPart/>
            <AuthPart/>
            <OtherSecrets/>
            <EndsPart/>
            <StampPart/>
        </Fold>
    }
}

fn place_of(model: EditorModel) -> Memo<Option<KeyPlace>> {
    model.read(|form| form.key.as_ref().map(|key| key.place))
}

/// The key that the CRM issued: where it goes, under which name, and its text.
#[component]
fn KeyPart() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let chosen = place_of(model);
    let option = move |(place, label, name): (Option<KeyPlace>, Key, &'static str)| {
        let is_chosen = Signal::derive(move || chosen.get() == place);
        let choose = move |()| {
            model.edit("key", |form| {
                form.key = place.map(|place| KeyPlacement {
                    place,
                    name: name.to_owned(),
                });
            });
        };
        let value = place.map_or("none", KeyPlace::key);
        view! { <SwitchOption name="key_place" value label chosen=is_chosen on_choose=choose/> }
    };
    let name = model.read(|form| {
        form.key
            .as_ref()
            .map(|key| key.name.clone())
            .unwrap_or_default()
    });
    let rename = move |text: String| {
        model.edit("key", |form| {
            if let Some(key) = &mut form.key {
                key.name = text;
            }
        });
    };
    view! {
        <h3>{t.get(text::EDITOR_KEY_TITLE)}</h3>
        <p class="field-help">{t.get(text::EDITOR_KEY_HELP)}</p>
        <div class="switch" role="radiogroup" aria-label=t.get(text::EDITOR_KEY_PLACE)>{PLACES.map(option).collect_view()}</div>
        <Show when=move || chosen.get().is_some()>
            <div class="key-fields">
                <div class="field">
                    <label class="field-label" for="field-key-name">{t.get(text::EDITOR_KEY_NAME)}</label>
                    <Line path="key.name" value=name class="code" on_text=rename/>
                    <FaultText path="key.name"/>
                </div>
                <SecretField name=KEY_SECRET.to_owned() label=t.get(text::EDITOR_KEY_TITLE).to_owned()/>
                <FaultText path="key"/>
            </div>
        </Show>
    }
}

/// Secrets that texts of the form refer to as `{{secret:name}}`.
#[component]
fn OtherSecrets() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    // Validation without any secret names exactly those that are used.
    let names = Memo::new(move |_| {
        let errors = model.draft.with(|draft| {
            let connection = model.connection_of(draft);
            let around = Surroundings {
                secret_names: &[],
                policy: &AddressPolicy::default(),
                connection: connection.as_deref().map(|connection| &connection.draft),
            };
            validate(draft, around)
        });
        let missing = errors
            .into_iter()
            .filter(|error| error.fault == Fault::SecretMissing);
        let mut names: Vec<String> = missing
            .filter_map(|mut error| error.arguments.remove("name"))
            .collect();
        // One that is half typed stays, although a fault elsewhere hides that it is used.
        names.extend(
            model
                .secrets
                .with(|typed| typed.keys().cloned().collect::<Vec<_>>()),
        );
        let shown = model.form.with(|form| form.auth.secrets());
        names.retain(|name| {
            name != KEY_SECRET && !is_signing_secret(name) && !shown.contains(&name.as_str())
        });
        names.sort();
        names.dedup();
        names
    });
    let field = move |name: String| {
        let label = t.with(text::EDITOR_KEY_OTHER, &[("name", &name)]);
        view! { <SecretField name label/> }
    };
    view! { <For each=move || names.get() key=Clone::clone children=field/> }
}

/// When the saved keys end.
#[component]
fn EndsPart() -> impl IntoView {
    let saved = use_editor().saved;
    let id = Memo::new(move |_| saved.with(|saved| saved.as_ref().map(|loaded| loaded.id)));
    let names = Signal::derive(move || {
        let names = |loaded: &Loaded| loaded.secret_names.clone();
        saved.with(|saved| saved.as_ref().map(names).unwrap_or_default())
    });
    let version =
        Memo::new(move |_| saved.with(|saved| saved.as_ref().map_or(0, |loaded| loaded.version)));
    move || {
        let owner = KeyOwner::Integration(id.get()?);
        Some(view! { <KeyEnds owner names version/> })
    }
}
