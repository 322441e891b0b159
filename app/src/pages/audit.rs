//! Who did what in the tenant, support included, and what support may do.

use crate::{
    components::{
        audit::{
            api::get_audit,
            log::EntryTable,
            support::{Looks, SupportRules},
            view::AuditView,
        },
        fresh::{part, read_again},
        loaded::Loaded,
        page_header::PageHeader,
        pager::Pager,
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page; the address says where the log goes on.
#[component]
pub fn AuditPage() -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let after =
        move || address.with(|address| address.get_str("after").unwrap_or_default().to_owned());
    let entries = Resource::new(after, get_audit);
    let shown = move |view: AuditView| {
        let after = untrack(after);
        view! { <Audit view after/> }.into_any()
    };
    view! {
        <PageHeader title=t.get(text::NAV_AUDIT)/>
        <Loaded resource=entries children=shown/>
    }
    .into_any()
}

#[component]
fn Audit(
    view: AuditView,
    /// Where the log goes on.
    after: String,
) -> impl IntoView {
    let may_manage = view.may_manage;
    let live = RwSignal::new(view.clone());
    let on_change = read_again(live, move || get_audit(after.clone()));
    let looks = part(live, |view| view.looks.clone());
    let log = part(live, |view| {
        (view.lines.clone(), view.is_newest, view.next.clone())
    });
    let t = use_texts();
    let log = move || {
        let (lines, is_newest, next) = log.get();
        let newest = (!is_newest).then(|| "/audit".to_owned());
        let older = next.map(|next| format!("/audit?after={next}"));
        view! {
            <section class="panel audit-log" id="log">
                <h2>{t.get(text::AUDIT_PAGE_LOG)}</h2>
                <EntryTable lines/>
            </section>
            <Pager newest older/>
        }
    };
    view! {
        <div class="audit-columns">
            <div>{log}</div>
            <aside class="stack">
                {move || view! { <Looks lines=looks.get() may_manage on_change/> }}
                <SupportRules view on_change/>
            </aside>
        </div>
    }
}
