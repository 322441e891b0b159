//! `/api/v1/jobs`: many deliveries made or called off at once, for programs with a `manage` key.

mod answer;
mod sent;

use super::{
    body,
    events::must_be_json,
    extract::Segment,
    keys::ManageKey,
    problem::{ApiError, Problem},
    views::List,
};
use crate::state::AppState;
use answer::JobView;
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::JobId;
use sent::{ChangeShape, JobShape};
use store::StoreError;

/// Largest body of a request, in bytes.
const JOB_BODY_BYTES_MAX: usize = 65_536;
/// Jobs that are listed.
const JOBS_SHOWN: u64 = 100;

/// Lists jobs.
///
/// The newest, at most 100.
///
/// # Errors
/// Where the key is wrong or the database is away.
#[utoipa::path(
    get, path = "/api/v1/jobs", tag = "jobs", summary = "List jobs",
    security(("manage" = [])),
    responses((status = 200, body = List<JobView>), (status = 401, body = Problem))
)]
pub async fn list(
    State(state): State<AppState>,
    key: ManageKey,
) -> Result<Json<List<JobView>>, ApiError> {
    let tenant = state.store.tenant(key.0.tenant_id);
    let rows = tenant.list_jobs(JOBS_SHOWN).await?;
    let items = rows.into_iter().map(JobView::from).collect();
    Ok(Json(List { items, next: None }))
}

/// Makes a job.
///
/// It begins at once: it sends again what a filter finds (`send_again`), sends an integration what
/// it never got of a period (`backfill`), or calls off what a paused integration holds and switches
/// it on (`release`).
///
/// # Errors
/// With every fault at its field; `not_found` without its integration.
#[utoipa::path(
    post, path = "/api/v1/jobs", tag = "jobs", summary = "Make a job",
    security(("manage" = [])), request_body = JobShape,
    responses(
        (status = 201, body = JobView), (status = 400, body = Problem),
        (status = 401, body = Problem),
        (status = 404, description = "There is no such integration", body = Problem),
        (status = 409, description = "The integration to release is not paused", body = Problem),
        (status = 422, body = Problem)
    )
)]
pub async fn create(
    State(state): State<AppState>,
    key: ManageKey,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<JobView>), ApiError> {
    must_be_json(&headers)?;
    let body = body::read(body, JOB_BODY_BYTES_MAX).await?;
    let setup = state.store.setup(key.0.tenant_id).await?;
    let definition = sent::job(&body, &setup.tenant.country)?;
    let tenant = state.store.tenant(key.0.tenant_id);
    let id = tenant
        .create_job(&key.actor(), definition, state.now())
        .await
        .map_err(|error| match error {
            StoreError::NotFound => ApiError::NotFound("integration"),
            StoreError::Conflict => ApiError::StateWrong("the integration is not paused"),
            other => other.into(),
        })?;
    let job = tenant.get_job(id).await?;
    Ok((StatusCode::CREATED, Json(job.into())))
}

/// Reads a job.
///
/// With how far it has come.
///
/// # Errors
/// `not_found`, also for that of another tenant.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}", tag = "jobs", summary = "Read a job",
    security(("manage" = [])), params(("id" = String, Path)),
    responses(
        (status = 200, body = JobView), (status = 401, body = Problem), (status = 404, body = Problem)
    )
)]
pub async fn get(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
) -> Result<Json<JobView>, ApiError> {
    let tenant = state.store.tenant(key.0.tenant_id);
    let job = tenant.get_job(read_id(&id)?).await.map_err(named)?;
    Ok(Json(job.into()))
}

/// Changes a job.
///
/// Pauses it, lets it go on, or stops it for good.
///
/// # Errors
/// `not_found`; `state` where it is over.
#[utoipa::path(
    patch, path = "/api/v1/jobs/{id}", tag = "jobs", summary = "Pause, resume or stop a job",
    security(("manage" = [])), params(("id" = String, Path)), request_body = ChangeShape,
    responses(
        (status = 200, body = JobView), (status = 400, body = Problem),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "The job is over", body = Problem),
        (status = 422, body = Problem)
    )
)]
pub async fn change(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<JobView>, ApiError> {
    must_be_json(&headers)?;
    let id = read_id(&id)?;
    let wanted = sent::state(&body::read(body, JOB_BODY_BYTES_MAX).await?)?;
    let tenant = state.store.tenant(key.0.tenant_id);
    tenant
        .set_job_state(&key.actor(), id, wanted, state.now())
        .await
        .map_err(|error| match error {
            StoreError::Conflict => ApiError::StateWrong("the job is over"),
            other => named(other),
        })?;
    Ok(Json(tenant.get_job(id).await.map_err(named)?.into()))
}

fn read_id(text: &str) -> Result<JobId, ApiError> {
    text.parse().map_err(|_error| ApiError::NotFound("job"))
}

fn named(error: StoreError) -> ApiError {
    match ApiError::from(error) {
        ApiError::NotFound(_) => ApiError::NotFound("job"),
        other => other,
    }
}
