//! `/api/v1/connections`: the CRM accounts that integrations share, for programs with a
//! `manage` key.

mod grammar;
mod shape;

use super::{
    body,
    draft::{self, Sent},
    events::must_be_json,
    extract::Segment,
    keys::ManageKey,
    problem::{ApiError, Problem},
    version,
    views::{self, List},
};
use crate::state::AppState;
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use domain::{ConnectionDraft, ConnectionId};
use grammar::CONNECTION;
use serde::Serialize;
use shape::ConnectionShape;
use store::{ConnectionRow, StoreError, TenantStore};

/// Largest body of a request, in bytes.
pub const CONNECTION_BODY_BYTES_MAX: usize = 262_144;

/// A connection with what belongs to its current version.
#[derive(Debug, Serialize)]
pub struct ConnectionView {
    id: String,
    version: i32,
    #[serde(flatten)]
    draft: ConnectionDraft,
    secret_names: Vec<String>,
    integrations: Vec<String>,
    created_at: String,
    updated_at: String,
}

/// Lists connections.
///
/// Every connection of the tenant, by name.
///
/// # Errors
/// Where the key is wrong or the database is away.
#[utoipa::path(
    get, path = "/api/v1/connections", tag = "connections", summary = "List connections",
    security(("manage" = [])),
    responses((status = 200, body = List<ConnectionShape>), (status = 401, body = Problem))
)]
pub async fn list(
    State(state): State<AppState>,
    key: ManageKey,
) -> Result<Json<List<ConnectionView>>, ApiError> {
    let tenant = tenant(&state, &key);
    let mut items = Vec::new();
    for row in tenant.list_connections().await? {
        items.push(view(&tenant, row).await?);
    }
    Ok(Json(List { items, next: None }))
}

/// Makes a connection.
///
/// One CRM account: address, key or sign-in, and limits, shared by the integrations that name it. A
/// tenant has at most 200 of them.
///
/// # Errors
/// With every fault at its field.
#[utoipa::path(
    post, path = "/api/v1/connections", tag = "connections", summary = "Make a connection",
    security(("manage" = [])), request_body = ConnectionShape,
    responses(
        (status = 201, description = "`Location` names it", body = ConnectionShape),
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
    let body = body::read(body, CONNECTION_BODY_BYTES_MAX).await?;
    let Sent { draft, secrets } = draft::new(&body, CONNECTION)?;
    let policy = state.config.address_policy();
    let tenant = tenant(&state, &key);
    let row = tenant
        .create_connection(&key.actor(), draft, secrets, &policy, state.now())
        .await?;
    let place = format!("/api/v1/connections/{}", row.id);
    Ok(version::created(answered(&tenant, row).await?, &place))
}

/// Reads a connection.
///
/// As its current version says it. Secrets are named, never shown.
///
/// # Errors
/// `not_found`, also for that of another tenant.
#[utoipa::path(
    get, path = "/api/v1/connections/{id}", tag = "connections", summary = "Read a connection",
    security(("manage" = [])), params(("id" = String, Path)),
    responses(
        (status = 200, description = "`ETag` is its version", body = ConnectionShape),
        (status = 401, body = Problem), (status = 404, body = Problem)
    )
)]
pub async fn get(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
) -> Result<Response, ApiError> {
    let tenant = tenant(&state, &key);
    let row = tenant.get_connection(read_id(&id)?).await.map_err(named)?;
    answered(&tenant, row).await
}

/// Changes a connection.
///
/// By a merge patch (RFC 7396): what is absent stays, `null` means the default, a list is replaced
/// whole. Every integration that belongs to it gets a new version.
///
/// # Errors
/// `version` where `If-Match` is not the current one; else as for a new one, or with the faults
/// of an integration that cannot be sent with it any more.
#[utoipa::path(
    patch, path = "/api/v1/connections/{id}", tag = "connections", summary = "Change a connection",
    security(("manage" = [])), request_body = ConnectionShape,
    params(("id" = String, Path), ("If-Match" = Option<String>, Header, description = "The version that was read")),
    responses(
        (status = 200, body = ConnectionShape), (status = 400, body = Problem),
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
    let body = body::read(body, CONNECTION_BODY_BYTES_MAX).await?;
    let tenant = tenant(&state, &key);
    let current = tenant.get_connection(id).await.map_err(named)?;
    if wanted.is_some_and(|version| version != current.version) {
        return Err(ApiError::VersionDiffers);
    }
    let Sent { draft, secrets } = draft::patched(&current.draft, &body, CONNECTION)?;
    let policy = state.config.address_policy();
    // The patch was laid over this version: over another one it would undo what came between.
    let expected = Some(current.version);
    let actor = key.actor();
    let row = tenant
        .update_connection(&actor, id, expected, draft, secrets, &policy, state.now())
        .await;
    let row = row.map_err(named)?;
    for integration in tenant.list_below(id).await? {
        state.engine.look_again(key.0.tenant_id, integration).await;
    }
    answered(&tenant, row).await
}

/// Takes a connection away.
///
/// Only one that no integration belongs to.
///
/// # Errors
/// `not_found`; `in_use` where an integration belongs to it.
#[utoipa::path(
    delete, path = "/api/v1/connections/{id}", tag = "connections", summary = "Delete a connection",
    security(("manage" = [])), params(("id" = String, Path)),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "Integrations belong to it", body = Problem)
    )
)]
pub async fn delete(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
) -> Result<StatusCode, ApiError> {
    let (tenant, id) = (tenant(&state, &key), read_id(&id)?);
    let actor = key.actor();
    match tenant.delete_connection(&actor, id, state.now()).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(StoreError::Conflict) => Err(ApiError::InUse("connection")),
        Err(error) => Err(named(error)),
    }
}

fn tenant(state: &AppState, key: &ManageKey) -> TenantStore {
    state.store.tenant(key.0.tenant_id)
}

fn read_id(text: &str) -> Result<ConnectionId, ApiError> {
    text.parse()
        .map_err(|_error| ApiError::NotFound("connection"))
}

fn named(error: StoreError) -> ApiError {
    match ApiError::from(error) {
        ApiError::NotFound(_) => ApiError::NotFound("connection"),
        other => other,
    }
}

async fn view(tenant: &TenantStore, row: ConnectionRow) -> Result<ConnectionView, ApiError> {
    let below = tenant.list_below(row.id).await?;
    Ok(ConnectionView {
        id: row.id.to_string(),
        version: row.version,
        draft: row.draft,
        secret_names: row.secret_names,
        integrations: below.iter().map(ToString::to_string).collect(),
        created_at: views::time(row.created_at),
        updated_at: views::time(row.updated_at),
    })
}

async fn answered(tenant: &TenantStore, row: ConnectionRow) -> Result<Response, ApiError> {
    let version = row.version;
    Ok(version::tagged(view(tenant, row).await?, version))
}
