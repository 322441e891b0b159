//! The list of integrations: what is sent where, and whether it arrives.

use crate::{
    components::{
        icon::{Icon, Symbol},
        incidents::note::StandingIncidents,
        integrations::{api::list_integrations, list::IntegrationList},
        loaded::Loaded,
        page_header::PageHeader,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::Role;
use leptos::prelude::*;
use leptos_router::components::A;

/// The page.
#[component]
pub fn IntegrationsPage() -> impl IntoView {
    let t = use_texts();
    let lines = Resource::new(|| (), |()| list_integrations());
    let on_change = Callback::new(move |()| lines.refetch());
    let may = use_may(Role::may_set_up);
    view! {
        <PageHeader title=t.get(text::NAV_INTEGRATIONS)>
            {may.then(|| view! {
                <A href="/presets" attr:class="button">{t.get(text::PRESETS_TITLE)}</A>
                <A href="/integrations/new" attr:class="button primary"><Icon symbol=Symbol::Plus/>{t.get(text::INTEGRATIONS_NEW)}</A>
            })}
        </PageHeader>
        <StandingIncidents/>
        <Loaded resource=lines let:lines>
            {view! { <IntegrationList lines on_change/> }.into_any()}
        </Loaded>
    }
    .into_any()
}
