//! Further requests of one delivery: search, create, then a task with the id.

use super::{
    fields::{Choice, FaultText},
    fold::Fold,
    model::use_editor,
    of::Of,
    step::StepCard,
    step_form::StepForm,
    takes::Takes,
};
use crate::{
    components::icon::{Icon, Symbol},
    i18n::{text, use_texts},
};
use domain::{integration::WhenUnanswered, step::STEPS_MAX};
use leptos::prelude::*;

/// The fold.
#[component]
pub fn StepsFold() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let keys = model.read(|form| form.steps.keys());
    let count = move || i64::try_from(keys.with(Vec::len)).unwrap_or(i64::MAX);
    let title = move || match count() {
        0 => t.get(text::EDITOR_STEPS_PILL_NONE).to_owned(),
        count => t.count(text::EDITOR_STEPS_PILL, count + 1),
    };
    let add = move |_| {
        model.edit("steps", |form| {
            let number = (form.steps.len() + 2).to_string();
            let name = t.with(text::EDITOR_STEPS_NAMED, &[("number", &number)]);
            form.steps.add(StepForm::fresh(name));
        });
    };
    let is_full = move || keys.with(Vec::len) + 1 >= STEPS_MAX;
    view! {
        <Fold title=Signal::derive(title) path="steps">
            <p class="field-help">{t.get(text::EDITOR_STEPS_HELP)}</p>
            <Takes of=Of::Own/>
            <For each=move || keys.get() key=|key| *key let(key)>
                <StepCard key/>
            </For>
            <FaultText path="steps"/>
            <button type="button" class="button" disabled=is_full on:click=add><Icon symbol=Symbol::Plus/>{t.get(text::EDITOR_STEPS_ADD)}</button>
            <Unanswered/>
        </Fold>
    }
}

/// What is done where the CRM may have done the work without saying so.
#[component]
fn Unanswered() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let option = |way: &WhenUnanswered| {
        let key = way.key();
        (key.to_owned(), t.named(&format!("editor.unanswered.{key}")))
    };
    let options: Vec<_> = WhenUnanswered::ALL.iter().map(option).collect();
    let value = model.read(|form| form.when_unanswered.key().to_owned());
    let choose = move |id: String| {
        if let Some(way) = WhenUnanswered::from_key(&id) {
            model.edit("when_unanswered", |form| form.when_unanswered = way);
        }
    };
    view! {
        <div class="field">
            <label class="field-label" for="field-when_unanswered">{t.get(text::EDITOR_UNANSWERED_LABEL)}</label>
            <Choice id="field-when_unanswered".to_owned() options=Signal::stored(options) value on_choose=choose/>
            <p class="field-help">{t.get(text::EDITOR_UNANSWERED_HELP)}</p>
            <FaultText path="when_unanswered"/>
        </div>
    }
}
