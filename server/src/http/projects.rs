//! `/api/v1/projects`: the sites or brands of a tenant, for programs with a `manage` key.

use super::{
    body,
    draft::{self, Sent},
    events::must_be_json,
    extract::Segment,
    grammar::{Field, Shape, optional, required},
    keys::ManageKey,
    problem::{ApiError, Problem},
    views::{self, List},
};
use crate::state::AppState;
use app::projects::checked;
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::{Project, ProjectDraft, ProjectId, project::Told};
use serde::{Deserialize, Serialize};
use store::StoreError;
use utoipa::ToSchema;

/// Largest body of a request, in bytes.
const PROJECT_BODY_BYTES_MAX: usize = 16_384;

/// The body of a project.
const PROJECT: &[Field] = &[
    required("name", Shape::Text),
    optional("zone", Shape::Text),
    optional("country", Shape::Text),
];

/// The body of merging.
const MERGING: &[Field] = &[required("into", Shape::Id(ProjectId::PREFIX))];

/// What is said of a project.
#[derive(ToSchema)]
#[schema(as = ProjectDraft)]
#[expect(dead_code, reason = "It describes the body for the documentation.")]
pub struct ProjectShape {
    /// What it is called.
    #[schema(example = "Shop Kyiv")]
    name: String,
    /// IANA time zone by which times of its events are read; null for that of the company.
    #[schema(example = "Europe/Kyiv")]
    zone: Option<String>,
    /// ISO 3166 country by which national numbers of its events are read; null for that of the
    /// company.
    #[schema(example = "UA")]
    country: Option<String>,
}

/// Which project another is merged into.
#[derive(Deserialize, ToSchema)]
pub struct Merging {
    /// Its id.
    #[schema(value_type = String, example = "prj_019a0000000070008000000000000001")]
    into: ProjectId,
}

/// A site or brand.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Project)]
pub struct ProjectView {
    /// Its id.
    id: String,
    /// What it is called.
    name: String,
    /// Its time zone; null where that of the company counts.
    zone: Option<String>,
    /// Its country; null where that of the company counts.
    country: Option<String>,
    /// The `project_id` by which events name it.
    event_project_id: Option<String>,
    /// The `project_name` by which events name it.
    event_project_name: Option<String>,
    /// By what events name projects that were merged into it: they reach it, too.
    merged: Vec<ToldView>,
    /// When it was made.
    created_at: String,
}

/// How events name a project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EventProject)]
pub struct ToldView {
    /// The `project_id` by which they do.
    event_project_id: Option<String>,
    /// The `project_name` by which they do.
    event_project_name: Option<String>,
}

impl From<Told> for ToldView {
    fn from(told: Told) -> Self {
        Self {
            event_project_id: told.id,
            event_project_name: told.name,
        }
    }
}

impl From<Project> for ProjectView {
    fn from(project: Project) -> Self {
        Self {
            id: project.id.to_string(),
            name: project.draft.name,
            zone: project.draft.zone,
            country: project.draft.country,
            event_project_id: project.told.id,
            event_project_name: project.told.name,
            merged: project.merged.into_iter().map(ToldView::from).collect(),
            created_at: views::time(project.created_at),
        }
    }
}

/// Lists projects.
///
/// Every project of the tenant, by name.
///
/// # Errors
/// Where the key is wrong or the database is away.
#[utoipa::path(
    get, path = "/api/v1/projects", tag = "projects", summary = "List projects",
    security(("manage" = [])),
    responses((status = 200, body = List<ProjectView>), (status = 401, body = Problem))
)]
pub async fn list(
    State(state): State<AppState>,
    key: ManageKey,
) -> Result<Json<List<ProjectView>>, ApiError> {
    let tenant = state.store.tenant(key.0.tenant_id);
    let items = tenant.list_projects().await?;
    let items = items.into_iter().map(ProjectView::from).collect();
    Ok(Json(List { items, next: None }))
}

