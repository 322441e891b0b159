//! What the settings ask of the server.

use crate::{components::rotation::ReplacedLine, error::AppError, stamp::Stamp};
use domain::{Adapter, KeyId, KeyScope, Language, Overlap, ProjectId, SenderId, SourceId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// The company.
    pub company: Company,
    /// When it works.
    pub hours: HoursView,
    /// Its sites or brands, by name.
    pub projects: Vec<ProjectLine>,
    /// Every time zone that can be chosen.
    pub zones: Vec<String>,
    /// The keys of the machine API, newest first; none for a role that may not manage them.
    pub keys: Vec<KeyLine>,
    /// The telephony platforms that report events.
    pub sources: Vec<SourceLine>,
    /// Where a request can be looked at instead of being sent to a CRM.
    pub inspector_url: String,
    /// Where the telephony sends events, without an adapter.
    pub events_url: String,
}

/// The company as the form edits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// As it calls itself.
    pub name: String,
    /// IANA time zone.
    pub zone: String,
    /// ISO 3166 country.
    pub country: String,
    /// The language of mails to nobody in particular.
    pub language: Language,
}

/// A site or brand, as its form edits it; an empty text says nothing of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectLine {
    /// Which.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// IANA time zone.
    pub zone: String,
    /// ISO 3166 country.
    pub country: String,
    /// What events call it and what was merged into it, where that is something else.
    pub told: String,
}

/// When the company works, as the form edits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursView {
    /// Beginning and end of each day, such as `09:00`, Monday first; empty on a day off.
    pub week: Vec<(String, String)>,
    /// Days off beside those of the week, one a line.
    pub holidays: String,
}

/// A key of the machine API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyLine {
    /// Which.
    pub id: KeyId,
    /// How it is called, from where it may be used, and when it was.
    pub sender: SenderLine,
    /// What it opens.
    pub scope: KeyScope,
    /// Its beginning, by which a person knows it again.
    pub hint: String,
    /// When it was made.
    pub created: Stamp,
    /// When it was revoked.
    pub revoked: Option<Stamp>,
}

/// A telephony platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLine {
    /// Which.
    pub id: SourceId,
    /// How it is called, from where it may come, and when it did.
    pub sender: SenderLine,
    /// Whose payloads it sends.
    pub adapter: Adapter,
    /// The address to put into the telephony.
    pub url: String,
    /// When it was made.
    pub created: Stamp,
}

/// What keys and platforms share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderLine {
    /// As people call it; empty where a program made it.
    pub name: String,
    /// The addresses that it may come from; empty for all.
    pub networks: String,
    /// When it was last used.
    pub used: Option<Stamp>,
    /// The key or secret before it, while that goes on.
    pub replaced: Option<ReplacedLine>,
}

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
    let company = Company {
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
    Ok(key)
}

/// Makes a key anew; its text is told this once, and the old one goes on for a while.
#[server]
pub async fn rotate_key(id: KeyId, overlap: Overlap) -> Result<String, AppError> {
    let who = crate::session::require_seat()?.allowed(domain::Right::ManageKeys)?;
    Ok(who
        .tenant
        .rotate_key(&who.actor(), id, overlap, who.now())
        .await?)
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
