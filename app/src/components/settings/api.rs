//! What the settings ask of the server.

use super::view::SettingsView;
use crate::error::AppError;
use domain::{Adapter, KeyId, KeyScope, Language, Overlap, ProjectId, SenderId, SourceId};
use leptos::prelude::*;

/// The settings of the tenant.
#[server]
pub async fn get_settings() -> Result<SettingsView, AppError> {
    let scope = crate::session::require_seat()?;
    super::server::view(&scope).await
}

/// Changes the company.
#[server]
pub async fn update_company(
    name: String,
    zone: String,
    country: String,
    language: Language,
) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageCompany)?;
    let company = super::view::Company {
        name,
        zone,
        country,
        language,
    };
    super::server::update(&scope, company).await
}

/// Changes when the company works; of each day a beginning and an end, Monday first.
#[server]
pub async fn update_hours(
    #[server(default)] from: Vec<String>,
    #[server(default)] to: Vec<String>,
    #[server(default)] holidays: String,
) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageCompany)?;
    let hours = domain::WorkingHours::read(&from, &to, &holidays)
        .map_err(|errors| AppError::Invalid { errors }.answered())?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.set_hours(&actor, hours.as_ref(), now).await?)
}

/// Makes a project.
#[server]
pub async fn create_project(name: String, zone: String, country: String) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageCompany)?;
    let draft = super::server::project_draft(name, zone, country)?;
    let (actor, now) = (scope.actor(), scope.now());
    scope.tenant.create_project(&actor, draft, now).await?;
    Ok(())
}

/// Renames a project, and says by which zone and country what it reports is read.
#[server]
pub async fn update_project(
    id: ProjectId,
    name: String,
    zone: String,
    country: String,
) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageCompany)?;
    let draft = super::server::project_draft(name, zone, country)?;
    let (actor, now) = (scope.actor(), scope.now());
    scope.tenant.update_project(&actor, id, draft, now).await?;
    Ok(())
}

/// Merges a project into another.
#[server]
pub async fn merge_project(id: ProjectId, into: ProjectId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageCompany)?;
    let (actor, now) = (scope.actor(), scope.now());
    scope.tenant.merge_project(&actor, id, into, now).await?;
    Ok(())
}

/// Deletes a project; its calls go on without one.
#[server]
pub async fn delete_project(id: ProjectId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageCompany)?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.delete_project(&actor, id, now).await?)
}

/// Makes a key; its text is told this once.
#[server]
pub async fn create_key(
    scope: KeyScope,
    name: String,
    networks: String,
) -> Result<String, AppError> {
    let who = crate::session::require_seat()?.allowed(domain::Right::ManageKeys)?;
    let draft = super::server::draft(&name, &networks)?;
    let (_, key) = who
        .tenant
        .create_key(&who.actor(), draft, scope, who.now())
        .await?;
    crate::once::keep(crate::once::Panel::Keys, &key).await?;
    Ok(key)
}

/// Makes a key anew; its text is told this once, and the old one goes on for a while.
#[server]
pub async fn rotate_key(id: KeyId, overlap: Overlap) -> Result<String, AppError> {
    let who = crate::session::require_seat()?.allowed(domain::Right::ManageKeys)?;
    let key = who
        .tenant
        .rotate_key(&who.actor(), id, overlap, who.now())
        .await?;
    crate::once::keep(crate::once::Panel::Keys, &key).await?;
    Ok(key)
}

/// Says how a key or platform is called and from where it may come.
#[server]
pub async fn update_sender(id: SenderId, name: String, networks: String) -> Result<(), AppError> {
    let who = crate::session::require_seat()?.allowed(domain::Right::ManageKeys)?;
    let draft = super::server::draft(&name, &networks)?;
    Ok(who
        .tenant
        .update_sender(&who.actor(), id, draft, who.now())
        .await?)
}

/// Ends at once the key or secret that a rotation replaced.
#[server]
pub async fn end_replaced(id: SenderId) -> Result<(), AppError> {
    let who = crate::session::require_seat()?.allowed(domain::Right::ManageKeys)?;
    Ok(who.tenant.end_replaced(&who.actor(), id, who.now()).await?)
}

/// Revokes a key: whoever uses it is refused from now on.
#[server]
pub async fn revoke_key(id: KeyId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageKeys)?;
    Ok(scope
        .tenant
        .revoke_key(&scope.actor(), id, scope.now())
        .await?)
}

/// Makes a source with the signing secret of its platform.
#[server]
pub async fn create_source(
    adapter: Adapter,
    name: String,
    secret: String,
    networks: String,
) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageKeys)?;
    let draft = super::server::draft(&name, &networks)?;
    super::server::create_source(&scope, draft, adapter, secret.trim()).await
}

/// Takes a source away: what comes to its address is refused from now on.
#[server]
pub async fn delete_source(id: SourceId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageKeys)?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.delete_source(&actor, id, now).await?)
}

/// Takes the deletion of a source back.
#[server]
pub async fn restore_source(id: SourceId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageKeys)?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.restore_source(&actor, id, now).await?)
}

/// Gives a source the new secret of its platform; the old one goes on for a while.
#[server]
pub async fn rotate_source(id: SourceId, secret: String, overlap: Overlap) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageKeys)?;
    super::server::rotate_source(&scope, id, secret.trim(), overlap).await
}
