//! Exports: who took out which view of the log as a file, and how far each has come.

use crate::{
    components::{
        empty::Empty,
        exports::{
            api::{ExportsView, list_exports},
            table::ExportTable,
        },
        fresh::refetch_while,
        loaded::Loaded,
        page_header::PageHeader,
        pager::Pager,
    },
    i18n::{text, use_texts},
};
use domain::ExportState;
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};

/// The page; the address says where the list goes on.
#[component]
pub fn ExportsPage() -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let after =
        move || address.with(|address| address.get_str("after").unwrap_or_default().to_owned());
    let view = Resource::new(after, list_exports);
    let on_change = Callback::new(move |()| view.refetch());
    let moves = RwSignal::new(false);
    refetch_while(moves, view);
    let shown = move |view: ExportsView| {
        let any_runs = view
            .lines
            .iter()
            .any(|line| line.state == ExportState::Running);
        Effect::new(move || moves.set(any_runs));
        view! { <List view on_change/> }.into_any()
    };
    view! {
        <PageHeader title=t.get(text::NAV_EXPORTS)/>
        <Loaded resource=view children=shown/>
    }
    .into_any()
}

#[component]
fn List(view: ExportsView, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    if view.lines.is_empty() && view.is_newest {
        return view! {
            <Empty title=t.get(text::EXPORTS_EMPTY_TITLE) hint=t.get(text::EXPORTS_EMPTY_HINT)>
                <A href="/deliveries" attr:class="button primary">{t.get(text::JOBS_EMPTY_ACTION)}</A>
            </Empty>
        }
        .into_any();
    }
    let newest = (!view.is_newest).then(|| "/exports".to_owned());
    let older = view.next.map(|next| format!("/exports?after={next}"));
    let full = view.in_the_way.map(|count| {
        view! { <p class="note exports-intro">{t.count(text::EXPORTS_FULL, count)}</p> }
    });
    view! {
        <div class="exports-head">
            <p class="quiet-text">{t.get(text::EXPORTS_INTRO)}</p>
            <A href="/deliveries" attr:class="button">{t.get(text::JOBS_EMPTY_ACTION)}</A>
        </div>
        {full}
        <ExportTable lines=view.lines on_change/>
        <Pager newest older/>
    }
    .into_any()
}
