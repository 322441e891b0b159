//! How much the database grew: in figures, drawn on the server, and as a table behind them.

use super::{
    rest::megabytes,
    view::{DayLine, GrowthView},
};
use crate::i18n::{Texts, text, use_texts};
use leptos::prelude::*;

/// How wide a day is drawn, with its gap.
const STEP: i64 = 10;
/// How wide the gap is.
const GAP: i64 = 2;
/// How high the largest size is drawn.
const HEIGHT: i64 = 100;

/// The panel.
#[component]
pub fn Growth(view: GrowthView) -> impl IntoView {
    let t = use_texts();
    let figures = view.grown.iter().map(|line| {
        let none = || t.get(text::COMMON_NONE).to_owned();
        let by = line.bytes.map_or_else(none, |bytes| grown(t, bytes));
        view! { <div><dt>{t.count(text::STAFF_SYSTEM_DATABASE_GROWN, line.days)}</dt><dd>{by}</dd></div> }
    });
    let figures = figures.collect_view();
    let enough = view
        .enough_days
        .map(|days| t.count(text::STAFF_SYSTEM_DATABASE_ENOUGH, days));
    let enough = enough.map(|said| view! { <small class="quiet-text">" "{said}</small> });
    let free = view.free_bytes.map(|free| {
        view! { <div><dt>{t.get(text::STAFF_SYSTEM_DATABASE_FREE)}</dt><dd>{megabytes(t, free)}{enough}</dd></div> }
    });
    let rows = view.days.iter().rev().map(|line| {
        view! { <tr><th scope="row">{line.name.clone()}</th><td class="number">{megabytes(t, line.bytes)}</td></tr> }
    });
    let rows = rows.collect_view();
    let from = view.from.clone();
    view! {
        <section class="panel" id="growth">
            <h2>{t.get(text::STAFF_SYSTEM_DATABASE_GROWTH)}</h2>
            <div class="panel-body stack">
                <dl class="facts">{figures}{free}</dl>
                <div>
                    <Days view/>
                    <div class="bar-axis" aria-hidden="true"><span>{from}</span><span>{t.get(text::OVERVIEW_NOW)}</span></div>
                </div>
                <details class="bar-details">
                    <summary>{t.get(text::OVERVIEW_AS_TABLE)}</summary>
                    <table class="bar-table">
                        <thead><tr><th scope="col">{t.get(text::DELIVERIES_COLUMN_TIME)}</th><th scope="col" class="number">{t.get(text::STAFF_SYSTEM_DATABASE_SIZE)}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </details>
            </div>
        </section>
    }
}

/// A bar for each day; days of which nothing is known stay empty. It reads itself aloud as the
/// first and the last size.
#[component]
fn Days(view: GrowthView) -> impl IntoView {
    let t = use_texts();
    let most = view.days.iter().map(|line| line.bytes).max();
    let most = most.unwrap_or_default().max(1);
    let ends = [view.days.first(), view.days.last()].into_iter().flatten();
    let ends: Vec<String> = ends.map(|line| said(t, line)).collect();
    let label = format!(
        "{}: {}",
        t.get(text::STAFF_SYSTEM_DATABASE_SIZE),
        ends.join(" – ")
    );
    let bars = view.days.iter().map(|line| {
        let (x, height) = ((line.day - view.first_day) * STEP, line.bytes * HEIGHT / most);
        view! {
            <g>
                <title>{said(t, line)}</title>
                <rect class="bar-ground" x=x.to_string() y="0" width=STEP.to_string() height=HEIGHT.to_string()></rect>
                <rect class="system-day" x=x.to_string() y=(HEIGHT - height).to_string() width=(STEP - GAP).to_string() height=height.to_string()></rect>
            </g>
        }
    });
    let bars = bars.collect_view();
    view! {
        <svg class="bars" viewBox=format!("0 0 {} {HEIGHT}", view.places * STEP) preserveAspectRatio="none" role="img" aria-label=label>
            {bars}
        </svg>
    }
}

/// `3 Nov 2026 · 12.4 MB`.
fn said(t: Texts, line: &DayLine) -> String {
    format!("{} · {}", line.name, megabytes(t, line.bytes))
}

/// What it grew or shrank by, with its sign.
fn grown(t: Texts, bytes: i64) -> String {
    let sign = if bytes < 0 { '-' } else { '+' };
    format!("{sign}{}", megabytes(t, bytes.saturating_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    #[test]
    fn what_shrank_has_its_sign() {
        let t = Texts::of(Language::En);
        assert_eq!(grown(t, 1_572_864), "+1.5 MB");
        assert_eq!(grown(t, -1_572_864), "-1.5 MB");
        assert_eq!(grown(t, 1_073_741_823), "+1,023.9 MB");
        assert_eq!(grown(t, -1_610_612_736), "-1.5 GB");
    }
}
