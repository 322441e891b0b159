//! The rows of the list of calls.

use super::api::CallLine;
use crate::{
    address,
    components::{fact, moment::ReachedDots, row_keys::ROW_LINK, time::Time},
    i18n::{text, use_texts},
};
use domain::CallStanding;
use leptos::prelude::*;
use leptos_router::components::A;

/// The table, cards on a phone.
#[component]
pub fn CallTable(lines: Vec<CallLine>) -> impl IntoView {
    let t = use_texts();
    let heads = [
        text::CALLS_COLUMN_TIME,
        text::DELIVERIES_COLUMN_PHONE,
        text::CALLS_COLUMN_LINE,
        text::CALLS_COLUMN_STATUS,
        text::CALLS_COLUMN_CRM,
        text::CALLS_COLUMN_MOMENTS,
        text::CALLS_COLUMN_ID,
    ];
    let heads = heads
        .map(|key| view! { <th scope="col">{t.get(key)}</th> })
        .into_iter()
        .collect_view();
    let rows = lines
        .into_iter()
        .map(|line| view! { <Row line/> })
        .collect_view();
    view! {
        <table class="table cards calls-table">
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(line: CallLine) -> impl IntoView {
    let t = use_texts();
    let status = line.status.map(|status| fact::plain(t, "status", &status));
    let none = t.get(text::COMMON_NONE);
    view! {
        <tr>
            <td class="cell-time"><A href=address::of_call(&line.call_id) attr:class=ROW_LINK><Time stamp=line.first/></A></td>
            <td class="cell-phone">{line.phone.unwrap_or_else(|| t.get(text::DELIVERIES_NO_PHONE).to_owned())}</td>
            <td class="cell-line" data-label=t.get(text::CALLS_COLUMN_LINE)>{line.tracking.unwrap_or_else(|| none.to_owned())}</td>
            <td class="cell-status">{status.unwrap_or_else(|| none.to_owned())}</td>
            <td class="cell-state">{line.standing.map(|standing| view! { <StandingBadge standing/> })}</td>
            <td class="cell-moment"><ReachedDots moments=line.moments/></td>
            <td class="cell-id"><code>{line.call_id}</code></td>
        </tr>
    }
}

/// Where the data of a call is: a word, a shape and a colour.
#[component]
fn StandingBadge(standing: CallStanding) -> impl IntoView {
    let t = use_texts();
    let class = match standing {
        CallStanding::NeedsYou => "state failed",
        CallStanding::Waiting => "state waiting",
        CallStanding::Arrived => "state delivered",
        CallStanding::Nowhere => "state skipped",
    };
    view! { <span class=class>{t.named(&format!("calls.stands.{}", standing.key()))}</span> }
}
