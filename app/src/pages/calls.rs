//! Calls: find one by the client's number in any spelling, or by its id.

use crate::{
    address::percent,
    components::{
        calls::{
            api::{CallsPage as Found, list_calls},
            table::CallTable,
        },
        empty::Empty,
        icon::{Icon, Symbol},
        loaded::Loaded,
        page_header::PageHeader,
        pager::Pager,
        row_keys::use_row_keys,
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::{
    components::{A, Form},
    hooks::use_query_map,
};

/// The page; the address holds the search.
#[component]
pub fn CallsPage() -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let field = move |name: &str| {
        address.with(|address| address.get_str(name).unwrap_or_default().trim().to_owned())
    };
    let found = Resource::new(
        move || (field("q"), field("after")),
        |(search, after)| list_calls(search, after),
    );
    use_row_keys();
    view! {
        <PageHeader title=t.get(text::NAV_CALLS)/>
        <Form method="GET" action="/calls" attr:class="filters" attr:role="search">
            <input class="input filter-search" type="search" name="q" value=move || field("q")
                placeholder=t.get(text::DELIVERIES_SEARCH) aria-label=t.get(text::DELIVERIES_SEARCH)/>
            <button class="button" type="submit"><Icon symbol=Symbol::Glass/>{t.get(text::COMMON_SEARCH)}</button>
        </Form>
        <Loaded resource=found let:found>{view! { <List found/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn List(found: Found) -> impl IntoView {
    let here = |after: &str| {
        format!(
            "/calls?q={}&after={}",
            percent(&found.search),
            percent(after)
        )
    };
    let newest = (!found.is_newest).then(|| here(""));
    let older = found.next.as_deref().map(here);
    if found.lines.is_empty() {
        return view! { <div class="calls-none"><NoCalls searched=!found.search.is_empty()/></div> }
            .into_any();
    }
    view! {
        <CallTable lines=found.lines/>
        <Pager newest older/>
    }
    .into_any()
}

/// Why there is none, and the one way to the first.
#[component]
fn NoCalls(searched: bool) -> impl IntoView {
    let t = use_texts();
    if searched {
        return view! { <Empty title=t.get(text::CALLS_NONE_TITLE) hint=t.get(text::CALLS_NONE_HINT)/> }.into_any();
    }
    view! {
        <Empty title=t.get(text::CALLS_EMPTY_TITLE) hint=t.get(text::CALLS_EMPTY_HINT)>
            <A href="/settings" attr:class="button primary">{t.get(text::CALLS_EMPTY_ACTION)}</A>
        </Empty>
    }
    .into_any()
}
