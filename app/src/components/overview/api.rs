//! What the overview asks of the server.

use super::view::{Live, Overview};
use crate::error::AppError;
use domain::IntegrationId;
use leptos::prelude::*;

/// The day in figures, and the last hours as a strip; of a project, where its id is said.
#[server]
pub async fn get_live(#[server(default)] project: String) -> Result<Live, AppError> {
    let scope = crate::session::require_seat()?;
    super::server::live(&scope, project.parse().ok()).await
}

/// Everything else on the page, of a project where its id is said; silent telephony, and how
/// integrations stand, are of all.
#[server]
pub async fn get_overview(#[server(default)] project: String) -> Result<Overview, AppError> {
    let scope = crate::session::require_seat()?;
    super::server::overview(&scope, project).await
}

/// Sends again what an integration lost, the newest first, as many as one press may: what failed,
/// or what nobody answered; how many. Of a project, where its id is said.
#[server]
pub async fn send_lost(
    id: IntegrationId,
    #[server(default)] project: String,
    #[server(default)] unanswered: bool,
) -> Result<i64, AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SendAgain)?;
    let project = project.parse().ok();
    let count = super::server::send_lost(&scope, id, project, unanswered).await?;
    scope.desk.wake();
    Ok(count)
}
