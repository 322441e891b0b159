//! A tenant as the operator sees it: what fails, what came in, what it has.

use crate::{
    components::{
        fresh::{keep_fresh, part, read_again},
        hours::HourBars,
        loaded::Loaded,
        page_header::{PageHeader, Parent},
        staff::zone::TimesIn,
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
use domain::{SupportAccess, TenantId};
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
    view! { <Loaded resource=tenant let:view>{view! { <Tenant view/> }.into_any()}</Loaded> }
        .into_any()
}

#[component]
fn Tenant(view: TenantView) -> impl IntoView {
    let t = use_texts();
    let parent = Parent {
        path: "/staff",
        name: t.get(text::NAV_STAFF),
    };
    let (id, may_suspend, title) = (view.id, view.may_suspend, view.name.clone());
    let may_hand_over = view.may_hand_over;
    // What is typed into the forms stays: each part is made anew where it has become other alone.
    let live = RwSignal::new(view);
    let ask = move || get_tenant(id.to_string());
    keep_fresh(live, LOOKS_EVERY, ask);
    let on_change = read_again(live, ask);
    let state = part(live, |view| view.state);
    let aside = move || view! { <span class=move || state.get().class()>{move || state.get().word(t)}</span> };
    let is_held = part(live, |view| view.suspended.is_some());
    let name = title.clone();
    let button =
        move || view! { <SuspendButton id name=name.clone() is_held=is_held.get() on_change/> };
    let is_closed = part(live, |view| view.access == SupportAccess::Closed);
    let way_in = move || {
        (!is_closed.get()).then(|| view! { <a class="button primary" href="#look" rel="external">{t.get(text::STAFF_TENANT_OPEN_CABINET)}</a> })
    };
    view! {
        <PageHeader title parent aside>
            {may_suspend.then_some(button)}
            {way_in}
        </PageHeader>
        <div class="stack">
            <Standing live/>
            <div class="staff-columns">
                <Now live/>
                <Forms id live may_hand_over on_change/>
            </div>
        </div>
    }
}

/// How the tenant stands: in figures, what fails, and by the hour.
#[component]
fn Standing(live: RwSignal<TenantView>) -> impl IntoView {
    let t = use_texts();
    let suspended = part(live, |view| view.suspended.clone());
    let failing = part(live, |view| view.failing.clone());
    let zone = part(live, |view| view.zone.clone());
    let hours = move || live.with(|view| view! { <HourBars hours=view.hours.clone()/> });
    view! {
        {move || view! { <TimesIn zone=zone.get()/> }}
        {move || view! { <SuspendedNote suspended=suspended.get()/> }}
        {move || view! { <Facts view=live.get()/> }}
        {move || view! { <Failing lines=failing.get()/> }}
        <section class="panel">
            <h2>{t.get(text::STAFF_TENANT_HOURS)}</h2>
            <div class="panel-body">{hours}</div>
        </section>
    }
}

/// What it has, and what came in.
#[component]
fn Now(live: RwSignal<TenantView>) -> impl IntoView {
    let now = move || {
        let view = live.get();
        view! { <Integrations lines=view.integrations failing=view.failing/><CameIn lines=view.events/> }
    };
    view! { <div class="stack">{now}</div> }
}

/// The way into its cabinet, its people, and how one of them becomes an owner.
#[component]
fn Forms(
    id: TenantId,
    live: RwSignal<TenantView>,
    may_hand_over: bool,
    on_change: Callback<()>,
) -> impl IntoView {
    let members = part(live, |view| view.members.clone());
    let access = part(live, |view| view.access);
    let asked = part(live, |view| view.asked.clone());
    let waiting = part(live, |view| view.handover.clone());
    let limits = part(live, |view| view.limits);
    let handover = may_hand_over.then(|| view! { <Handover tenant=id members waiting on_change/> });
    view! {
        <div class="stack">
            <LookForm tenant=id members access asked/>
            {move || view! { <People lines=members.get()/> }}
            {handover}
            {move || view! { <LimitFacts limits=limits.get()/> }}
        </div>
    }
}

#[component]
fn Facts(view: TenantView) -> impl IntoView {
    let t = use_texts();
    let figure = move |key: Key, count: i64| view! { <div><dt>{t.get(key)}</dt><dd>{t.number(count)}</dd></div> };
    view! {
        <dl class="facts panel panel-body staff-facts">
            {figure(text::INTEGRATIONS_COLUMN_DELIVERED, view.delivered)}
            {figure(text::INTEGRATIONS_COLUMN_FAILED, view.failed)}
            {figure(text::STAFF_COLUMN_OPEN, view.open)}
            <div><dt>{t.get(text::STAFF_COLUMN_ZONE)}</dt><dd>{view.zone}" · "{view.country}</dd></div>
            <div><dt>{t.get(text::STAFF_TENANT_CREATED)}</dt><dd><Time stamp=view.created/></dd></div>
            <div><dt>{t.get(text::STAFF_COLUMN_ID)}</dt><dd><code>{view.id.to_string()}</code></dd></div>
        </dl>
    }
}
