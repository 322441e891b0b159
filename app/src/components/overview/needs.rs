//! What needs a person: why, since when, what to do, and the button that does it.

use super::view::{Need, NeedKind};
use crate::{
    address::of_remedy,
    components::{
        deliveries::query::LogQuery, integrations::api::set_integration_enabled,
        jobs::release::ReleaseDialog, remedy::mending, source_addresses::link::AddressesLink,
        time::Time, toast::use_toaster,
    },
    i18n::{Texts, text, use_texts},
    session::use_may,
    told::Told,
};
use domain::{IntegrationId, Right, explain::explain};
use leptos::prelude::*;
use leptos_router::components::A;

/// The panel; it says so where all is well.
#[component]
pub fn Needs(
    needs: Vec<Need>,
    /// Whose: the id of a project, empty for all.
    project: String,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let count = i64::try_from(needs.len()).unwrap_or(i64::MAX);
    let well = if project.is_empty() {
        text::OVERVIEW_ALL_WELL
    } else {
        text::OVERVIEW_ALL_WELL_PROJECT
    };
    let none = needs
        .is_empty()
        .then(|| view! { <p class="overview-well state delivered">{t.get(well)}</p> });
    let lines = needs
        .into_iter()
        .map(|need| view! { <li><Line need project=project.clone() on_change/></li> })
        .collect_view();
    view! {
        <section class="panel overview-needs">
            <h2>{t.get(text::OVERVIEW_NEEDS_YOU)}{(count > 0).then(|| view! { <span class="chip">{t.number(count)}</span> })}</h2>
            {none}
            <ul>{lines}</ul>
        </section>
    }
}

#[component]
fn Line(need: Need, project: String, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let (class, word) = match need.kind {
        NeedKind::Failing { .. } => ("state failed", text::INTEGRATIONS_STANDING_FAILING),
        NeedKind::SwitchedOff => ("state failed", text::OVERVIEW_SWITCHED_OFF),
        NeedKind::Held => ("state held", text::STATE_HELD),
    };
    let log = LogQuery {
        integration: need.id.to_string(),
        project,
        state: "open".to_owned(),
        ..LogQuery::default()
    };
    let waiting = (need.open > 0).then(|| {
        let kept = t.count(text::OVERVIEW_KEPT, need.open);
        view! { <p><A href=log.address(&[]) attr:class="link">{kept}</A></p> }
    });
    let (name, told) = (need.name.clone(), told(t, &need.kind));
    let edit = format!("/integrations/{}", need.id);
    view! {
        <div class="overview-line">
            <span class=class>{t.get(word)}</span>
            <div class="overview-told">
                <strong><A href=edit>{name}</A></strong>
                {told}
                {waiting}
            </div>
            <div class="overview-mend"><Mend need on_change/></div>
        </div>
    }
}

/// What happened, since when, and what to do.
fn told(t: Texts, kind: &NeedKind) -> AnyView {
    match kind {
        NeedKind::Failing {
            since,
            cause,
            status,
            told,
            sample,
        } => {
            let explanation = explain(*cause, *status).explanation;
            let Told { what, advice } = told.clone();
            view! {
                <p>{what}" "{t.get(text::OVERVIEW_SINCE)}"\u{a0}"<Time stamp=since.clone()/>". "
                    <A href=format!("/deliveries/{sample}") attr:class="link">{t.get(text::OVERVIEW_SEE_ANSWER)}</A></p>
                <p>{advice}<AddressesLink explanation/></p>
            }
            .into_any()
        }
        NeedKind::SwitchedOff => {
            view! { <p>{t.get(text::OVERVIEW_SWITCHED_OFF_TEXT)}</p> }.into_any()
        }
        NeedKind::Held => view! { <p>{t.get(text::OVERVIEW_HELD_TEXT)}</p> }.into_any(),
    }
}

/// The button that mends it.
#[component]
fn Mend(need: Need, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    match need.kind {
        NeedKind::Failing { cause, status, .. } => {
            let explanation = explain(cause, status).explanation;
            let page = of_remedy(explanation, need.id, need.connection);
            view! { <A href=page attr:class="button">{t.get(mending(explanation))}</A> }.into_any()
        }
        NeedKind::SwitchedOff => {
            let edit = format!("/integrations/{}", need.id);
            view! { <A href=edit attr:class="button">{t.get(text::OVERVIEW_CHECK_IT)}</A> }
                .into_any()
        }
        NeedKind::Held => {
            view! { <SwitchOn id=need.id name=need.name held=need.held on_change/> }.into_any()
        }
    }
}

/// Ends a pause, after the choice of what becomes of that which was kept.
#[component]
fn SwitchOn(id: IntegrationId, name: String, held: i64, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let choosing = RwSignal::new(false);
    let title_name = name.clone();
    let toaster = use_toaster();
    let may = use_may(Right::SetUp);
    let enable = Action::new(move |(): &()| {
        let name = name.clone();
        async move {
            match set_integration_enabled(id, true).await {
                Ok(()) => toaster.done(t.with(text::INTEGRATIONS_ENABLED, &[("name", &name)])),
                Err(error) => toaster.fail(t, &error),
            }
            on_change.try_run(());
        }
    });
    let pending = enable.pending();
    let title = (!may).then(|| t.get(text::COMMON_WEAK_ROLE));
    view! {
        <button type="button" class="button" title=title disabled=move || !may || pending.get() on:click=move |_| choosing.set(true)>
            {t.get(text::OVERVIEW_SWITCH_ON)}
        </button>
        <ReleaseDialog open=choosing integration=id name=title_name held on_all=move |()| { enable.dispatch(()); }/>
    }
}
