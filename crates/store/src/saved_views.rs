//! How a member looks at the log: views that they gave a name to, and the columns that they see.
//! Both are the member's own.

use crate::{StoreError, TenantStore, sql, text};
use domain::{Fault, FieldError, MemberId, SavedViewId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// Most views of a member.
pub const SAVED_VIEWS_MAX: i64 = 30;
/// Longest name, in characters.
pub const VIEW_NAME_CHARS_MAX: usize = 60;
/// Longest query of a view of the log that is kept, in bytes.
pub(crate) const QUERY_BYTES_MAX: usize = 2_000;
/// Most that columns take, in bytes.
const COLUMNS_BYTES_MAX: usize = 500;

const INSERT: &str = "INSERT INTO saved_view (tenant_id, member_id, id, name, query, created_at)
    VALUES (?, ?, ?, ?, ?, ?)";

/// A view of the log under its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedViewRow {
    /// Which.
    pub id: SavedViewId,
    /// As the member calls it.
    pub name: String,
    /// The query of its address, without the question mark.
    pub query: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    query: String,
}

#[derive(FromQueryResult)]
struct Columns {
    log_columns: Option<String>,
}

impl TenantStore {
    /// The views of a member, oldest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_saved_views(
        &self,
        member: MemberId,
    ) -> Result<Vec<SavedViewRow>, StoreError> {
        let list = "SELECT id, name, query FROM saved_view
            WHERE tenant_id = ? AND member_id = ? ORDER BY id";
        let values = vec![self.id.0.into(), member.0.into()];
        let rows: Vec<Row> = sql::rows(self.store.reader(), list, values).await?;
        let rows = rows.into_iter().map(|row| SavedViewRow {
            id: SavedViewId(row.id),
            name: row.name,
            query: row.query,
        });
        Ok(rows.collect())
    }

    /// Keeps a view.
    ///
    /// # Errors
    /// `Invalid` for a name that is empty or too long, a query that is too long, and one view
    /// more than a member may have; `NotFound` without the member.
    pub async fn create_saved_view(
        &self,
        member: MemberId,
        name: &str,
        query: &str,
        now: i64,
    ) -> Result<SavedViewId, StoreError> {
        let name = text::storable(name.trim());
        check(&name, query)?;
        let db = self.store.write().await?;
        let count = "SELECT COUNT(*) FROM saved_view WHERE tenant_id = ? AND member_id = ?";
        let owner = vec![self.id.0.into(), member.0.into()];
        if sql::number(&db, count, owner).await? >= SAVED_VIEWS_MAX {
            let fault = FieldError::new("name", Fault::TooMany).with("max", SAVED_VIEWS_MAX);
            return Err(StoreError::Invalid(vec![fault]));
        }
        let id = SavedViewId(self.store.inner.ids.at(now));
        let values = vec![
            self.id.0.into(),
            member.0.into(),
            id.0.into(),
            name.into(),
            text::storable(query).into(),
            now.into(),
        ];
        sql::execute(&db, INSERT, values).await?;
        db.commit().await?;
        Ok(id)
    }

    /// Forgets a view of a member.
    ///
    /// # Errors
    /// `NotFound`, also for that of somebody else.
    pub async fn delete_saved_view(
        &self,
        member: MemberId,
        id: SavedViewId,
    ) -> Result<(), StoreError> {
        let delete = "DELETE FROM saved_view WHERE tenant_id = ? AND member_id = ? AND id = ?";
        let values = vec![self.id.0.into(), member.0.into(), id.0.into()];
        let deleted = sql::execute(&self.store.inner.writer, delete, values).await?;
        if deleted.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        Ok(())
    }
}

impl TenantStore {
    /// The columns of the log that a member chose, as the page wrote them; none where they chose
    /// none.
    ///
    /// # Errors
    /// `NotFound` without the member.
    pub async fn find_log_columns(&self, member: MemberId) -> Result<Option<String>, StoreError> {
        let find = "SELECT log_columns FROM member WHERE tenant_id = ? AND id = ?";
        let values = vec![self.id.0.into(), member.0.into()];
        let row: Option<Columns> = sql::row(self.store.reader(), find, values).await?;
        Ok(row.ok_or(StoreError::NotFound)?.log_columns)
    }

    /// Keeps the columns of the log that a member chose.
    ///
    /// # Errors
    /// `Invalid` where they are too long; `NotFound` without the member.
    pub async fn set_log_columns(&self, member: MemberId, columns: &str) -> Result<(), StoreError> {
        if columns.len() > COLUMNS_BYTES_MAX {
            let fault = FieldError::new("columns", Fault::TooLong).with("max", COLUMNS_BYTES_MAX);
            return Err(StoreError::Invalid(vec![fault]));
        }
        let set = "UPDATE member SET log_columns = ? WHERE tenant_id = ? AND id = ?";
        let values = vec![columns.into(), self.id.0.into(), member.0.into()];
        let done = sql::execute(&self.store.inner.writer, set, values).await?;
        match done.rows_affected() {
            0 => Err(StoreError::NotFound),
            _ => Ok(()),
        }
    }
}

fn check(name: &str, query: &str) -> Result<(), StoreError> {
    let fault = if name.is_empty() {
        FieldError::new("name", Fault::Required)
    } else if name.chars().count() > VIEW_NAME_CHARS_MAX {
        FieldError::new("name", Fault::TooLong).with("max", VIEW_NAME_CHARS_MAX)
    } else if query.len() > QUERY_BYTES_MAX {
        FieldError::new("query", Fault::TooLong).with("max", QUERY_BYTES_MAX)
    } else {
        return Ok(());
    };
    Err(StoreError::Invalid(vec![fault]))
}
