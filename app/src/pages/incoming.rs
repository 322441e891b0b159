//! Incoming: what the telephony sent, accepted or refused and why.

use crate::{
    components::{
        empty::Empty,
        fresh::{part, read_again},
        icon::{Icon, Symbol},
        incoming::{
            api::{IncomingLine, IncomingPage as Listed, IncomingQuery, list_incoming},
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
use domain::IncomingId;
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
    // What reads the list again that is shown, where one is: what is typed beside it stays.
    let again = StoredValue::new(None::<Callback<()>>);
    let refresh = move |_| match again.get_value() {
        Some(again) => again.run(()),
        None => page.refetch(),
    };
    use_row_keys();
    view! {
        <PageHeader title=t.get(text::NAV_INCOMING)>
            <button type="button" class="button" on:click=refresh><Icon symbol=Symbol::Again/>{t.get(text::DELIVERIES_REFRESH)}</button>
        </PageHeader>
        <p class="quiet-text incoming-intro">{t.get(text::INCOMING_INTRO)}</p>
        <Loaded resource=page let:page>{view! { <List page again/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn List(page: Listed, again: StoredValue<Option<Callback<()>>>) -> impl IntoView {
    let query = page.query.clone();
    let is_alone = page.from.is_some();
    let tabs = view! { <Tabs query=query.clone() from=page.from.clone()/> };
    let chosen = page.shown.as_ref().map(|shown| shown.line.id);
    let first = page.shown.clone();
    let live = RwSignal::new(page);
    let asked = query.clone();
    let on_change = read_again(live, move || list_incoming(asked.clone()));
    again.set_value(Some(on_change));
    on_cleanup(move || {
        again.try_set_value(None);
    });
    let closed = address(&query, &[("after", &query.after)]);
    let panel = first.map(|first| {
        let shown = part(live, move |page| {
            page.shown.clone().unwrap_or_else(|| first.clone())
        });
        view! { <MendPanel shown closed on_change/> }
    });
    let lines = part(live, |page| page.lines.clone());
    let next = part(live, |page| page.next.clone());
    let newest = (!query.after.is_empty()).then(|| address(&query, &[]));
    let of_pager = query.clone();
    let pager = move || {
        let older = next.get();
        let older = older.map(|next| address(&of_pager, &[("after", &next)]));
        view! { <Pager newest=newest.clone() older/> }
    };
    let rows = move || view! { <Rows lines=lines.get() query=query.clone() is_alone chosen/> };
    view! {
        <div class="incoming-split">
            <div class="stack">
                {tabs}
                {rows}
                {pager}
            </div>
            {panel}
        </div>
    }
}

/// All or what was refused, and whose alone.
#[component]
fn Tabs(query: IncomingQuery, from: Option<String>) -> impl IntoView {
    let t = use_texts();
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
    let alone = from.map(|name| {
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
    view! { <div class="buttons">{tabs.into_iter().collect_view()}{alone}</div> }
}

/// The rows, or why there is none.
#[component]
fn Rows(
    lines: Vec<IncomingLine>,
    query: IncomingQuery,
    /// Whether those of one key or source are listed alone.
    is_alone: bool,
    chosen: Option<IncomingId>,
) -> impl IntoView {
    let t = use_texts();
    if !lines.is_empty() {
        return view! { <IncomingTable lines query chosen/> }.into_any();
    }
    let (title, hint) = if query.refused {
        (text::INCOMING_NONE_TITLE, text::INCOMING_NONE_HINT)
    } else if is_alone {
        (
            text::INCOMING_NONE_FROM_TITLE,
            text::INCOMING_NONE_FROM_HINT,
        )
    } else {
        (text::INCOMING_EMPTY_TITLE, text::INCOMING_EMPTY_HINT)
    };
    view! {
        <Empty title=t.get(title) hint=t.get(hint)>
            <A href="/settings" attr:class="button primary">{t.get(text::CALLS_EMPTY_ACTION)}</A>
        </Empty>
    }
    .into_any()
}
