//! The overview: how the day goes, what needs somebody, and what never reached a CRM.

use crate::{
    components::{
        icon::{Icon, Symbol},
        loaded::Loaded,
        overview::{
            api::{get_live, get_overview},
            bars::Patterns,
            figures::Figures,
            integrations::IntegrationTable,
            lost::LostCalls,
            needs::Needs,
            project::ProjectForm,
            silent::Silent,
            steps::FirstSteps,
            view::{Live, Overview},
            volume::Volume,
        },
        page_header::PageHeader,
    },
    error::AppError,
    i18n::{text, use_texts},
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let project = Memo::new(move |_| {
        address.with(|address| address.get_str("project").unwrap_or_default().to_owned())
    });
    let overview = Resource::new(move || project.get(), read);
    let on_change = Callback::new(move |()| overview.refetch());
    let may = use_may(Right::SetUp);
    view! {
        <PageHeader title=t.get(text::NAV_OVERVIEW)>
            {may.then(|| view! {
                <A href="/integrations/new" attr:class="button primary"><Icon symbol=Symbol::Plus/>{t.get(text::INTEGRATIONS_NEW)}</A>
            })}
        </PageHeader>
        <Patterns/>
        <Loaded resource=overview let:read>
            {view! { <Read live=read.0 overview=read.1 on_change/> }.into_any()}
        </Loaded>
    }
    .into_any()
}

/// Both halves of the page at once.
async fn read(project: String) -> Result<(Live, Overview), AppError> {
    futures::try_join!(get_live(project.clone()), get_overview(project))
}

#[component]
fn Read(live: Live, overview: Overview, on_change: Callback<()>) -> impl IntoView {
    let nowhere = live.nowhere;
    let may = use_may(Right::SetUp);
    let project = overview.project;
    let steps = overview.steps.filter(|_| may);
    // Before anything can be sent, figures of it would only draw the eye from the first step.
    let has_figures = steps.is_none_or(|steps| steps.has_integration);
    let figures = has_figures.then(|| {
        view! {
            <Figures first=live project=project.clone() on_turn=on_change/>
            <div class="overview-split">
                <Needs needs=overview.needs project=project.clone() on_change/>
                <LostCalls lines=overview.lost is_cut=overview.lost_is_cut nowhere project=project.clone() on_change/>
            </div>
        }
    });
    view! {
        <div class="overview stack">
            {steps.map(|steps| view! { <FirstSteps steps/> })}
            <Silent lines=overview.silent/>
            <ProjectForm chosen=project.clone() projects=overview.projects/>
            {figures}
            <Volume volume=overview.volume project=project.clone()/>
            <IntegrationTable lines=overview.integrations project/>
        </div>
    }
}
