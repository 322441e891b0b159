//! Who did what, over all tenants and among the operator's people.

use crate::{
    components::{
        loaded::Loaded,
        page_header::PageHeader,
        pager::Pager,
        staff::zone::TimesIn,
        staff_audit::{
            api::{AuditPage, list_staff_audit},
            table::AuditTable,
        },
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page; the address says where it goes on.
#[component]
pub fn StaffAuditPage() -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let after =
        move || address.with(|address| address.get_str("after").unwrap_or_default().to_owned());
    let entries = Resource::new(after, list_staff_audit);
    let shown = |page: AuditPage| {
        let newest = (!page.is_newest).then(|| "/staff/audit".to_owned());
        let older = page.next.map(|next| format!("/staff/audit?after={next}"));
        view! {
            <TimesIn/>
            <AuditTable lines=page.lines/>
            <Pager newest older/>
        }
        .into_any()
    };
    view! {
        <PageHeader title=t.get(text::NAV_STAFF_AUDIT)/>
        <Loaded resource=entries children=shown/>
    }
    .into_any()
}
