//! The filters of the list of calls: a plain GET form, applied at once where there is JavaScript.

use super::query::CallQuery;
use crate::{
    components::{
        deliveries::{
            filters::{Choice, ProjectSelect, Select},
            query::PERIODS,
        },
        icon::{Icon, Symbol},
    },
    i18n::{text, use_texts},
};
use domain::CallStanding;
use leptos::{html, prelude::*};
use leptos_router::components::{A, Form};

/// The form. A choice applies itself; a text applies on Enter.
#[component]
pub fn Filters(query: CallQuery, projects: Vec<Choice>) -> impl IntoView {
    let t = use_texts();
    let apply = NodeRef::<html::Button>::new();
    let submit = Callback::new(move |()| {
        if let Some(button) = apply.get_untracked() {
            button.click();
        }
    });
    let choices = |keys: &[&str], names: &str| {
        let choice = |key: &&str| ((*key).to_owned(), t.named(&format!("{names}.{key}")));
        keys.iter().map(choice).collect::<Vec<_>>()
    };
    let periods = choices(&PERIODS, "deliveries.period");
    let standings = choices(CallStanding::KEYS, "calls.standing");
    let reset = query.is_narrow();
    view! {
        <Form method="GET" action="/calls" attr:class="filters" attr:role="search">
            <input class="input filter-search" type="search" name="q" value=query.q
                placeholder=t.get(text::DELIVERIES_SEARCH) aria-label=t.get(text::DELIVERIES_SEARCH)/>
            <button class="button" type="submit" node_ref=apply><Icon symbol=Symbol::Glass/>{t.get(text::COMMON_SEARCH)}</button>
            <div class="filter-row">
                <Select name="period" any=text::DELIVERIES_ANY_PERIOD chosen=query.period choices=periods submit/>
                <Select name="standing" any=text::CALLS_ANY_STANDING chosen=query.standing choices=standings submit/>
                <ProjectSelect chosen=query.project projects submit/>
                {reset.then(|| view! { <A href="/calls" attr:class="button quiet">{t.get(text::DELIVERIES_RESET)}</A> })}
            </div>
        </Form>
    }
}
