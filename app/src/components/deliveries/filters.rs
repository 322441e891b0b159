//! The filters of the log: a plain GET form, applied at once where there is JavaScript.

use super::query::{DERIVED_STATES, LogQuery, PERIODS};
use crate::{
    components::{
        icon::{Icon, Symbol},
        moment::moment_name,
    },
    i18n::{Key, text, use_texts},
};
use domain::{DeliveryState, IntegrationId, Moment};
use leptos::{html, prelude::*};
use leptos_router::components::{A, Form};

/// A value and its word.
pub type Choice = (String, String);

/// The form. A choice applies itself; a text applies on Enter.
#[component]
pub fn Filters(
    query: LogQuery,
    integrations: Vec<(IntegrationId, String)>,
    projects: Vec<Choice>,
) -> impl IntoView {
    let t = use_texts();
    let apply = NodeRef::<html::Button>::new();
    let submit = Callback::new(move |()| {
        if let Some(button) = apply.get_untracked() {
            button.click();
        }
    });
    let states = DeliveryState::ALL
        .iter()
        .map(|state| state.key())
        .chain(DERIVED_STATES);
    let states = states
        .map(|key| (key.to_owned(), t.named(&format!("state.{key}"))))
        .collect();
    let moments = Moment::ALL
        .iter()
        .map(|moment| (moment.key().to_owned(), moment_name(t, *moment)))
        .collect();
    let periods = PERIODS
        .iter()
        .map(|key| {
            (
                (*key).to_owned(),
                t.named(&format!("deliveries.period.{key}")),
            )
        })
        .collect();
    let integrations = integrations
        .into_iter()
        .map(|(id, name)| (id.to_string(), name))
        .collect();
    let reset = query.is_narrow();
    view! {
        <Form method="GET" action="/deliveries" attr:class="filters" attr:role="search">
            <input class="input filter-search" type="search" name="q" value=query.q
                placeholder=t.get(text::DELIVERIES_SEARCH) aria-label=t.get(text::DELIVERIES_SEARCH)/>
            <button class="button" type="submit" node_ref=apply><Icon symbol=Symbol::Glass/>{t.get(text::COMMON_SEARCH)}</button>
            <div class="filter-row">
                <Select name="state" any=text::DELIVERIES_ANY_STATE chosen=query.state choices=states submit/>
                <Select name="period" any=text::DELIVERIES_ANY_PERIOD chosen=query.period choices=periods submit/>
                <Select name="integration" any=text::DELIVERIES_ANY_INTEGRATION chosen=query.integration choices=integrations submit/>
                <ProjectSelect chosen=query.project projects submit/>
                <Select name="moment" any=text::DELIVERIES_ANY_MOMENT chosen=query.moment choices=moments submit/>
                <input class="input filter-code" name="code" inputmode="numeric" pattern="[1-5][0-9][0-9]" maxlength="3" value=query.code
                    placeholder=t.get(text::DELIVERIES_COLUMN_CODE) aria-label=t.get(text::DELIVERIES_CODE_LABEL)/>
                {reset.then(|| view! { <A href="/deliveries" attr:class="button quiet">{t.get(text::DELIVERIES_RESET)}</A> })}
            </div>
        </Form>
    }
}

/// The choice of a project, where there is one.
#[component]
pub fn ProjectSelect(chosen: String, projects: Vec<Choice>, submit: Callback<()>) -> impl IntoView {
    let is_there = !projects.is_empty();
    is_there.then(|| view! { <Select name="project" any=text::DELIVERIES_ANY_PROJECT chosen choices=projects submit/> })
}

/// A choice of the form; it says by its look whether it narrows.
#[component]
pub fn Select(
    name: &'static str,
    any: Key,
    chosen: String,
    choices: Vec<Choice>,
    submit: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let class = if chosen.is_empty() {
        "input filter"
    } else {
        "input filter narrowed"
    };
    let options = choices
        .into_iter()
        .map(|(value, word)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{word}</option> }
        })
        .collect_view();
    view! {
        <select class=class name=name aria-label=t.get(any) on:change=move |_| submit.run(())>
            <option value="">{t.get(any)}</option>
            {options}
        </select>
    }
}
