//! The rows of the log: dense, with the keyboard, cards on a phone.

use super::{
    columns::{Column, Columns},
    line::DeliveryLine,
    query::LogQuery,
    selection::{ChooseAll, ChooseBox, Chosen},
};
use crate::{
    components::{moment::MomentDots, row_keys::ROW_LINK, state::StateBadge, time::Time},
    i18n::{text, use_texts},
    session::use_may,
    stamp::span,
};
use domain::{DeliveryId, Right};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::collections::BTreeSet;

/// From this width on the detail stands beside the list.
const WIDE_PX: f64 = 1280.0;

/// The table; on a wide screen a row opens beside it.
#[component]
pub fn DeliveryTable(
    lines: RwSignal<Vec<DeliveryLine>>,
    query: LogQuery,
    /// The delivery that is open beside the list.
    shown: Memo<Option<DeliveryId>>,
    /// The rows that are chosen by hand.
    chosen: Chosen,
    /// What is shown of a row.
    columns: RwSignal<Option<Columns>>,
) -> impl IntoView {
    let t = use_texts();
    // What comes while one looks is set off from what was there.
    let first: BTreeSet<DeliveryId> =
        lines.with_untracked(|lines| lines.iter().map(|line| line.id).collect());
    let first = StoredValue::new(first);
    let heads = Column::ALL
        .map(|column| view! { <th scope="col" class=column.class()>{t.get(column.name())}</th> });
    let choose = use_may(Right::SendAgain).then(|| view! { <ChooseAll chosen lines/> });
    let hidden = move || columns.with(|columns| columns.as_ref().map(Columns::hidden));
    let row = move |line: DeliveryLine| {
        let is_new = first.with_value(|first| !first.contains(&line.id));
        view! { <Row line query=query.clone() shown chosen is_new/> }
    };
    view! {
        <table class="table cards deliveries-table" data-hidden=hidden>
            <thead><tr><th scope="col">{choose}{t.get(text::DELIVERIES_COLUMN_TIME)}</th>{heads.into_iter().collect_view()}</tr></thead>
            <tbody><For each=move || lines.get() key=mark children=row/></tbody>
        </table>
    }
}

/// What a row looks like: one that has become other is drawn anew.
fn mark(line: &DeliveryLine) -> (DeliveryId, &'static str, [bool; 2], i32, Option<i32>) {
    let standing = &line.standing;
    (
        line.id,
        standing.state.key(),
        [standing.held, standing.awaits_recording],
        line.tries,
        line.code,
    )
}

#[component]
fn Row(
    line: DeliveryLine,
    query: LogQuery,
    shown: Memo<Option<DeliveryId>>,
    chosen: Chosen,
    /// Whether it came while one looked.
    is_new: bool,
) -> impl IntoView {
    let t = use_texts();
    let choose = use_may(Right::SendAgain).then(|| {
        let name = format!("{} {}", line.integration_name, line.accepted.text);
        let obstacle = line.obstacle().map(|key| t.get(key));
        view! { <ChooseBox chosen id=line.id obstacle name/> }
    });
    let id = line.id;
    let navigate = use_navigate();
    let beside = query.address(&[("after", &query.after), ("show", &id.to_string())]);
    let open = move |event: leptos::ev::MouseEvent| {
        let plain = !(event.ctrl_key() || event.meta_key() || event.shift_key());
        if plain && is_wide() {
            event.prevent_default();
            navigate(
                &beside,
                NavigateOptions {
                    scroll: false,
                    replace: true,
                    ..NavigateOptions::default()
                },
            );
        }
    };
    let selected = move || (shown.get() == Some(id)).then_some("true");
    let code = line.code.map_or_else(
        || t.get(text::COMMON_NONE).to_owned(),
        |code| code.to_string(),
    );
    // Without an answer nothing took time.
    let took = line.took_ms.filter(|ms| *ms > 0 || line.code.is_some());
    let took = took.map_or_else(|| t.get(text::COMMON_NONE).to_owned(), |ms| span(t, ms));
    view! {
        <tr aria-selected=selected class=is_new.then_some("row-new")>
            <td class="cell-time">
                {choose}
                <a class=ROW_LINK href=format!("/deliveries/{id}") on:click=open><Time stamp=line.accepted/></a>
            </td>
            <td class="cell-state"><StateBadge standing=line.standing/><Marks is_test=line.is_test is_resend=line.resend_of.is_some()/></td>
            <td class="cell-grow cell-integration">{line.integration_name}</td>
            <td class="cell-moment"><MomentDots moment=line.moment named=true/></td>
            <td class="cell-phone">{line.phone.unwrap_or_else(|| t.get(text::DELIVERIES_NO_PHONE).to_owned())}</td>
            <td class="cell-call" data-label=t.get(text::DELIVERIES_COLUMN_CALL)><code>{line.call_id}</code></td>
            <td class="number cell-code" data-label=t.get(text::DELIVERIES_COLUMN_CODE)><code>{code}</code></td>
            <td class="number cell-tries" data-label=t.get(text::DELIVERIES_COLUMN_TRIES)>{line.tries}</td>
            <td class="number cell-took" data-label=t.get(text::DELIVERIES_COLUMN_TOOK)>{took}</td>
        </tr>
    }
}

/// Whether it is a test, and whether a person sent it again.
#[component]
fn Marks(is_test: bool, is_resend: bool) -> impl IntoView {
    let t = use_texts();
    view! {
        {is_test.then(|| view! { <span class="chip quiet" title=t.get(text::COMMON_TEST_HINT)>{t.get(text::COMMON_TEST)}</span> })}
        {is_resend.then(|| view! { <span class="chip quiet">{t.get(text::DELIVERIES_AGAIN)}</span> })}
    }
}

fn is_wide() -> bool {
    window()
        .inner_width()
        .ok()
        .and_then(|width| width.as_f64())
        .is_some_and(|width| width >= WIDE_PX)
}
