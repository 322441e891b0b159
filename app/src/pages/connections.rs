//! The list of connections: CRM accounts that integrations share.

use crate::{
    components::{
        connections::{api::list_connections, list::ConnectionList, note::AgreementNote},
        icon::{Icon, Symbol},
        loaded::Loaded,
        page_header::PageHeader,
        toast::read_again_after_undo,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;
use leptos_router::components::A;

/// The page.
#[component]
pub fn ConnectionsPage() -> impl IntoView {
    let t = use_texts();
    let lines = Resource::new(|| (), |()| list_connections());
    read_again_after_undo(lines);
    let may = use_may(Right::SetUp);
    view! {
        <PageHeader title=t.get(text::NAV_CONNECTIONS)>
            {may.then(|| view! {
                <A href="/connections/new" attr:class="button primary"><Icon symbol=Symbol::Plus/>{t.get(text::CONNECTIONS_NEW)}</A>
            })}
        </PageHeader>
        <div class="stack">
            <AgreementNote/>
            <p class="quiet-text connections-intro">{t.get(text::CONNECTIONS_INTRO)}</p>
            <Loaded resource=lines let:lines>{view! { <ConnectionList lines/> }.into_any()}</Loaded>
        </div>
    }
    .into_any()
}
