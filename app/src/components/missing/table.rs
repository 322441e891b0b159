//! The calls that an integration never got, and why.

use super::api::MissingLine;
use crate::{
    address,
    components::{row_keys::ROW_LINK, time::Time},
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The table, cards on a phone.
#[component]
pub fn MissingTable(lines: Vec<MissingLine>) -> impl IntoView {
    let t = use_texts();
    let heads = [
        text::CALLS_COLUMN_TIME,
        text::DELIVERIES_COLUMN_PHONE,
        text::CALLS_COLUMN_ID,
        text::MISSING_COLUMN_WHY,
    ];
    let heads = heads.map(|key| view! { <th scope="col">{t.get(key)}</th> });
    let rows = lines
        .into_iter()
        .map(|line| view! { <Row line/> })
        .collect_view();
    view! {
        <table class="table cards missing-table">
            <thead><tr>{heads.into_iter().collect_view()}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(line: MissingLine) -> impl IntoView {
    let t = use_texts();
    let why = match line.lost {
        Some(id) => view! {
            <A href=format!("/deliveries/{id}") attr:class="link">{t.get(text::MISSING_LOST)}</A>
        }
        .into_any(),
        None => view! { <span>{t.get(text::MISSING_NEVER_SENT)}</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="cell-time"><A href=address::of_call(&line.call_id) attr:class=ROW_LINK><Time stamp=line.accepted/></A></td>
            <td class="cell-phone">{line.phone.unwrap_or_else(|| t.get(text::DELIVERIES_NO_PHONE).to_owned())}</td>
            <td class="cell-id"><code>{line.call_id}</code></td>
            <td class="cell-grow missing-why">{why}</td>
        </tr>
    }
}
