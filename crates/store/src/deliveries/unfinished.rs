//! How much of a project is not over yet, by integration.

use super::filter::OPEN_OF;
use crate::{StoreError, TenantStore, sql};
use domain::{IntegrationId, ProjectId};
use sea_orm::FromQueryResult;
use std::collections::HashMap;
use uuid::Uuid;

const COUNT: &str = "SELECT d.integration_id, COUNT(*) AS deliveries FROM delivery d
    WHERE d.tenant_id = ? AND {open_of} GROUP BY d.integration_id";

#[derive(FromQueryResult)]
struct Row {
    integration_id: Uuid,
    deliveries: i64,
}

impl TenantStore {
    /// How many deliveries of the calls of a project are not over yet, by the integration that
    /// they are owed to; one without any is left out. Reads what the tenant has open, which is
    /// little unless an integration is paused for long.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn count_open_of(
        &self,
        project: ProjectId,
    ) -> Result<HashMap<IntegrationId, i64>, StoreError> {
        let values = vec![self.id.0.into(), project.0.into()];
        let rows: Vec<Row> = sql::rows(self.store.reader(), &query(), values).await?;
        let counts = rows
            .into_iter()
            .map(|row| (IntegrationId(row.integration_id), row.deliveries));
        Ok(counts.collect())
    }
}

fn query() -> String {
    COUNT.replace("{open_of}", OPEN_OF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn each_open_delivery_asks_its_call_alone() {
        let by_key = "call_by_project (tenant_id=? AND project_id=? AND id=?)";
        assert_served(&query(), &[by_key]).await;
    }
}
