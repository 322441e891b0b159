//! The delivery log: what was sent, what became of it, and what happens next.

use crate::{
    components::{
        deliveries::{
            api::{LogPage, list_deliveries},
            aside::DeliveryAside,
            filters::Filters,
            query::LogQuery,
            table::DeliveryTable,
        },
        empty::Empty,
        jobs::send_all::SendAll,
        loaded::Loaded,
        page_header::PageHeader,
        pager::Pager,
        row_keys::use_row_keys,
    },
    i18n::{text, use_texts},
};
use domain::DeliveryId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page; the address holds everything that is chosen.
#[component]
pub fn DeliveriesPage() -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let query = Memo::new(move |_| address.with(LogQuery::read));
    let shown = Memo::new(move |_| {
        address.with(|address| address.get_str("show")?.parse::<DeliveryId>().ok())
    });
    let page = Resource::new(move || query.get(), list_deliveries);
    use_row_keys();
    let aside = move || {
        let closed = query.with(|query| query.address(&[("after", &query.after)]));
        shown.get().map(|id| view! { <DeliveryAside id closed/> })
    };
    view! {
        <PageHeader title=t.get(text::NAV_DELIVERIES)>
            <SendAll query/>
            <button type="button" class="button" on:click=move |_| page.refetch()>{t.get(text::DELIVERIES_REFRESH)}</button>
        </PageHeader>
        <div class="deliveries-split">
            <Loaded resource=page let:page>{view! { <Log page shown/> }.into_any()}</Loaded>
            {aside}
        </div>
    }
    .into_any()
}

#[component]
fn Log(page: LogPage, shown: Memo<Option<DeliveryId>>) -> impl IntoView {
    let t = use_texts();
    let query = page.query.clone();
    let newest = (!query.after.is_empty()).then(|| query.address(&[]));
    let older = page.next.map(|next| query.address(&[("after", &next)]));
    let empty = page.lines.is_empty().then(|| {
        let (title, hint) = if query.is_narrow() {
            (text::DELIVERIES_NONE_TITLE, text::DELIVERIES_NONE_HINT)
        } else {
            (text::DELIVERIES_EMPTY_TITLE, text::DELIVERIES_EMPTY_HINT)
        };
        view! { <Empty title=t.get(title) hint=t.get(hint)/> }
    });
    let table = empty
        .is_none()
        .then(|| view! { <DeliveryTable lines=page.lines query=query.clone() shown/> });
    view! {
        <div class="deliveries-list">
            <Filters query integrations=page.integrations/>
            {empty}
            {table}
            <Pager newest older/>
        </div>
    }
}
