//! The engine: what it does now, how fast, what waits, and who sends.

use super::view::{QueueLine, SystemView, WorkerLine};
use crate::{
    i18n::{Key, text, use_texts},
    stamp::span,
};
use leptos::prelude::*;
use std::collections::VecDeque;

/// So many looks are drawn.
const LOOKS: usize = 60;
/// The size of the drawing, in its own units; a page stretches it.
const WIDTH: f64 = 236.0;
const HEIGHT: f64 = 40.0;
/// From one rate to the next.
const STEP: f64 = 4.0;

/// When it was looked, and how many deliveries were settled until then.
pub type Looks = RwSignal<VecDeque<(i64, u64)>>;

/// Remembers a look; the oldest makes room.
pub fn remember(looks: Looks, view: &SystemView) {
    let look = (view.at.at_ms, view.engine.settled);
    looks.update(|looks| {
        // A process that was started anew counts anew.
        if looks.back().is_some_and(|(_, settled)| *settled > look.1) {
            looks.clear();
        }
        looks.push_back(look);
        while looks.len() > LOOKS {
            looks.pop_front();
        }
    });
}

/// Settled per second between each two looks.
fn rates(looks: &VecDeque<(i64, u64)>) -> Vec<f64> {
    let pairs = looks.iter().zip(looks.iter().skip(1));
    let rates = pairs.filter_map(|((before_at, before), (at, settled))| {
        let ms = u32::try_from(at - before_at).ok().filter(|ms| *ms > 0)?;
        let count = u32::try_from(settled.saturating_sub(*before)).ok()?;
        Some(f64::from(count) * 1_000.0 / f64::from(ms))
    });
    rates.collect()
}

/// The engine of the process that answered, with its throughput while one looks.
#[component]
pub fn Engine(view: SystemView, looks: Looks) -> impl IntoView {
    let t = use_texts();
    let engine = view.engine;
    let number = move |count: usize| t.number(i64::try_from(count).unwrap_or(i64::MAX));
    let settled = t.number(i64::try_from(engine.settled).unwrap_or(i64::MAX));
    let rate = move || match looks.with(rates).last() {
        Some(rate) => format!("{rate:.1}").replace('.', t.get(text::COMMON_DECIMAL_POINT)),
        None => t.get(text::COMMON_NONE).to_owned(),
    };
    let line = move || drawn(&looks.with(rates));
    let away = engine.storage_away.then(
        || view! { <p class="note note-failed">{t.get(text::STAFF_SYSTEM_STORAGE_AWAY)}</p> },
    );
    view! {
        <section class="panel" id="engine">
            <h2>{t.get(text::STAFF_SYSTEM_ENGINE)}</h2>
            <div class="panel-body stack">
                {away}
                <dl class="facts">
                    <div><dt>{t.get(text::STAFF_SYSTEM_RATE)}</dt><dd class="system-rate">{rate}" "<svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true"><polyline points=line></polyline></svg></dd></div>
                    <div><dt>{t.get(text::STAFF_SYSTEM_IN_FLIGHT)}</dt><dd>{number(engine.in_flight)}" / "{number(engine.parallel)}</dd></div>
                    <div><dt>{t.get(text::STAFF_SYSTEM_QUEUED)}</dt><dd>{number(engine.queued)}</dd></div>
                    <div><dt>{t.get(text::STAFF_SYSTEM_SETTLED)}</dt><dd>{settled}</dd></div>
                </dl>
            </div>
        </section>
    }
}

/// The points of a line that ends at the right, the highest rate at the top.
fn drawn(rates: &[f64]) -> String {
    let most = rates.iter().copied().fold(1.0, f64::max);
    let mut x = WIDTH;
    let points = rates.iter().rev().map(|rate| {
        let y = HEIGHT - 1.0 - rate / most * (HEIGHT - 2.0);
        let point = format!("{x:.0},{y:.1}");
        x -= STEP;
        point
    });
    points.collect::<Vec<_>>().join(" ")
}

