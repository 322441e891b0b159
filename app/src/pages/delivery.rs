//! One delivery: the exact request, the answer, where the time went, and why.

use crate::{
    components::{
        delivery::{
            actions::DeliveryActions,
            answer::Answer,
            api::{DeliveryView, get_delivery},
            attempts::Attempts,
            doubt::Doubt,
            explanation::Explanation,
            facts::DeliveryFacts,
            request::SentRequest,
            time_bar::TimeBar,
        },
        loaded::Loaded,
        page_header::{PageHeader, Parent},
        rail::{Look, Rail, stations_at},
        state::StateBadge,
    },
    error::AppError,
    i18n::{text, use_texts},
};
use domain::DeliveryId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn DeliveryPage() -> impl IntoView {
    let address = use_params_map();
    let id = Memo::new(move |_| {
        address.with(|address| address.get_str("id")?.parse::<DeliveryId>().ok())
    });
    let view = Resource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => get_delivery(id).await,
                None => Err(AppError::NotFound.answered()),
            }
        },
    );
    let on_change = Callback::new(move |()| view.refetch());
    view! { <Loaded resource=view let:view>{view! { <Delivery view on_change/> }.into_any()}</Loaded> }
        .into_any()
}

#[component]
fn Delivery(view: DeliveryView, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let chosen = RwSignal::new(view.attempts.len().saturating_sub(1));
    let standing = view.line.standing.clone();
    let attempts = StoredValue::new(view.attempts.clone());
    let attempt = move || attempts.with_value(|attempts| attempts.get(chosen.get()).cloned());
    let stations = stations_at(view.line.moment, Look::of(standing.state));
    let acted_on = view.clone();
    let parent = Parent {
        path: "/deliveries",
        name: t.get(text::NAV_DELIVERIES),
    };
    view! {
        <PageHeader title=view.line.integration_name.clone() parent aside=move || view! { <StateBadge standing=standing.clone()/> }>
            <DeliveryActions view=acted_on on_change/>
        </PageHeader>
        <div class="delivery-grid">
            <div class="stack">
                <section class="panel panel-body"><Rail stations meant=view.line.moment/></section>
                <Explanation view=view.clone()/>
                <Doubt view=view.clone()/>
                <DeliveryFacts view=view.clone()/>
                {move || attempt().map(|attempt| view! { <section class="panel panel-body"><TimeBar timings=attempt.timings/></section> })}
                {(!view.attempts.is_empty()).then(|| view! { <Attempts attempts=view.attempts.clone() chosen/> })}
            </div>
            <div class="stack">
                <SentRequest view attempt=Signal::derive(attempt)/>
                {move || attempt().map(|attempt| view! { <Answer attempt/> })}
            </div>
        </div>
    }
}
