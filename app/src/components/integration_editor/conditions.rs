//! The conditions that an event must meet beside its direction; all must hold.

use super::{
    catalogue,
    fields::{Choice, FaultText, Line},
    model::{EditorModel, use_editor},
    picker::ParameterPicker,
    seen::SeenValues,
};
use crate::{
    components::icon::{Icon, Symbol},
    i18n::{text, use_texts},
};
use domain::{
    Parameter,
    condition::{Comparison, Condition},
    hours::IN_WORKING_HOURS,
    parameter::Kind,
};
use leptos::prelude::*;
use leptos_router::components::A;

/// How a parameter can be compared.
fn comparisons(parameter: &str) -> &'static [Comparison] {
    let kind = Parameter::find(parameter).map(|parameter| parameter.kind);
    match kind {
        Some(Kind::Integer | Kind::Seconds | Kind::Decimal) => &[
            Comparison::AtLeast,
            Comparison::AtMost,
            Comparison::Is,
            Comparison::IsNot,
        ],
        Some(Kind::Choice(_) | Kind::Boolean) => &[Comparison::Is, Comparison::IsNot],
        Some(
            Kind::Text
            | Kind::Phone
            | Kind::Time
            | Kind::Url
            | Kind::List
            | Kind::Country
            | Kind::Currency,
        )
        | None => &[Comparison::Is, Comparison::IsNot, Comparison::Contains],
    }
}

/// A condition on another parameter: what no longer fits begins anew.
fn moved_to(condition: &mut Condition, parameter: String) {
    if !comparisons(&parameter).contains(&condition.comparison) {
        condition.comparison = comparisons(&parameter)
            .first()
            .copied()
            .unwrap_or(Comparison::Is);
    }
    condition.values.clear();
    condition.parameter = parameter;
}

fn read<T: Default + PartialEq + Send + Sync + 'static>(
    model: EditorModel,
    key: u32,
    get: impl Fn(&Condition) -> T + Send + Sync + 'static,
) -> Memo<T> {
    model.read(move |form| form.conditions.find(key).map(&get).unwrap_or_default())
}

fn edit(model: EditorModel, key: u32, change: impl FnOnce(&mut Condition)) {
    model.edit("conditions", |form| {
        if let Some(condition) = form.conditions.find_mut(key) {
            change(condition);
        }
    });
}

fn path(model: EditorModel, key: u32, field: &'static str) -> Memo<String> {
    model.read(move |form| {
        format!(
            "conditions.{}.{field}",
            form.conditions.place(key).unwrap_or_default()
        )
    })
}

/// The list; the choice of direction is shown above it, not in it.
#[component]
pub fn Conditions(
    /// Whether it is looked at.
    #[prop(into)]
    is_open: Signal<bool>,
) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let keys = model.read(|form| {
        let choice = form.direction_key();
        form.conditions
            .keys()
            .into_iter()
            .filter(|key| Some(*key) != choice)
            .collect::<Vec<_>>()
    });
    let add = move |_| {
        model.edit("conditions", |form| {
            form.conditions.add(Condition {
                parameter: "status".to_owned(),
                comparison: Comparison::Is,
                values: vec!["answered".to_owned()],
            });
        });
    };
    view! {
        <div class="conditions">
            <p class="field-help">{t.get(text::EDITOR_CONDITIONS_HELP)}</p>
            <For each=move || keys.get() key=|key| *key let(key)>
                <ConditionRow key is_open/>
            </For>
            <button type="button" class="button" on:click=add><Icon symbol=Symbol::Plus/>{t.get(text::EDITOR_CONDITIONS_ADD)}</button>
        </div>
    }
}

#[component]
fn ConditionRow(key: u32, is_open: Signal<bool>) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let name = read(model, key, |condition| condition.parameter.clone());
    let options = Memo::new(move |_| {
        let option = |comparison: &Comparison| {
            (
                comparison.key().to_owned(),
                t.named(&format!("comparison.{comparison}")),
            )
        };
        comparisons(&name.read())
            .iter()
            .map(option)
            .collect::<Vec<_>>()
    });
    let comparison = read(model, key, |condition| {
        condition.comparison.key().to_owned()
    });
    let compare = move |id: String| {
        if let Some(comparison) = Comparison::from_key(&id) {
            edit(model, key, |condition| condition.comparison = comparison);
        }
    };
    let is_closed = Memo::new(move |_| !catalogue::closed_list(t, &name.read()).is_empty());
    let remove = move |_| model.edit("conditions", |form| form.conditions.remove(key));
    let values_path = path(model, key, "values");
    let lacks_hours = move || name.read().as_str() == IN_WORKING_HOURS && !model.has_hours;
    view! {
        <div class="condition">
            <ParameterPicker id=format!("condition-{key}") shown=Signal::derive(move || catalogue::label(t, &name.read()))
                label=Signal::stored(t.get(text::EDITOR_CONDITIONS_PARAMETER).to_owned())
                on_choose=move |name| edit(model, key, |condition| moved_to(condition, name))/>
            <Choice options value=comparison on_choose=compare label=t.get(text::EDITOR_CONDITIONS_COMPARISON).to_owned()/>
            <Show when=move || is_closed.get() fallback=move || view! { <TypedValues key is_open/> }>
                <ListedValues key/>
            </Show>
            <button type="button" class="button quiet icon-only" aria-label=t.get(text::EDITOR_CONDITIONS_REMOVE) on:click=remove>
                <Icon symbol=Symbol::Bin/>
            </button>
            <Show when=lacks_hours>
                <A href="/settings#hours" attr:class="link condition-note">{t.get(text::EDITOR_CONDITIONS_NO_HOURS)}</A>
            </Show>
            <FaultText path=path(model, key, "parameter")/>
            <FaultText path=path(model, key, "comparison")/>
            <FaultText path=values_path/>
        </div>
    }
}

