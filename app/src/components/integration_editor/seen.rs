//! What a condition's parameter had in the last calls: values to tick, and a hint where one was
//! typed that never came.

use super::{catalogue, model::use_editor};
use crate::{
    error::AppError,
    i18n::{Texts, text, use_texts},
};
use domain::{
    Facts, Moment, Parameter, Value,
    condition::{Comparison, Condition},
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// How far back it looks, in milliseconds.
#[cfg(feature = "ssr")]
const LOOKED_BACK_MS: i64 = 90 * 24 * 3_600_000;
/// Up to so many values lie open.
const OPEN_MAX: usize = 6;
/// Up to so many values are offered; the rarer ones can be typed.
const OFFERED_MAX: usize = 50;

/// The values of a call parameter in the last calls that came to a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// How many calls were looked at.
    pub calls: usize,
    /// The values, the most frequent first.
    pub values: Vec<SeenValue>,
    /// Whether there were more calls.
    pub is_cut: bool,
    /// Whether there were further values, so that one that is not here may have come all the same.
    pub has_more: bool,
}

/// A value that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenValue {
    /// It.
    pub value: Value,
    /// In how many calls.
    pub calls: usize,
}

/// What a parameter had in the calls of the last 90 days at a moment. A number that the person's
/// role does not see is not told.
#[server(input = Json)]
pub async fn list_seen(moment: Moment, parameter: String) -> Result<Seen, AppError> {
    let scope = crate::session::require_seat()?;
    server::seen(&scope, moment, &parameter).await
}

