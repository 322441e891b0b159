//! What the list of calls asks of the server.

use super::query::CallQuery;
use crate::{error::AppError, stamp::Stamp};
use domain::{CallStanding, Moment};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// Rows on a page.
#[cfg(feature = "ssr")]
const ROWS: u64 = 50;

/// A call as a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallLine {
    /// The telephony's name of it.
    pub call_id: String,
    /// The client's number, masked where the role does not see it.
    pub phone: Option<String>,
    /// The company's line.
    pub tracking: Option<String>,
    /// How it ended, as a key of the closed list.
    pub status: Option<String>,
    /// When its first event was accepted.
    pub first: Stamp,
    /// The moments it reached.
    pub moments: Vec<Moment>,
    /// Where its data is; nothing for a test, and where nobody asked.
    pub standing: Option<CallStanding>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallsPage {
    /// The filters that it shows.
    pub query: CallQuery,
    /// Its rows, newest first.
    pub lines: Vec<CallLine>,
    /// What can be chosen as the project: id and name.
    pub projects: Vec<(String, String)>,
    /// Where the older ones begin.
    pub next: Option<String>,
}

/// The calls that pass the filters, newest first.
#[server(input = Json)]
pub async fn list_calls(query: CallQuery) -> Result<CallsPage, AppError> {
    use crate::components::deliveries::query::period;
    use store::{CallFilter, CallSearch};
    let scope = crate::session::require_seat()?;
    let phone = scope.searched_phone(&query.q).await?;
    let search = (!query.q.is_empty()).then_some(CallSearch {
        call_id: &query.q,
        phone: &phone,
    });
    let (from, to) = period(&scope.seat.tenant.zone, scope.now(), &query.period);
    let filter = CallFilter {
        search,
        standing: CallStanding::from_key(&query.standing),
        project: query.project.parse().ok(),
        from,
        to,
    };
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let page = scope.tenant.list_calls(&filter, after, ROWS).await?;
    let keys: Vec<_> = page.items.iter().map(|row| row.key).collect();
    let standings = scope.tenant.call_standings(&keys).await?;
    let line = |row: &store::CallRow| CallLine {
        standing: standings.get(&row.key).copied(),
        ..CallLine::of(&scope, row)
    };
    Ok(CallsPage {
        lines: page.items.iter().map(line).collect(),
        projects: crate::projects::choices(&scope).await?,
        next: page.next,
        query,
    })
}

#[cfg(feature = "ssr")]
impl CallLine {
    /// A row of the store for the eyes of whoever asks.
    #[must_use]
    pub fn of(scope: &crate::session::Scope, row: &store::CallRow) -> Self {
        let masked = scope.masked();
        Self {
            call_id: row.call_id.clone(),
            phone: row.phone.as_ref().map(|phone| masked.phone(phone)),
            tracking: row.tracking.as_ref().map(crate::privacy::own_line),
            status: row.status.clone(),
            first: scope.stamp(row.first_at),
            moments: row.moments.clone(),
            standing: None,
        }
    }
}
