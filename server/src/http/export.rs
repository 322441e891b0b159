//! `/export/deliveries.csv` and `.xlsx`: any view of the log as a file, a page of rows at a time.
//! Nothing of the file is kept.

mod csv;
mod refusal;
mod running;
mod xlsx;
mod zip;

use super::portal_state::PortalState;
use app::{
    export::{Cell, LogTable, Rows},
    i18n::Texts,
    session::Visitor,
};
use axum::{
    Extension, Router,
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{ExportFormat, ExportState, Language};
use futures::{Stream, StreamExt as _, stream};
use http::{HeaderValue, Method, header, request::Parts};
use refusal::Refusal;
use running::Running;
use std::{io, sync::Arc};

/// The parameter by which a page asks how far its file has come.
const MARK: &str = "mark";

/// The routes.
pub fn routes() -> Router<PortalState> {
    Router::new()
        .route("/export/deliveries.csv", get(as_csv))
        .route("/export/deliveries.xlsx", get(as_xlsx))
}

/// A file that is asked for.
struct Asked {
    table: LogTable,
    running: Running,
    /// For how many further rows the file has room; none where it has no limit.
    room: Option<usize>,
}

impl Asked {
    async fn of(
        state: &PortalState,
        table: LogTable,
        format: ExportFormat,
        mark: &str,
    ) -> Result<Self, Refusal> {
        let t = Texts::of(table.language());
        let begun = table.begin(format, mark).await;
        let id = begun.map_err(|error| Refusal::failed(t, &error))?;
        let id = id.ok_or_else(|| Refusal::too_many(t))?;
        let running = Running::new(id, table.tenant().clone(), state.app.clone());
        let room = format.rows_max();
        Ok(Self {
            table,
            running,
            room: room.map(|rows| usize::try_from(rows).unwrap_or_default()),
        })
    }
}

async fn as_csv(
    State(state): State<PortalState>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    answer(&state, &visitor, request.into_parts().0, ExportFormat::Csv).await
}

async fn as_xlsx(
    State(state): State<PortalState>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    answer(&state, &visitor, request.into_parts().0, ExportFormat::Xlsx).await
}

async fn answer(
    state: &PortalState,
    visitor: &Visitor,
    parts: Parts,
    format: ExportFormat,
) -> Response {
    match taken(state, visitor, &parts, format).await {
        Ok(file) => file,
        Err(refusal) => refusal.answer(state, parts).await,
    }
}

/// The file that is asked for, or why there is none.
async fn taken(
    state: &PortalState,
    visitor: &Visitor,
    parts: &Parts,
    format: ExportFormat,
) -> Result<Response, Refusal> {
    let query = parts.uri.query().unwrap_or_default();
    let address: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let mark = address.iter().find(|(name, _)| name == MARK);
    let mark = mark.map(|(_, mark)| mark.clone()).unwrap_or_default();
    let store = state.app.store.clone();
    let table = LogTable::of(visitor, store, Arc::clone(&state.desk), address)
        .await
        .map_err(|error| Refusal::failed(Texts::of(visitor.language), &error))?;
    let (name, language) = (table.name(), table.language());
    // Whoever asks for the head alone takes nothing out.
    if parts.method == Method::HEAD {
        let nothing = stream::empty::<io::Result<Vec<u8>>>();
        return Ok(file(Body::from_stream(nothing), &name, format));
    }
    let asked = Asked::of(state, table, format, &mark).await?;
    let rows = pieces(asked, Writer::of(format, language));
    Ok(file(Body::from_stream(rows), &name, format))
}

/// What makes bytes of rows.
enum Writer {
    Csv(csv::Sheet),
    Xlsx(Box<xlsx::Book>),
}

impl Writer {
    fn of(format: ExportFormat, language: Language) -> Self {
        match format {
            ExportFormat::Csv => Self::Csv(csv::Sheet::of(language)),
            ExportFormat::Xlsx => Self::Xlsx(Box::default()),
        }
    }

    fn heads(&mut self, heads: &[&str]) -> Vec<u8> {
        match self {
            Self::Csv(sheet) => sheet.heads(heads),
            Self::Xlsx(book) => book.heads(heads),
        }
    }

    fn rows(&mut self, rows: &[Vec<Cell>]) -> Vec<u8> {
        match self {
            Self::Csv(sheet) => sheet.rows(rows),
            Self::Xlsx(book) => book.rows(rows),
        }
    }

    fn end(&mut self) -> Vec<u8> {
        match self {
            Self::Csv(_) => Vec::new(),
            Self::Xlsx(book) => book.end(),
        }
    }
}

/// Where the writing of a file stands.
enum Place {
    Heads,
    Behind(Option<String>),
    End(ExportState),
    Over(ExportState),
}

/// The file, piece by piece: the next rows are read once the last ones are on their way.
fn pieces(asked: Asked, writer: Writer) -> impl Stream<Item = io::Result<Vec<u8>>> {
    stream::unfold(
        (asked, writer, Place::Heads),
        |(mut asked, mut writer, place)| async move {
            let (piece, place) = match place {
                Place::Heads => {
                    let heads = writer.heads(&asked.table.heads());
                    (Ok(heads), Place::Behind(None))
                }
                // The file breaks off, which the browser tells: a part could be taken for all.
                Place::Behind(_) if asked.running.is_stopped() => {
                    let stopped = io::Error::other("the export was stopped");
                    (Err(stopped), Place::Over(ExportState::Stopped))
                }
                Place::Behind(after) => match asked.table.rows(after.as_deref()).await {
                    Ok(mut page) => {
                        let end = fit(&mut page, &mut asked.room);
                        asked.running.add(page.rows.len());
                        let place = match end {
                            Some(state) => Place::End(state),
                            None => Place::Behind(page.next.take()),
                        };
                        (Ok(writer.rows(&page.rows)), place)
                    }
                    Err(error) => {
                        tracing::warn!(?error, "an export broke off");
                        let away = io::Error::other("the log cannot be read");
                        (Err(away), Place::Over(ExportState::BrokenOff))
                    }
                },
                Place::End(state) => (Ok(writer.end()), Place::Over(state)),
                Place::Over(state) => {
                    asked.running.end(state).await;
                    return None;
                }
            };
            Some((piece, (asked, writer, place)))
        },
    )
    // What compresses an answer asks once more after its end.
    .fuse()
}

/// Leaves in a page what the file has room for; how the file ends with it, where it does.
fn fit(page: &mut Rows, room: &mut Option<usize>) -> Option<ExportState> {
    let left = room.unwrap_or(usize::MAX);
    let found = page.rows.len();
    let is_cut = found > left || (found == left && page.next.is_some());
    page.rows.truncate(left);
    *room = room.map(|room| room.saturating_sub(page.rows.len()));
    match page.next {
        _ if is_cut => Some(ExportState::Cut),
        None => Some(ExportState::Whole),
        Some(_) => None,
    }
}

fn file(body: Body, name: &str, format: ExportFormat) -> Response {
    let media_type = match format {
        ExportFormat::Csv => csv::MEDIA_TYPE,
        ExportFormat::Xlsx => xlsx::MEDIA_TYPE,
    };
    let disposition = format!("attachment; filename=\"{name}.{format}\"");
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: usize, goes_on: bool) -> Rows {
        Rows {
            rows: vec![vec![Cell::Empty]; rows],
            next: goes_on.then(String::new),
        }
    }

    #[test]
    fn a_file_with_a_limit_is_cut_at_it_and_never_above() {
        let mut room = Some(5);
        assert_eq!(fit(&mut page(3, true), &mut room), None);
        assert_eq!(room, Some(2));
        let mut last = page(3, true);
        assert_eq!(fit(&mut last, &mut room), Some(ExportState::Cut));
        assert_eq!((last.rows.len(), room), (2, Some(0)));
        let last_of_all = fit(&mut page(3, false), &mut Some(2));
        assert_eq!(last_of_all, Some(ExportState::Cut));
        let more = fit(&mut page(2, true), &mut Some(2));
        assert_eq!(more, Some(ExportState::Cut));
    }

    #[test]
    fn a_file_that_holds_every_row_is_whole() {
        let full = fit(&mut page(2, false), &mut Some(2));
        assert_eq!(full, Some(ExportState::Whole));
        assert_eq!(fit(&mut page(9, true), &mut None), None);
        assert_eq!(
            fit(&mut page(9, false), &mut None),
            Some(ExportState::Whole)
        );
    }
}
