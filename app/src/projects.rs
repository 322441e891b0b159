//! Projects: those to choose from, and what page and API alike ask of one that somebody typed.

use crate::{error::AppError, session::Scope};
use domain::ProjectDraft;
use jiff::tz::TimeZone;

/// The same, tidied.
///
/// # Errors
/// `Invalid` with every fault at its field.
pub fn checked(draft: ProjectDraft) -> Result<ProjectDraft, AppError> {
    draft
        .checked(|zone| TimeZone::get(zone).is_ok())
        .map_err(|errors| AppError::Invalid { errors }.answered())
}

/// The projects to choose from: id and name.
///
/// # Errors
/// Those of the store.
pub async fn choices(scope: &Scope) -> Result<Vec<(String, String)>, AppError> {
    let rows = scope.tenant.list_projects().await?.into_iter();
    let choices = rows.map(|project| (project.id.to_string(), project.draft.name));
    Ok(choices.collect())
}
