//! Name, URL, method and moment: the four fields that every integration has.

use super::{
    connection::{ConnectionField, UrlField},
    fields::{Choice, TextField},
    model::{EditorModel, use_editor},
    recording::RecordingField,
};
use crate::{
    components::rail::RailPicker,
    i18n::{text, use_texts},
};
use domain::{Method, Moment, moment::Class};
use leptos::prelude::*;

/// The fields at the top of the form.
#[component]
pub fn Basics() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let methods: Vec<_> = Method::ALL
        .iter()
        .map(|method| (method.key().to_owned(), method.key().to_owned()))
        .collect();
    let method = model.read(|form| form.method.key().to_owned());
    let choose = move |key: String| {
        if let Some(method) = Method::from_key(&key) {
            model.edit("method", |form| form.method = method);
        }
    };
    view! {
        <TextField path="name" label=text::EDITOR_NAME_LABEL placeholder=t.get(text::EDITOR_NAME_PLACEHOLDER).to_owned()
            get=|form| &form.name get_mut=|form| &mut form.name/>
        <ConnectionField/>
        <div class="url-and-method">
            <UrlField/>
            <div class="field">
                <label class="field-label" for="field-method">{t.get(text::EDITOR_METHOD)}</label>
                <Choice id="field-method".to_owned() options=Signal::stored(methods) value=method on_choose=choose/>
            </div>
        </div>
        <MomentField/>
        <RecordingField/>
    }
}

/// The rail, with a sentence about what the chosen moment means for the request.
#[component]
fn MomentField() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let hint = move || {
        let moment = model.draft.with(|draft| draft.moment);
        let class = match moment.class() {
            Class::Live => text::EDITOR_MOMENT_LIVE,
            Class::Durable => text::EDITOR_MOMENT_DURABLE,
        };
        format!(
            "{} {}",
            t.named(&format!("moment.hint.{}", moment.key())),
            t.get(class)
        )
    };
    view! {
        <div class="field moment-field">
            <p class="field-label" aria-hidden="true">{t.get(text::MOMENT_LABEL)}</p>
            <RailPicker value=moment_of(model) name="moment" disabled=Signal::stored(!model.may_change)/>
            <p class="field-help" aria-live="polite">{hint}</p>
        </div>
    }
}

/// The moment as a signal of its own, kept equal to the form's in both directions.
fn moment_of(model: EditorModel) -> RwSignal<Moment> {
    let moment = RwSignal::new(model.form.with_untracked(|form| form.moment));
    let of_form = model.read(|form| form.moment);
    Effect::new(move || moment.set(of_form.get()));
    Effect::new(move || {
        let chosen = moment.get();
        if model.form.with_untracked(|form| form.moment) != chosen {
            model.edit("moment", |form| form.moment = chosen);
        }
    });
    moment
}
