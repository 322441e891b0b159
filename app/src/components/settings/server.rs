//! From rows of the store to the settings, and back from the form.

use super::api::{Company, HoursView, KeyLine, SettingsView, SourceLine};
use crate::{error::AppError, session::Scope};
use domain::{Adapter, Fault, FieldError, Right, WorkingHours, hours::WorkingDay};
use jiff::tz::{TimeZone, db};
use store::KeyRow;

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
        keys: keys(scope).await?,
        sources: sources
            .into_iter()
            .map(|row| SourceLine {
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

/// Keys are shown to those who may manage them.
async fn keys(scope: &Scope) -> Result<Vec<KeyLine>, AppError> {
    if !scope.seat.may(Right::ManageKeys) {
        return Ok(Vec::new());
    }
    let rows = scope.tenant.list_keys().await?;
    Ok(rows.into_iter().map(|row| key(scope, row)).collect())
}

fn key(scope: &Scope, row: KeyRow) -> KeyLine {
    KeyLine {
        id: row.id,
        scope: row.scope,
        hint: row.hint,
        created: scope.stamp(row.created_at),
        used: row.last_used_at.map(|at| scope.stamp(at)),
        revoked: row.revoked_at.map(|at| scope.stamp(at)),
    }
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

pub(super) async fn create_source(
    scope: &Scope,
    adapter: Adapter,
    secret: &str,
) -> Result<(), AppError> {
    let fault = match secret.len() {
        0 => Some(FieldError::new("secret", Fault::Required)),
        1..=SECRET_BYTES_MAX => None,
        _ => Some(FieldError::new("secret", Fault::TooLong).with("max", SECRET_BYTES_MAX)),
    };
    if let Some(fault) = fault {
        return Err(AppError::Invalid {
            errors: vec![fault],
        }
        .answered());
    }
    scope
        .tenant
        .create_source(&scope.actor(), adapter, secret, scope.now())
        .await?;
    Ok(())
}
