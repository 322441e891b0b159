//! Calling off what a paused integration holds, but for what is kept.

use super::{
    JobRow,
    step::{ROWS_PER_TURN, Step},
};
use crate::{StoreError, ids::first_at, sql, upkeep};
use domain::{Integration, IntegrationId, JobState, Kept, TenantId};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// What was held when the job was made, whether a worker has it in memory or not; what came later
/// is not called off.
const HELD: &str = "FROM delivery d
    WHERE d.tenant_id = ? AND d.integration_id = ? AND d.id > ? AND d.id < ?
        AND d.class = 'durable'";

/// Whether a later one of the same call is held, too.
const IS_OLDER: &str = "CASE WHEN EXISTS (SELECT 1 FROM delivery x
        WHERE x.tenant_id = d.tenant_id AND x.call_key = d.call_key AND x.id > d.id
            AND x.integration_id = d.integration_id AND x.class = 'durable'
    ) THEN 1 ELSE 0 END";

/// Beside the time-outs of its requests a try takes at most so long, in milliseconds: a token is
/// fetched, its outcome is written. No shorter than what a claim may be in memory and be sent
/// without being looked for again.
const BESIDE_MS: i64 = 30_000;

#[derive(FromQueryResult)]
struct Held {
    id: Uuid,
    is_older: i32,
    is_claimed: i32,
}

impl Held {
    fn is_called_off(&self, keep: Kept) -> bool {
        match keep {
            Kept::None => true,
            Kept::Newest => self.is_older == 1,
        }
    }
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

/// Goes on behind the cursor, up to what may be under way: that is left to end by itself, and what
/// a worker only has in memory is found gone before it is sent.
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
    let mut held: Vec<Held> = sql::rows(db, &held_sql(), values).await?;
    let mut step = Step::at(job.position);
    let may_be_under_way = now < job.created_at.saturating_add(try_ms(integration));
    let waits = held
        .iter()
        .position(|row| may_be_under_way && row.is_claimed == 1 && row.is_called_off(keep));
    if let Some(waits) = waits {
        held.truncate(waits);
    } else if held.len() < usize::try_from(ROWS_PER_TURN).unwrap_or(usize::MAX) {
        step.state = JobState::Done;
    }
    step.position = held.last().map_or(step.position, |last| last.id);
    let called_off: Vec<_> = held
        .iter()
        .filter(|row| row.is_called_off(keep))
        .map(|row| (tenant, row.id))
        .collect();
    step.called_off = called_off.len();
    step.skipped = held.len() - called_off.len();
    upkeep::cancel(db, &called_off, now).await?;
    Ok(step)
}

/// How long a try can take that began before the integration was paused, in milliseconds.
fn try_ms(integration: &Integration) -> i64 {
    let draft = &integration.draft;
    let requests = i64::try_from(draft.steps.len()).unwrap_or(i64::MAX);
    requests
        .saturating_add(1)
        .saturating_mul(i64::from(draft.timeout_ms))
        .saturating_add(BESIDE_MS)
}

fn held_sql() -> String {
    format!(
        "SELECT d.id, {IS_OLDER} AS is_older,
            CASE WHEN d.claimed_by IS NULL THEN 0 ELSE 1 END AS is_claimed
         {HELD} ORDER BY d.id LIMIT ?"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn what_is_held_is_found_by_its_integration() {
        assert_served(
            &held_sql(),
            &["delivery_by_integration", "delivery_by_call"],
        )
        .await;
    }
}
