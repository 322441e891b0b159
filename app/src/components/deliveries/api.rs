//! What the log asks of the server.

#[cfg(feature = "ssr")]
use super::query::PATH;
use super::{line::DeliveryLine, query::LogQuery};
use crate::error::AppError;
use domain::{DeliveryId, ExportId, ExportState, IntegrationId, SavedViewId};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// Rows on a page of the log.
#[cfg(feature = "ssr")]
const ROWS: u64 = 50;
/// Rows that can be chosen by hand: those of some pages.
#[cfg(feature = "ssr")]
pub const SELECTED_MAX: usize = 500;

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPage {
    /// The filters that it shows.
    pub query: LogQuery,
    /// Its rows, newest first.
    pub lines: Vec<DeliveryLine>,
    /// Where the older ones begin.
    pub next: Option<String>,
    /// What can be chosen as the integration.
    pub integrations: Vec<(IntegrationId, String)>,
    /// What can be chosen as the project: id and name.
    pub projects: Vec<(String, String)>,
    /// The views that the member keeps; none for whoever looks in as them.
    pub views: Vec<SavedView>,
    /// The columns that the member chose, as they are kept; none where they chose none.
    pub columns: Option<String>,
}

/// A view of the log under its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Which.
    pub id: SavedViewId,
    /// As the member calls it.
    pub name: String,
    /// Where it is.
    pub address: String,
}

/// How far an export has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportProgress {
    /// Which.
    pub id: ExportId,
    /// Rows that are written.
    pub rows: i64,
    /// How many there will be; none where they were too many to count.
    pub total: Option<i64>,
    /// Where it stands.
    pub state: ExportState,
}

/// What is known of a file that may have been asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportFollowed {
    /// How far it has come; none where it has not begun.
    pub progress: Option<ExportProgress>,
    /// How many exports of the tenant run, where no further one may begin.
    pub in_the_way: Option<i64>,
}

/// The deliveries that pass the filters, newest first.
#[server(input = Json)]
pub async fn list_deliveries(query: LogQuery) -> Result<LogPage, AppError> {
    let scope = crate::session::require_seat()?;
    let filter = super::query::filter(&scope, &query).await?;
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let page = scope.tenant.list_deliveries(&filter, after, ROWS).await?;
    let integrations = scope.tenant.list_integrations().await?;
    let member = scope.seat.member_id;
    // What a member searches by is theirs: the queries hold numbers as they were typed.
    let views = match scope.seat.look {
        None => scope.tenant.list_saved_views(member).await?,
        Some(_) => Vec::new(),
    };
    let columns = scope.tenant.find_log_columns(member).await?;
    Ok(LogPage {
        lines: page
            .items
            .into_iter()
            .map(|row| DeliveryLine::of(&scope, row))
            .collect(),
        next: page.next,
        integrations: integrations
            .into_iter()
            .map(|row| (row.id, row.draft.name))
            .collect(),
        projects: crate::projects::choices(&scope).await?,
        views: views
            .into_iter()
            .map(|row| SavedView {
                id: row.id,
                name: row.name,
                address: format!("{PATH}?{}", row.query),
            })
            .collect(),
        columns,
        query,
    })
}

/// Keeps which columns of the log the member sees.
#[server]
pub async fn keep_columns(columns: String) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.own()?;
    let member = scope.seat.member_id;
    let columns = super::columns::Columns::read(&columns).text();
    Ok(scope.tenant.set_log_columns(member, &columns).await?)
}

/// Keeps the view at an address under a name.
#[server]
pub async fn save_view(name: String, address: String) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.own()?;
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let member = scope.seat.member_id;
    let kept = scope
        .tenant
        .create_saved_view(member, &name, query, scope.now());
    kept.await?;
    Ok(())
}

/// Forgets a view.
#[server]
pub async fn delete_view(id: SavedViewId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.own()?;
    let member = scope.seat.member_id;
    Ok(scope.tenant.delete_saved_view(member, id).await?)
}

/// Sends deliveries again that were chosen by hand; how many. One whose integration was deleted
/// is left out.
#[server(input = Json)]
pub async fn send_selected(ids: Vec<DeliveryId>) -> Result<i64, AppError> {
    use store::StoreError;
    let scope = crate::session::require_seat()?.allowed(domain::Right::SendAgain)?;
    let (actor, mut count) = (scope.actor(), 0);
    for id in ids.into_iter().take(SELECTED_MAX) {
        match scope.tenant.send_again(&actor, id, scope.now()).await {
            Ok(_) => count += 1,
            // The others can be sent all the same.
            Err(StoreError::Deleted { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    scope.desk.wake();
    Ok(count)
}

/// How many rows an export of the log would have; of more than a sheet holds, one more.
#[server(input = Json)]
pub async fn count_log(query: LogQuery) -> Result<i64, AppError> {
    let scope = crate::session::require_seat()?;
    let filter = super::query::filter(&scope, &query).await?;
    let max = domain::SHEET_ROWS_MAX + 1;
    Ok(scope.tenant.count_deliveries(&filter, max).await?)
}

/// How far the file with a mark has come, and whether another could begin.
#[server]
pub async fn follow_export(mark: String) -> Result<ExportFollowed, AppError> {
    let scope = crate::session::require_seat()?;
    let (tenant, now) = (&scope.tenant, scope.now());
    let found = tenant.find_export(&mark, now).await?;
    Ok(ExportFollowed {
        progress: found.map(|found| ExportProgress {
            id: found.id,
            rows: found.rows,
            total: found.total,
            state: found.state,
        }),
        in_the_way: tenant.exports_in_the_way(now).await?,
    })
}
