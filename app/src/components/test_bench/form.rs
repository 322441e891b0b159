//! How the made-up call goes, to whom, and from which number.

use super::{
    api::{Bench, Told},
    run::Run,
};
use crate::{
    components::{
        icon::{Icon, Symbol},
        moment::ReachedDots,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::{Moment, Right, simulation::Scenario};
use leptos::prelude::*;

/// A number that belongs to nobody who could be called by mistake.
const PHONE: &str = "+380 50 111 22 33";

/// The form.
#[component]
pub fn BenchForm(bench: Bench, run: Run) -> impl IntoView {
    let t = use_texts();
    let may = use_may(Right::SetUp);
    let first = run.scenario.get_untracked();
    let scenario = RwSignal::new(first.unwrap_or(Scenario::Answered));
    let only = RwSignal::new(String::new());
    let phone = RwSignal::new(PHONE.to_owned());
    let begin = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        run.tell(Told {
            scenario: scenario.get_untracked(),
            act: 0,
            call_id: String::new(),
            phone: phone.get_untracked(),
            only: only.get_untracked().parse().ok(),
        });
    };
    let scenarios = Scenario::ALL
        .iter()
        .map(|one| view! { <ScenarioChoice one=*one chosen=scenario/> })
        .collect_view();
    let integrations = bench
        .integrations
        .into_iter()
        .map(|(id, name)| view! { <option value=id.to_string()>{name}</option> })
        .collect_view();
    let disabled = move || !may || run.is_telling.get();
    let title = (!may).then(|| t.get(text::COMMON_WEAK_ROLE));
    let word = move || {
        t.get(if run.is_telling.get() {
            text::BENCH_GOING
        } else {
            text::BENCH_SIMULATE
        })
    };
    view! {
        <form class="panel bench-form" on:submit=begin>
            <h2>{t.get(text::BENCH_CALL)}</h2>
            <div class="panel-body stack">
                <fieldset class="bench-scenarios"><legend class="visually-hidden">{t.get(text::BENCH_HOW)}</legend>{scenarios}</fieldset>
                <label class="field">
                    <span class="field-label">{t.get(text::BENCH_TO)}</span>
                    <select class="input" prop:value=move || only.get() on:change=move |event| only.set(event_target_value(&event))>
                        <option value="">{t.get(text::DELIVERIES_ANY_INTEGRATION)}</option>
                        {integrations}
                    </select>
                </label>
                <label class="field">
                    <span class="field-label">{t.get(text::DELIVERIES_COLUMN_PHONE)}</span>
                    <input class="input" type="tel" maxlength="40" autocomplete="off" prop:value=move || phone.get() value=PHONE
                        on:input=move |event| phone.set(event_target_value(&event))/>
                    <span class="field-help">{t.get(text::BENCH_PHONE_HELP)}</span>
                </label>
                <p class="note">{t.get(text::BENCH_STORED)}</p>
                <button class="button primary wide" type="submit" title=title disabled=disabled><Icon symbol=Symbol::Play/>{word}</button>
            </div>
        </form>
    }
}

#[component]
fn ScenarioChoice(one: Scenario, chosen: RwSignal<Scenario>) -> impl IntoView {
    let t = use_texts();
    let mut moments: Vec<Moment> = one.acts().iter().map(|act| act.moment).collect();
    moments.dedup();
    view! {
        <label class="bench-scenario">
            <input type="radio" name="scenario" value=one.key() prop:checked=move || chosen.get() == one
                checked=chosen.get_untracked() == one on:change=move |_| chosen.set(one)/>
            <span><strong>{t.named(&format!("bench.scenario.{one}"))}</strong><small>{t.named(&format!("bench.hint.{one}"))}</small></span>
            <ReachedDots moments/>
        </label>
    }
}
