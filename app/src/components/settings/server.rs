//! From rows of the store to the settings, and back from the form.

use super::view::{Company, HoursView, KeyLine, ProjectLine, SenderLine, SettingsView, SourceLine};
use crate::{
    components::rotation::ReplacedLine,
    error::AppError,
    once::{self, Panel},
    projects,
    session::Scope,
};
use domain::{
    Adapter, Fault, FieldError, Overlap, Project, ProjectDraft, Right, SenderDraft, SourceId,
    WorkingHours, hours::WorkingDay,
};
use jiff::tz::{TimeZone, db};
use store::{KeyRow, Replaced};

/// Longest name of a company, in characters.
const NAME_CHARS_MAX: usize = 120;
/// Longest signing secret, in bytes.
const SECRET_BYTES_MAX: usize = 512;
/// Where the requests of the inspector are looked at.
const INSPECT: &str = "/inspect/";

pub(super) async fn view(scope: &Scope) -> Result<SettingsView, AppError> {
    let tenant = scope.tenant.get().await?;
    let base = &scope.desk.policy().public_url;
    let sources = scope.tenant.list_sources().await?;
    Ok(SettingsView {
        zones: zones(),
        hours: hours(tenant.hours.as_ref()),
        projects: projects_of(scope).await?,
        keys: keys(scope).await?,
        new_key: new_key(scope).await?,
        sources: sources
            .into_iter()
            .map(|row| SourceLine {
                id: row.id,
                sender: sender(scope, row.draft, row.last_used_at, row.replaced),
                adapter: row.adapter,
                url: format!("{base}/api/v1/ingest/{}/{}", row.adapter, row.id),
                created: scope.stamp(row.created_at),
            })
            .collect(),
        inspector_url: format!("{base}{INSPECT}{}", scope.tenant.inspector_token().await?),
        events_url: format!("{base}/api/v1/events"),
        company: Company {
            name: tenant.name,
            zone: tenant.zone,
            country: tenant.country,
            language: tenant.language,
        },
    })
}

fn hours(hours: Option<&WorkingHours>) -> HoursView {
    let week = hours.map_or([None; 7], |hours| hours.week);
    let holidays = hours.into_iter().flat_map(|hours| &hours.holidays);
    let holidays: Vec<String> = holidays.map(ToString::to_string).collect();
    HoursView {
        week: week
            .map(|day| day.map(WorkingDay::written).unwrap_or_default())
            .to_vec(),
        holidays: holidays.join("\n"),
    }
}

async fn projects_of(scope: &Scope) -> Result<Vec<ProjectLine>, AppError> {
    let mut rows = scope.tenant.list_projects().await?;
    // The oldest first: a form that is open keeps its place when another project comes.
    rows.sort_by_key(|project| project.id);
    Ok(rows.into_iter().map(project).collect())
}

fn project(project: Project) -> ProjectLine {
    let name = &project.draft.name;
    let told = project.names().flat_map(|told| [&told.name, &told.id]);
    let told = told.flatten().filter(|told| *told != name);
    let told: Vec<&str> = told.map(String::as_str).collect();
    ProjectLine {
        told: told.join(", "),
        id: project.id.to_string(),
        zone: project.draft.zone.unwrap_or_default(),
        country: project.draft.country.unwrap_or_default(),
        name: project.draft.name,
    }
}

/// What was typed of a project.
pub(super) fn project_draft(
    name: String,
    zone: String,
    country: String,
) -> Result<ProjectDraft, AppError> {
    projects::checked(ProjectDraft {
        name,
        zone: Some(zone),
        country: Some(country),
    })
}

/// Keys are shown to those who may manage them.
async fn keys(scope: &Scope) -> Result<Vec<KeyLine>, AppError> {
    if !scope.seat.may(Right::ManageKeys) {
        return Ok(Vec::new());
    }
    let rows = scope.tenant.list_keys().await?;
    Ok(rows.into_iter().map(|row| key(scope, row)).collect())
}