/// What is open, by class.
#[component]
pub fn Queue(lines: Vec<QueueLine>, cut: bool) -> impl IntoView {
    let t = use_texts();
    let heads = [
        text::STAFF_SYSTEM_CLASS,
        text::STAFF_SYSTEM_OPEN,
        text::STAFF_SYSTEM_DUE,
        text::STAFF_SYSTEM_CLAIMED,
        text::STAFF_SYSTEM_HELD,
        text::STAFF_SYSTEM_OLDEST,
    ];
    let none = lines.is_empty().then(|| view! { <p class="panel panel-body quiet-text">{t.get(text::STAFF_SYSTEM_QUEUE_NONE)}</p> });
    let shown = !lines.is_empty();
    let rows = lines.into_iter().map(|line| view! { <QueueRow line/> });
    let rows = rows.collect_view();
    let heads = heads.into_iter().enumerate().map(|(index, key)| {
        let class = if index == 0 { "" } else { "number" };
        view! { <th scope="col" class=class>{t.get(key)}</th> }
    });
    let heads = heads.collect_view();
    view! {
        <section class="stack" id="queue" aria-label=t.get(text::STAFF_SYSTEM_QUEUE)>
            <h2>{t.get(text::STAFF_SYSTEM_QUEUE)}</h2>
            {none}
            {shown.then(|| view! {
                <table class="table cards system-table">
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            })}
            {cut.then(|| view! { <p class="note">{t.get(text::STAFF_SYSTEM_CUT)}</p> })}
        </section>
    }
}

#[component]
fn QueueRow(line: QueueLine) -> impl IntoView {
    let t = use_texts();
    let none = || t.get(text::COMMON_NONE).to_owned();
    let oldest = line.oldest_ms.map_or_else(none, |ms| span(t, ms));
    let cell = move |key: Key, shown: String| view! { <td class="number" data-label=t.get(key)>{shown}</td> };
    view! {
        <tr>
            <td class="cell-grow">{t.named(&format!("staff_system.class_of.{}", line.class.key()))}</td>
            {cell(text::STAFF_SYSTEM_OPEN, t.number(line.open))}
            {cell(text::STAFF_SYSTEM_DUE, t.number(line.due))}
            {cell(text::STAFF_SYSTEM_CLAIMED, t.number(line.claimed))}
            {cell(text::STAFF_SYSTEM_HELD, t.number(line.held))}
            {cell(text::STAFF_SYSTEM_OLDEST, oldest)}
        </tr>
    }
}

/// The processes that send, and what they hold.
#[component]
pub fn Workers(lines: Vec<WorkerLine>) -> impl IntoView {
    let t = use_texts();
    let rows = lines.into_iter().map(|line| {
        let (class, word) = if line.alive {
            ("state delivered", text::STAFF_SYSTEM_ALIVE)
        } else {
            ("state failed", text::STAFF_SYSTEM_DEAD)
        };
        let claims = t.count(text::STAFF_SYSTEM_CLAIMS, line.claims);
        let slots = (line.slots > 0).then(|| t.count(text::STAFF_SYSTEM_SLOTS, line.slots));
        view! {
            <li>
                <code class="staff-grow">{line.id.to_string()}</code>
                <span>{claims}</span>
                {slots.map(|slots| view! { <span class="quiet-text">{slots}</span> })}
                <span class=class>{t.get(word)}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="panel" id="workers">
            <h2>{t.get(text::STAFF_SYSTEM_WORKERS)}</h2>
            <div class="panel-body"><ul class="settings-list">{rows}</ul></div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_what_was_settled_between_two_looks() {
        let looks = VecDeque::from([(0, 10), (2_000, 30), (2_000, 30), (3_000, 30)]);
        let told: Vec<String> = rates(&looks)
            .iter()
            .map(|rate| format!("{rate:.1}"))
            .collect();
        assert_eq!(told, ["10.0", "0.0"]);
        assert!(rates(&VecDeque::from([(0, 10)])).is_empty());
    }
}
