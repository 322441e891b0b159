//! Who did what in the tenant, support included, and what support may do.

use crate::{
    components::{
        audit::{
            api::get_audit,
            log::EntryTable,
            support::{Looks, SupportRules},
            view::AuditView,
        },
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
    let on_change = Callback::new(move |()| entries.refetch());
    view! {
        <PageHeader title=t.get(text::NAV_AUDIT)/>
        <Loaded resource=entries let:view>{view! { <Audit view on_change/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn Audit(view: AuditView, on_change: Callback<()>) -> impl IntoView {
    let newest = (!view.is_newest).then(|| "/audit".to_owned());
    let older = view.next.clone().map(|next| format!("/audit?after={next}"));
    view! {
        <div class="stack">
            <div class="staff-columns">
                <Looks lines=view.looks.clone() may_manage=view.may_manage on_change/>
                <SupportRules view=view.clone() on_change/>
            </div>
            <div><EntryTable lines=view.lines/><Pager newest older/></div>
        </div>
    }
}
