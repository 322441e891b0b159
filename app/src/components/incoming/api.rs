//! What the page of what the telephony sent asks of the server.

use crate::{error::AppError, stamp::Stamp};
use domain::{IncomingId, Refusal, Sender, SenderId};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// Rows on a page.
#[cfg(feature = "ssr")]
const ROWS: u64 = 50;
/// Longest body that is sent again, in bytes.
#[cfg(feature = "ssr")]
const BODY_BYTES_MAX: usize = 256 * 1024;

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingQuery {
    /// Whether only refused requests are wanted.
    pub refused: bool,
    /// The key or source whose requests alone are wanted; empty for all.
    pub from: String,
    /// Where the page goes on.
    pub after: String,
    /// The request that is looked at.
    pub show: String,
}

/// A page of requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingPage {
    /// What was asked for.
    pub query: IncomingQuery,
    /// Its rows, newest first.
    pub lines: Vec<IncomingLine>,
    /// Where the older ones begin.
    pub next: Option<String>,
    /// By what a person knows the key or source whose requests alone are listed.
    pub from: Option<String>,
    /// The request that is looked at, with its body.
    pub shown: Option<IncomingView>,
}

/// A request as a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingLine {
    /// Which.
    pub id: IncomingId,
    /// When.
    pub received: Stamp,
    /// What it came with.
    pub sender: Sender,
    /// With which key or source.
    pub sender_id: SenderId,
    /// By what a person knows the key or source again: its name, or the beginning of a key.
    pub name: Option<String>,
    /// How many events it told.
    pub events: i64,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// When it was sent again, mended.
    pub mended: Option<Stamp>,
}

/// A refused request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingView {
    /// Its row.
    pub line: IncomingLine,
    /// What was wrong with it.
    pub told: Told,
    /// Its body; none for a role that does not see whole numbers.
    pub body: Option<String>,
    /// Whether the body was cut.
    pub body_cut: bool,
}

/// What was wrong with a refused request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What was expected, in the words of the API; empty where fields say it.
    pub detail: String,
    /// The fields that could not be read.
    pub faults: Vec<FaultLine>,
}

/// A field that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultLine {
    /// Its name, behind the place of its event where several came; empty for the whole event.
    pub field: String,
    /// What was expected there, in the language of whoever asks.
    pub expected: String,
}

/// What came of sending again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mended {
    /// So many events were taken.
    Taken(i64),
    /// It was refused again, and why.
    Refused(Refusal, Told),
}

/// The requests of the telephony, newest first.
#[server(input = Json)]
pub async fn list_incoming(query: IncomingQuery) -> Result<IncomingPage, AppError> {
    let scope = crate::session::require_seat()?;
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let names = server::names(&scope).await?;
    let from = server::sender(&names, &query.from)?;
    let filter = store::IncomingFilter {
        refused: query.refused,
        sender_id: from.map(SenderId::uuid),
    };
    let page = scope.tenant.list_incoming(filter, after, ROWS).await?;
    let shown = match query.show.parse::<IncomingId>() {
        Ok(id) => Some(server::view(
            &scope,
            &names,
            scope.tenant.get_incoming(id).await?,
        )),
        Err(_) => None,
    };
    let rows = page.items.iter();
    Ok(IncomingPage {
        lines: rows.map(|row| server::line(&scope, &names, row)).collect(),
        next: page.next,
        from: from.and_then(|from| names.get(&from).cloned()),
        shown,
        query,
    })
}

/// Sends a refused request again with another body, on the way it came.
#[server(input = Json)]
pub async fn mend(id: IncomingId, body: String) -> Result<Mended, AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SendAgain)?;
    if body.len() > BODY_BYTES_MAX {
        return Ok(Mended::Refused(Refusal::TooLarge, Told::default()));
    }
    let row = scope.tenant.get_incoming(id).await?;
    let tenant = scope.seat.tenant.id;
    match scope.desk.take_again(tenant, row.sender, body).await? {
        Ok(count) => {
            scope
                .tenant
                .note_mended(&scope.actor(), id, scope.now())
                .await?;
            Ok(Mended::Taken(i64::try_from(count).unwrap_or(i64::MAX)))
        }
        Err((refusal, detail)) => {
            let told =
                crate::components::incoming::faults::told(scope.texts(), Some(refusal), detail);
            Ok(Mended::Refused(refusal, told))
        }
    }
}

#[cfg(feature = "ssr")]
mod server {
    //! From rows of the store to what a person may see.

    use super::{IncomingLine, IncomingView};
    use crate::{
        components::incoming::{faults::told, indent::indented},
        error::AppError,
        session::Scope,
    };
    use domain::SenderId;
    use std::collections::HashMap;
    use store::IncomingRow;

    /// By what keys and sources are known again.
    type Names = HashMap<SenderId, String>;

    pub(super) async fn names(scope: &Scope) -> Result<Names, AppError> {
        let keys = scope.tenant.list_keys().await?.into_iter();
        let keys = keys.map(|key| {
            let unnamed = key.draft.name.is_empty();
            let name = if unnamed { key.hint } else { key.draft.name };
            (SenderId::Key(key.id), name)
        });
        let sources = scope.tenant.list_sources().await?.into_iter();
        let sources = sources.map(|row| (SenderId::Source(row.id), row.draft.name));
        Ok(keys.chain(sources).collect())
    }

    /// The key or source that an address names; none where it names none.
    pub(super) fn sender(names: &Names, from: &str) -> Result<Option<SenderId>, AppError> {
        if from.is_empty() {
            return Ok(None);
        }
        let mut known = names.keys().copied();
        let found = known.find(|sender| sender.to_string() == from);
        found.map(Some).ok_or(AppError::NotFound)
    }

    pub(super) fn line(scope: &Scope, names: &Names, row: &IncomingRow) -> IncomingLine {
        let sender_id = row.sender.with_id(row.sender_id);
        IncomingLine {
            id: row.id,
            received: scope.stamp(row.received_at),
            sender: row.sender,
            sender_id,
            name: names
                .get(&sender_id)
                .filter(|name| !name.is_empty())
                .cloned(),
            events: row.event_count.into(),
            refusal: row.refusal,
            mended: row.mended_at.map(|at| scope.stamp(at)),
        }
    }

    pub(super) fn view(scope: &Scope, names: &Names, row: IncomingRow) -> IncomingView {
        let sees_numbers = scope.seat.may(domain::Right::SeeNumbers);
        IncomingView {
            line: line(scope, names, &row),
            told: told(scope.texts(), row.refusal, row.detail),
            body: sees_numbers.then(|| indented(&row.body)),
            body_cut: row.body_cut,
        }
    }
}
