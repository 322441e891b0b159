//! How long data is kept.

use super::api::UpdateRetention;
use crate::{
    components::settings::company::Answer,
    i18n::{Key, text, use_texts},
    refusal::use_form,
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;

/// The form; it works without JavaScript too.
#[component]
pub fn RetentionForm(answers_days: i32, calls_days: i32) -> impl IntoView {
    let t = use_texts();
    let disabled = !use_may(Right::ManageData);
    let save = use_form::<UpdateRetention>();
    let answer = move || save.value().get().map(|result| view! { <Answer result/> });
    view! {
        <section class="panel" id="retention">
            <h2>{t.get(text::DATA_RETENTION)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::DATA_RETENTION_HINT)}</p>
                <ActionForm action=save attr:class="settings-form">
                    <Days name="answers_days" label=text::DATA_ANSWERS_DAYS help=text::DATA_ANSWERS_HELP days=answers_days min="1" max="365" disabled/>
                    <Days name="calls_days" label=text::DATA_CALLS_DAYS help=text::DATA_CALLS_HELP days=calls_days min="30" max="1825" disabled/>
                    <div class="buttons settings-wide">
                        <button class="button primary" type="submit" disabled=disabled>{t.get(text::COMMON_SAVE)}</button>
                        {answer}
                    </div>
                </ActionForm>
            </div>
        </section>
    }
}

#[component]
fn Days(
    name: &'static str,
    label: Key,
    help: Key,
    days: i32,
    min: &'static str,
    max: &'static str,
    disabled: bool,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <label class="field">
            <span class="field-label">{t.get(label)}</span>
            <input class="input" type="number" name=name min=min max=max required value=days disabled=disabled/>
            <span class="field-help">{t.get(help)}</span>
        </label>
    }
}
