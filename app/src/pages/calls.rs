//! Calls: find one by the client's number in any spelling, or by its id.

use crate::{
    components::{
        calls::{
            api::{CallsPage as Found, list_calls},
            filters::Filters,
            query::CallQuery,
            table::CallTable,
        },
        empty::Empty,
        loaded::Loaded,
        page_header::PageHeader,
        pager::Pager,
        row_keys::use_row_keys,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::{Right, value::is_phone};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};

/// The page; the address holds the search.
#[component]
pub fn CallsPage() -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let query = Memo::new(move |_| address.with(CallQuery::read));
    let found = Resource::new(move || query.get(), list_calls);
    use_row_keys();
    view! {
        <PageHeader title=t.get(text::NAV_CALLS)>
            <A href="/missing" attr:class="button">{t.get(text::MISSING_LINK)}</A>
        </PageHeader>
        <Loaded resource=found let:found>{view! { <List found/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn List(found: Found) -> impl IntoView {
    let query = found.query;
    let newest = (!query.after.is_empty()).then(|| query.address(""));
    let older = found.next.as_deref().map(|next| query.address(next));
    let searched = query.is_narrow();
    let by_whole = is_phone(&query.q) && !use_may(Right::SeeNumbers);
    if found.lines.is_empty() {
        return view! {
            <Filters query projects=found.projects/>
            <div class="calls-none"><NoCalls searched by_whole/></div>
        }
        .into_any();
    }
    view! {
        <Filters query projects=found.projects/>
        <CallTable lines=found.lines/>
        <Pager newest older/>
    }
    .into_any()
}

/// Why there is none, and the one way to the first.
#[component]
fn NoCalls(
    searched: bool,
    /// Whether a number was searched by somebody who finds whole ones only.
    by_whole: bool,
) -> impl IntoView {
    let t = use_texts();
    if searched {
        let hint = if by_whole {
            text::CALLS_NONE_WHOLE
        } else {
            text::CALLS_NONE_HINT
        };
        return view! { <Empty title=t.get(text::CALLS_NONE_TITLE) hint=t.get(hint)/> }.into_any();
    }
    view! {
        <Empty title=t.get(text::CALLS_EMPTY_TITLE) hint=t.get(text::CALLS_EMPTY_HINT)>
            <A href="/settings" attr:class="button primary">{t.get(text::CALLS_EMPTY_ACTION)}</A>
        </Empty>
    }
    .into_any()
}
