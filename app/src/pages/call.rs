//! One call: its life along the rail, and what was sent at each station.

use crate::{
    components::{
        call::{
            api::get_call,
            facts::CallFacts,
            send_failed::SendFailed,
            station::StationCard,
            stations::{moments, not_arrived, stations, unarrived, unreported},
            verdicts::Verdicts,
            view::CallView,
        },
        loaded::Loaded,
        look::{api::NumberOf, ask::AskToChange, number::Number},
        page_header::{PageHeader, Parent},
        rail::Rail,
    },
    i18n::{text, use_texts},
    session::use_visitor,
};
use domain::Right;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn CallPage() -> impl IntoView {
    let address = use_params_map();
    let call_id = Memo::new(move |_| {
        address.with(|address| address.get_str("call_id").unwrap_or_default().to_owned())
    });
    let view = Resource::new(move || call_id.get(), get_call);
    let on_change = Callback::new(move |()| view.refetch());
    view! { <Loaded resource=view let:view>{view! { <Call view on_change/> }.into_any()}</Loaded> }
        .into_any()
}

#[component]
fn Call(view: CallView, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let title = view
        .line
        .phone
        .clone()
        .unwrap_or_else(|| view.line.call_id.clone());
    let parent = Parent {
        path: "/calls",
        name: t.get(text::NAV_CALLS),
    };
    let call_id = view.line.call_id.clone();
    let shown_id = call_id.clone();
    let asks = not_arrived(&view.deliveries).next().is_some();
    let buttons = [false, true].map(|unanswered| {
        let count = unarrived(&view.deliveries, unanswered).count();
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let call_id = call_id.clone();
        view! { <SendFailed call_id unanswered count on_change/> }
    });
    let cards = moments(&view)
        .map(|moment| view! { <StationCard view=view.clone() moment/> })
        .collect_view();
    let missing = unreported(t, &view);
    let missing = (!missing.is_empty()).then(|| {
        let said = t.with(
            text::CALLS_NOT_REACHED_ALL,
            &[("moments", &missing.join(", "))],
        );
        view! { <p class="call-unreported quiet-text">{said}</p> }
    });
    let class = if moments(&view).count() > 5 {
        "call-stations call-six"
    } else {
        "call-stations"
    };
    view! {
        <PageHeader title parent aside=move || view! { <code class="quiet-text">{shown_id.clone()}</code><ShowOfCall call_id=shown_id.clone()/> }>
            {asks.then(|| view! { <AskToChange right=Right::SendAgain/> })}
            {buttons.collect_view()}
        </PageHeader>
        <div class="stack">
            <section class="panel panel-body call-rail">
                <Rail stations=stations(t, &view)/>
                <div class=class>{cards}</div>
                {missing}
            </section>
            <Verdicts verdicts=view.verdicts lines=view.deliveries/>
            <CallFacts facts=view.facts/>
        </div>
    }
}

/// Beside the masked number of the heading, for support alone.
#[component]
fn ShowOfCall(call_id: String) -> impl IntoView {
    let looks = use_visitor().look().is_some();
    looks.then(|| view! { <Number shown=String::new() of=NumberOf::Call(call_id)/> })
}
