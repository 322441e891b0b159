//! A tenant as the operator sees it: what fails, what came in, what it has.

use crate::{
    components::{
        fresh::keep_fresh,
        hours::HourBars,
        loaded::Loaded,
        page_header::{PageHeader, Parent},
        staff_tenant::{
            api::get_tenant,
            failing::Failing,
            handover::Handover,
            lists::{CameIn, Integrations, LimitFacts, People},
            look::LookForm,
            suspension::{SuspendButton, SuspendedNote},
            view::TenantView,
        },
        time::Time,
    },
    i18n::{Key, text, use_texts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::time::Duration;

/// How often the page looks again at how the tenant stands.
const LOOKS_EVERY: Duration = Duration::from_secs(5);

/// The page.
#[component]
pub fn StaffTenantPage() -> impl IntoView {
    let address = use_params_map();
    let id = move || address.with(|address| address.get_str("id").unwrap_or_default().to_owned());
    let tenant = Resource::new(id, get_tenant);
    let on_change = Callback::new(move |()| tenant.refetch());
    view! { <Loaded resource=tenant let:view>{view! { <Tenant view on_change/> }.into_any()}</Loaded> }
        .into_any()
}

#[component]
fn Tenant(view: TenantView, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let parent = Parent {
        path: "/staff",
        name: t.get(text::NAV_STAFF),
    };
    let state = view.state;
    let aside = move || view! { <span class=state.class()>{state.word(t)}</span> };
    let of_button = view.clone();
    let (members, waiting) = (view.members.clone(), view.handover.clone());
    let handover = view
        .may_hand_over
        .then(move || view! { <Handover tenant=view.id members waiting on_change/> });
    // What is typed into the forms beside it stays.
    let live = RwSignal::new(view.clone());
    let id = view.id.to_string();
    keep_fresh(live, LOOKS_EVERY, move || get_tenant(id.clone()));
    let hours = move || live.with(|view| view! { <HourBars hours=view.hours.clone()/> });
    let now = move || {
        let view = live.get();
        view! { <Failing lines=view.failing/><Integrations lines=view.integrations/><CameIn lines=view.events/> }
    };
    view! {
        <PageHeader title=view.name.clone() parent aside>
            <SuspendButton view=of_button on_change/>
        </PageHeader>
        <div class="stack">
            <SuspendedNote view=view.clone()/>
            {move || view! { <Facts view=live.get()/> }}
            <section class="panel">
                <h2>{t.get(text::STAFF_TENANT_HOURS)}</h2>
                <div class="panel-body">{hours}</div>
            </section>
            <div class="staff-columns">
                <div class="stack">{now}</div>
                <div class="stack"><LookForm tenant=view.id members=view.members.clone() access=view.access asked=view.asked/><People lines=view.members/>{handover}<LimitFacts limits=view.limits/></div>
            </div>
        </div>
    }
}

#[component]
fn Facts(view: TenantView) -> impl IntoView {
    let t = use_texts();
    let figure = move |key: Key, count: i64| view! { <div><dt>{t.get(key)}</dt><dd>{t.number(count)}</dd></div> };
    view! {
        <dl class="facts panel panel-body">
            {figure(text::INTEGRATIONS_COLUMN_DELIVERED, view.delivered)}
            {figure(text::INTEGRATIONS_COLUMN_FAILED, view.failed)}
            {figure(text::STAFF_COLUMN_OPEN, view.open)}
            <div><dt>{t.get(text::STAFF_COLUMN_ZONE)}</dt><dd>{view.zone}" · "{view.country}</dd></div>
            <div><dt>{t.get(text::STAFF_TENANT_CREATED)}</dt><dd><Time stamp=view.created/></dd></div>
            <div class="fact-whole"><dt>{t.get(text::STAFF_COLUMN_ID)}</dt><dd><code>{view.id.to_string()}</code></dd></div>
        </dl>
    }
}
