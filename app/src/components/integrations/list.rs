//! The list of integrations: a table, cards on a phone.

use super::{actions::RowActions, api::IntegrationLine, pulse::Pulse};
use crate::{
    components::{
        empty::Empty,
        icon::{Icon, Symbol},
        moment::MomentDots,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;
use leptos_router::components::A;

/// The rows, or the way to the first of them.
#[component]
pub fn IntegrationList(
    lines: Vec<IntegrationLine>,
    /// Told after a row was changed.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    if lines.is_empty() {
        return view! { <NoIntegrations/> }.into_any();
    }
    let rows = lines
        .into_iter()
        .map(|line| view! { <Row line on_change/> })
        .collect_view();
    view! {
        <table class="table cards integrations-table">
            <thead>
                <tr>
                    <th scope="col">{t.get(text::INTEGRATIONS_COLUMN_NAME)}</th>
                    <th scope="col">{t.get(text::MOMENT_LABEL)}</th>
                    <th scope="col">{t.get(text::INTEGRATIONS_COLUMN_STATE)}</th>
                    <th scope="col">{t.get(text::INTEGRATIONS_COLUMN_LAST)}</th>
                    <th scope="col" class="number">{t.get(text::INTEGRATIONS_COLUMN_DELIVERED)}</th>
                    <th scope="col" class="number">{t.get(text::INTEGRATIONS_COLUMN_FAILED)}</th>
                    <th scope="col"><span class="visually-hidden">{t.get(text::COMMON_ACTIONS)}</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(line: IntegrationLine, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let (id, name) = (line.id, line.name.clone());
    let (delivered, failed_count) = (t.number(line.delivered), t.number(line.failed));
    let log = |state: &str| format!("/deliveries?integration={id}&period=day&state={state}");
    let key_end = line.key_end.clone().map(|end| {
        let (class, key) = if end.is_over {
            ("state failed", text::KEY_ENDS_OVER)
        } else {
            ("state held", text::KEY_ENDS_NEAR)
        };
        view! { <span class="key-end-note"><span class=class>{t.with(key, &[("day", &end.day)])}</span></span> }
    });
    let waiting = (line.open > 0 && line.standing.keeps_waiting()).then(|| {
        view! { <small class="waiting-note">{t.count(text::INTEGRATIONS_WAITING, line.open)}</small> }
    });
    let failed = if line.failed > 0 {
        "number count-failed"
    } else {
        "number"
    };
    view! {
        <tr>
            <td class="cell-name">
                <A href=format!("/integrations/{id}")>{name}</A>
                <small><code>{line.method.key()}" "{line.address.clone()}</code></small>
            </td>
            <td class="cell-moment"><MomentDots moment=line.moment named=true/></td>
            <td class="cell-state"><span class=line.standing.class()>{t.get(line.standing.word())}</span>{waiting}{key_end}</td>
            <td class="cell-pulse"><Pulse ticks=line.ticks.clone()/></td>
            <td class="number" data-label=t.get(text::INTEGRATIONS_COLUMN_DELIVERED)><A href=log("delivered")>{delivered}</A></td>
            <td class=failed data-label=t.get(text::INTEGRATIONS_COLUMN_FAILED)><A href=log("failed")>{failed_count}</A></td>
            <td class="cell-actions"><RowActions line on_change/></td>
        </tr>
    }
}

#[component]
fn NoIntegrations() -> impl IntoView {
    let t = use_texts();
    let may = use_may(Right::SetUp);
    view! {
        <Empty title=t.get(text::INTEGRATIONS_EMPTY_TITLE) hint=t.get(text::INTEGRATIONS_EMPTY_HINT)>
            {may.then(|| view! {
                <A href="/presets" attr:class="button primary">{t.get(text::INTEGRATIONS_FROM_PRESET)}</A>
                <A href="/integrations/new" attr:class="button"><Icon symbol=Symbol::Plus/>{t.get(text::INTEGRATIONS_NEW)}</A>
            })}
        </Empty>
    }
}
