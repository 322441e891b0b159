//! The delivery log: what was sent, what became of it, and what happens next.

use crate::{
    components::{
        deliveries::{
            api::{LogPage, list_deliveries},
            aside::DeliveryAside,
            columns::Columns,
            columns_menu::ColumnsMenu,
            export::ExportLog,
            filters::Filters,
            live::{LiveSwitch, use_changes},
            query::LogQuery,
            selection::{Chosen, SelectionBar},
            table::DeliveryTable,
            views::SavedViews,
        },
        empty::Empty,
        jobs::send_all::SendAll,
        loaded::Loaded,
        page_header::PageHeader,
        pager::Pager,
        row_keys::use_row_keys,
        toast::read_again_after_undo,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::{DeliveryId, Right, value::is_phone};
use leptos::{prelude::*, task::spawn_local};
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
    read_again_after_undo(page);
    let columns = RwSignal::new(None);
    let live = RwSignal::new(true);
    let changes = use_changes(live);
    let on_change = Callback::new(move |()| page.refetch());
    use_row_keys();
    let aside = move || {
        let closed = query.with(|query| query.address(&[("after", &query.after)]));
        shown.get().map(|id| view! { <DeliveryAside id closed/> })
    };
    view! {
        <PageHeader title=t.get(text::NAV_DELIVERIES)>
            <LiveSwitch live/>
            <ColumnsMenu columns/>
            <ExportLog query/>
            <SendAll query/>
        </PageHeader>
        <div class="deliveries-split">
            <Loaded resource=page let:page>{view! { <Log page shown changes columns on_change/> }.into_any()}</Loaded>
            {aside}
        </div>
    }
    .into_any()
}

#[component]
fn Log(
    page: LogPage,
    shown: Memo<Option<DeliveryId>>,
    /// Counts the changes of the log.
    changes: Signal<u32>,
    /// What is shown of a row.
    columns: RwSignal<Option<Columns>>,
    /// Has the page read again.
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let query = page.query.clone();
    let newest = (!query.after.is_empty()).then(|| query.address(&[]));
    // What was chosen here already may still be on its way to where it is kept.
    if columns.with_untracked(Option::is_none) {
        columns.set(Some(Columns::of(page.columns.as_deref())));
    }
    let lines = RwSignal::new(page.lines);
    let next = RwSignal::new(page.next);
    let chosen = Chosen::default();
    follow(query.clone(), changes, lines, next);
    let (title, hint) = if is_phone(&query.q) && !use_may(Right::SeeNumbers) {
        (text::DELIVERIES_NONE_TITLE, text::CALLS_NONE_WHOLE)
    } else if query.is_narrow() {
        (text::DELIVERIES_NONE_TITLE, text::DELIVERIES_NONE_HINT)
    } else {
        (text::DELIVERIES_EMPTY_TITLE, text::DELIVERIES_EMPTY_HINT)
    };
    let is_empty = Memo::new(move |_| lines.with(Vec::is_empty));
    let pager_query = query.clone();
    let pager = move || {
        let older = next
            .get()
            .map(|next| pager_query.address(&[("after", &next)]));
        view! { <Pager newest=newest.clone() older/> }
    };
    let table_query = query.clone();
    let rows = move || {
        if is_empty.get() {
            view! { <Empty title=t.get(title) hint=t.get(hint)/> }.into_any()
        } else {
            view! { <DeliveryTable lines query=table_query.clone() shown chosen columns/> }
                .into_any()
        }
    };
    view! {
        <div class="deliveries-list">
            <SavedViews views=page.views query=query.clone() on_change/>
            <Filters query integrations=page.integrations projects=page.projects/>
            <SelectionBar chosen on_sent=on_change/>
            {rows}
            {pager}
        </div>
    }
}

/// Reads the newest rows again with each change of the log; older pages stay as they are.
fn follow(
    query: LogQuery,
    changes: Signal<u32>,
    lines: RwSignal<Vec<crate::components::deliveries::line::DeliveryLine>>,
    next: RwSignal<Option<String>>,
) {
    if !query.after.is_empty() {
        return;
    }
    let first = changes.get_untracked();
    Effect::new(move || {
        if changes.get() == first {
            return;
        }
        let query = query.clone();
        spawn_local(async move {
            // What cannot be read now comes with the next change.
            if let Ok(page) = list_deliveries(query).await {
                lines.try_set(page.lines);
                next.try_set(page.next);
            }
        });
    });
}
