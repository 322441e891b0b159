//! What became of the made-up call: its moments along the rail, and each one's deliveries.

use super::run::Run;
use crate::{
    address,
    components::{
        call::{
            station::StationCard,
            stations::{moments, stations},
            view::CallView,
        },
        empty::Empty,
        rail::Rail,
        time::Time,
    },
    i18n::{text, use_texts},
};
use domain::simulation::Scenario;
use leptos::prelude::*;
use leptos_router::components::A;

/// So many facts of an event lie open: the card has room for them beside each other.
const FACTS_OPEN: usize = 6;

/// The panel; it follows the call as it goes.
#[component]
pub fn Outcome(run: Run) -> impl IntoView {
    let t = use_texts();
    let shown = move || match run.shown.get() {
        Some(view) => view! { <Call view scenario=run.scenario.get()/> }.into_any(),
        None => view! {
            <Empty title=t.get(text::BENCH_NOTHING_TITLE) hint=t.get(text::BENCH_NOTHING_HINT)/>
        }
        .into_any(),
    };
    view! { <div class="bench-outcome" aria-live="polite">{shown}</div> }
}

#[component]
fn Call(view: CallView, scenario: Option<Scenario>) -> impl IntoView {
    let t = use_texts();
    let title = match scenario {
        Some(scenario) => t.named(&format!("bench.scenario.{scenario}")),
        None => t.get(text::BENCH_OUTCOME).to_owned(),
    };
    let began = view.events.first().map(|event| {
        let stamp = event.occurred.clone();
        view! { " · "<Time stamp/> }
    });
    let cards = moments(&view)
        .filter(|moment| view.events.iter().any(|event| event.moment == *moment))
        .map(|moment| view! { <StationCard view=view.clone() moment open=FACTS_OPEN/> })
        .collect_view();
    view! {
        <section class="panel">
            <div class="panel-head bench-head">
                <h2>{title}{began}</h2>
                <A href=address::of_call(&view.line.call_id) attr:class="link">{t.get(text::DELIVERY_OPEN_CALL)}</A>
            </div>
            <div class="panel-body">
                <Rail stations=stations(t, &view)/>
                <div class="bench-stations">{cards}</div>
            </div>
        </section>
    }
}
