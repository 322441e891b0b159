//! What a filter finds of the ended deliveries, oldest first: what a job works on.

use super::{
    DeliveryFilter,
    again::{ORIGIN, Origin},
    filter::{HAS_EVENT, Table, Wanted, Where},
};
use crate::sql;
use domain::TenantId;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

/// How many there are, tests not counted; at most `max`.
pub(crate) async fn count_ended(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    filter: &DeliveryFilter,
    max: i64,
) -> Result<i64, DbErr> {
    let Some(mut ended) = ended(tenant, filter) else {
        return Ok(0);
    };
    ended.values.push(max.into());
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM delivery_log d WHERE {} LIMIT ?) AS found",
        ended.sql
    );
    sql::number(db, &sql, ended.values).await
}

/// How many there are, open ones and tests counted; at most `max`.
pub(super) async fn count(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    filter: &DeliveryFilter,
    max: i64,
) -> Result<i64, DbErr> {
    let wanted = Wanted::new(tenant, filter, None);
    let mut parts = Vec::new();
    let mut values = Vec::new();
    for (table, name) in [(Table::Open, "delivery"), (Table::Log, "delivery_log")] {
        if let Some(mut all) = wanted.of(table) {
            parts.push(format!("SELECT 1 FROM {name} d WHERE {}", all.sql));
            values.append(&mut all.values);
        }
    }
    if parts.is_empty() {
        return Ok(0);
    }
    values.push(max.into());
    let parts = parts.join(" UNION ALL ");
    let sql = format!("SELECT COUNT(*) FROM (SELECT 1 FROM ({parts}) AS every LIMIT ?) AS found");
    sql::number(db, &sql, values).await
}

/// Those behind a key, in the order of acceptance, without tests.
pub(crate) async fn ended_after(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    filter: &DeliveryFilter,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Origin>, DbErr> {
    match after_sql(tenant, filter, after, limit) {
        Some(Where { sql, values }) => sql::rows(db, &sql, values).await,
        None => Ok(Vec::new()),
    }
}

fn after_sql(tenant: TenantId, filter: &DeliveryFilter, after: Uuid, limit: i64) -> Option<Where> {
    let mut ended = ended(tenant, filter)?;
    ended.and("d.id > ?", [after.into()]);
    ended.values.push(limit.into());
    ended.sql = format!(
        "SELECT {ORIGIN} FROM delivery_log d WHERE {} ORDER BY d.id LIMIT ?",
        ended.sql
    );
    Some(ended)
}

/// The conditions; none where no row of the log can pass.
pub(super) fn ended(tenant: TenantId, filter: &DeliveryFilter) -> Option<Where> {
    let mut ended = Wanted::new(tenant, filter, None).of(Table::Log)?;
    ended.and("NOT d.is_test", []);
    ended.and(HAS_EVENT, []);
    Some(ended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{StateFilter, testing::assert_served};
    use domain::{DeliveryState, IntegrationId};

    #[tokio::test]
    async fn a_job_reads_on_behind_its_cursor() {
        let failed = DeliveryFilter {
            state: Some(StateFilter::State(DeliveryState::Failed)),
            ..DeliveryFilter::default()
        };
        let integration = DeliveryFilter {
            integration: Some(IntegrationId(Uuid::nil())),
            ..DeliveryFilter::default()
        };
        for (filter, index) in [
            (
                DeliveryFilter::default(),
                "PRIMARY KEY (tenant_id=? AND id>?)",
            ),
            (failed, "delivery_log_by_state"),
            (integration, "delivery_log_by_integration"),
        ] {
            let sql = after_sql(TenantId(Uuid::nil()), &filter, Uuid::nil(), 9).unwrap();
            assert_served(&sql.sql, &[index]).await;
        }
    }
}
