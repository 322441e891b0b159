//! What a filter finds of the ended deliveries, oldest first: what a job works on.

use super::{
    DeliveryFilter,
    again::{ORIGIN, Origin},
    filter::{Table, Wanted, Where},
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
fn ended(tenant: TenantId, filter: &DeliveryFilter) -> Option<Where> {
    let mut ended = Wanted::new(tenant, filter, None).of(Table::Log)?;
    ended.and("NOT d.is_test", []);
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
