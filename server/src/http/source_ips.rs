//! `GET /api/v1/source-ips`: from where requests leave this service, for receivers that list whom
//! they let in. Anybody may ask.

use crate::state::AppState;
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

/// From where requests leave this service.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceAddresses {
    /// Addresses and networks; empty where the operator publishes none.
    addresses: Vec<String>,
}

/// Lists them.
///
/// For receivers that list whom they let in; anybody may ask.
#[utoipa::path(
    get, path = "/api/v1/source-ips", tag = "service",
    summary = "List the addresses from which requests leave",
    responses((status = 200, body = SourceAddresses))
)]
pub async fn list(State(state): State<AppState>) -> Json<SourceAddresses> {
    Json(SourceAddresses {
        addresses: state.config.source_addresses.written(),
    })
}
