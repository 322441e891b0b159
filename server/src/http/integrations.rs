//! `/api/v1/integrations`: what a tenant wants sent, for programs with a `manage` key.

pub mod answer;
mod draft;
pub mod grammar;
pub mod rotation;
mod shape;
pub mod versions;

use super::{
    body,
    draft::Sent,
    events::must_be_json,
    extract::Segment,
    keys::ManageKey,
    problem::{ApiError, Problem},
    version,
    views::List,
};
use crate::state::AppState;
use answer::{IntegrationView, TestView};
use app::desk::{Desk, TestRequest};
use axum::{
    Extension, Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use domain::{DraftSecrets, IntegrationId, sample};
use shape::IntegrationShape;
use std::sync::Arc;
use store::{IntegrationRow, TenantStore};

/// Largest body of a request, in bytes.
pub const INTEGRATION_BODY_BYTES_MAX: usize = 1_048_576;

/// Lists integrations.
///
/// Every integration of the tenant, by name.
///
/// # Errors
/// Where the key is wrong or the database is away.
#[utoipa::path(
    get, path = "/api/v1/integrations", tag = "integrations", summary = "List integrations",
    security(("manage" = [])),
    responses((status = 200, body = List<IntegrationShape>), (status = 401, body = Problem))
)]
pub async fn list(
    State(state): State<AppState>,
    key: ManageKey,
) -> Result<Json<List<IntegrationView>>, ApiError> {
    let rows = tenant(&state, &key).list_integrations().await?;
    let items = rows.into_iter().map(IntegrationView::from).collect();
    Ok(Json(List { items, next: None }))
}

/// Makes an integration.
///
/// It sends from the next event on, unless `enabled` is false. The secret of its signature is made
/// with it, unless one is sent as the secret `signature`. A tenant has at most 1,000 of them, each
/// with at most 100 secrets.
///
/// # Errors
/// With every fault at its field.
#[utoipa::path(
    post, path = "/api/v1/integrations", tag = "integrations", summary = "Make an integration",
    security(("manage" = [])), request_body = IntegrationShape,
    responses(
        (status = 201, description = "`Location` names it", body = IntegrationShape),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 422, body = Problem)
    )
)]
pub async fn create(
    State(state): State<AppState>,
    key: ManageKey,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    must_be_json(&headers)?;
    let body = body::read(body, INTEGRATION_BODY_BYTES_MAX).await?;
    let Sent { draft, secrets } = draft::new(&body)?;
    let policy = state.config.address_policy();
    let row = tenant(&state, &key)
        .create_integration(&key.actor(), draft, secrets, &policy, state.now())
        .await?;
    let place = format!("/api/v1/integrations/{}", row.id);
    Ok(version::created(answered(row), &place))
}

/// Reads an integration.
///
/// As its current version says it. Secrets are named, never shown.
///
/// # Errors
/// `not_found`, also for that of another tenant.
#[utoipa::path(
    get, path = "/api/v1/integrations/{id}", tag = "integrations", summary = "Read an integration",
    security(("manage" = [])), params(("id" = String, Path)),
    responses(
        (status = 200, description = "`ETag` is its version", body = IntegrationShape),
        (status = 401, body = Problem), (status = 404, body = Problem)
    )
)]
pub async fn get(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
) -> Result<Response, ApiError> {
    let row = tenant(&state, &key)
        .get_integration(read_id(&id)?)
        .await
        .map_err(named)?;
    Ok(answered(row))
}

/// Changes an integration.
///
/// By a merge patch (RFC 7396): what is absent stays, `null` means the default, a list is replaced
/// whole. What is still open goes out with the new version.
///
/// # Errors
/// `version` where `If-Match` is not the current one; else as for a new one.
#[utoipa::path(
    patch, path = "/api/v1/integrations/{id}", tag = "integrations", summary = "Change an integration",
    security(("manage" = [])), request_body = IntegrationShape,
    params(("id" = String, Path), ("If-Match" = Option<String>, Header, description = "The version that was read")),
    responses(
        (status = 200, body = IntegrationShape), (status = 400, body = Problem),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 412, body = Problem), (status = 422, body = Problem)
    )
)]
pub async fn change(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    must_be_json(&headers)?;
    let id = read_id(&id)?;
    let wanted = version::if_match(&headers)?;
    let body = body::read(body, INTEGRATION_BODY_BYTES_MAX).await?;
    let tenant = tenant(&state, &key);
    let current = tenant.get_integration(id).await.map_err(named)?;
    if wanted.is_some_and(|version| version != current.version) {
        return Err(ApiError::VersionDiffers);
    }
    let Sent { draft, secrets } = draft::patched(&current.draft, &body)?;
    let policy = state.config.address_policy();
    // The patch was laid over this version: over another one it would undo what came between.
    let expected = Some(current.version);
    let row = tenant
        .update_integration(
            &key.actor(),
            id,
            expected,
            draft,
            secrets,
            &policy,
            state.now(),
        )
        .await;
    let row = row.map_err(named)?;
    state.engine.look_again(key.0.tenant_id, row.id).await;
    Ok(answered(row))
}

/// Takes an integration away.
///
/// Its open deliveries are not sent and become cancelled within minutes.
///
/// # Errors
/// `not_found`.
#[utoipa::path(
    delete, path = "/api/v1/integrations/{id}", tag = "integrations", summary = "Delete an integration",
    security(("manage" = [])), params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub async fn delete(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
) -> Result<StatusCode, ApiError> {
    let tenant = tenant(&state, &key);
    tenant
        .delete_integration(&key.actor(), read_id(&id)?, state.now())
        .await
        .map_err(named)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a test.
///
/// A made-up call, sent for real and marked as a test; the answer tells what came back. Four tests
/// of a tenant are sent at once; more wait for their turn.
///
/// # Errors
/// `not_found`, or faults of the integration.
#[utoipa::path(
    post, path = "/api/v1/integrations/{id}/test", tag = "integrations", summary = "Send a test",
    security(("manage" = [])), params(("id" = String, Path)),
    responses(
        (status = 200, description = "Sent; whether the receiver took it is in the answer", body = TestView),
        (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub async fn test(
    State(state): State<AppState>,
    Extension(desk): Extension<Arc<dyn Desk>>,
    key: ManageKey,
    Segment(id): Segment,
) -> Result<Json<TestView>, ApiError> {
    let row = tenant(&state, &key)
        .get_integration(read_id(&id)?)
        .await
        .map_err(named)?;
    let facts = sample::facts(row.draft.moment);
    let test = TestRequest {
        tenant_id: key.0.tenant_id,
        actor: key.actor(),
        integration_id: Some(row.id),
        draft: row.draft,
        secrets: DraftSecrets::default(),
        facts,
        twice: false,
    };
    Ok(Json(desk.send_test(test).await?.into()))
}

fn tenant(state: &AppState, key: &ManageKey) -> TenantStore {
    state.store.tenant(key.0.tenant_id)
}

fn read_id(text: &str) -> Result<IntegrationId, ApiError> {
    text.parse()
        .map_err(|_error| ApiError::NotFound("integration"))
}

fn named(error: store::StoreError) -> ApiError {
    match ApiError::from(error) {
        ApiError::NotFound(_) => ApiError::NotFound("integration"),
        other => other,
    }
}

fn answered(row: IntegrationRow) -> Response {
    let version = row.version;
    version::tagged(IntegrationView::from(row), version)
}
