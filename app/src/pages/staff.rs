//! The operator's list of tenants.

use crate::{
    components::{
        empty::Empty,
        icon::{Icon, Symbol},
        loaded::Loaded,
        page_header::PageHeader,
        staff::api::{TenantLine, list_tenants},
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

/// The page; for anybody but staff there is nothing here.
#[component]
pub fn StaffPage() -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let search =
        move || address.with(|address| address.get_str("q").unwrap_or_default().trim().to_owned());
    let tenants = Resource::new(search, list_tenants);
    let shown = move |lines: Vec<TenantLine>| {
        view! {
            <PageHeader title=t.get(text::NAV_STAFF)/>
            <Form method="GET" action="/staff" attr:class="filters" attr:role="search">
                <input class="input filter-search" type="search" name="q" value=search placeholder=t.get(text::STAFF_SEARCH) aria-label=t.get(text::STAFF_SEARCH)/>
                <button class="button" type="submit"><Icon symbol=Symbol::Glass/>{t.get(text::COMMON_SEARCH)}</button>
            </Form>
            <Tenants lines/>
        }
        .into_any()
    };
    view! { <Loaded resource=tenants children=shown/> }.into_any()
}

#[component]
fn Tenants(lines: Vec<TenantLine>) -> impl IntoView {
    let t = use_texts();
    if lines.is_empty() {
        return view! { <Empty title=t.get(text::STAFF_NONE_TITLE) hint=t.get(text::STAFF_NONE_HINT)/> }.into_any();
    }
    let heads = [
        text::STAFF_COLUMN_NAME,
        text::STAFF_COLUMN_COUNTRY,
        text::STAFF_COLUMN_ZONE,
        text::STAFF_COLUMN_ID,
    ];
    let heads = heads
        .map(|key| view! { <th scope="col">{t.get(key)}</th> })
        .into_iter()
        .collect_view();
    let rows = lines.into_iter().map(|line| {
        view! {
            <tr>
                <td class="cell-grow"><strong>{line.name}</strong></td>
                <td>{line.country}</td>
                <td class="cell-zone">{line.zone}</td>
                <td class="cell-id"><code>{line.id.to_string()}</code></td>
            </tr>
        }
    });
    view! {
        <table class="table cards staff-table">
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}
