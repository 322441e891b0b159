//! What the pages about ready-made sets ask of the server.

use super::view::{PresetCard, PresetForm, PresetView};
use crate::error::AppError;
use leptos::prelude::*;

/// The sets that are offered.
#[server]
pub async fn list_presets() -> Result<Vec<PresetCard>, AppError> {
    let scope = crate::session::require_seat()?;
    Ok(super::server::cards(&scope))
}

/// A set with what it asks, and what was made of it.
#[server]
pub async fn get_preset(key: String, made: Option<String>) -> Result<PresetView, AppError> {
    let scope = crate::session::require_seat()?;
    super::server::view(&scope, &key, made.as_deref()).await
}

/// Makes the connection with its integrations, all or nothing.
#[server]
pub async fn make_preset(form: PresetForm) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SetUp)?;
    super::server::make(&scope, form).await
}