/// The text of a key that was just made where no script runs.
async fn new_key(scope: &Scope) -> Result<Option<String>, AppError> {
    if !scope.seat.may(Right::ManageKeys) {
        return Ok(None);
    }
    once::take(Panel::Keys).await
}

fn key(scope: &Scope, row: KeyRow) -> KeyLine {
    KeyLine {
        id: row.id,
        sender: sender(scope, row.draft, row.last_used_at, row.replaced),
        scope: row.scope,
        hint: row.hint,
        created: scope.stamp(row.created_at),
        revoked: row.revoked_at.map(|at| scope.stamp(at)),
    }
}

fn sender(
    scope: &Scope,
    draft: SenderDraft,
    used_at: Option<i64>,
    replaced: Option<Replaced>,
) -> SenderLine {
    let now = scope.now();
    let goes_on = replaced.filter(|old| old.ends_at > now);
    SenderLine {
        networks: draft.networks.to_string(),
        name: draft.name,
        used: used_at.map(|at| scope.stamp(at)),
        replaced: goes_on.map(|old| ReplacedLine {
            ends: Some((scope.stamp(old.ends_at), old.ends_at - now)),
            used: old.used_at.map(|at| scope.stamp(at)),
            hint: old.hint,
        }),
    }
}

/// What was typed of a key or platform.
pub(super) fn draft(name: &str, networks: &str) -> Result<SenderDraft, AppError> {
    SenderDraft::read(name, networks).map_err(|errors| AppError::Invalid { errors }.answered())
}

/// The zones that people live in: those named after a place.
fn zones() -> Vec<String> {
    let mut zones: Vec<String> = db()
        .available()
        .map(|name| name.to_string())
        .filter(|name| {
            name == "UTC"
                || (name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("posix"))
        })
        .collect();
    zones.sort();
    zones
}

pub(super) async fn update(scope: &Scope, company: Company) -> Result<(), AppError> {
    let name = company.name.trim();
    let country = company.country.trim().to_ascii_uppercase();
    let mut errors = Vec::new();
    if name.is_empty() {
        errors.push(FieldError::new("name", Fault::Required));
    } else if name.chars().count() > NAME_CHARS_MAX {
        errors.push(FieldError::new("name", Fault::TooLong).with("max", NAME_CHARS_MAX));
    }
    if TimeZone::get(&company.zone).is_err() {
        errors.push(FieldError::new("zone", Fault::Required));
    }
    if country.len() != 2 || !country.bytes().all(|letter| letter.is_ascii_uppercase()) {
        errors.push(FieldError::new("country", Fault::Required));
    }
    if !errors.is_empty() {
        return Err(AppError::Invalid { errors }.answered());
    }
    let actor = scope.actor();
    let language = company.language;
    scope
        .tenant
        .update(&actor, name, &company.zone, &country, language, scope.now())
        .await?;
    Ok(())
}

/// Refuses a secret that is none.
fn check_secret(secret: &str) -> Result<(), AppError> {
    let fault = match secret.len() {
        0 => Some(FieldError::new("secret", Fault::Required)),
        1..=SECRET_BYTES_MAX => None,
        _ => Some(FieldError::new("secret", Fault::TooLong).with("max", SECRET_BYTES_MAX)),
    };
    fault.map_or(Ok(()), |fault| {
        let errors = vec![fault];
        Err(AppError::Invalid { errors }.answered())
    })
}

pub(super) async fn create_source(
    scope: &Scope,
    draft: SenderDraft,
    adapter: Adapter,
    secret: &str,
) -> Result<(), AppError> {
    check_secret(secret)?;
    scope
        .tenant
        .create_source(&scope.actor(), draft, adapter, secret, scope.now())
        .await?;
    Ok(())
}

pub(super) async fn rotate_source(
    scope: &Scope,
    id: SourceId,
    secret: &str,
    overlap: Overlap,
) -> Result<(), AppError> {
    check_secret(secret)?;
    let (actor, now) = (scope.actor(), scope.now());
    let rotating = scope.tenant.rotate_source(&actor, id, secret, overlap, now);
    Ok(rotating.await?)
}
