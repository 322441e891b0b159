//! The list of integrations: what is sent where, and whether it arrives.

use crate::{
    components::{
        icon::{Icon, Symbol},
        incidents::note::StandingIncidents,
        integrations::{api::list_integrations, list::IntegrationList},
        loaded::Loaded,
        look::ask::AskToChange,
        page_header::PageHeader,
        toast::read_again_after_undo,
    },
    i18n::{text, use_texts},
    session::{use_may, use_may_ask},
};
use domain::Right;
use leptos::prelude::*;
use leptos_router::components::A;

/// The page.
#[component]
pub fn IntegrationsPage() -> impl IntoView {
    let t = use_texts();
    let lines = Resource::new(|| (), |()| list_integrations());
    read_again_after_undo(lines);
    let on_change = Callback::new(move |()| lines.refetch());
    let (may, ask) = (use_may(Right::SetUp), use_may_ask(Right::SetUp));
    view! {
        <PageHeader title=t.get(text::NAV_INTEGRATIONS)>
            {ask.then(|| view! {
                <AskToChange right=Right::SetUp/>
                <button type="button" class="button primary" disabled><Icon symbol=Symbol::Plus/>{t.get(text::INTEGRATIONS_NEW)}</button>
            })}
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