/// The values of a closed list as boxes to tick.
#[component]
fn ListedValues(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let name = read(model, key, |condition| condition.parameter.clone());
    let ticked = read(model, key, |condition| condition.values.clone());
    let tick = move |(value, label): (&'static str, String)| {
        let is_ticked = move || ticked.with(|values| values.iter().any(|ticked| ticked == value));
        let change = move |event| {
            let on = event_target_checked(&event);
            edit(model, key, |condition| {
                condition.values.retain(|ticked| ticked != value);
                if on {
                    condition.values.push(value.to_owned());
                }
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" checked=untrack(is_ticked) prop:checked=is_ticked on:change=change/>{label}
            </label>
        }
    };
    let boxes = move || {
        catalogue::closed_list(t, &name.read())
            .into_iter()
            .map(tick)
            .collect_view()
    };
    view! { <div class="condition-values" role="group" aria-label=t.get(text::EDITOR_CONDITIONS_VALUES)>{boxes}</div> }
}

/// Any values, with commas between them; what is typed stays as it is typed. Those that were seen
/// are offered below.
#[component]
fn TypedValues(key: u32, is_open: Signal<bool>) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let condition = model.read(move |form| form.conditions.find(key).cloned());
    let name = read(model, key, |condition| condition.parameter.clone());
    let values = read(model, key, |condition| condition.values.clone());
    let typed = RwSignal::new(joined(&values.get_untracked()));
    Effect::watch(
        move || name.get(),
        move |_, _, _| typed.set(String::new()),
        false,
    );
    let change = move |text: String| {
        let values = separated(&text);
        typed.set(text);
        edit(model, key, |condition| condition.values = values);
    };
    let tick = move |(value, on): (String, bool)| {
        edit(model, key, |condition| {
            condition.values.retain(|ticked| *ticked != value);
            if on {
                condition.values.push(value);
            }
        });
        typed.set(joined(&values.get_untracked()));
    };
    let is_typing = RwSignal::new(false);
    let label = move || Some(t.get(text::EDITOR_CONDITIONS_VALUES).to_owned());
    let placeholder = t.get(text::EDITOR_CONDITIONS_VALUES_HINT).to_owned();
    view! {
        <div on:focusin=move |_| is_typing.set(true) on:focusout=move |_| is_typing.set(false)>
            <Line path=path(model, key, "values") value=typed on_text=change label=Signal::derive(label) placeholder/>
        </div>
        <SeenValues condition is_open is_typing on_tick=tick/>
    }
}

/// The values in one line; one that has a comma or a quote in it stands in quotes.
fn joined(values: &[String]) -> String {
    let quoted = |value: &String| {
        if value.contains([',', '"']) {
            format!("\"{}\"", value.replace('"', "\"\""))
        } else {
            value.clone()
        }
    };
    values.iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// Reads the values of one line back.
fn separated(text: &str) -> Vec<String> {
    let (mut values, mut value, mut is_quoted) = (Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.next_if_eq(&'"').is_some() => value.push('"'),
            '"' if is_quoted || value.trim().is_empty() => is_quoted = !is_quoted,
            ',' if !is_quoted => values.push(std::mem::take(&mut value)),
            letter => value.push(letter),
        }
    }
    values.push(value);
    let values = values.iter().map(|value| value.trim().to_owned());
    values.filter(|value| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_parameter_begins_with_a_comparison_that_fits() {
        let mut condition = Condition {
            parameter: "talk_duration".into(),
            comparison: Comparison::AtLeast,
            values: vec!["15".into()],
        };
        moved_to(&mut condition, "status".into());
        assert_eq!(condition.comparison, Comparison::Is);
        assert!(condition.values.is_empty());
    }

    #[test]
    fn values_are_separated_by_commas_outside_of_quotes() {
        let typed = r#" Sales,, "Kyiv, north" , 5" pipe, "say ""hi""" "#;
        let values = ["Sales", "Kyiv, north", "5\" pipe", "say \"hi\""];
        assert_eq!(separated(typed), values);
        let values = values.map(str::to_owned);
        assert_eq!(separated(&joined(&values)), values);
        assert_eq!(joined(&["a".to_owned(), "b".to_owned()]), "a, b");
    }

    #[test]
    fn every_parameter_can_be_compared() {
        assert!(
            Parameter::ALL
                .iter()
                .all(|parameter| !comparisons(parameter.name).is_empty())
        );
    }
}
