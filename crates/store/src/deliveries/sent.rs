//! With which versions deliveries were sent that are about to be sent again.

use super::{
    DeliveryFilter,
    bulk::ended,
    filter::{Table, Wanted, Where},
};
use crate::{StoreError, TenantStore, sql};
use domain::{DeliveryId, IntegrationId, TenantId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

/// Which deliveries are about to be sent again: of them those that have ended, without tests.
#[derive(Debug, Clone, Copy)]
pub enum Again<'a> {
    /// What passes a filter.
    Matching(&'a DeliveryFilter),
    /// These.
    These(&'a [DeliveryId]),
}

/// How many of them were last sent with a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
struct Row {
    integration_id: Uuid,
    version: i32,
    deliveries: i64,
    unanswered: i64,
}

/// How many deliveries were last sent with a version of an integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentVersion {
    /// Which integration; deleted ones are left out.
    pub integration_id: IntegrationId,
    /// Which version of it.
    pub version: i32,
    /// How many.
    pub count: i64,
    /// Of how many of them nobody knows whether they arrived.
    pub unanswered: i64,
}

#[derive(FromQueryResult)]
struct Newest {
    id: Uuid,
}

impl TenantStore {
    /// Counts deliveries that are about to be sent again by the version that was last sent, the
    /// most first. Looks at `max` of them.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn count_sent_versions(
        &self,
        again: Again<'_>,
        max: i64,
    ) -> Result<Vec<SentVersion>, StoreError> {
        let Some(mut ended) = conditions(self.id, again) else {
            return Ok(Vec::new());
        };
        ended.values.push(max.into());
        ended.values.push(self.id.0.into());
        let sql = format!(
            "SELECT f.integration_id, f.version, COUNT(*) AS deliveries,
                CAST(SUM(CASE WHEN f.state = 'unanswered' THEN 1 ELSE 0 END) AS BIGINT)
                    AS unanswered
             FROM (SELECT d.integration_id, d.version, d.state FROM delivery_log d
                WHERE {} LIMIT ?) AS f
             JOIN integration i ON i.tenant_id = ? AND i.id = f.integration_id
                AND i.deleted_at IS NULL
             GROUP BY f.integration_id, f.version ORDER BY 3 DESC",
            ended.sql
        );
        let rows: Vec<Row> = sql::rows(self.store.reader(), &sql, ended.values).await?;
        let counted = rows.into_iter().map(|row| SentVersion {
            integration_id: IntegrationId(row.integration_id),
            version: row.version,
            count: row.deliveries,
            unanswered: row.unanswered,
        });
        Ok(counted.collect())
    }

    /// The newest of them that was last sent with a version.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn newest_sent_with(
        &self,
        again: Again<'_>,
        integration: IntegrationId,
        version: i32,
    ) -> Result<Option<DeliveryId>, StoreError> {
        let Some(mut ended) = conditions(self.id, again) else {
            return Ok(None);
        };
        let of_version = [integration.0.into(), version.into()];
        ended.and("d.integration_id = ? AND d.version = ?", of_version);
        let sql = format!(
            "SELECT d.id FROM delivery_log d WHERE {} ORDER BY d.id DESC LIMIT 1",
            ended.sql
        );
        let row: Option<Newest> = sql::row(self.store.reader(), &sql, ended.values).await?;
        Ok(row.map(|row| DeliveryId(row.id)))
    }
}

fn conditions(tenant: TenantId, again: Again<'_>) -> Option<Where> {
    match again {
        Again::Matching(filter) => ended(tenant, filter),
        Again::These([]) => None,
        Again::These(ids) => {
            let every = DeliveryFilter::default();
            let mut these = Wanted::new(tenant, &every, None).of(Table::Log)?;
            let marks = vec!["?"; ids.len()].join(", ");
            let ids = ids.iter().map(|id| Value::from(id.0));
            these.and(&format!("d.id IN ({marks})"), ids);
            these.and("NOT d.is_test", []);
            Some(these)
        }
    }
}
