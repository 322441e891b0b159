//! What the inspector asks of the server.

use crate::{error::AppError, stamp::Stamp};
use domain::InspectedId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Most requests on the page; the store keeps no more.
#[cfg(feature = "ssr")]
const ROWS: u64 = 50;

/// A request that was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedView {
    /// Which.
    pub id: InspectedId,
    /// When.
    pub received: Stamp,
    /// Its method.
    pub method: String,
    /// Path and query behind the token.
    pub url: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body, as text.
    pub body: String,
    /// Whether the body was cut.
    pub body_cut: bool,
}

/// What an inspector received, newest first; only its own tenant finds it.
#[server]
pub async fn list_inspected(token: String) -> Result<Vec<InspectedView>, AppError> {
    let scope = own_inspector(&token).await?;
    let requests = scope.tenant.list_inspected(ROWS).await?;
    let seen = |request: store::InspectedRequest| InspectedView {
        id: request.id,
        received: scope.stamp(request.received_at),
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: request.body,
        body_cut: request.body_cut,
    };
    Ok(requests.into_iter().map(seen).collect())
}

/// Forgets what an inspector received.
#[server]
pub async fn clear_inspected(token: String) -> Result<(), AppError> {
    let scope = own_inspector(&token)
        .await?
        .allowed(domain::Role::may_set_up)?;
    Ok(scope.tenant.clear_inspected().await?)
}

/// Whole requests hold whole numbers: for roles that do not see them there is nothing here.
#[cfg(feature = "ssr")]
async fn own_inspector(token: &str) -> Result<crate::session::Scope, AppError> {
    let scope = crate::session::require_seat()?;
    if scope.tenant.inspector_token().await? == token {
        scope.allowed(domain::Role::sees_numbers)
    } else {
        Err(AppError::NotFound.answered())
    }
}
