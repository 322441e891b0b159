//! Calling off what a paused integration holds, but for what is kept.

use super::{
    JobRow,
    step::{ROWS_PER_TURN, Step},
};
use crate::{StoreError, ids::first_at, sql, upkeep};
use domain::{Integration, IntegrationId, JobState, Kept, TenantId};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// What was held when the job was made; what came later is not called off.
const HELD: &str = "FROM delivery d
    WHERE d.tenant_id = ? AND d.integration_id = ? AND d.id > ? AND d.id < ?
        AND d.class = 'durable' AND d.claimed_by IS NULL";

/// Whether a later one of the same call is held, too.
const IS_OLDER: &str = "CASE WHEN EXISTS (SELECT 1 FROM delivery x
        WHERE x.tenant_id = d.tenant_id AND x.call_key = d.call_key AND x.id > d.id
            AND x.integration_id = d.integration_id AND x.class = 'durable'
    ) THEN 1 ELSE 0 END";

#[derive(FromQueryResult)]
struct Held {
    id: Uuid,
    is_older: i32,
}

/// How many there are; at most `max`.
pub(super) async fn count(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    integration: IntegrationId,
    now: i64,
    max: i64,
) -> Result<i64, StoreError> {
    let sql = format!("SELECT COUNT(*) FROM (SELECT 1 {HELD} LIMIT ?) AS held");
    let values = vec![
        tenant.0.into(),
        integration.0.into(),
        Uuid::nil().into(),
        first_at(now).into(),
        max.into(),
    ];
    Ok(sql::number(db, &sql, values).await?)
}

/// Goes on behind the cursor.
pub(super) async fn step(
    db: &impl ConnectionTrait,
    integration: &Integration,
    keep: Kept,
    job: &JobRow,
    now: i64,
) -> Result<Step, StoreError> {
    let tenant = integration.tenant_id.0;
    let values = vec![
        tenant.into(),
        integration.id.0.into(),
        job.position.into(),
        first_at(job.created_at).into(),
        ROWS_PER_TURN.into(),
    ];
    let sql = format!("SELECT d.id, {IS_OLDER} AS is_older {HELD} ORDER BY d.id LIMIT ?");
    let held: Vec<Held> = sql::rows(db, &sql, values).await?;
    let mut step = Step::at(job.position);
    if held.len() < usize::try_from(ROWS_PER_TURN).unwrap_or(usize::MAX) {
        step.state = JobState::Done;
    }
    step.position = held.last().map_or(step.position, |last| last.id);
    let is_called_off = |row: &&Held| match keep {
        Kept::None => true,
        Kept::Newest => row.is_older == 1,
    };
    let called_off: Vec<_> = held
        .iter()
        .filter(is_called_off)
        .map(|row| (tenant, row.id))
        .collect();
    step.called_off = called_off.len();
    step.skipped = held.len() - called_off.len();
    upkeep::cancel(db, &called_off, now).await?;
    Ok(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn what_is_held_is_found_by_its_integration() {
        let sql = format!("SELECT d.id, {IS_OLDER} AS is_older {HELD} ORDER BY d.id LIMIT ?");
        assert_served(&sql, &["delivery_by_integration", "delivery_by_call"]).await;
    }
}
