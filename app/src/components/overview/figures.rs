//! The day in one line, each figure a link to exactly its calls, and the pulse below it: both
//! look again by themselves.

use super::{
    api::get_live,
    bars::{BarState, BarTable, Bars, Legend},
    view::Live,
};
use crate::{
    components::{calls::query::CallQuery, fresh::keep_fresh},
    i18n::{Key, text, use_texts},
};
use leptos::prelude::*;
use leptos_router::components::A;
use std::time::Duration;

/// How often it looks again.
const LOOKS_EVERY: Duration = Duration::from_secs(5);

/// The line and the strip.
#[component]
pub fn Figures(
    /// What the page came with.
    first: Live,
    /// Whose: the id of a project, empty for all.
    project: String,
    /// Told when more or fewer calls need a person than before.
    on_turn: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let live = RwSignal::new(first);
    let of = project.clone();
    keep_fresh(live, LOOKS_EVERY, move || get_live(of.clone()));
    let needs_you = Memo::new(move |_| live.with(|live| live.needs_you));
    Effect::new(move |before: Option<i64>| {
        let now = needs_you.get();
        if before.is_some_and(|before| before != now) {
            on_turn.run(());
        }
        now
    });
    let bars = move || live.with(|live| view! { <Bars bars=live.bars.clone()/> });
    let axis = live.with_untracked(|live| live.axis.len());
    let axis = (0..axis)
        .map(|mark| {
            let clock =
                move || live.with(|live| live.axis.get(mark).map(|(_, clock)| clock.clone()));
            view! { <span>{clock}</span> }
        })
        .collect_view();
    let table = move || {
        live.with(|live| view! { <BarTable bars=live.bars.clone() states=&BarState::ALL/> })
    };
    view! {
        <section class="panel overview-live" aria-label=t.get(text::OVERVIEW_TODAY)>
            <div class="overview-figures">
                <Figure label=text::OVERVIEW_CALLS_TODAY class="" href=today("", project.clone()) count=Signal::derive(move || live.with(|live| live.total))/>
                <Figure label=text::OVERVIEW_ARRIVED class="delivered" href=today("arrived", project.clone()) count=Signal::derive(move || live.with(|live| live.arrived))/>
                <Figure label=text::OVERVIEW_WAITING class="" href=today("waiting", project.clone()) count=Signal::derive(move || live.with(|live| live.waiting))/>
                <Figure label=text::OVERVIEW_NEED_YOU class="failed" href=today("needs_you", project) count=Signal::derive(move || needs_you.get())/>
            </div>
            <h2 class="visually-hidden">{t.get(text::OVERVIEW_PULSE)}</h2>
            <div class="overview-pulse">{bars}</div>
            <div class="bar-axis" aria-hidden="true">{axis}<span>{t.get(text::OVERVIEW_NOW)}</span></div>
            <div class="bar-foot">
                <Legend states=&BarState::ALL/>
                <details class="bar-details">
                    <summary>{t.get(text::OVERVIEW_AS_TABLE)}</summary>
                    {table}
                </details>
            </div>
        </section>
    }
}

#[component]
fn Figure(
    label: Key,
    /// The colour of a figure that is not zero.
    class: &'static str,
    href: String,
    count: Signal<i64>,
) -> impl IntoView {
    let t = use_texts();
    let class = move || if count.get() > 0 { class } else { "" };
    view! {
        <A href=href attr:class="overview-figure">
            <span>{t.get(label)}</span>
            <strong class=class>{move || t.number(count.get())}</strong>
        </A>
    }
}

/// Where the calls of today are listed that stand somewhere, those of a project or all.
pub fn today(standing: &str, project: String) -> String {
    let calls = CallQuery {
        period: "today".to_owned(),
        standing: standing.to_owned(),
        project,
        ..CallQuery::default()
    };
    calls.address("")
}
