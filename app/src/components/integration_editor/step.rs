//! One further step: when it is sent, where to, what with, and what is taken from its answer.

use super::{
    fields::{Choice, FaultText, Line, field_id},
    form::Form,
    headers::StepHeaders,
    lift::{KeptKeys, lift_addresses},
    model::{EditorModel, use_editor},
    of::{Of, edit_step, read_step},
    step_rows::StepBody,
    success::SuccessFields,
    takes::Takes,
};
use crate::{
    components::icon::{Icon, Symbol},
    i18n::{Key, Texts, text, use_texts},
};
use domain::{
    Method,
    parameter::STEP_PREFIX,
    step::{OnlyIf, Wanted},
};
use leptos::prelude::*;

/// What stands between the two halves of a choice.
const BETWEEN: char = '/';

/// The card.
#[component]
pub fn StepCard(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let of = Of::Step(key);
    let number = model.read(move |form| form.steps.place(key).unwrap_or_default() + 2);
    let remove = move |_| model.edit("steps", |form| form.steps.remove(key));
    let shift = move |up: bool| {
        model.edit("steps", |form| {
            if up {
                form.steps.move_up(key);
            } else {
                form.steps.move_down(key);
            }
        });
    };
    let name = read_step(model, key, |step| step.name.clone());
    let name_path = of.path_of(model, "name");
    view! {
        <section class="step-card">
            <header class="step-head">
                <span class="step-number">{move || number.get()}</span>
                <Line path=name_path value=name label=t.get(text::EDITOR_STEPS_NAME).to_owned()
                    on_text=move |text: String| edit_step(model, key, "name", |step| step.name = text)/>
                <button type="button" class="button quiet icon-only" aria-label=t.get(text::EDITOR_STEPS_UP) on:click=move |_| shift(true)><Icon symbol=Symbol::Up/></button>
                <button type="button" class="button quiet icon-only" aria-label=t.get(text::EDITOR_STEPS_DOWN) on:click=move |_| shift(false)><Icon symbol=Symbol::Down/></button>
                <button type="button" class="button quiet icon-only" aria-label=t.get(text::EDITOR_STEPS_REMOVE) on:click=remove><Icon symbol=Symbol::Bin/></button>
            </header>
            <FaultText path=name_path/>
            <When key/>
            <Where key/>
            <StepBody key/>
            <Takes of/>
            <StepHeaders key/>
            <details class="step-fold">
                <summary class="pill">{t.get(text::EDITOR_STEPS_SUCCESS)}</summary>
                <div class="fold-body"><SuccessFields of/></div>
            </details>
        </section>
    }
}

/// The names that earlier answers give, in their order.
fn taken_before(form: &Form, key: u32) -> Vec<String> {
    let mut names: Vec<String> = form
        .takes
        .iter()
        .map(|(_, take)| take.name.clone())
        .collect();
    for (other, step) in form.steps.iter() {
        if other == key {
            break;
        }
        names.extend(step.takes.iter().map(|(_, take)| take.name.clone()));
    }
    let mut seen = Vec::new();
    names.retain(|name| {
        let is_new = !name.is_empty() && !seen.contains(name);
        seen.push(name.clone());
        is_new
    });
    names
}

/// A condition as the id of a choice.
fn id_of(only_if: Option<&OnlyIf>) -> String {
    only_if.map_or_else(String::new, |only_if| {
        format!("{}{BETWEEN}{}", only_if.is.key(), only_if.parameter)
    })
}

fn when_label(t: Texts, wanted: Wanted, parameter: &str) -> String {
    let name = parameter.strip_prefix(STEP_PREFIX).unwrap_or(parameter);
    let key: Key = match wanted {
        Wanted::Found => text::EDITOR_STEPS_WHEN_FOUND,
        Wanted::NotFound => text::EDITOR_STEPS_WHEN_NOT_FOUND,
        Wanted::Equals => text::EDITOR_STEPS_WHEN_EQUALS,
    };
    t.with(key, &[("name", name)])
}

