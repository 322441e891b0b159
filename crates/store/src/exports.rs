//! Exports of the log: a row for each, which follows whoever writes the file. The file itself is
//! not kept.

use crate::{
    Actor, DeliveryFilter, Page, StoreError, TenantStore,
    audit::{self, Entry},
    ids::first_at,
    page,
    saved_views::QUERY_BYTES_MAX,
    sql, text,
};
use domain::{ExportFormat, ExportId, ExportState, Fault, FieldError};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

/// Files of one tenant that are written at once, by all processes together.
pub const EXPORTS_AT_ONCE: i64 = 3;
/// An export that was not noted for so long is written no more, in milliseconds: its process died.
pub const EXPORT_ALIVE_MS: i64 = 60_000;
/// An export that began longer ago is not looked for by its mark, in milliseconds.
const MARKED_FOR_MS: i64 = 24 * 3_600_000;
/// Longest mark, in bytes.
const MARK_BYTES_MAX: usize = 64;
/// What stands for a number of rows that was not counted.
const UNCOUNTED: i64 = -1;
/// What the audit log says of something searched by, which may be a number.
const HIDDEN: &str = "q=hidden";

const INSERT: &str = "INSERT INTO export (tenant_id, id, mark, format, query, state, row_count,
        total_count, author, begun_at, noted_at)
    VALUES (?, ?, ?, ?, ?, 'running', 0, ?, ?, ?, ?)";
const RUNNING: &str = "SELECT COUNT(*) FROM export
    WHERE tenant_id = ? AND state = 'running' AND noted_at > ?";
const NOTE: &str = "UPDATE export SET state = ?, row_count = ?, noted_at = ?
    WHERE tenant_id = ? AND id = ? AND state = 'running'";
const STOP: &str = "UPDATE export SET state = 'stopped', noted_at = ?
    WHERE tenant_id = ? AND id = ? AND state = 'running'";
const COLUMNS: &str =
    "id, format, query, state, row_count, total_count, author, begun_at, noted_at";
const LISTED: &str = "tenant_id = ? AND id < ? ORDER BY id DESC LIMIT ?";
const MARKED: &str = "tenant_id = ? AND id > ? AND mark = ? ORDER BY id DESC LIMIT 1";
const NAMED: &str = "tenant_id = ? AND id = ?";

/// An export that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct NewExport<'a> {
    /// By which a page knows its own again; cut where it is too long.
    pub mark: &'a str,
    /// What kind of file.
    pub format: ExportFormat,
    /// The query of the view's address, without the question mark.
    pub query: &'a str,
    /// Which of the periods of the log it names.
    pub period: Option<&'static str>,
    /// What it asks for.
    pub filter: &'a DeliveryFilter,
    /// So many rows are counted before it begins; of more it is not said how many there are.
    pub counted_max: i64,
}

/// An export as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRow {
    /// Which.
    pub id: ExportId,
    /// What kind of file.
    pub format: ExportFormat,
    /// The query of the view's address, without the question mark.
    pub query: String,
    /// Where it stands; broken off, too, where nobody noted it for [`EXPORT_ALIVE_MS`].
    pub state: ExportState,
    /// Rows that were written.
    pub rows: i64,
    /// How many there were when it began; none where there were too many to count.
    pub total: Option<i64>,
    /// Who took it, in the text form of [`Actor`].
    pub author: String,
    /// When it began, in milliseconds since 1970.
    pub begun_at: i64,
    /// When it was last noted, in milliseconds since 1970.
    pub noted_at: i64,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    format: String,
    query: String,
    state: String,
    row_count: i64,
    total_count: i64,
    author: String,
    begun_at: i64,
    noted_at: i64,
}

impl ExportRow {
    fn of(row: Row, now: i64) -> Result<Self, StoreError> {
        let state = match text::key("a state", &row.state)? {
            ExportState::Running if row.noted_at <= now - EXPORT_ALIVE_MS => ExportState::BrokenOff,
            state => state,
        };
        Ok(Self {
            id: ExportId(row.id),
            format: text::key("a format", &row.format)?,
            query: row.query,
            state,
            rows: row.row_count,
            total: (row.total_count != UNCOUNTED).then_some(row.total_count),
            author: row.author,
            begun_at: row.begun_at,
            noted_at: row.noted_at,
        })
    }
}

impl TenantStore {
    /// Begins an export; none where [`EXPORTS_AT_ONCE`] are under way. What the audit log says of
    /// it holds neither numbers nor names of calls.
    ///
    /// # Errors
    /// `Invalid` for a query that is too long.
    pub async fn begin_export(
        &self,
        actor: &Actor,
        new: &NewExport<'_>,
        now: i64,
    ) -> Result<Option<ExportId>, StoreError> {
        if new.query.len() > QUERY_BYTES_MAX {
            let fault = FieldError::new("query", Fault::TooLong).with("max", QUERY_BYTES_MAX);
            return Err(StoreError::Invalid(vec![fault]));
        }
        // Nobody waits for the count of what does not begin, nor anybody who writes for one.
        if self.exports_in_the_way(now).await?.is_some() {
            return Ok(None);
        }
        let total = self.counted(new).await?;
        let db = self.store.write().await?;
        let id = ExportId(self.store.inner.ids.at(now));
        // The entry comes first: with it exports of one tenant begin one after the other.
        let told = told(new);
        let entry = Entry::new("export.begin", &id).because(&told);
        audit::write(&db, self, actor, entry, now).await?;
        if self.in_the_way(&db, now).await?.is_some() {
            return Ok(None);
        }
        let mark = new.mark.get(..new.mark.floor_char_boundary(MARK_BYTES_MAX));
        let values = vec![
            self.id.0.into(),
            id.0.into(),
            mark.unwrap_or_default().into(),
            new.format.key().into(),
            new.query.into(),
            total.unwrap_or(UNCOUNTED).into(),
            actor.to_string().into(),
            now.into(),
            now.into(),
        ];
        sql::execute(&db, INSERT, values).await?;
        db.commit().await?;
        Ok(Some(id))
    }

