//! `/api/v1/deliveries`: the delivery log, for programs with a `manage` key.

mod answer;
pub mod query;

use super::{
    extract::{QueryPairs, Segment},
    keys::ManageKey,
    problem::{ApiError, Problem},
    views::List,
};
use crate::state::AppState;
use answer::{DeliveryDetailView, DeliveryView};
use axum::{Json, extract::State, http::StatusCode};
use domain::DeliveryId;
use query::{DeliveryQuery, Wanted};
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

/// Lists deliveries.
///
/// Those that pass every filter, newest first.
///
/// # Errors
/// `fields` where a filter cannot be read.
#[utoipa::path(
    get, path = "/api/v1/deliveries", tag = "deliveries", summary = "List deliveries",
    security(("manage" = [])), params(DeliveryQuery),
    responses((status = 200, body = List<DeliveryView>), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub async fn list(
    State(state): State<AppState>,
    key: ManageKey,
    query: QueryPairs,
) -> Result<Json<List<DeliveryView>>, ApiError> {
    let setup = state.store.setup(key.0.tenant_id).await?;
    let Wanted {
        filter,
        after,
        limit,
    } = query.all::<DeliveryQuery>()?.read(&setup.tenant.country)?;
    let tenant = state.store.tenant(key.0.tenant_id);
    let page = tenant
        .list_deliveries(&filter, after.as_deref(), limit)
        .await
        .map_err(|error| match error {
            StoreError::NotFound => query::fault("after", "the `next` of the page before"),
            other => other.into(),
        })?;
    let items = page.items.into_iter().map(DeliveryView::from).collect();
    Ok(Json(List {
        items,
        next: page.next,
    }))
}

/// Reads a delivery.
///
/// With its request, in which secrets are masked, and its attempts.
///
/// # Errors
/// `not_found`, also for that of another tenant.
#[utoipa::path(
    get, path = "/api/v1/deliveries/{id}", tag = "deliveries", summary = "Read a delivery",
    security(("manage" = [])), params(("id" = String, Path)),
    responses(
        (status = 200, body = DeliveryDetailView), (status = 401, body = Problem), (status = 404, body = Problem)
    )
)]
pub async fn get(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
) -> Result<Json<DeliveryDetailView>, ApiError> {
    let tenant = state.store.tenant(key.0.tenant_id);
    let detail = tenant.get_delivery(read_id(&id)?).await.map_err(named)?;
    Ok(Json(detail.into()))
}

/// The delivery that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct SentAgain {
    /// Its id, which is also its `webhook-id`.
    id: String,
    /// The delivery it repeats.
    resend_of: String,
}

/// Sends a delivery again.
///
/// Owes its event once more, with the integration as it is now: a delivery of its own, which names
/// the one that it repeats.
///
/// # Errors
/// `not_found`, and `deleted` where the integration was.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{id}/send-again", tag = "deliveries", summary = "Send a delivery again",
    security(("manage" = [])), params(("id" = String, Path)),
    responses(
        (status = 201, body = SentAgain), (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 409, description = "The integration was deleted", body = Problem)
    )
)]
pub async fn send_again(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
) -> Result<(StatusCode, Json<SentAgain>), ApiError> {
    let origin = read_id(&id)?;
    let tenant = state.store.tenant(key.0.tenant_id);
    let made = tenant
        .send_again(&key.actor(), origin, state.now())
        .await
        .map_err(named)?;
    state.engine.wake();
    let answer = SentAgain {
        id: made.to_string(),
        resend_of: origin.to_string(),
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Says that a delivery arrived.
///
/// For one that was not answered, and whose receiver was looked into: it counts as delivered from
/// then on.
///
/// # Errors
/// `not_found`, and `state` where it was answered or is still under way.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{id}/arrived", tag = "deliveries", summary = "Say that a delivery arrived",
    security(("manage" = [])), params(("id" = String, Path)),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "It was answered, or is still under way", body = Problem)
    )
)]
pub async fn arrived(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
) -> Result<StatusCode, ApiError> {
    let tenant = state.store.tenant(key.0.tenant_id);
    let (actor, id) = (key.actor(), read_id(&id)?);
    let saying = tenant.set_arrived(&actor, id, true, state.now());
    saying.await.map_err(|error| match error {
        StoreError::Conflict => {
            ApiError::StateWrong("only an unanswered delivery can be said to have arrived")
        }
        other => named(other),
    })?;
    Ok(StatusCode::NO_CONTENT)
}

fn read_id(text: &str) -> Result<DeliveryId, ApiError> {
    text.parse()
        .map_err(|_error| ApiError::NotFound("delivery"))
}

fn named(error: StoreError) -> ApiError {
    match ApiError::from(error) {
        ApiError::NotFound(_) => ApiError::NotFound("delivery"),
        other => other,
    }
}