impl Seen {
    /// Those of the values that no call had, in the way in which a condition compares them.
    fn never<'a>(&self, condition: &'a Condition) -> Vec<&'a str> {
        if self.has_more || self.values.is_empty() {
            return Vec::new();
        }
        let comparison = match condition.comparison {
            Comparison::IsNot => Comparison::Is,
            other => other,
        };
        let came = |typed: &String| {
            let alone = Condition {
                parameter: condition.parameter.clone(),
                comparison,
                values: vec![typed.clone()],
            };
            let facts = |seen: &SeenValue| {
                Facts::from_iter([(alone.parameter.clone(), seen.value.clone())])
            };
            self.values.iter().any(|seen| alone.holds(&facts(seen)))
        };
        let values = condition.values.iter().filter(|typed| !came(typed));
        values.map(String::as_str).collect()
    }

    /// What is said of values that no call had.
    fn hint(&self, t: Texts, condition: &Condition) -> Option<String> {
        let never = self.never(condition);
        if never.is_empty() {
            return None;
        }
        let never = never.join(", ");
        let values = [("values", never.as_str())];
        Some(if self.is_cut {
            t.count_with(
                text::EDITOR_CONDITIONS_SEEN_NOT_LATELY,
                number(self.calls),
                &values,
            )
        } else {
            t.with(text::EDITOR_CONDITIONS_SEEN_NOT, &values)
        })
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The values that a condition's parameter had, once the conditions are looked at.
#[component]
pub fn SeenValues(
    /// The condition, followed.
    condition: Memo<Option<Condition>>,
    /// Whether the conditions are looked at.
    #[prop(into)]
    is_open: Signal<bool>,
    /// Whether something is being typed: nobody is corrected meanwhile.
    #[prop(into)]
    is_typing: Signal<bool>,
    /// Takes a value that was ticked, or is not any more.
    #[prop(into)]
    on_tick: Callback<(String, bool)>,
) -> impl IntoView {
    let t = use_texts();
    let moment = use_editor().read(|form| form.moment);
    let wanted = Memo::new(move |_| {
        let name = condition.with(|it| it.as_ref().map(|it| it.parameter.clone()))?;
        let offers = Parameter::find(&name).is_some_and(Parameter::comes_again);
        (is_open.get() && offers).then(|| (moment.get(), name))
    });
    let look = Action::new(|wanted: &(Moment, String)| {
        let (moment, name) = wanted.clone();
        async move { (list_seen(moment, name.clone()).await.ok(), (moment, name)) }
    });
    Effect::new(move || {
        if let Some(wanted) = wanted.get() {
            look.dispatch(wanted);
        }
    });
    // It is an aid only: where it cannot be had, values are typed as before.
    let seen = Memo::new(move |_| {
        let (seen, of) = look.value().get()?;
        seen.filter(|_| wanted.get().as_ref() == Some(&of))
    });
    let hint = move || {
        let seen = seen.get().filter(|_| !is_typing.get())?;
        condition.with(|it| seen.hint(t, it.as_ref()?))
    };
    let ticked = move |value: &str| {
        condition.with(|it| {
            it.as_ref()
                .is_some_and(|it| it.values.iter().any(|one| one == value))
        })
    };
    view! {
        <div class="seen">
            <p class="seen-hint" role="status">{hint}</p>
            {move || seen.get().map(|seen| offer(t, seen, ticked, on_tick))}
        </div>
    }
}

/// The values as boxes to tick.
fn offer(
    t: Texts,
    seen: Seen,
    ticked: impl Fn(&str) -> bool + Copy + Send + Sync + 'static,
    on_tick: Callback<(String, bool)>,
) -> AnyView {
    if seen.values.is_empty() {
        let none = t.get(text::EDITOR_CONDITIONS_SEEN_NONE);
        return (!seen.has_more)
            .then(|| view! { <p class="field-help">{none}</p> })
            .into_any();
    }
    let title = if seen.is_cut {
        t.count(text::EDITOR_CONDITIONS_SEEN_LATELY, number(seen.calls))
    } else {
        t.get(text::EDITOR_CONDITIONS_SEEN_TITLE).to_owned()
    };
    let is_short = seen.values.len() <= OPEN_MAX;
    let has_rarer = seen.has_more || seen.values.len() > OFFERED_MAX;
    let rarer = has_rarer.then(|| {
        view! { <p class="field-help">{t.get(text::EDITOR_CONDITIONS_SEEN_RARER)}</p> }
    });
    let option = move |seen: SeenValue| {
        let value = StoredValue::new(seen.value.plain());
        let is_ticked = move || value.with_value(|value| ticked(value));
        let change = move |event| on_tick.run((value.get_value(), event_target_checked(&event)));
        let count = t.count(text::EDITOR_CONDITIONS_SEEN_CALLS, number(seen.calls));
        view! {
            <label class="check">
                <input type="checkbox" checked=untrack(is_ticked) prop:checked=is_ticked on:change=change/>
                <span class="seen-value">{catalogue::readable(&seen.value)}</span>
                <span class="quiet-text">{count}</span>
            </label>
        }
    };
    let options = seen.values.into_iter().take(OFFERED_MAX);
    let options = options.map(option).collect_view();
    view! {
        <details open=is_short>
            <summary class="link">{title.clone()}</summary>
            <div class="seen-values" role="group" aria-label=title>{options}</div>
            {rarer}
        </details>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
mod server {
    //! From the stored calls to what is told of them.

    use super::{LOOKED_BACK_MS, Seen, SeenValue};
    use crate::{
        error::AppError,
        privacy::{Masked, OWN_LINE},
        session::Scope,
    };
    use domain::{Facts, Moment, Parameter, Value};

    pub(super) async fn seen(
        scope: &Scope,
        moment: Moment,
        parameter: &str,
    ) -> Result<Seen, AppError> {
        if !Parameter::find(parameter).is_some_and(Parameter::comes_again) {
            return Err(AppError::NotFound.answered());
        }
        let now = scope.now();
        let (masked, period) = (scope.masked(), (now - LOOKED_BACK_MS, now + 1));
        let may_see =
            |value: &Value, facts: &Facts| parameter == OWN_LINE || is_told(masked, value, facts);
        let found = scope.tenant.seen_values(moment, parameter, period, may_see);
        let found = found.await?;
        let values = found.values.into_iter();
        Ok(Seen {
            calls: found.calls,
            values: values
                .map(|(value, calls)| SeenValue { value, calls })
                .collect(),
            is_cut: found.is_cut,
            has_more: found.has_more,
        })
    }

    /// Whether a value of a call shows nothing that is hidden from the person.
    fn is_told(masked: Masked, value: &Value, facts: &Facts) -> bool {
        let plain = value.plain();
        !masked.hides() || masked.text(&plain, facts) == plain
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use domain::sample;

        #[test]
        fn a_number_is_not_offered_to_who_does_not_see_it() {
            let facts = sample::facts(Moment::AfterCall);
            let told = |name: &str, whole| {
                is_told(Masked::unless(whole), facts.get(name).unwrap(), &facts)
            };
            assert!(told("destination_number", true) && told("department", false));
            assert!(!told("destination_number", false));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    fn seen(values: &[&str]) -> Seen {
        let values = values.iter().map(|value| SeenValue {
            value: Value::text(*value),
            calls: 2,
        });
        Seen {
            calls: 4,
            values: values.collect(),
            is_cut: false,
            has_more: false,
        }
    }

    fn condition(comparison: Comparison, values: &[&str]) -> Condition {
        Condition {
            parameter: "department".to_owned(),
            comparison,
            values: values.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn what_no_call_had_is_told_as_the_condition_compares_it() {
        let seen = seen(&["Sales", "Service"]);
        for comparison in [Comparison::Is, Comparison::IsNot] {
            let typed = condition(comparison, &["Sales", "Sels"]);
            assert_eq!(seen.never(&typed), ["Sels"]);
        }
        let part = condition(Comparison::Contains, &["Serv", "Sels"]);
        assert_eq!(seen.never(&part), ["Sels"]);
        let hint = seen.hint(Texts::of(Language::En), &part).unwrap();
        assert!(hint.contains("90 days") && hint.contains("Sels"), "{hint}");
        let known = condition(Comparison::Is, &["Service"]);
        assert_eq!(seen.hint(Texts::of(Language::En), &known), None);
    }

    #[test]
    fn of_a_part_of_the_calls_no_more_is_said_than_is_known() {
        let typed = condition(Comparison::Is, &["Sels"]);
        let t = Texts::of(Language::En);
        let cut = Seen {
            is_cut: true,
            ..seen(&["Sales"])
        };
        let hint = cut.hint(t, &typed).unwrap();
        assert!(hint.contains("4 calls") && !hint.contains("90"), "{hint}");
        let more = Seen {
            has_more: true,
            ..seen(&["Sales"])
        };
        assert_eq!(more.hint(t, &typed), None);
        assert_eq!(seen(&[]).hint(t, &typed), None);
    }
}
