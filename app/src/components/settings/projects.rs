//! The projects of the company: its sites or brands, each with a zone and country of its own where
//! those differ.

use super::{
    api::{CreateProject, UpdateProject},
    project_end::ProjectEnd,
    view::{Company, ProjectLine},
};
use crate::{
    components::{deliveries::query::LogQuery, kept_rows::kept_rows, saving::Saving},
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
    projects: Memo<Vec<ProjectLine>>,
    /// What counts for projects that say nothing of their own.
    company: Memo<Company>,
    zones: Vec<String>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let may = use_may(Right::ManageCompany);
    let add = use_form::<CreateProject>();
    let answer = Signal::derive(move || add.value().get());
    let form = NodeRef::new();
    let zones = zones
        .into_iter()
        .map(|zone| view! { <option value=zone></option> })
        .collect_view();
    let row = move |project: Memo<ProjectLine>| {
        view! { <Row project projects company may on_change/> }.into_any()
    };
    let rows = kept_rows(projects, |project| project.id.clone(), row);
    view! {
        <section class="panel" id="projects">
            <h2>{t.get(text::SETTINGS_PROJECTS)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::SETTINGS_PROJECTS_HINT)}</p>
                <datalist id=ZONES>{zones}</datalist>
                <ul class="settings-list">{rows}</ul>
                <ActionForm action=add node_ref=form attr:class="settings-form">
                    <Fields project=ProjectLine::default() company may/>
                    <div class="buttons settings-wide">
                        <button class="button" type="submit" disabled=!may>{t.get(text::SETTINGS_ADD_PROJECT)}</button>
                        <Saving answer on_change emptied=form/>
                    </div>
                </ActionForm>
            </div>
        </section>
    }
}

#[component]
fn Row(
    project: Memo<ProjectLine>,
    /// All projects.
    projects: Memo<Vec<ProjectLine>>,
    company: Memo<Company>,
    may: bool,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let id = project.with_untracked(|project| project.id.clone());
    let save = use_form_of::<UpdateProject>(&id);
    let open = is_refused::<UpdateProject>(&id);
    let address = address_of::<UpdateProject>(&id);
    let answer = Signal::derive(move || save.value().get());
    let name = Memo::new(move |_| project.with(|project| project.name.clone()));
    let own = move || {
        let own = project.with(|project| [project.zone.clone(), project.country.clone()]);
        let own: Vec<String> = own.into_iter().filter(|text| !text.is_empty()).collect();
        let own = own.join(" · ");
        (!own.is_empty()).then(|| view! { <span class="quiet-text">{own}</span> })
    };
    let told = move || {
        let told = project.with(|project| project.told.clone());
        (!told.is_empty()).then(|| {
            view! { <small class="quiet-text">{t.get(text::SETTINGS_PROJECT_TOLD)}" "<code>{told}</code></small> }
        })
    };
    let fields = move || view! { <Fields project=project.get() company may/> };
    let end = id
        .parse::<ProjectId>()
        .ok()
        .filter(|_| may)
        .map(|id| view! { <ProjectEnd id name projects on_change/> });
    let query = LogQuery {
        project: id.clone(),
        ..LogQuery::default()
    };
    view! {
        <li>
            <strong>{move || name.get()}</strong>
            {own}
            {told}
            <A href=query.address(&[]) attr:class="link settings-end">{t.get(text::NAV_DELIVERIES)}</A>
            <details class="sender-more" open=open>
                <summary>{t.get(text::SETTINGS_CHANGE_PROJECT)}</summary>
                <ActionForm action=save attr:class="settings-form">
                    <input type="hidden" name="id" value=id/>
                    {fields}
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
fn Fields(project: ProjectLine, company: Memo<Company>, may: bool) -> impl IntoView {
    let t = use_texts();
    let as_company = move |value: &str| t.with(text::SETTINGS_AS_COMPANY, &[("value", value)]);
    let zone = move || company.with(|company| as_company(&company.zone));
    let country = move || company.with(|company| as_company(&company.country));
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
