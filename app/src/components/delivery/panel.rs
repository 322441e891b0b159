//! A delivery beside the log: what happened, why, what was sent, and what can be done.

use super::{
    actions::DeliveryActions,
    answer::Answer,
    api::{DeliveryView, get_delivery},
    explanation::Explanation,
    request::SentRequest,
    time_bar::TimeBar,
};
use crate::components::{loaded::Loaded, moment::MomentDots, state::StateBadge};
use domain::DeliveryId;
use leptos::prelude::*;

/// Reads the delivery and shows it in one column.
#[component]
pub fn DeliveryPanel(id: DeliveryId) -> impl IntoView {
    let view = Resource::new(|| (), move |()| get_delivery(id));
    let on_change = Callback::new(move |()| view.refetch());
    view! { <Loaded resource=view let:view>{view! { <Column view on_change/> }.into_any()}</Loaded> }
}

#[component]
fn Column(view: DeliveryView, on_change: Callback<()>) -> impl IntoView {
    let line = view.line.clone();
    let last = view.attempts.last().cloned();
    view! {
        <div class="stack delivery-panel">
            <header>
                <h2>{line.integration_name}</h2>
                <StateBadge standing=line.standing/>
                <p class="quiet-text"><MomentDots moment=line.moment named=true/></p>
                <p class="quiet-text nowrap">{line.phone}" "<code>{line.call_id}</code></p>
            </header>
            <Explanation view=view.clone()/>
            <div class="buttons"><DeliveryActions view=view.clone() on_change/></div>
            {last.as_ref().map(|last| view! { <TimeBar timings=last.timings/> })}
            <SentRequest view attempt=Signal::stored(last.clone())/>
            {last.map(|attempt| view! { <Answer attempt/> })}
        </div>
    }
}