    /// How many exports are under way, where no further one may begin.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn exports_in_the_way(&self, now: i64) -> Result<Option<i64>, StoreError> {
        self.in_the_way(self.store.reader(), now).await
    }

    /// Notes how many rows are written and where it stands; whether it went on until now. One
    /// that was stopped, or went with an erased number, does not.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_export(
        &self,
        id: ExportId,
        state: ExportState,
        rows: i64,
        now: i64,
    ) -> Result<bool, StoreError> {
        let values = vec![
            state.key().into(),
            rows.into(),
            now.into(),
            self.id.0.into(),
            id.0.into(),
        ];
        let noted = sql::execute(&self.store.inner.writer, NOTE, values).await?;
        Ok(noted.rows_affected() > 0)
    }

    /// Stops an export; whoever writes it sees that with its next note. One that is over stays as
    /// it is.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn stop_export(
        &self,
        actor: &Actor,
        id: ExportId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        if self.export(&db, id, now).await?.state.is_over() {
            return Ok(());
        }
        let values = vec![now.into(), self.id.0.into(), id.0.into()];
        if sql::execute(&db, STOP, values).await?.rows_affected() > 0 {
            audit::note(&db, self, actor, "export.stop", &id.to_string(), now).await?;
        }
        db.commit().await?;
        Ok(())
    }

    /// One export.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_export(&self, id: ExportId, now: i64) -> Result<ExportRow, StoreError> {
        self.export(self.store.reader(), id, now).await
    }

    /// The newest export of the last day with a mark.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_export(&self, mark: &str, now: i64) -> Result<Option<ExportRow>, StoreError> {
        let db = self.store.reader();
        let values = vec![first_at(now - MARKED_FOR_MS).into(), mark.into()];
        let mut found = self.rows(db, MARKED, values, now).await?;
        Ok(found.pop())
    }

    /// The exports, newest first.
    ///
    /// # Errors
    /// `NotFound` where `after` is no cursor of this list.
    pub async fn list_exports(
        &self,
        after: Option<&str>,
        limit: u64,
        now: i64,
    ) -> Result<Page<ExportRow>, StoreError> {
        let after: Option<ExportId> = page::cursor(after)?;
        let after = after.map_or(Uuid::max(), |after| after.0);
        let values = vec![after.into(), page::one_more(limit).into()];
        let rows = self.rows(self.store.reader(), LISTED, values, now).await?;
        Ok(Page::cut(rows, limit, |row| row.id.to_string()))
    }

    /// How many rows it will have, where they are not too many to count.
    async fn counted(&self, new: &NewExport<'_>) -> Result<Option<i64>, StoreError> {
        let one_more = new.counted_max.saturating_add(1);
        let counted = self.count_deliveries(new.filter, one_more).await?;
        Ok((counted <= new.counted_max).then_some(counted))
    }

    async fn export(
        &self,
        db: &impl ConnectionTrait,
        id: ExportId,
        now: i64,
    ) -> Result<ExportRow, StoreError> {
        let mut found = self.rows(db, NAMED, vec![id.0.into()], now).await?;
        found.pop().ok_or(StoreError::NotFound)
    }

    async fn rows(
        &self,
        db: &impl ConnectionTrait,
        which: &str,
        mut values: Vec<Value>,
        now: i64,
    ) -> Result<Vec<ExportRow>, StoreError> {
        values.insert(0, self.id.0.into());
        let sql = format!("SELECT {COLUMNS} FROM export WHERE {which}");
        let rows: Vec<Row> = sql::rows(db, &sql, values).await?;
        rows.into_iter()
            .map(|row| ExportRow::of(row, now))
            .collect()
    }

    async fn in_the_way(
        &self,
        db: &impl ConnectionTrait,
        now: i64,
    ) -> Result<Option<i64>, StoreError> {
        let values = vec![self.id.0.into(), (now - EXPORT_ALIVE_MS).into()];
        let running = sql::number(db, RUNNING, values).await?;
        Ok((running >= EXPORTS_AT_ONCE).then_some(running))
    }
}

/// What the audit log says of an export: what kind of file, and what narrows it.
fn told(new: &NewExport<'_>) -> String {
    let filter = new.filter;
    let searched = filter.phone.is_some() || filter.call_id.is_some();
    let parts = [
        Some(new.format.to_string()),
        filter.state.map(|state| format!("state={state}")),
        filter.integration.map(|id| format!("integration={id}")),
        filter.project.map(|id| format!("project={id}")),
        filter.moment.map(|moment| format!("moment={moment}")),
        filter.status().map(|code| format!("code={code}")),
        new.period.map(|period| format!("period={period}")),
        searched.then(|| HIDDEN.to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn what_runs_is_found_by_its_index_and_a_mark_among_the_newest() {
        let range = "export_running (tenant_id=? AND noted_at>?)";
        assert_served(RUNNING, &[range]).await;
        let marked = format!("SELECT {COLUMNS} FROM export WHERE {MARKED}");
        assert_served(&marked, &["PRIMARY KEY (tenant_id=? AND id>?)"]).await;
    }
}