/// Every condition that can be chosen: of what earlier answers give, and the one that is there.
fn choices(t: Texts, form: &Form, key: u32) -> Vec<(String, String)> {
    let mut parameters: Vec<String> = taken_before(form, key)
        .iter()
        .map(|name| format!("{STEP_PREFIX}{name}"))
        .collect();
    let chosen = form.steps.find(key).and_then(|step| step.only_if.as_ref());
    if let Some(chosen) = chosen
        && !parameters.contains(&chosen.parameter)
    {
        parameters.push(chosen.parameter.clone());
    }
    let mut options = vec![(
        String::new(),
        t.get(text::EDITOR_STEPS_WHEN_ALWAYS).to_owned(),
    )];
    for parameter in &parameters {
        options.extend(Wanted::ALL.iter().map(|wanted| {
            (
                format!("{}{BETWEEN}{parameter}", wanted.key()),
                when_label(t, *wanted, parameter),
            )
        }));
    }
    options
}

/// When the step is sent.
#[component]
fn When(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let of = Of::Step(key);
    let options = model.read(move |form| choices(t, form, key));
    let value = read_step(model, key, |step| id_of(step.only_if.as_ref()));
    let choose = move |id: String| {
        edit_step(model, key, "only_if", |step| {
            let before = step.only_if.take().map(|only_if| only_if.value);
            step.only_if = id.split_once(BETWEEN).and_then(|(wanted, parameter)| {
                Some(OnlyIf {
                    parameter: parameter.to_owned(),
                    is: Wanted::from_key(wanted)?,
                    value: before.unwrap_or_default(),
                })
            });
        });
    };
    let equals = read_step(model, key, |step| {
        let only_if = step.only_if.as_ref();
        only_if.is_some_and(|only_if| only_if.is == Wanted::Equals)
    });
    let text = read_step(model, key, |step| {
        let only_if = step.only_if.as_ref();
        only_if
            .map(|only_if| only_if.value.clone())
            .unwrap_or_default()
    });
    let change = move |text: String| {
        edit_step(model, key, "only_if.value", |step| {
            if let Some(only_if) = &mut step.only_if {
                only_if.value = text;
            }
        });
    };
    view! {
        <div class="field">
            <span class="field-label">{t.get(text::EDITOR_STEPS_WHEN_LABEL)}</span>
            <Choice options value on_choose=choose label=t.get(text::EDITOR_STEPS_WHEN_LABEL).to_owned()/>
            <Show when=move || equals.get()>
                <Line path=of.path_of(model, "only_if.value") value=text on_text=change label=t.get(text::EDITOR_STEPS_WHEN_VALUE).to_owned() class="code"/>
            </Show>
            <FaultText path=of.path_of(model, "only_if.parameter")/>
        </div>
    }
}

/// Method and address.
#[component]
fn Where(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let of = Of::Step(key);
    let methods: Vec<_> = Method::ALL
        .iter()
        .map(|method| (method.key().to_owned(), method.key().to_owned()))
        .collect();
    let method = read_step(model, key, |step| step.method.key().to_owned());
    let choose = move |id: String| {
        if let Some(method) = Method::from_key(&id) {
            edit_step(model, key, "method", |step| step.method = method);
        }
    };
    let url = read_step(model, key, |step| step.url.clone());
    let path = of.path_of(model, "url");
    view! {
        <div class="url-and-method">
            <div class="field">
                <label class="field-label" for=move || field_id(&path.read())>{t.get(text::EDITOR_URL_LABEL)}</label>
                <Line path value=url class="code" mode="url" placeholder=example(model)
                    on_text=move |text: String| edit_step(model, key, "url", |step| step.url = text)
                    on_done=move |()| lift_addresses(model)/>
                <KeptKeys url/>
                <FaultText path/>
            </div>
            <div class="field">
                <span class="field-label">{t.get(text::EDITOR_METHOD)}</span>
                <Choice options=Signal::stored(methods) value=method on_choose=choose label=t.get(text::EDITOR_METHOD).to_owned()/>
            </div>
        </div>
    }
}

/// What an address looks like here.
fn example(model: EditorModel) -> Signal<Option<String>> {
    let t = use_texts();
    let connection = super::connection::chosen(model);
    Signal::derive(move || {
        Some(match connection.get() {
            Some(_) => t.get(text::EDITOR_CONNECTION_EXAMPLE).to_owned(),
            None => "https://examplecrm.com/api/task".to_owned(),
        })
    })
}
