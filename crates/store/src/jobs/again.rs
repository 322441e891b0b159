//! Sending again what a filter of the log finds, oldest first.

use super::step::{ROWS_PER_TURN, Rooms, Step};
use crate::{
    DeliveryFilter, StoreError, TenantStore,
    batch::Batch,
    deliveries::{Origin, ended_after},
    text,
};
use domain::{DeliveryState, JobState};
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// What repeats deliveries of these calls.
static REPEATS: Batch = Batch::new(
    "WITH k(tenant_id, call_key) AS (VALUES",
    2,
    ") SELECT d.resend_of, d.state FROM k CROSS JOIN delivery d
     WHERE d.tenant_id = k.tenant_id AND d.call_key = k.call_key AND d.resend_of IS NOT NULL
     UNION ALL SELECT d.resend_of, d.state FROM k CROSS JOIN delivery_log d
     WHERE d.tenant_id = k.tenant_id AND d.call_key = k.call_key AND d.resend_of IS NOT NULL",
);

/// By the delivery that is repeated: how its repetitions stand.
type Repeats = HashMap<Uuid, Vec<DeliveryState>>;

/// Goes on behind the cursor.
pub(super) async fn step(
    tenant: &TenantStore,
    db: &impl ConnectionTrait,
    filter: &DeliveryFilter,
    after: Uuid,
    now: i64,
) -> Result<Step, StoreError> {
    let rows = ended_after(db, tenant.id, filter, after, ROWS_PER_TURN).await?;
    let known = tenant.integrations_now(db).await?;
    let repeats = repeats(db, tenant, &rows).await?;
    let mut step = Step::at(after);
    let mut rooms = Rooms::default();
    let is_last = rows.len() < usize::try_from(ROWS_PER_TURN).unwrap_or(usize::MAX);
    for row in rows {
        let integration = known.iter().find(|known| known.id.0 == row.integration_id);
        let position = row.id;
        match integration {
            Some(integration) if is_wanted(&row, &repeats)? => {
                if !rooms.take(db, integration).await? {
                    return Ok(step);
                }
                step.made.push(tenant.again(row, integration, now)?);
            }
            Some(_) | None => step.skipped += 1,
        }
        step.position = position;
    }
    if is_last {
        step.state = JobState::Done;
    }
    Ok(step)
}

/// Whether it is to be sent once more: not while a repetition is under way, and not where one
/// brought what it did not.
fn is_wanted(row: &Origin, repeats: &Repeats) -> Result<bool, StoreError> {
    let state: DeliveryState = text::key("a state", &row.state)?;
    let mut known = repeats.get(&row.id).into_iter().flatten();
    let is_settled = known.any(|repeat| {
        !repeat.is_final()
            || (*repeat == DeliveryState::Delivered && state != DeliveryState::Delivered)
    });
    Ok(!is_settled)
}

async fn repeats(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    rows: &[Origin],
) -> Result<Repeats, StoreError> {
    let mut repeats = Repeats::new();
    if rows.is_empty() {
        return Ok(repeats);
    }
    let keys: Vec<[Value; 2]> = rows
        .iter()
        .filter_map(|row| Some([tenant.id.0.into(), row.call_key?.into()]))
        .collect();
    for row in REPEATS.query(db, &keys).await? {
        let state: String = row.try_get_by_index(1)?;
        let states: &mut Vec<_> = repeats.entry(row.try_get_by_index(0)?).or_default();
        states.push(text::key("a state", &state)?);
    }
    Ok(repeats)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn repetitions_are_found_by_their_call() {
        let indexes = ["delivery_by_call", "delivery_log_by_call"];
        assert_served(&REPEATS.largest(), &indexes).await;
    }
}
