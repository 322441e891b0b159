//! What exports ask of the server.

use crate::{error::AppError, stamp::Stamp};
use domain::{ExportFormat, ExportId, ExportState};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Exports on a page.
#[cfg(feature = "ssr")]
const ROWS: u64 = 50;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportsView {
    /// The exports, newest first.
    pub lines: Vec<ExportLine>,
    /// Where the older ones begin.
    pub next: Option<String>,
    /// Whether these are the newest.
    pub is_newest: bool,
    /// How many run, where no further one may begin.
    pub in_the_way: Option<i64>,
}

/// An export, in ready words where they depend on zone or role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportLine {
    /// Which.
    pub id: ExportId,
    /// What kind of file.
    pub format: ExportFormat,
    /// What narrows it, each in a few words.
    pub marks: Vec<String>,
    /// The same view of the log and the same file once more; none where they would name a number
    /// to somebody who sees none.
    pub again: Option<Again>,
    /// Where it stands.
    pub state: ExportState,
    /// Rows that were written.
    pub rows: i64,
    /// How many there were when it began; none where there were too many to count.
    pub total: Option<i64>,
    /// How many of them it has, and while it runs how fast it goes.
    pub figures: String,
    /// Who took it.
    pub author: String,
    /// When it began.
    pub begun: Stamp,
    /// Whether the visitor may stop it.
    pub may_stop: bool,
}

/// Where what was exported is found again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// The address of the log.
    pub log: String,
    /// The address of the file.
    pub file: String,
}

/// The exports of the log.
#[server]
pub async fn list_exports(after: String) -> Result<ExportsView, AppError> {
    let scope = crate::session::require_seat()?;
    let cursor = Some(after.as_str()).filter(|after| !after.is_empty());
    let page = scope.tenant.list_exports(cursor, ROWS, scope.now()).await?;
    Ok(ExportsView {
        lines: server::lines(&scope, page.items).await?,
        next: page.next,
        is_newest: cursor.is_none(),
        in_the_way: scope.tenant.exports_in_the_way(scope.now()).await?,
    })
}

/// Stops an export that runs: one's own, or as somebody who may send again any other.
#[server]
pub async fn stop_export(id: ExportId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?;
    let (actor, now) = (scope.actor(), scope.now());
    let row = scope.tenant.get_export(id, now).await?;
    if !server::may_stop(&scope, &row) {
        return Err(AppError::Forbidden.answered());
    }
    Ok(scope.tenant.stop_export(&actor, id, now).await?)
}

#[cfg(feature = "ssr")]
mod server {
    //! From rows of the store to what a person may see.

    use super::{Again, ExportLine};
    use crate::{
        components::{
            audit::who::{Known, who_word},
            deliveries::{
                marks::{Names, hides_number},
                query::{LogQuery, filter_at},
            },
            jobs::row::{pace_words, rate_word},
        },
        error::AppError,
        i18n::text,
        session::Scope,
    };
    use domain::{
        ExportState, Right,
        job::{Pace, Sample},
    };
    use leptos_router::params::ParamsMap;
    use store::ExportRow;

    /// Nobody is kept from ending what is their own.
    pub(super) fn may_stop(scope: &Scope, row: &ExportRow) -> bool {
        row.author == scope.actor().to_string() || scope.seat.may(Right::SendAgain)
    }

    pub(super) async fn lines(
        scope: &Scope,
        rows: Vec<ExportRow>,
    ) -> Result<Vec<ExportLine>, AppError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let names = Names::read(scope).await?;
        let actors: Vec<String> = rows.iter().map(|row| row.author.clone()).collect();
        let known = Known::read(scope, &actors).await?;
        let line = |row: ExportRow| {
            let query = form_urlencoded::parse(row.query.as_bytes());
            let query: ParamsMap = query.into_owned().collect();
            let query = LogQuery::read(&query);
            // A period ended or began by the day of the export.
            let filter = filter_at(scope, &query, row.begun_at);
            let is_hidden = hides_number(scope, &filter);
            ExportLine {
                marks: names.marks(scope, &filter),
                again: (!is_hidden).then(|| Again {
                    log: query.address(&[]),
                    file: query.file(row.format.key(), ""),
                }),
                figures: figures(scope, &row),
                author: who_word(scope.texts(), &known.who(&row.author)),
                begun: scope.stamp(row.begun_at),
                may_stop: row.state == ExportState::Running && may_stop(scope, &row),
                id: row.id,
                format: row.format,
                state: row.state,
                rows: row.rows,
                total: row.total,
            }
        };
        Ok(rows.into_iter().map(line).collect())
    }

    fn figures(scope: &Scope, row: &ExportRow) -> String {
        let t = scope.texts();
        let runs = row.state == ExportState::Running;
        // How many a full file left out was not counted either.
        let total = row.total.filter(|_| row.state != ExportState::Cut);
        let mut parts = vec![match total {
            Some(total) => {
                let (done, total) = (t.number(row.rows), t.number(total.max(row.rows)));
                t.with(text::JOBS_OF, &[("done", &done), ("total", &total)])
            }
            None if runs => t.count(text::EXPORT_SO_FAR, row.rows),
            None => t.number(row.rows),
        }];
        if runs {
            let sample = |looked_at, at| Sample { looked_at, at };
            let begun = sample(0, row.begun_at);
            let noted = sample(row.rows, row.noted_at);
            let pace = Pace::between(begun, noted, total.unwrap_or_default());
            parts.extend(pace.into_iter().flat_map(|pace| match total {
                Some(_) => Vec::from(pace_words(t, pace)),
                None => vec![rate_word(t, pace)],
            }));
        }
        parts.join(" · ")
    }
}