/// Makes a project.
///
/// Events that name it in `project_name` are its own from now on; one that no project has yet makes
/// its project by itself.
///
/// # Errors
/// With every fault at its field.
#[utoipa::path(
    post, path = "/api/v1/projects", tag = "projects", summary = "Make a project",
    security(("manage" = [])), request_body = ProjectShape,
    responses(
        (status = 201, body = ProjectView), (status = 400, body = Problem),
        (status = 401, body = Problem), (status = 422, body = Problem)
    )
)]
pub async fn create(
    State(state): State<AppState>,
    key: ManageKey,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<ProjectView>), ApiError> {
    must_be_json(&headers)?;
    let body = body::read(body, PROJECT_BODY_BYTES_MAX).await?;
    let Sent { draft, .. } = draft::new::<ProjectDraft>(&body, PROJECT)?;
    let draft = checked(draft)?;
    let tenant = state.store.tenant(key.0.tenant_id);
    let (actor, now) = (key.actor(), state.now());
    let made = tenant.create_project(&actor, draft, now).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Changes a project.
///
/// By a merge patch (RFC 7396): what is absent stays, `null` means the default. Events go on to
/// name it as they did.
///
/// # Errors
/// `not_found`, also for that of another tenant; else with every fault at its field.
#[utoipa::path(
    patch, path = "/api/v1/projects/{id}", tag = "projects", summary = "Change a project",
    security(("manage" = [])), params(("id" = String, Path)), request_body = ProjectShape,
    responses(
        (status = 200, body = ProjectView), (status = 400, body = Problem),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub async fn change(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<ProjectView>, ApiError> {
    must_be_json(&headers)?;
    let id = read_id(&id)?;
    let body = body::read(body, PROJECT_BODY_BYTES_MAX).await?;
    let tenant = state.store.tenant(key.0.tenant_id);
    let known = tenant.list_projects().await?;
    let current = known.into_iter().find(|project| project.id == id);
    let current = current.ok_or(ApiError::NotFound("project"))?;
    let Sent { draft, .. } = draft::patched(&current.draft, &body, PROJECT)?;
    let draft = checked(draft)?;
    let (actor, now) = (key.actor(), state.now());
    let changed = tenant.update_project(&actor, id, draft, now).await;
    Ok(Json(changed.map_err(named)?.into()))
}

/// Merges a project into another.
///
/// Its calls and their deliveries are that one's, and so is what events report under its names from
/// now on. With many calls they follow within minutes.
///
/// # Errors
/// `not_found` where one of the two is not there, or both are the same; `fields` where a job that
/// is not over is about it, or the other would have more than 50 names.
#[utoipa::path(
    post, path = "/api/v1/projects/{id}/merge", tag = "projects", summary = "Merge a project",
    security(("manage" = [])), params(("id" = String, Path)), request_body = Merging,
    responses(
        (status = 200, description = "The other one", body = ProjectView),
        (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub async fn merge(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<ProjectView>, ApiError> {
    must_be_json(&headers)?;
    let id = read_id(&id)?;
    let body = body::read(body, PROJECT_BODY_BYTES_MAX).await?;
    let Sent { draft, .. } = draft::new::<Merging>(&body, MERGING)?;
    let tenant = state.store.tenant(key.0.tenant_id);
    let (actor, now) = (key.actor(), state.now());
    let kept = tenant.merge_project(&actor, id, draft.into, now).await;
    Ok(Json(kept.map_err(named)?.into()))
}

/// Deletes a project.
///
/// Its calls go on without one. An event that goes on to name it makes it anew.
///
/// # Errors
/// `not_found`; `fields` where a job that is not over is about it.
#[utoipa::path(
    delete, path = "/api/v1/projects/{id}", tag = "projects", summary = "Delete a project",
    security(("manage" = [])), params(("id" = String, Path)),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub async fn delete(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
) -> Result<StatusCode, ApiError> {
    let tenant = state.store.tenant(key.0.tenant_id);
    let (id, actor, now) = (read_id(&id)?, key.actor(), state.now());
    let deleted = tenant.delete_project(&actor, id, now).await;
    deleted.map_err(named)?;
    Ok(StatusCode::NO_CONTENT)
}

fn read_id(text: &str) -> Result<ProjectId, ApiError> {
    text.parse().map_err(|_error| ApiError::NotFound("project"))
}

fn named(error: StoreError) -> ApiError {
    match ApiError::from(error) {
        ApiError::NotFound(_) => ApiError::NotFound("project"),
        other => other,
    }
}
