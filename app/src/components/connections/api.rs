//! What the pages about connections ask of the server.

use super::view::{ConnectionForm, ConnectionLine, ConnectionView};
use crate::error::AppError;
use domain::ConnectionId;
use leptos::prelude::*;

/// The tenant's connections by name.
#[server]
pub async fn list_connections() -> Result<Vec<ConnectionLine>, AppError> {
    let scope = crate::session::require_seat()?;
    super::server::lines(&scope).await
}

/// A connection with its form, or the form of a new one; that may be another CRM for what
/// belongs to the one it is copied from.
#[server]
pub async fn get_connection(
    id: Option<String>,
    from: Option<String>,
) -> Result<ConnectionView, AppError> {
    let scope = crate::session::require_seat()?;
    super::server::view(&scope, id.as_deref(), from.as_deref()).await
}

/// Saves the form as a new connection or as the next version of one, with its integrations.
#[server]
pub async fn save_connection(form: ConnectionForm) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SetUp)?;
    super::server::save(&scope, form).await
}

/// Takes a connection away that no integration belongs to.
#[server]
pub async fn delete_connection(id: ConnectionId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SetUp)?;
    Ok(scope
        .tenant
        .delete_connection(&scope.actor(), id, scope.now())
        .await?)
}

/// Takes the deletion of a connection back.
#[server]
pub async fn restore_connection(id: ConnectionId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SetUp)?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.restore_connection(&actor, id, now).await?)
}
