//! What the page on how the installation stands asks of the server.

use super::view::{GrowthView, SystemView};
use crate::error::AppError;
use leptos::prelude::*;

/// How the installation stands, for staff.
#[server(prefix = "/fn/staff")]
pub async fn get_system() -> Result<SystemView, AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::ReadSystem)?;
    super::server::view(&scope).await
}

/// How much the database grew, for staff.
#[server(prefix = "/fn/staff")]
pub async fn get_growth() -> Result<GrowthView, AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::ReadSystem)?;
    super::server::growth(&scope).await
}
