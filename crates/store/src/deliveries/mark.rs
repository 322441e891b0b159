//! Whether the log looks other than it did: asked once a second for each page that watches it.

use crate::{StoreError, TenantStore, sql};
use sea_orm::FromQueryResult;
use std::hash::{DefaultHasher, Hash, Hasher};
use uuid::Uuid;

/// How many of the newest rows of each table are looked at: those of a first page.
const LOOKED_AT: i64 = 50;

const NEWEST: &str = "SELECT id, state, tries FROM (
        SELECT id, state, tries FROM delivery WHERE tenant_id = ? ORDER BY id DESC LIMIT ?
    ) AS open
    UNION ALL SELECT id, state, tries FROM (
        SELECT id, state, tries FROM delivery_log WHERE tenant_id = ? ORDER BY id DESC LIMIT ?
    ) AS finished";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    state: String,
    tries: i32,
}

impl TenantStore {
    /// A mark that changes with the newest rows of the log. It says nothing of them, and means
    /// something in this process only.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn log_mark(&self) -> Result<u64, StoreError> {
        let half = [self.id.0.into(), LOOKED_AT.into()];
        let values = [half.clone(), half].concat();
        let rows: Vec<Row> = sql::rows(self.store.reader(), NEWEST, values).await?;
        let mut hasher = DefaultHasher::new();
        for row in rows {
            (row.id, row.state, row.tries).hash(&mut hasher);
        }
        Ok(hasher.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn a_mark_reads_the_newest_rows_alone() {
        assert_served(NEWEST, &["PRIMARY KEY (tenant_id=?)"]).await;
    }
}
