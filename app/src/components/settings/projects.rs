//! The projects of the company: its sites or brands, each with a zone and country of its own where
//! those differ.

use super::{
    api::{CreateProject, UpdateProject},
    project_end::ProjectEnd,
    view::{Company, ProjectLine},
};
use crate::{
    components::{
        deliveries::{filters::Choice, query::LogQuery},
        saving::Saving,
    },
    i18n::{text, use_texts},
    refusal::{address_of, is_refused, use_form, use_form_of},
    session::use_may,
};
use domain::{ProjectId, Right, project::PROJECT_NAME_CHARS_MAX};
use leptos::prelude::*;
use leptos_router::components::A;

/// What the zones to choose from are found by.
const ZONES: &str = "project-zones";

/// The list, and the form that adds one; it works without JavaScript too.
#[component]
pub fn Projects(
    projects: Vec<ProjectLine>,
    /// What counts for projects that say nothing of their own.
    company: Company,
    zones: Vec<String>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let may = use_may(Right::ManageCompany);
    let company = StoredValue::new(company);
    let add = use_form::<CreateProject>();
    let answer = Signal::derive(move || add.value().get());
    let zones = zones
        .into_iter()
        .map(|zone| view! { <option value=zone></option> })
        .collect_view();
    let choices = projects
        .iter()
        .map(|project| (project.id.clone(), project.name.clone()));
    let choices = StoredValue::new(choices.collect::<Vec<Choice>>());
    let rows = projects
        .into_iter()
        .map(|project| view! { <Row project choices company may on_change/> })
        .collect_view();
    view! {
        <section class="panel" id="projects">
            <h2>{t.get(text::SETTINGS_PROJECTS)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::SETTINGS_PROJECTS_HINT)}</p>
                <datalist id=ZONES>{zones}</datalist>
                <ul class="settings-list">{rows}</ul>
                <ActionForm action=add attr:class="settings-form">
                    <Fields project=ProjectLine::default() company may/>
                    <div class="buttons settings-wide">
                        <button class="button" type="submit" disabled=!may>{t.get(text::SETTINGS_ADD_PROJECT)}</button>
                        <Saving answer on_change/>
                    </div>
                </ActionForm>
            </div>
        </section>
    }
}

#[component]
fn Row(
    project: ProjectLine,
    /// All projects.
    choices: StoredValue<Vec<Choice>>,
    company: StoredValue<Company>,
    may: bool,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let save = use_form_of::<UpdateProject>(&project.id);
    let open = is_refused::<UpdateProject>(&project.id);
    let address = address_of::<UpdateProject>(&project.id);
    let answer = Signal::derive(move || save.value().get());
    let own = [&*project.zone, &*project.country];
    let own: Vec<&str> = own.into_iter().filter(|text| !text.is_empty()).collect();
    let own = own.join(" · ");
    let own = (!own.is_empty()).then(|| view! { <span class="quiet-text">{own}</span> });
    let told = (!project.told.is_empty()).then(|| {
        view! { <small class="quiet-text">{t.get(text::SETTINGS_PROJECT_TOLD)}" "<code>{project.told.clone()}</code></small> }
    });
    let id = project.id.clone();
    let end = id.parse::<ProjectId>().ok().filter(|_| may).map(|id| {
        let name = project.name.clone();
        view! { <ProjectEnd id name choices on_change/> }
    });
    let query = LogQuery {
        project: id.clone(),
        ..LogQuery::default()
    };
    view! {
        <li>
            <strong>{project.name.clone()}</strong>
            {own}
            {told}
            <A href=query.address(&[]) attr:class="link settings-end">{t.get(text::NAV_DELIVERIES)}</A>
            <details class="sender-more" open=open>
                <summary>{t.get(text::SETTINGS_CHANGE_PROJECT)}</summary>
                <ActionForm action=save attr:class="settings-form">
                    <input type="hidden" name="id" value=id/>
                    <Fields project company may/>
                    <div class="buttons settings-wide">
                        <button class="button" type="submit" formaction=address disabled=!may>{t.get(text::COMMON_SAVE)}</button>
                        <Saving answer on_change/>
                    </div>
                </ActionForm>
                {end}
            </details>
        </li>
    }
}

/// Name, zone and country; in an empty one stands what counts then.
#[component]
fn Fields(project: ProjectLine, company: StoredValue<Company>, may: bool) -> impl IntoView {
    let t = use_texts();
    let (zone, country) =
        company.with_value(|company| (company.zone.clone(), company.country.clone()));
    let disabled = !may;
    view! {
        <label class="field settings-wide">
            <span class="field-label">{t.get(text::SETTINGS_NAME)}</span>
            <input class="input" name="name" required maxlength=PROJECT_NAME_CHARS_MAX.to_string() value=project.name disabled=disabled
                placeholder=t.get(text::SETTINGS_PROJECT_EXAMPLE)/>
        </label>
        <label class="field">
            <span class="field-label">{t.get(text::SETTINGS_ZONE)}</span>
            <input class="input" name="zone" list=ZONES value=project.zone disabled=disabled placeholder=zone/>
        </label>
        <label class="field">
            <span class="field-label">{t.get(text::SETTINGS_COUNTRY)}</span>
            <input class="input" name="country" pattern="[A-Za-z]{2}" maxlength="2" value=project.country disabled=disabled placeholder=country/>
        </label>
    }
}
