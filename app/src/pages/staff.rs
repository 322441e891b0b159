//! The operator's list of tenants: found by whatever a customer names on the telephone.

use crate::{
    components::{
        empty::Empty,
        fresh::keep_fresh,
        icon::{Icon, Symbol},
        loaded::Loaded,
        page_header::PageHeader,
        row_keys::{ROW_LINK, use_row_keys},
        staff::{
            api::{ROWS, TenantLine, list_tenants},
            zone::TimesIn,
        },
        time::Time,
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::{
    components::{A, Form},
    hooks::use_query_map,
};
use std::time::Duration;

/// How often the list looks again at how tenants stand.
const LOOKS_EVERY: Duration = Duration::from_secs(10);

/// The page; for anybody but staff there is nothing here.
#[component]
pub fn StaffPage() -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let search =
        move || address.with(|address| address.get_str("q").unwrap_or_default().trim().to_owned());
    let tenants = Resource::new(search, list_tenants);
    use_row_keys();
    let shown = move |lines: Vec<TenantLine>| {
        view! {
            <PageHeader title=t.get(text::NAV_STAFF)/>
            <Form method="GET" action="/staff" attr:class="filters" attr:role="search">
                <input class="input filter-search" type="search" name="q" value=search placeholder=t.get(text::STAFF_SEARCH) aria-label=t.get(text::STAFF_SEARCH)/>
                <button class="button" type="submit"><Icon symbol=Symbol::Glass/>{t.get(text::COMMON_SEARCH)}</button>
            </Form>
            <TimesIn/>
            <Tenants lines is_search=!untrack(search).is_empty()/>
        }
        .into_any()
    };
    view! { <Loaded resource=tenants children=shown/> }.into_any()
}

#[component]
fn Tenants(
    lines: Vec<TenantLine>,
    /// Whether they were searched for: that is asked once, since it may be written down.
    is_search: bool,
) -> impl IntoView {
    let t = use_texts();
    if lines.is_empty() {
        return view! { <Empty title=t.get(text::STAFF_NONE_TITLE) hint=t.get(text::STAFF_NONE_HINT)/> }.into_any();
    }
    let live = RwSignal::new(lines);
    if !is_search {
        keep_fresh(live, LOOKS_EVERY, || list_tenants(String::new()));
    }
    let rows = move || {
        let lines = live.get().into_iter().take(ROWS);
        let rows = lines.map(|line| view! { <Row line/> });
        rows.collect_view()
    };
    let cut = move || {
        let count = t.number(i64::try_from(ROWS).unwrap_or(i64::MAX));
        let told = t.with(text::STAFF_CUT, &[("count", &count)]);
        let is_cut = live.with(|lines| lines.len() > ROWS);
        is_cut.then(|| view! { <p class="note">{told}</p> })
    };
    view! {
        {cut}
        <table class="table cards staff-table">
            <thead>
                <tr>
                    <th scope="col">{t.get(text::STAFF_COLUMN_NAME)}</th>
                    <th scope="col">{t.get(text::STAFF_COLUMN_STATE)}</th>
                    <th scope="col" class="number">{t.get(text::STAFF_COLUMN_INTEGRATIONS)}</th>
                    <th scope="col" class="number">{t.get(text::STAFF_COLUMN_DELIVERED)}</th>
                    <th scope="col" class="number">{t.get(text::STAFF_COLUMN_FAILED)}</th>
                    <th scope="col" class="number">{t.get(text::STAFF_COLUMN_OPEN)}</th>
                    <th scope="col">{t.get(text::STAFF_COLUMN_LAST_EVENT)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(line: TenantLine) -> impl IntoView {
    let t = use_texts();
    let failed = if line.failed > 0 {
        "number count-failed"
    } else {
        "number"
    };
    let heard = match line.last_event {
        Some(stamp) => view! { <Time stamp/> }.into_any(),
        None => t.get(text::STAFF_NEVER).into_any(),
    };
    view! {
        <tr>
            <td class="cell-grow"><A href=format!("/staff/tenants/{}", line.id) attr:class=ROW_LINK>{line.name}</A></td>
            <td class="cell-state"><span class=line.state.class()>{line.state.word(t)}</span></td>
            <td class="number" data-label=t.get(text::STAFF_COLUMN_INTEGRATIONS)>{t.number(line.integrations)}</td>
            <td class="number" data-label=t.get(text::STAFF_COLUMN_DELIVERED)>{t.number(line.delivered)}</td>
            <td class=failed data-label=t.get(text::STAFF_COLUMN_FAILED)>{t.number(line.failed)}</td>
            <td class="number" data-label=t.get(text::STAFF_COLUMN_OPEN)>{t.number(line.open)}</td>
            <td class="cell-time" data-label=t.get(text::STAFF_COLUMN_LAST_EVENT)>{heard}</td>
        </tr>
    }
}
