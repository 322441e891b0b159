//! What the log asks of the server.

use super::{line::DeliveryLine, query::LogQuery};
use crate::error::AppError;
use domain::IntegrationId;
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// Rows on a page of the log.
#[cfg(feature = "ssr")]
const ROWS: u64 = 50;

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
}

/// The deliveries that pass the filters, newest first.
#[server(input = Json)]
pub async fn list_deliveries(query: LogQuery) -> Result<LogPage, AppError> {
    let scope = crate::session::require_seat()?;
    let filter = super::query::filter(&scope, &query);
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let page = scope.tenant.list_deliveries(&filter, after, ROWS).await?;
    let integrations = scope.tenant.list_integrations().await?;
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
        query,
    })
}
