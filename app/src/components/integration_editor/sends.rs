//! Which calls are sent: a sentence, the direction as an open choice, and the conditions.

use super::{
    catalogue, conditions::Conditions, fields::SwitchOption, form::Form, model::use_editor,
};
use crate::i18n::{Key, Texts, text, use_texts};
use domain::condition::{Comparison, Condition};
use leptos::{prelude::*, web_sys::Element};

/// The open choice and what each direction is called.
const DIRECTIONS: [(Option<&str>, Key); 3] = [
    (Some("in"), text::EDITOR_SENDS_CHOICE_INCOMING),
    (Some("out"), text::EDITOR_SENDS_CHOICE_OUTGOING),
    (None, text::EDITOR_SENDS_CHOICE_ALL),
];

/// The sentence: `incoming calls · Call status: answered · Talk time, s ≥ 15`.
#[must_use]
pub fn sentence(t: Texts, form: &Form) -> String {
    let calls = match form.direction() {
        Some("in") => text::EDITOR_SENDS_INCOMING,
        Some("out") => text::EDITOR_SENDS_OUTGOING,
        Some(_) | None => text::EDITOR_SENDS_ALL,
    };
    let choice = form.direction_key();
    let further = form
        .conditions
        .iter()
        .filter(|(key, _)| Some(*key) != choice)
        .map(|(_, condition)| fragment(t, condition));
    std::iter::once(t.get(calls).to_owned())
        .chain(further)
        .collect::<Vec<_>>()
        .join(" · ")
}

/// A condition in a few words.
fn fragment(t: Texts, condition: &Condition) -> String {
    let name = catalogue::label(t, &condition.parameter);
    let labels = catalogue::closed_list(t, &condition.parameter);
    let label_of = |value: &String| {
        labels
            .iter()
            .find(|(key, _)| key == value)
            .map_or_else(|| value.clone(), |(_, label)| label.clone())
    };
    let values: Vec<String> = condition.values.iter().map(label_of).collect();
    let values = values.join(t.get(text::EDITOR_SENDS_OR));
    let key = match condition.comparison {
        Comparison::Is => text::EDITOR_SENDS_IS,
        Comparison::IsNot => text::EDITOR_SENDS_IS_NOT,
        Comparison::AtLeast => text::EDITOR_SENDS_AT_LEAST,
        Comparison::AtMost => text::EDITOR_SENDS_AT_MOST,
        Comparison::Contains => text::EDITOR_SENDS_CONTAINS,
    };
    t.with(key, &[("name", &name), ("values", &values)])
}

/// The band above the table.
#[component]
pub fn Sends() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let said = model.read(move |form| sentence(t, form));
    let is_open = RwSignal::new(false);
    let toggle = move |event| is_open.set(event_target::<Element>(&event).has_attribute("open"));
    view! {
        <section class="sends" aria-label=t.get(text::EDITOR_SENDS_TITLE)>
            <DirectionChoice/>
            <details class="sends-more" on:toggle=toggle>
                <summary>
                    <span class="sends-sentence"><span class="quiet-text">{t.get(text::EDITOR_SENDS_LABEL)}</span>" "<b>{move || said.get()}</b></span>
                    <span class="link">{t.get(text::EDITOR_SENDS_CHANGE)}</span>
                </summary>
                <Conditions is_open/>
            </details>
        </section>
    }
}

/// Incoming, outgoing, or all calls.
#[component]
fn DirectionChoice() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let chosen = model.read(|form| form.direction().map(str::to_owned));
    let option = move |(direction, label): (Option<&'static str>, Key)| {
        let is_chosen = Signal::derive(move || chosen.get().as_deref() == direction);
        let choose = move |()| model.edit("conditions", |form| form.choose_direction(direction));
        view! { <SwitchOption name="direction" value=direction.unwrap_or("all") label chosen=is_chosen on_choose=choose/> }
    };
    view! {
        <div class="switch" role="radiogroup" aria-label=t.get(text::EDITOR_SENDS_DIRECTION)>
            {DIRECTIONS.map(option).collect_view()}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    fn condition(parameter: &str, comparison: Comparison, values: &[&str]) -> Condition {
        Condition {
            parameter: parameter.to_owned(),
            comparison,
            values: values.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn a_new_integration_sends_incoming_calls_that_show_their_number() {
        assert_eq!(
            sentence(Texts::of(Language::En), &Form::fresh()),
            "incoming calls · Hidden number: no"
        );
        assert_eq!(
            sentence(Texts::of(Language::Ru), &Form::fresh()),
            "входящие звонки · Номер скрыт: нет"
        );
    }

    #[test]
    fn every_condition_is_said() {
        let mut form = Form::fresh();
        form.conditions.add(condition(
            "status",
            Comparison::Is,
            &["answered", "voicemail"],
        ));
        form.conditions
            .add(condition("talk_duration", Comparison::AtLeast, &["15"]));
        assert_eq!(
            sentence(Texts::of(Language::En), &form),
            "incoming calls · Hidden number: no · Call status: answered or voicemail · Talk time, s ≥ 15"
        );
    }
}
