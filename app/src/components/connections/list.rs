//! The list of connections: a table, cards on a phone.

use super::view::ConnectionLine;
use crate::{
    components::{
        empty::Empty,
        icon::{Icon, Symbol},
    },
    i18n::{Texts, text, use_texts},
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;
use leptos_router::components::A;

/// The rows, or the way to the first of them.
#[component]
pub fn ConnectionList(lines: Vec<ConnectionLine>) -> impl IntoView {
    let t = use_texts();
    if lines.is_empty() {
        let may = use_may(Right::SetUp);
        return view! {
            <Empty title=t.get(text::CONNECTIONS_EMPTY_TITLE) hint=t.get(text::CONNECTIONS_EMPTY_HINT)>
                {may.then(|| view! { <A href="/connections/new" attr:class="button primary"><Icon symbol=Symbol::Plus/>{t.get(text::CONNECTIONS_NEW)}</A> })}
            </Empty>
        }
        .into_any();
    }
    let rows = lines
        .into_iter()
        .map(|line| view! { <Row line/> })
        .collect_view();
    view! {
        <table class="table cards connections-table">
            <thead>
                <tr>
                    <th scope="col">{t.get(text::CONNECTIONS_COLUMN_NAME)}</th>
                    <th scope="col">{t.get(text::CONNECTIONS_COLUMN_STATE)}</th>
                    <th scope="col">{t.get(text::CONNECTIONS_COLUMN_WAY)}</th>
                    <th scope="col">{t.get(text::CONNECTIONS_COLUMN_LIMITS)}</th>
                    <th scope="col">{t.get(text::CONNECTIONS_COLUMN_USED_BY)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(line: ConnectionLine) -> impl IntoView {
    let t = use_texts();
    let (word, class) = line.standing();
    let way = t.named(&format!("connections.way.{}.label", line.way.key()));
    let limits = limits(t, &line);
    let is_unused = line.integrations.is_empty();
    let used_by = line.integrations.into_iter().map(|below| {
        view! { <A href=format!("/integrations/{}", below.id) attr:class="chip quiet">{below.name}</A> }
    });
    let unused = is_unused
        .then(|| view! { <span class="quiet-text">{t.get(text::CONNECTIONS_UNUSED)}</span> });
    view! {
        <tr>
            <td class="cell-name">
                <A href=format!("/connections/{}", line.id)>{line.name}</A>
                <small><code>{line.address}</code></small>
            </td>
            <td class="cell-state"><span class=class>{t.get(word)}</span></td>
            <td class="cell-way" data-label=t.get(text::CONNECTIONS_COLUMN_WAY)>{way}</td>
            <td class="cell-limits" data-label=t.get(text::CONNECTIONS_COLUMN_LIMITS)>{limits}</td>
            <td class="cell-used" data-label=t.get(text::CONNECTIONS_COLUMN_USED_BY)>
                <div class="chips">{used_by.collect_view()}{unused}</div>
            </td>
        </tr>
    }
}

fn limits(t: Texts, line: &ConnectionLine) -> String {
    let parallel = t.with(
        text::CONNECTIONS_LIMIT_PARALLEL,
        &[("count", &line.parallel.to_string())],
    );
    match line.per_second {
        Some(count) => {
            let count = count.to_string();
            let rate = t.with(text::CONNECTIONS_LIMIT_RATE, &[("count", &count)]);
            format!("{rate}, {parallel}")
        }
        None => parallel,
    }
}
