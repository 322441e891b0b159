//! How the installation stands: engine, database, mail; it looks again by itself.

use crate::{
    components::{
        hours::HourBars,
        loaded::Loaded,
        page_header::PageHeader,
        staff_system::{
            api::{get_growth, get_system},
            engine::{Engine, Looks, Queue, Workers, remember},
            growth::Growth,
            receivers::{Incidents, Slowest},
            rest::{Database, Mail},
            view::SystemView,
        },
        time::Time,
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use std::{collections::VecDeque, time::Duration};

/// How often the page looks again.
const LOOKS_EVERY: Duration = Duration::from_secs(4);

/// The page.
#[component]
pub fn StaffSystemPage() -> impl IntoView {
    let t = use_texts();
    let system = Resource::new(|| (), |()| get_system());
    // It is another one once an hour: it need not be looked at again.
    let growth = Resource::new(|| (), |()| get_growth());
    // Outlives each look, so that the throughput is drawn from look to look.
    let looks: Looks = RwSignal::new(VecDeque::new());
    Effect::new(move || {
        let handle = set_interval_with_handle(move || system.refetch(), LOOKS_EVERY);
        on_cleanup(move || handle.into_iter().for_each(|handle| handle.clear()));
    });
    Effect::new(move || {
        if let Some(Ok(view)) = system.get() {
            remember(looks, &view);
        }
    });
    view! {
        <PageHeader title=t.get(text::NAV_SYSTEM)/>
        <div class="stack">
            <Loaded resource=system let:view>{view! { <System view looks/> }.into_any()}</Loaded>
            <Loaded resource=growth let:view>{view! { <Growth view/> }.into_any()}</Loaded>
        </div>
    }
    .into_any()
}

#[component]
fn System(view: SystemView, looks: Looks) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="stack">
            <p class="quiet-text system-live"><span class="state delivered">{t.get(text::STAFF_SYSTEM_LIVE)}</span>" "<Time stamp=view.at.clone()/>" UTC"</p>
            <Engine view=view.clone() looks/>
            <Queue lines=view.queue.clone() cut=view.queue_cut/>
            <section class="panel">
                <h2>{t.get(text::STAFF_TENANT_HOURS)}</h2>
                <div class="panel-body"><HourBars hours=view.hours.clone()/></div>
            </section>
            <div class="system-grid">
                <Incidents lines=view.incidents.clone()/>
                <Slowest lines=view.slowest.clone()/>
                <Workers lines=view.workers.clone()/>
                <Mail mail=view.mail/>
                <Database view/>
            </div>
        </div>
    }
}
