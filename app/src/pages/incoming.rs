//! Incoming: what the telephony sent, accepted or refused and why.

use crate::{
    components::{
        empty::Empty,
        icon::{Icon, Symbol},
        incoming::{
            api::{IncomingPage as Listed, IncomingQuery, list_incoming},
            mend::MendPanel,
            table::{IncomingTable, address},
        },
        loaded::Loaded,
        page_header::PageHeader,
        pager::Pager,
        row_keys::use_row_keys,
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};

/// The page; the address holds what is asked for.
#[component]
pub fn IncomingPage() -> impl IntoView {
    let t = use_texts();
    let map = use_query_map();
    let query = Memo::new(move |_| {
        map.with(|map| {
            let field = |name| map.get_str(name).unwrap_or_default().to_owned();
            IncomingQuery {
                refused: map.get_str("only") == Some("refused"),
                from: field("from"),
                after: field("after"),
                show: field("show"),
            }
        })
    });
    let page = Resource::new(move || query.get(), list_incoming);
    let on_change = Callback::new(move |()| page.refetch());
    use_row_keys();
    view! {
        <PageHeader title=t.get(text::NAV_INCOMING)>
            <button type="button" class="button" on:click=move |_| page.refetch()><Icon symbol=Symbol::Again/>{t.get(text::DELIVERIES_REFRESH)}</button>
        </PageHeader>
        <Loaded resource=page let:page>{view! { <List page on_change/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn List(page: Listed, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let query = page.query;
    let newest = (!query.after.is_empty()).then(|| address(&query, &[]));
    let older = page.next.map(|next| address(&query, &[("after", &next)]));
    let chosen = page.shown.as_ref().map(|shown| shown.line.id);
    let closed = address(&query, &[("after", &query.after)]);
    let tabs = [(false, text::INCOMING_ALL), (true, text::INCOMING_REFUSED)];
    let tabs = tabs.map(|(refused, key)| {
        let from = query.from.clone();
        let href = address(
            &IncomingQuery {
                refused,
                from,
                ..IncomingQuery::default()
            },
            &[],
        );
        let class = if refused == query.refused {
            "pill on"
        } else {
            "pill"
        };
        view! { <A href=href attr:class=class>{t.get(key)}</A> }
    });
    let alone = page.from.map(|name| {
        let everyone = IncomingQuery {
            refused: query.refused,
            ..IncomingQuery::default()
        };
        view! {
            <A href=address(&everyone, &[]) attr:class="pill on">
                {t.with(text::INCOMING_ALONE, &[("name", &name)])}<Icon symbol=Symbol::Cross/>
                <span class="visually-hidden">{t.get(text::INCOMING_EVERYONE)}</span>
            </A>
        }
    });
    let (title, hint) = if query.refused {
        (text::INCOMING_NONE_TITLE, text::INCOMING_NONE_HINT)
    } else if alone.is_some() {
        (
            text::INCOMING_NONE_FROM_TITLE,
            text::INCOMING_NONE_FROM_HINT,
        )
    } else {
        (text::INCOMING_EMPTY_TITLE, text::INCOMING_EMPTY_HINT)
    };
    let rows = if page.lines.is_empty() {
        view! {
            <Empty title=t.get(title) hint=t.get(hint)>
                <A href="/settings" attr:class="button primary">{t.get(text::CALLS_EMPTY_ACTION)}</A>
            </Empty>
        }
        .into_any()
    } else {
        view! { <IncomingTable lines=page.lines query chosen/> }.into_any()
    };
    view! {
        <div class="incoming-split">
            <div class="stack">
                <div class="buttons">{tabs.into_iter().collect_view()}{alone}</div>
                {rows}
                <Pager newest older/>
            </div>
            {page.shown.map(|view| view! { <MendPanel view closed on_change/> })}
        </div>
    }
}
