//! Incidents as a person reads them: what stands open now, and what was.

use super::{Closed, IncidentRow};
use crate::{Page, StoreError, TenantStore, page, sql, text};
use domain::{DeliveryId, IncidentId, IntegrationId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

/// Most incidents that stand open at once and are shown.
const STANDING_MAX: i64 = 100;

const COLUMNS: &str = "i.id, i.integration_id, i.failing, i.cause, i.code, i.version, i.sample_id,
    i.opened_at, i.closed_at, i.closed_by";

/// Which incidents are asked for; all that is said must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IncidentFilter {
    /// Of which integration.
    pub integration: Option<IntegrationId>,
    /// Whether they are open still.
    pub open: Option<bool>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    integration_id: Uuid,
    failing: String,
    cause: String,
    code: Option<i32>,
    version: i32,
    sample_id: Uuid,
    opened_at: i64,
    closed_at: Option<i64>,
    closed_by: Option<String>,
}

impl TenantStore {
    /// The incidents that pass the filter, newest first.
    ///
    /// # Errors
    /// `NotFound` where `after` is no cursor of this list.
    pub async fn incident_history(
        &self,
        filter: &IncidentFilter,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Page<IncidentRow>, StoreError> {
        let after: Option<IncidentId> = page::cursor(after)?;
        let after = after.map_or(Uuid::max(), |after| after.0);
        let mut values: Vec<Value> = vec![self.id.0.into(), after.into()];
        let mut wanted = String::new();
        if let Some(integration) = filter.integration {
            wanted.push_str(" AND i.integration_id = ?");
            values.push(integration.0.into());
        }
        match filter.open {
            Some(true) => wanted.push_str(" AND i.closed_at IS NULL"),
            Some(false) => wanted.push_str(" AND i.closed_at IS NOT NULL"),
            None => {}
        }
        values.push(page::one_more(limit).into());
        let list = format!(
            "SELECT {COLUMNS} FROM incident i WHERE i.tenant_id = ? AND i.id < ?{wanted}
             ORDER BY i.id DESC LIMIT ?"
        );
        let rows = self.incidents(&list, values).await?;
        Ok(Page::cut(rows, limit, |row| row.id.to_string()))
    }

    /// The incidents that are open or ended at `since` or later, newest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_incidents(
        &self,
        since: i64,
        limit: u64,
    ) -> Result<Vec<IncidentRow>, StoreError> {
        let list = format!(
            "SELECT {COLUMNS} FROM incident i
             WHERE i.tenant_id = ? AND (i.closed_at IS NULL OR i.closed_at >= ?)
             ORDER BY i.id DESC LIMIT ?"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = vec![self.id.0.into(), since.into(), limit.into()];
        self.incidents(&list, values).await
    }

    /// The incidents that a person has to see: those that are open, and the last one of each
    /// integration that was switched off by one.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn standing_incidents(&self) -> Result<Vec<IncidentRow>, StoreError> {
        let list = format!(
            "SELECT {COLUMNS} FROM incident i
             JOIN integration g ON g.tenant_id = i.tenant_id AND g.id = i.integration_id
             WHERE i.tenant_id = ? AND g.deleted_at IS NULL
                AND (i.closed_at IS NULL OR (g.switched_off IS NOT NULL AND i.id = (
                    SELECT l.id FROM incident l
                    WHERE l.tenant_id = i.tenant_id AND l.integration_id = i.integration_id
                    ORDER BY l.id DESC LIMIT 1)))
             ORDER BY i.id DESC LIMIT ?"
        );
        self.incidents(&list, vec![self.id.0.into(), STANDING_MAX.into()])
            .await
    }

    /// The newest incident of an integration that lasted at some time between two times.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_incident_between(
        &self,
        integration: IntegrationId,
        from: i64,
        to: i64,
    ) -> Result<Option<IncidentRow>, StoreError> {
        let find = format!(
            "SELECT {COLUMNS} FROM incident i
             WHERE i.tenant_id = ? AND i.integration_id = ? AND i.opened_at <= ?
                AND (i.closed_at IS NULL OR i.closed_at >= ?)
             ORDER BY i.id DESC LIMIT 1"
        );
        let values = vec![
            self.id.0.into(),
            integration.0.into(),
            to.into(),
            from.into(),
        ];
        Ok(self.incidents(&find, values).await?.pop())
    }

    /// One incident.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_incident(&self, id: IncidentId) -> Result<IncidentRow, StoreError> {
        let get = format!("SELECT {COLUMNS} FROM incident i WHERE i.tenant_id = ? AND i.id = ?");
        let found = self.incidents(&get, vec![self.id.0.into(), id.0.into()]);
        found.await?.pop().ok_or(StoreError::NotFound)
    }

    async fn incidents(
        &self,
        query: &str,
        values: Vec<Value>,
    ) -> Result<Vec<IncidentRow>, StoreError> {
        let rows: Vec<Row> = sql::rows(self.store.reader(), query, values).await?;
        rows.iter().map(shown).collect()
    }
}

fn shown(row: &Row) -> Result<IncidentRow, StoreError> {
    let closed_by = row.closed_by.as_deref().and_then(Closed::from_key);
    Ok(IncidentRow {
        id: IncidentId(row.id),
        integration_id: IntegrationId(row.integration_id),
        failing: text::key("a way of failing", &row.failing)?,
        cause: text::key("a cause", &row.cause)?,
        code: row.code,
        version: row.version,
        sample: DeliveryId(row.sample_id),
        opened_at: row.opened_at,
        closed: row.closed_at.zip(closed_by),
    })
}
