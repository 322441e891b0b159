//! `/api/v1/incidents`: what does not work, and what did not, for programs with a `manage` key.

mod query;

use super::{
    deliveries::query::{fault, said},
    extract::QueryPairs,
    keys::ManageKey,
    problem::{ApiError, Problem},
    views::{self, List},
};
use crate::state::AppState;
use app::{i18n::Texts, words};
use axum::{Json, extract::State};
use domain::{Language, explain};
use query::IncidentQuery;
use serde::Serialize;
use store::{Background, Closed, IncidentRow, StoreError, TenantStore};
use utoipa::ToSchema;

/// A time during which an integration did not work.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentView {
    /// Its id.
    id: String,
    /// Which integration did not work.
    integration_id: String,
    /// What that is called now.
    integration_name: String,
    /// `down`, `set_up` or `gone`.
    failing: &'static str,
    /// Why the try failed that showed it.
    cause: &'static str,
    /// The status of its answer.
    code: Option<i32>,
    /// What happened, in words.
    what: String,
    /// What to do, in words.
    remedy: String,
    /// The delivery that showed it.
    sample_delivery_id: String,
    /// The integration's version that was sent.
    version: i32,
    /// What was changed last before it began.
    last_change: Option<ChangeView>,
    /// When it began.
    opened_at: String,
    /// When it ended.
    closed_at: Option<String>,
    /// `recovered`, `paused`, `switched_off` or `deleted`.
    closed_by: Option<&'static str>,
}

/// A change of an integration.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeView {
    /// The version that it made.
    version: i32,
    /// Who made it.
    author: String,
    /// When.
    changed_at: String,
}

/// Lists incidents.
///
/// For how long an integration did not work, and why; the newest first.
///
/// # Errors
/// `fields` where a filter cannot be read.
#[utoipa::path(
    get, path = "/api/v1/incidents", tag = "incidents", summary = "List incidents",
    security(("manage" = [])), params(IncidentQuery),
    responses((status = 200, body = List<IncidentView>), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub async fn list(
    State(state): State<AppState>,
    key: ManageKey,
    query: QueryPairs,
) -> Result<Json<List<IncidentView>>, ApiError> {
    let query = query.all::<IncidentQuery>()?;
    let (filter, rows) = query.read()?;
    let tenant = state.store.tenant(key.0.tenant_id);
    let after = said(query.after);
    let page = tenant
        .incident_history(&filter, after.as_deref(), rows)
        .await
        .map_err(|error| match error {
            StoreError::NotFound => fault("after", "the `next` of the page before"),
            other => other.into(),
        })?;
    let mut items = Vec::with_capacity(page.items.len());
    for row in page.items {
        items.push(view(&tenant, row).await?);
    }
    Ok(Json(List {
        items,
        next: page.next,
    }))
}

async fn view(tenant: &TenantStore, row: IncidentRow) -> Result<IncidentView, ApiError> {
    let Background { name, change, .. } =
        tenant.background(row.integration_id, row.opened_at).await?;
    let t = Texts::of(Language::En);
    let status = row.code.and_then(|code| u16::try_from(code).ok());
    let mut explained = explain::explain(row.cause, status);
    explained.arguments.insert("name".to_owned(), name.clone());
    Ok(IncidentView {
        id: row.id.to_string(),
        integration_id: row.integration_id.to_string(),
        integration_name: name,
        failing: row.failing.key(),
        cause: row.cause.key(),
        code: row.code,
        what: t.find_with(&explained.what_key(), &explained.arguments),
        remedy: t.find_with(&explained.do_key(), &explained.arguments),
        sample_delivery_id: row.sample.to_string(),
        version: row.version,
        last_change: change.map(|change| ChangeView {
            version: change.version,
            author: words::author(t, &change.author),
            changed_at: views::time(change.changed_at),
        }),
        opened_at: views::time(row.opened_at),
        closed_at: row.closed.map(|(at, _)| views::time(at)),
        closed_by: row.closed.map(|(_, how)| Closed::key(how)),
    })
}
