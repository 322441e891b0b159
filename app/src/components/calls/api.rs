//! What the list of calls asks of the server.

use crate::{error::AppError, stamp::Stamp};
use domain::Moment;
use leptos::prelude::*;
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
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallsPage {
    /// What was searched for.
    pub search: String,
    /// Whether it is the first page.
    pub is_newest: bool,
    /// Its rows, newest first.
    pub lines: Vec<CallLine>,
    /// Where the older ones begin.
    pub next: Option<String>,
}

/// The calls, newest first; `search` is a number in any spelling or a call id.
#[server]
pub async fn list_calls(search: String, after: String) -> Result<CallsPage, AppError> {
    use store::CallSearch;
    let scope = crate::session::require_seat()?;
    let phone = scope.searched_phone(&search);
    let searched = (!search.trim().is_empty()).then_some(CallSearch {
        call_id: &search,
        phone: &phone,
    });
    let after = Some(after).filter(|after| !after.is_empty());
    let page = scope
        .tenant
        .list_calls(searched, after.as_deref(), ROWS)
        .await?;
    Ok(CallsPage {
        lines: page
            .items
            .iter()
            .map(|row| CallLine::of(&scope, row))
            .collect(),
        next: page.next,
        is_newest: after.is_none(),
        search,
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
        }
    }
}
