//! Hourly counters of what ended: by moment and state.

use crate::{StoreError, TenantStore, ids::first_at, sql, text};
use domain::{DeliveryState, IntegrationId, Moment, ProjectId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// The counters lie by integration first: each one's last hours are a range. `CROSS JOIN` keeps
/// SQLite from reading them all.
const VOLUME: &str = "SELECT h.hour_at, h.moment, h.state,
        CAST(SUM(h.delivery_count) AS BIGINT) AS deliveries
    FROM integration i CROSS JOIN hourly_counter h
    WHERE i.tenant_id = ? AND h.tenant_id = i.tenant_id AND h.integration_id = i.id
        AND h.hour_at >= ?
    GROUP BY h.hour_at, h.moment, h.state";

/// The counters know no projects: those of one are counted from the log.
const VOLUME_OF: &str = "SELECT d.finished_at - d.finished_at % 3600000 AS hour_at, d.moment,
        d.state, d.integration_id, COUNT(*) AS deliveries
    FROM delivery_log d
    WHERE d.tenant_id = ? AND d.project_id = ? AND d.id >= ? AND NOT d.is_test
    GROUP BY 1, 2, 3, 4";

/// How many deliveries of a moment ended in a state within an hour, tests not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourCount {
    /// When the hour began, in milliseconds since 1970.
    pub hour_at: i64,
    /// Of which moment.
    pub moment: Moment,
    /// How they ended.
    pub state: DeliveryState,
    /// How many.
    pub count: i64,
}

#[derive(FromQueryResult)]
struct Row {
    hour_at: i64,
    moment: String,
    state: String,
    deliveries: i64,
}

#[derive(FromQueryResult)]
struct RowOf {
    integration_id: Uuid,
    #[sea_orm(nested)]
    counted: Row,
}

impl TenantStore {
    /// What ended in the hours that began at `from` or later, in no particular order.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn hourly_volume(&self, from: i64) -> Result<Vec<HourCount>, StoreError> {
        let values = vec![self.id.0.into(), from.into()];
        let rows: Vec<Row> = sql::rows(self.store.reader(), VOLUME, values).await?;
        rows.iter().map(counted).collect()
    }

    /// What was accepted of a project at `from` or later and has ended, by integration and by the
    /// hours in which it did, in no particular order. Reads every one of them: `from` should lie hours back.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn project_volume(
        &self,
        project: ProjectId,
        from: i64,
    ) -> Result<Vec<(IntegrationId, HourCount)>, StoreError> {
        let values = vec![self.id.0.into(), project.0.into(), first_at(from).into()];
        let rows: Vec<RowOf> = sql::rows(self.store.reader(), VOLUME_OF, values).await?;
        let counts = rows.into_iter().map(|row| {
            let integration = IntegrationId(row.integration_id);
            Ok((integration, counted(&row.counted)?))
        });
        counts.collect()
    }
}

fn counted(row: &Row) -> Result<HourCount, StoreError> {
    Ok(HourCount {
        hour_at: row.hour_at,
        moment: text::key("a moment", &row.moment)?,
        state: text::key("a state", &row.state)?,
        count: row.deliveries,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn each_integration_gives_its_last_hours_alone() {
        let range = "SEARCH h USING PRIMARY KEY (tenant_id=? AND integration_id=? AND hour_at>?)";
        assert_served(VOLUME, &[range]).await;
        let range = "delivery_log_by_project (tenant_id=? AND project_id=? AND id>?)";
        assert_served(VOLUME_OF, &[range]).await;
    }
}
