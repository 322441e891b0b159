//! Whether a receiver does what it has to: each moment, a repetition, and how soon it answers, with
//! a report of what it should mend.

use crate::{
    components::{
        icon::{Icon, Symbol},
        integration_editor::{api::test_probe, view::TestReport},
        toast::use_toaster,
    },
    i18n::{Texts, text, use_texts},
    session::use_may,
    stamp::span,
    told::Told,
};
use domain::{
    IntegrationId, Right,
    contract::{Finding, Probe},
};
use leptos::prelude::*;

/// What was found so far.
type Found = Vec<(Probe, TestReport)>;

/// The panel: to whom, the button, and the report as it grows.
#[component]
pub fn Contract(integrations: Vec<(IntegrationId, String)>, run: i64) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may = use_may(Right::SetUp);
    let first = integrations.first().map(|(id, _)| id.to_string());
    let is_empty = first.is_none();
    let chosen = RwSignal::new(first.unwrap_or_default());
    let found = RwSignal::new(Found::new());
    // Each report tells of calls of its own.
    let runs = RwSignal::new(run);
    let check = Action::new(move |id: &IntegrationId| {
        let (id, run) = (*id, runs.get_untracked());
        runs.set(run + 1);
        found.set(Vec::new());
        async move {
            for probe in Probe::ALL {
                match test_probe(id, *probe, run).await {
                    Ok(report) => found.update(|found| found.push((*probe, report))),
                    Err(error) => return toaster.fail(t, &error),
                }
            }
        }
    });
    let pending = check.pending();
    let begin = move |_| {
        if let Ok(id) = chosen.get_untracked().parse() {
            check.dispatch(id);
        }
    };
    let options = integrations
        .into_iter()
        .map(|(id, name)| view! { <option value=id.to_string()>{name}</option> })
        .collect_view();
    let word = move || {
        t.get(if pending.get() {
            text::BENCH_CONTRACT_GOING
        } else {
            text::BENCH_CONTRACT_BEGIN
        })
    };
    let title = (!may).then(|| t.get(text::COMMON_WEAK_ROLE));
    view! {
        <section class="panel" id="contract">
            <h2>{t.get(text::BENCH_CONTRACT_TITLE)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::BENCH_CONTRACT_HINT)}</p>
                <div class="bench-contract">
                    <label class="field">
                        <span class="field-label">{t.get(text::BENCH_CONTRACT_TO)}</span>
                        <select class="input" on:change=move |event| chosen.set(event_target_value(&event))>{options}</select>
                    </label>
                    <button type="button" class="button" title=title disabled=move || !may || is_empty || pending.get() on:click=begin>
                        <Icon symbol=Symbol::Play/>{word}
                    </button>
                </div>
                <div aria-live="polite">{move || (!found.with(Vec::is_empty)).then(|| view! { <Found found=found.get()/> })}</div>
            </div>
        </section>
    }
}

/// The report, and what it comes to once it is whole.
#[component]
fn Found(found: Found) -> impl IntoView {
    let t = use_texts();
    let is_whole = found.len() == Probe::ALL.len();
    let to_mend = found
        .iter()
        .filter(|(probe, report)| finding(*probe, report) != Finding::Fine);
    let to_mend = i64::try_from(to_mend.count()).unwrap_or(i64::MAX);
    let sum = is_whole.then(|| match to_mend {
        0 => view! { <p class="note note-delivered" role="status">{t.get(text::BENCH_CONTRACT_FINE)}</p> }.into_any(),
        count => view! { <p class="note note-failed" role="status">{t.count(text::BENCH_CONTRACT_MEND, count)}</p> }.into_any(),
    });
    let lines = found
        .into_iter()
        .map(|(probe, report)| view! { <Line probe report/> });
    view! {
        {sum}
        <ol class="bench-findings">{lines.collect_view()}</ol>
    }
}

#[component]
fn Line(probe: Probe, report: TestReport) -> impl IntoView {
    let t = use_texts();
    let finding = finding(probe, &report);
    let class = match finding {
        Finding::Fine => "state delivered",
        Finding::Slow => "state retrying",
        Finding::Duplicate | Finding::Refused => "state failed",
    };
    let status = report.status.map_or_else(
        || t.named(&format!("cause.{}", report.cause.key())),
        |status| status.to_string(),
    );
    let sent = match probe {
        Probe::Duplicate => t.get(text::BENCH_CONTRACT_TWICE).to_owned(),
        _ => t.named(&format!("moment.name.{}", probe.moment())),
    };
    let word = t.named(&format!("bench.finding.{finding}"));
    view! {
        <li>
            <strong>{sent}</strong>
            <span class=class>{status}" · "{word}</span>
            <span class="quiet-text">{span(t, report.took_ms)}</span>
            {advice(t, finding, &report).map(|advice| view! { <p>{advice}</p> })}
        </li>
    }
}

fn finding(probe: Probe, report: &TestReport) -> Finding {
    probe.finding(report.accepted, report.took_ms)
}

/// What the receiver should mend.
fn advice(t: Texts, finding: Finding, report: &TestReport) -> Option<String> {
    match finding {
        Finding::Fine => None,
        Finding::Slow => Some(t.get(text::BENCH_CONTRACT_SLOW).to_owned()),
        Finding::Duplicate => Some(t.get(text::BENCH_CONTRACT_DUPLICATE).to_owned()),
        Finding::Refused => {
            let Told { what, advice } = report.told.as_ref()?;
            Some(format!("{what} {advice}"))
        }
    }
}
