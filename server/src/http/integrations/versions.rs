//! `/api/v1/integrations/{id}/versions`: what an integration said at each version.

use super::{named, read_id, tenant};
use crate::{
    http::{
        deliveries::query::{PAGE_ROWS, each, limit},
        extract::{QueryPairs, Segment},
        keys::ManageKey,
        problem::{ApiError, Problem},
        views::{self, List},
    },
    state::AppState,
};
use app::{i18n::Texts, words};
use axum::{Json, extract::State};
use domain::{IntegrationDraft, Language};
use serde::{Deserialize, Serialize};
use store::VersionRow;
use utoipa::ToSchema;

/// Which versions are asked for.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct VersionQuery {
    /// The `next` of the page before.
    after: Option<String>,
    /// Rows of the page: 1 to 200; 50 where it is not said.
    limit: Option<String>,
}

/// A version of an integration.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    /// Its number; the first is 1.
    version: i32,
    /// Who made it.
    author: String,
    /// When.
    created_at: String,
    /// The integration as it was, in the fields that a change takes. Secrets are not kept by version.
    #[schema(value_type = Object)]
    integration: IntegrationDraft,
}

impl From<VersionRow> for VersionView {
    fn from(row: VersionRow) -> Self {
        Self {
            version: row.version,
            author: words::author(Texts::of(Language::En), &row.author),
            created_at: views::time(row.made_at),
            integration: row.draft,
        }
    }
}

/// Lists the versions of an integration.
///
/// What it said at each of them, who made it and when; the newest first.
///
/// # Errors
/// `not_found`, also for that of another tenant; `fields` where the page cannot be read.
#[utoipa::path(
    get, path = "/api/v1/integrations/{id}/versions", tag = "integrations", summary = "List the versions of an integration",
    security(("manage" = [])), params(("id" = String, Path), VersionQuery),
    responses(
        (status = 200, body = List<VersionView>), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub async fn list(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
    query: QueryPairs,
) -> Result<Json<List<VersionView>>, ApiError> {
    let id = read_id(&id)?;
    let query = query.all::<VersionQuery>()?;
    let after = each("after", query.after, |text| match text.parse::<i32>() {
        Ok(_) => Ok(text.to_owned()),
        Err(_error) => Err("the `next` of the page before".to_owned()),
    })?;
    let limit = each("limit", query.limit, limit)?.unwrap_or(PAGE_ROWS);
    let page = tenant(&state, &key)
        .list_versions(id, after.as_deref(), limit)
        .await
        .map_err(named)?;
    Ok(Json(List {
        items: page.items.into_iter().map(VersionView::from).collect(),
        next: page.next,
    }))
}
