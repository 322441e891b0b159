//! The integrations at a glance: how each stands, how much arrives, how long it usually takes.

use super::view::IntegrationLine;
use crate::{
    components::{
        deliveries::query::LogQuery, integrations::standing::Standing, moment::MomentDots,
    },
    i18n::{text, use_texts},
    stamp::span,
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The table, cards on a phone; nothing where there is no integration.
#[component]
pub fn IntegrationTable(
    lines: Vec<IntegrationLine>,
    /// Whose requests are counted: the id of a project, empty for all.
    project: String,
) -> impl IntoView {
    let t = use_texts();
    if lines.is_empty() {
        return ().into_any();
    }
    let rows = lines
        .into_iter()
        .map(|line| view! { <Row line project=project.clone()/> })
        .collect_view();
    view! {
        <section class="overview-integrations panel">
            <h2>{t.get(text::NAV_INTEGRATIONS)}</h2>
            <table class="table cards">
                <thead>
                    <tr>
                        <th scope="col">{t.get(text::INTEGRATIONS_COLUMN_NAME)}</th>
                        <th scope="col">{t.get(text::MOMENT_LABEL)}</th>
                        <th scope="col">{t.get(text::INTEGRATIONS_COLUMN_STATE)}</th>
                        <th scope="col" class="number">{t.get(text::INTEGRATIONS_COLUMN_DELIVERED)}</th>
                        <th scope="col" class="number">{t.get(text::OVERVIEW_SHARE)}</th>
                        <th scope="col" class="number">{t.get(text::OVERVIEW_USUALLY)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

#[component]
fn Row(line: IntegrationLine, project: String) -> impl IntoView {
    let t = use_texts();
    let none = || t.get(text::COMMON_NONE).to_owned();
    let ended = line.delivered + line.failed;
    let share = if ended == 0 {
        none()
    } else {
        // Rounded down: 100 % means all of them.
        format!("{}\u{a0}%", line.delivered * 100 / ended)
    };
    let share_class = if line.failed > 0 {
        "number count-failed"
    } else {
        "number"
    };
    let usually = line.usually_ms.map_or_else(none, |ms| span(t, ms));
    let state = match &line.failing_since {
        Some(since) if line.standing == Standing::Failing => {
            t.with(text::OVERVIEW_FAILING_SINCE, &[("time", since)])
        }
        _ => t.get(line.standing.word()).to_owned(),
    };
    let log = LogQuery {
        integration: line.id.to_string(),
        project,
        state: "delivered".to_owned(),
        period: "day".to_owned(),
        ..LogQuery::default()
    };
    view! {
        <tr>
            <td class="cell-name"><A href=format!("/integrations/{}", line.id)>{line.name}</A></td>
            <td class="cell-moment"><MomentDots moment=line.moment named=true/></td>
            <td class="cell-state"><span class=line.standing.class()>{state}</span></td>
            <td class="number" data-label=t.get(text::INTEGRATIONS_COLUMN_DELIVERED)><A href=log.address(&[])>{t.number(line.delivered)}</A></td>
            <td class=share_class data-label=t.get(text::OVERVIEW_SHARE)>{share}</td>
            <td class="number" data-label=t.get(text::OVERVIEW_USUALLY)>{usually}</td>
        </tr>
    }
}
