//! The exports as rows: what, by whom, when, how far, and what can be done.

use super::api::{ExportLine, stop_export};
use crate::{
    components::{
        icon::{Icon, Symbol},
        time::Time,
        toast::use_toaster,
    },
    i18n::{Texts, text, use_texts},
};
use domain::{ExportFormat, ExportId, ExportState};
use leptos::prelude::*;
use leptos_router::components::A;
use std::time::Duration;

/// So many seconds later a file that was asked for again may have begun: rows that are looked for
/// far and wide are counted first.
const BEGINS_WITHIN_S: [u64; 4] = [1, 3, 8, 20];

/// Where an export stands, in a word.
#[must_use]
pub fn state_word(t: Texts, state: ExportState) -> String {
    t.named(&format!("exports.state.{state}"))
}

/// Why a file ends at its last row though there were more, and how to get the others.
#[must_use]
pub fn cut_word(t: Texts, rows: i64) -> String {
    t.with(text::EXPORTS_CUT_WHY, &[("rows", &t.number(rows))])
}

/// The table, cards on a phone.
#[component]
pub fn ExportTable(lines: Vec<ExportLine>, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let heads = [
        text::CALLS_COLUMN_TIME,
        text::EXPORTS_WHAT,
        text::EXPORTS_FILE,
        text::EXPORTS_WHO,
        text::EXPORTS_ROWS,
        text::DELIVERIES_COLUMN_STATE,
    ];
    let heads = heads.map(|key| view! { <th scope="col">{t.get(key)}</th> });
    let rows = lines
        .into_iter()
        .map(|line| view! { <Row line on_change/> })
        .collect_view();
    view! {
        <table class="table cards exports-table">
            <thead><tr>
                {heads.into_iter().collect_view()}
                <th scope="col"><span class="visually-hidden">{t.get(text::COMMON_ACTIONS)}</span></th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(line: ExportLine, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let what = if line.marks.is_empty() {
        t.get(text::EXPORTS_EVERYTHING).to_owned()
    } else {
        line.marks.join(" · ")
    };
    let (log, file) = line.again.map(|again| (again.log, again.file)).unzip();
    let format = match line.format {
        ExportFormat::Csv => text::EXPORT_CSV,
        ExportFormat::Xlsx => text::EXPORT_XLSX,
    };
    let which = format!("{what}, {}, {}", t.get(format), line.begun.text);
    let title = what.clone();
    let what = match log {
        Some(href) => {
            view! { <A href=href attr:class="link" attr:title=title>{what}</A> }.into_any()
        }
        None => view! { <span title=title>{what}</span> }.into_any(),
    };
    let total = line.total.filter(|_| line.state == ExportState::Running);
    let bar = total.map(|total| {
        view! { <progress class="job-bar" max=total.max(1) value=line.rows aria-label=t.get(text::EXPORTS_ROWS)></progress> }
    });
    let cut = (line.state == ExportState::Cut).then(|| {
        view! { <small class="quiet-text export-cut">{cut_word(t, line.rows)}</small> }
    });
    let stop = line.may_stop.then(|| {
        let label = format!("{}: {which}", t.get(text::JOBS_STOP));
        view! { <Stop id=line.id label on_change/> }
    });
    let again = file.map(|href| {
        let label = format!("{}: {which}", t.get(text::EXPORTS_AGAIN));
        view! { <TakeAgain href label on_change/> }
    });
    view! {
        <tr>
            <td class="cell-time"><Time stamp=line.begun/></td>
            <td class="cell-grow cell-what">{what}</td>
            <td class="cell-format"><span class="chip quiet">{t.get(format)}</span></td>
            <td class="cell-who" data-label=t.get(text::EXPORTS_WHO)>{line.author}</td>
            <td class="cell-rows" data-label=t.get(text::EXPORTS_ROWS)>{line.figures}{bar}{cut}</td>
            <td class="cell-state"><span class=class(line.state)>{state_word(t, line.state)}</span></td>
            <td class="cell-do"><div class="buttons">
                {stop}
                {again}
            </div></td>
        </tr>
    }
}

#[component]
fn Stop(
    id: ExportId,
    /// What it does to which export.
    label: String,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let stop = Action::new(move |(): &()| async move {
        if let Err(error) = stop_export(id).await {
            toaster.fail(t, &error);
        }
        // The page may have been left meanwhile.
        on_change.try_run(());
    });
    let pending = stop.pending();
    view! {
        <button type="button" class="button" aria-label=label disabled=pending on:click=move |_| { stop.dispatch(()); }>
            <Icon symbol=Symbol::Cross/>{t.get(text::JOBS_STOP)}
        </button>
    }
}

/// The same file with the rows of now. Not a `download`: where it is refused, the browser goes to
/// the page that says why, with or without a script.
#[component]
fn TakeAgain(
    href: String,
    /// What it does with which export.
    label: String,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let look = move |_| {
        for seconds in BEGINS_WITHIN_S {
            let look = move || {
                // The page may have been left meanwhile.
                on_change.try_run(());
            };
            set_timeout(look, Duration::from_secs(seconds));
        }
    };
    view! {
        <a class="button" rel="external" aria-label=label href=href on:click=look>
            <Icon symbol=Symbol::Download/>{t.get(text::EXPORTS_AGAIN)}
        </a>
    }
}

const fn class(state: ExportState) -> &'static str {
    match state {
        ExportState::Running => "state waiting",
        ExportState::Whole => "state delivered",
        ExportState::Cut => "state retrying",
        ExportState::BrokenOff => "state failed",
        ExportState::Stopped => "state skipped",
    }
}
