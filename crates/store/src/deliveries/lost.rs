//! What ended without arriving and was not sent again.

use super::filter::{ENDED_OF, HAS_EVENT};
use crate::{StoreError, TenantStore, ids::first_at, sql, text};
use domain::{Cause, DeliveryId, DeliveryState, IntegrationId, ProjectId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

/// The newest of a state. Deleted integrations take nothing any more. What was sent again was so
/// later, which spares PostgreSQL planning for the months before.
const NEWEST: &str = "SELECT * FROM (SELECT d.id, d.call_id, d.integration_id, d.state, d.cause,
        d.code, d.accepted_at
    FROM delivery_log d WHERE d.tenant_id = ? AND d.id >= ? AND d.state = '{state}'
        AND d.state <> 'delivered' AND NOT d.is_test AND {has_event}
        AND NOT EXISTS (SELECT 1 FROM delivery_log r
            WHERE r.tenant_id = d.tenant_id AND r.resend_of = d.id AND r.id >= ?)
        AND NOT EXISTS (SELECT 1 FROM delivery r
            WHERE r.tenant_id = d.tenant_id AND r.resend_of = d.id)
        AND d.integration_id NOT IN (
            SELECT i.id FROM integration i WHERE i.tenant_id = ? AND i.deleted_at IS NOT NULL)
        {of_project}
    ORDER BY d.id DESC LIMIT ?) AS {state}";

/// By integration and state: the newest, how many there are and when the oldest was accepted.
const COUNTED: &str = "SELECT * FROM (
        SELECT lost.*, COUNT(*) OVER whose AS deliveries,
            MIN(lost.accepted_at) OVER whose AS oldest_at, ROW_NUMBER() OVER (
                PARTITION BY lost.integration_id, lost.state ORDER BY lost.id DESC) AS place
        FROM ({failed} UNION ALL {unanswered}) AS lost
        WINDOW whose AS (PARTITION BY lost.integration_id, lost.state)
    ) AS counted WHERE counted.place = 1 ORDER BY counted.id DESC";

const LOST: &str = "SELECT * FROM ({failed} UNION ALL {unanswered}) AS lost ORDER BY lost.id DESC";

/// A delivery that did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Which.
    pub id: DeliveryId,
    /// Of which call, by the telephony's name of it.
    pub call_id: String,
    /// Owed to which integration.
    pub integration_id: IntegrationId,
    /// How it ended: `failed`, or `unanswered`, where nobody knows whether it arrived.
    pub state: DeliveryState,
    /// Why its last try failed.
    pub cause: Option<Cause>,
    /// The status of the last answer.
    pub code: Option<i32>,
    /// When it was accepted, in milliseconds since 1970.
    pub accepted_at: i64,
}

/// What did not arrive at an integration in one of the two ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostCount {
    /// The newest.
    pub newest: Lost,
    /// How many there are.
    pub count: i64,
    /// When the oldest was accepted, in milliseconds since 1970.
    pub oldest_at: i64,
}

#[derive(FromQueryResult)]
struct CountRow {
    #[sea_orm(nested)]
    newest: Row,
    deliveries: i64,
    oldest_at: i64,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    call_id: String,
    integration_id: Uuid,
    state: String,
    cause: Option<String>,
    code: Option<i32>,
    accepted_at: i64,
}

impl TenantStore {
    /// Deliveries accepted at `from` or later, all or those of a project, that ended without
    /// arriving, were not sent again and still can be, newest first: what the log finds with
    /// [`StateFilter::Lost`](crate::StateFilter::Lost) and its twin, without what is owed to
    /// deleted integrations. At most the newest `limit` of each of the two.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_lost(
        &self,
        from: i64,
        limit: u64,
        project: Option<ProjectId>,
    ) -> Result<Vec<Lost>, StoreError> {
        let (sql, values) = self.asked(LOST, from, limit, project);
        let rows: Vec<Row> = sql::rows(self.store.reader(), &sql, values).await?;
        rows.into_iter().map(lost).collect()
    }

    /// Those of [`list_lost`](Self::list_lost), counted by integration and state, the newest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn count_lost(
        &self,
        from: i64,
        limit: u64,
        project: Option<ProjectId>,
    ) -> Result<Vec<LostCount>, StoreError> {
        let (sql, values) = self.asked(COUNTED, from, limit, project);
        let rows: Vec<CountRow> = sql::rows(self.store.reader(), &sql, values).await?;
        let counts = rows.into_iter().map(|row| {
            Ok(LostCount {
                newest: lost(row.newest)?,
                count: row.deliveries,
                oldest_at: row.oldest_at,
            })
        });
        counts.collect()
    }

    /// A question about what is lost, with its values.
    fn asked(
        &self,
        question: &str,
        from: i64,
        limit: u64,
        project: Option<ProjectId>,
    ) -> (String, Vec<Value>) {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (tenant, first) = (Value::from(self.id.0), Value::from(first_at(from)));
        let mut newest = vec![tenant.clone(), first.clone(), first, tenant];
        newest.extend(project.map(|project| Value::from(project.0)));
        newest.push(limit.into());
        let values = [&newest[..], &newest].concat();
        (query(question, project), values)
    }
}

fn query(question: &str, project: Option<ProjectId>) -> String {
    let of_project = project.map_or(String::new(), |_| format!("AND {ENDED_OF}"));
    question
        .replace("{failed}", &NEWEST.replace("{state}", "failed"))
        .replace("{unanswered}", &NEWEST.replace("{state}", "unanswered"))
        .replace("{has_event}", HAS_EVENT)
        .replace("{of_project}", &of_project)
}

fn lost(row: Row) -> Result<Lost, StoreError> {
    let cause = row
        .cause
        .map(|key| text::key("a cause", &key))
        .transpose()?;
    Ok(Lost {
        id: DeliveryId(row.id),
        call_id: row.call_id,
        integration_id: IntegrationId(row.integration_id),
        state: text::key("a state", &row.state)?,
        cause,
        code: row.code,
        accepted_at: row.accepted_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn what_is_lost_is_found_by_its_state() {
        let indexes = [
            "delivery_log_by_state (tenant_id=? AND state=? AND id>?)",
            "delivery_log_by_origin (tenant_id=? AND resend_of=? AND id>?)",
            "delivery_by_origin (tenant_id=? AND resend_of=?)",
        ];
        for project in [None, Some(ProjectId(Uuid::nil()))] {
            assert_served(&query(LOST, project), &indexes).await;
            assert_served(&query(COUNTED, project), &indexes).await;
        }
    }
}
