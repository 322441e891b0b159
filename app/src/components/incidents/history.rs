//! The incidents of one integration: the one that lasts in full, those that ended as a table.

use super::{
    api::{End, IncidentView, list_incidents_of},
    note::{IncidentNote, end_word},
};
use crate::{
    components::time::Time,
    i18n::{text, use_texts},
    stamp::span,
};
use domain::IntegrationId;
use leptos::prelude::*;
use leptos_router::components::A;

/// The incidents; nothing for an integration that never failed.
#[component]
pub fn IncidentsOf(
    id: IntegrationId,
    /// Whether it sends: one that was switched off and does not yet send has its last incident
    /// shown in full.
    enabled: Signal<bool>,
) -> impl IntoView {
    let incidents = Resource::new(move || enabled.get(), move |_| list_incidents_of(id));
    let shown = move || {
        Suspend::new(async move {
            let incidents = incidents.await.unwrap_or_default();
            (!incidents.is_empty())
                .then(|| view! { <Incidents incidents enabled=enabled.get_untracked()/> })
        })
    };
    view! { <Transition>{shown}</Transition> }.into_any()
}

#[component]
fn Incidents(incidents: Vec<IncidentView>, enabled: bool) -> impl IntoView {
    let t = use_texts();
    let stands = |incident: &IncidentView| match incident.ended {
        None => true,
        Some((_, End::SwitchedOff)) => !enabled,
        Some((_, End::Recovered | End::Paused | End::Deleted)) => false,
    };
    let standing = incidents.first().filter(|first| stands(first)).cloned();
    let note = standing.map(|incident| view! { <IncidentNote incident with_link=false/> });
    let count = i64::try_from(incidents.len()).unwrap_or(i64::MAX);
    let rows = incidents
        .into_iter()
        .map(|incident| view! { <Row incident/> });
    let heads = [
        text::INCIDENT_COLUMN_BEGAN,
        text::INCIDENT_COLUMN_LASTED,
        text::INCIDENT_COLUMN_WHAT,
        text::INCIDENT_COLUMN_END,
    ];
    let heads = heads
        .map(|key| view! { <th scope="col">{t.get(key)}</th> })
        .into_iter()
        .collect_view();
    view! {
        <section class="incidents" aria-label=t.get(text::INCIDENT_ALL)>
            {note}
            <details class="incident-history">
                <summary>{t.count(text::INCIDENT_HISTORY, count)}</summary>
                <table class="table cards">
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </details>
        </section>
    }
}

#[component]
fn Row(incident: IncidentView) -> impl IntoView {
    let t = use_texts();
    let what = incident.told.what;
    let (class, end) = match &incident.ended {
        None => ("state failed", text::INCIDENT_END_LASTS),
        Some((_, End::Recovered)) => ("state delivered", end_word(End::Recovered)),
        Some((_, end)) => ("state held", end_word(*end)),
    };
    view! {
        <tr>
            <td class="nowrap"><Time stamp=incident.since/></td>
            <td class="nowrap" data-label=t.get(text::INCIDENT_COLUMN_LASTED)>{span(t, incident.lasted_ms)}</td>
            <td class="cell-grow"><A href=format!("/deliveries/{}", incident.sample)>{what}</A></td>
            <td><span class=class>{t.get(end)}</span></td>
        </tr>
    }
}
