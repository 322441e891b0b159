//! The rows of what the telephony sent.

use super::api::{IncomingLine, IncomingQuery};
use crate::{
    components::{row_keys::ROW_LINK, time::Time},
    i18n::{text, use_texts},
};
use domain::IncomingId;
use leptos::prelude::*;
use leptos_router::{components::A, params::ParamsMap};

/// The address of a list, with a request open beside it or from another row on.
#[must_use]
pub fn address(query: &IncomingQuery, further: &[(&'static str, &str)]) -> String {
    let mut address = ParamsMap::new();
    if query.refused {
        address.insert("only", "refused".to_owned());
    }
    if !query.from.is_empty() {
        address.insert("from", query.from.clone());
    }
    for (name, value) in further.iter().filter(|(_, value)| !value.is_empty()) {
        address.insert(*name, (*value).to_owned());
    }
    format!("/incoming{}", address.to_query_string())
}

/// The table, cards on a phone; a refused request opens beside it.
#[component]
pub fn IncomingTable(
    lines: Vec<IncomingLine>,
    query: IncomingQuery,
    chosen: Option<IncomingId>,
) -> impl IntoView {
    let t = use_texts();
    let heads = [
        text::CALLS_COLUMN_TIME,
        text::INCOMING_FROM,
        text::CALLS_COLUMN_STATUS,
        text::INCOMING_EVENTS,
    ]
    .map(|key| view! { <th scope="col">{t.get(key)}</th> });
    let rows = lines
        .into_iter()
        .map(|line| view! { <Row line query=query.clone() chosen/> })
        .collect_view();
    view! {
        <table class="table cards incoming-table">
            <thead><tr>{heads.into_iter().collect_view()}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(line: IncomingLine, query: IncomingQuery, chosen: Option<IncomingId>) -> impl IntoView {
    let t = use_texts();
    let selected = (chosen == Some(line.id)).then_some("true");
    let time = match line.refusal {
        Some(_) => {
            let show = line.id.to_string();
            let href = address(&query, &[("after", &query.after), ("show", &show)]);
            view! { <A href=href attr:class=ROW_LINK scroll=false><Time stamp=line.received/></A> }
                .into_any()
        }
        None => view! { <Time stamp=line.received/> }.into_any(),
    };
    let (class, word) = match (line.refusal, &line.mended) {
        (None, _) => ("state delivered", t.get(text::INCOMING_ACCEPTED).to_owned()),
        (Some(_), Some(_)) => ("state skipped", t.get(text::INCOMING_MENDED).to_owned()),
        (Some(refusal), None) => (
            "state failed",
            t.named(&format!("incoming.refusal.{refusal}")),
        ),
    };
    let events = match line.refusal {
        None => {
            let count = t.count(text::INCOMING_COUNT, line.events);
            view! { <A href="/calls" attr:class="link">{count}</A> }.into_any()
        }
        Some(_) => t.get(text::COMMON_NONE).into_any(),
    };
    let kind = t.named(&format!("incoming.sender.{}", line.sender));
    let sender = match line.name {
        // Of what is there no longer, nothing more is told.
        None => kind.into_any(),
        Some(name) if query.from.is_empty() => {
            let from = IncomingQuery {
                from: line.sender_id.to_string(),
                ..query
            };
            view! { {kind}" "<A href=address(&from, &[]) attr:class="link">{name}</A> }.into_any()
        }
        Some(name) => view! { {kind}" "<code>{name}</code> }.into_any(),
    };
    view! {
        <tr aria-selected=selected>
            <td class="cell-time">{time}</td>
            <td class="cell-from">{sender}</td>
            <td class="cell-grow"><span class=class>{word}</span></td>
            <td class="cell-events">{events}</td>
        </tr>
    }
}
