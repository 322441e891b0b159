//! Calls whose data never reached a CRM, and the button that sends them.

use super::{
    api::send_lost,
    figures::today,
    view::{LOST_PERIOD, LostLine},
};
use crate::{
    components::{
        deliveries::query::{LOST, LOST_UNANSWERED, LogQuery},
        delivery::send_button::{SendButton, Sending},
        state::state_class,
        time::Time,
    },
    i18n::{text, use_texts},
};
use domain::{DeliveryState, IntegrationId};
use leptos::prelude::*;
use leptos_router::components::A;

/// The panel.
#[component]
pub fn LostCalls(
    lines: Vec<LostLine>,
    /// Whether there is more than was looked at.
    is_cut: bool,
    /// How many calls of today no CRM has.
    nowhere: i64,
    /// Whose: the id of a project, empty for all.
    project: String,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let none = (lines.is_empty() && nowhere == 0).then(
        || view! { <p class="overview-well state delivered">{t.get(text::OVERVIEW_LOST_NONE)}</p> },
    );
    let cut =
        is_cut.then(|| view! { <p class="overview-cut">{t.get(text::OVERVIEW_LOST_CUT)}</p> });
    let of_project = project.clone();
    let nowhere = (nowhere > 0).then(|| {
        let calls = today("nowhere", project);
        view! {
            <li class="overview-line">
                <span class="state skipped">{t.count(text::OVERVIEW_CALLS, nowhere)}</span>
                <div class="overview-told"><strong>{t.get(text::OVERVIEW_NOWHERE)}</strong><p>{t.get(text::OVERVIEW_NOWHERE_TEXT)}</p></div>
                <div class="overview-mend"><A href=calls attr:class="button">{t.get(text::OVERVIEW_SHOW)}</A></div>
            </li>
        }
    });
    let lines = lines
        .into_iter()
        .map(|line| view! { <li><Line line project=of_project.clone() on_change/></li> })
        .collect_view();
    view! {
        <section class="panel overview-lost">
            <h2>{t.get(text::OVERVIEW_LOST)}</h2>
            {none}
            <ul>{lines}{nowhere}</ul>
            {cut}
        </section>
    }
}

#[component]
fn Line(line: LostLine, project: String, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let (first, last) = line.between;
    let span = if line.requests == 1 {
        view! { <Time stamp=first/> }.into_any()
    } else {
        view! { <Time stamp=first/>" – "<Time stamp=last/> }.into_any()
    };
    let (state, wanted) = if line.unanswered {
        (DeliveryState::Unanswered, LOST_UNANSWERED)
    } else {
        (DeliveryState::Failed, LOST)
    };
    let class = state_class(state);
    let log = LogQuery {
        integration: line.id.to_string(),
        project: project.clone(),
        state: wanted.to_owned(),
        period: LOST_PERIOD.to_owned(),
        ..LogQuery::default()
    };
    let counted = if line.is_cut {
        text::OVERVIEW_LOST_AT_LEAST
    } else {
        text::OVERVIEW_LOST_REQUESTS
    };
    view! {
        <div class="overview-line">
            <A href=log.address(&[]) attr:class=class>{t.count(counted, line.requests)}</A>
            <div class="overview-told">
                <strong><A href=format!("/integrations/{}", line.id)>{line.name}</A></strong>
                <p>{span}</p>
                {line.why.map(|why| view! { <p>{why}</p> })}
                {line.unanswered.then(|| view! { <p>{t.get(text::OVERVIEW_LOST_UNANSWERED)}</p> })}
            </div>
            <div class="overview-mend"><SendLost id=line.id project unanswered=line.unanswered requests=line.requests on_change/></div>
        </div>
    }
}

#[component]
fn SendLost(
    id: IntegrationId,
    project: String,
    /// Whether nobody knows that they did not arrive: then it is asked first.
    unanswered: bool,
    /// How many they are.
    requests: i64,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let send = Callback::new(move |()| -> Sending {
        Box::pin(send_lost(id, project.clone(), unanswered))
    });
    let word = t.get(text::OVERVIEW_SEND_THEM).to_owned();
    view! { <SendButton word send unanswered=unanswered.then_some(requests) on_change/> }
}
