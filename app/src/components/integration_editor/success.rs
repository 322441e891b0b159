//! When an answer counts as accepted, when it is tried again, and when it is refused.

use super::{
    fields::{Choice, FaultText, Line, field_id},
    fold::Fold,
    model::{EditorModel, use_editor},
    of::Of,
    success_form::{RuleForm, SuccessForm},
};
use crate::{
    components::icon::{Icon, Symbol},
    i18n::{Key, text, use_texts},
};
use domain::answer::Meaning;
use leptos::prelude::*;

/// The fold of the integration's own request.
#[component]
pub fn SuccessFold() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let said = model.read(|form| {
        let rules = i64::try_from(form.success.rules.len()).unwrap_or(i64::MAX);
        (form.success.statuses.trim().to_owned(), rules)
    });
    let title = move || {
        let (statuses, rules) = said.get();
        let statuses = if statuses.is_empty() {
            t.get(text::EDITOR_SUCCESS_ANY)
        } else {
            &statuses
        };
        let pill = t.with(text::EDITOR_SUCCESS_PILL, &[("statuses", statuses)]);
        if rules == 0 {
            pill
        } else {
            format!("{pill}, {}", t.count(text::EDITOR_SUCCESS_COUNT, rules))
        }
    };
    view! {
        <Fold title=Signal::derive(title) path="success">
            <SuccessFields of=Of::Own/>
        </Fold>
    }
}

/// The fields for the answer to a request.
#[component]
pub fn SuccessFields(of: Of) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let statuses = read(model, of, |success| success.statuses.clone());
    let keys = read(model, of, |success| success.rules.keys());
    let status_path = of.path_of(model, "success.status");
    let type_statuses = move |text: String| {
        edit(model, of, "success.status", |success| {
            success.statuses = text;
        });
    };
    let add = move |_| {
        edit(model, of, "success.answers", |success| {
            success.rules.add(RuleForm::default());
        });
    };
    view! {
        <div class="field">
            <label class="field-label" for=move || field_id(&status_path.read())>{t.get(text::EDITOR_SUCCESS_STATUSES)}</label>
            <Line path=status_path value=statuses on_text=type_statuses class="code" placeholder="200, 201, 204".to_owned() mode="numeric"/>
            <p class="field-help">{t.get(text::EDITOR_SUCCESS_HELP)}</p>
            <FaultText path=status_path/>
        </div>
        <p class="field-help">{t.get(text::EDITOR_SUCCESS_RULES_HELP)}</p>
        <For each=move || keys.get() key=|key| *key let(key)>
            <RuleCard of key/>
        </For>
        <FaultText path=of.path_of(model, "success.answers")/>
        <button type="button" class="button" on:click=add><Icon symbol=Symbol::Plus/>{t.get(text::EDITOR_SUCCESS_ADD)}</button>
    }
}

fn read<T: Default + PartialEq + Send + Sync + 'static>(
    model: EditorModel,
    of: Of,
    get: impl Fn(&SuccessForm) -> T + Send + Sync + 'static,
) -> Memo<T> {
    model.read(move |form| of.success(form).map(&get).unwrap_or_default())
}

fn edit(model: EditorModel, of: Of, field: &str, change: impl FnOnce(&mut SuccessForm)) {
    of.edit(model, field, |form| {
        if let Some(success) = of.success_mut(form) {
            change(success);
        }
    });
}

/// A text of a rule, and the place where it is changed.
type TextOf = fn(&mut RuleForm) -> &mut String;

/// One rule: what the answer means, and what must hold.
#[component]
fn RuleCard(of: Of, key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let meaning = |meaning: &Meaning| {
        let key = meaning.key();
        (
            key.to_owned(),
            t.named(&format!("editor.success.means.{key}")),
        )
    };
    let options: Vec<_> = Meaning::ALL.iter().map(meaning).collect();
    let means = read(model, of, move |success| {
        let rule = success.rules.find(key);
        rule.map(|rule| rule.means.key().to_owned())
            .unwrap_or_default()
    });
    let choose = move |id: String| {
        if let Some(means) = Meaning::from_key(&id) {
            edit(model, of, "success.answers", |success| {
                if let Some(rule) = success.rules.find_mut(key) {
                    rule.means = means;
                }
            });
        }
    };
    let remove = move |_| {
        edit(model, of, "success.answers", |success| {
            success.rules.remove(key);
        });
    };
    view! {
        <div class="rule">
            <div class="field rule-means">
                <span class="field-label">{t.get(text::EDITOR_SUCCESS_MEANS_LABEL)}</span>
                <Choice options=Signal::stored(options) value=means on_choose=choose label=t.get(text::EDITOR_SUCCESS_MEANS_LABEL).to_owned()/>
            </div>
            <RuleText of key field="path" label=text::EDITOR_SUCCESS_PATH placeholder="$.error" get=|rule| &mut rule.path/>
            <RuleText of key field="values" label=text::EDITOR_SUCCESS_VALUES placeholder="BUSY | WAIT" get=|rule| &mut rule.values/>
            <RuleText of key field="contains" label=text::EDITOR_SUCCESS_CONTAINS placeholder="try again" get=|rule| &mut rule.contains/>
            <RuleText of key field="status" label=text::EDITOR_SUCCESS_STATUS placeholder="503" get=|rule| &mut rule.statuses/>
            <button type="button" class="button quiet icon-only" aria-label=t.get(text::EDITOR_SUCCESS_REMOVE) on:click=remove>
                <Icon symbol=Symbol::Bin/>
            </button>
            <FaultText path=model.read(move |form| rule_path(form, of, key, ""))/>
        </div>
    }
}

fn rule_path(form: &super::form::Form, of: Of, key: u32, field: &str) -> String {
    let rules = of.success(form).map(|success| &success.rules);
    let place = rules.and_then(|rules| rules.place(key)).unwrap_or_default();
    let dot = if field.is_empty() { "" } else { "." };
    of.path(form, &format!("success.answers.{place}{dot}{field}"))
}

#[component]
fn RuleText(
    of: Of,
    key: u32,
    field: &'static str,
    label: Key,
    placeholder: &'static str,
    get: TextOf,
) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let path = model.read(move |form| rule_path(form, of, key, field));
    let value = read(model, of, move |success| {
        let mut rule = success.rules.find(key).cloned().unwrap_or_default();
        std::mem::take(get(&mut rule))
    });
    let change = move |text: String| {
        edit(model, of, "success.answers", |success| {
            if let Some(rule) = success.rules.find_mut(key) {
                *get(rule) = text;
            }
        });
    };
    view! {
        <div class="field">
            <label class="field-label" for=move || field_id(&path.read())>{t.get(label)}</label>
            <Line path value on_text=change class="code" placeholder=placeholder.to_owned()/>
            <FaultText path/>
        </div>
    }
}
