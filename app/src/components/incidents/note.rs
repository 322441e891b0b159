//! An incident in plain words: what happened, since when, what was changed just before, what to
//! do, and the buttons that lead there.

use super::api::{End, IncidentView, list_standing_incidents};
use crate::{
    address::of_remedy,
    components::{source_addresses::link::AddressesLink, time::Time},
    i18n::{text, use_texts},
    stamp::span,
    told::Told,
};
use domain::explain::explain;
use leptos::prelude::*;
use leptos_router::components::A;

/// Every integration that does not work now; nothing where all do.
#[component]
pub fn StandingIncidents() -> impl IntoView {
    let incidents = Resource::new(|| (), |()| list_standing_incidents());
    let shown = move || {
        Suspend::new(async move {
            // The page beneath says by itself that the server cannot be reached.
            let incidents = incidents.await.unwrap_or_default();
            let t = use_texts();
            (!incidents.is_empty()).then(|| {
                let notes = incidents
                    .into_iter()
                    .map(|incident| view! { <IncidentNote incident with_link=true/> });
                view! {
                    <section class="incidents" aria-label=t.get(text::INCIDENT_STANDING)>{notes.collect_view()}</section>
                }
            })
        })
    };
    view! { <Transition>{shown}</Transition> }.into_any()
}

/// One incident that is not over.
#[component]
pub fn IncidentNote(
    incident: IncidentView,
    /// Whether there is a way to the integration; on its own page only one to its connection is
    /// needed.
    with_link: bool,
) -> impl IntoView {
    let t = use_texts();
    let Told { what, advice } = incident.told;
    let switched_off = incident.ended.is_some();
    let (title, class) = if switched_off {
        (text::INCIDENT_SWITCHED_OFF, "note note-held incident")
    } else {
        (text::INCIDENT_FAILS, "note note-failed incident")
    };
    let title = t.with(title, &[("name", &incident.name)]);
    let lasted = span(t, incident.lasted_ms);
    let change = incident.change.map(|change| {
        let version = change.version.to_string();
        let words = [("version", version.as_str()), ("author", &change.author)];
        let words = t.with(text::INCIDENT_CHANGED, &words);
        view! { <p class="incident-change">{words}" "<Time stamp=change.at/></p> }
    });
    let id = incident.integration_id;
    let explanation = explain(incident.cause, incident.status).explanation;
    let at_connection = explanation.is_of_key() && incident.connection.is_some();
    let mend = (with_link || at_connection).then(|| {
        let page = of_remedy(explanation, id, incident.connection);
        let word = if at_connection {
            text::INCIDENT_MEND_CONNECTION
        } else {
            text::INCIDENT_MEND
        };
        view! { <A href=page attr:class="button">{t.get(word)}</A> }
    });
    view! {
        <article class=class>
            <h2>{title}</h2>
            <p class="incident-since">{t.get(text::INCIDENT_SINCE)}" "<Time stamp=incident.since/>" · "{lasted}</p>
            <p><strong>{what}</strong>" "{advice}<AddressesLink explanation/></p>
            {switched_off.then(|| view! { <p>{t.get(text::INCIDENT_SWITCH_ON)}</p> })}
            {change}
            <div class="buttons">
                {mend}
                <A href=format!("/deliveries/{}", incident.sample) attr:class="button quiet">{t.get(text::INCIDENT_SAMPLE)}</A>
                <A href=format!("/deliveries?integration={id}") attr:class="button quiet">{t.get(text::INCIDENT_LOG)}</A>
            </div>
        </article>
    }
}

/// How it ended.
#[must_use]
pub const fn end_word(end: End) -> crate::i18n::Key {
    match end {
        End::Recovered => text::INCIDENT_END_RECOVERED,
        End::Paused => text::INCIDENT_END_PAUSED,
        End::SwitchedOff => text::INCIDENT_END_SWITCHED_OFF,
        End::Deleted => text::INCIDENT_END_DELETED,
    }
}
