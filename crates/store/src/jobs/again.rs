//! Sending again what a filter of the log finds, oldest first.

use super::{
    JobRow,
    step::{ROWS_PER_TURN, Rooms, Step},
};
use crate::{
    DeliveryFilter, StoreError, TenantStore,
    batch::Batch,
    deliveries::{Origin, ended_after},
    ids::first_at,
    open::NewDelivery,
    text,
};
use domain::{DeliveryId, DeliveryState, JobState};
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// What repeats deliveries of these calls.
static REPEATS: Batch = Batch::new(
    "WITH k(tenant_id, call_key) AS (VALUES",
    2,
    ") SELECT d.event_key, d.integration_id, d.id, d.state FROM k CROSS JOIN delivery d
     WHERE d.tenant_id = k.tenant_id AND d.call_key = k.call_key AND d.resend_of IS NOT NULL
     UNION ALL SELECT d.event_key, d.integration_id, d.id, d.state
     FROM k CROSS JOIN delivery_log d
     WHERE d.tenant_id = k.tenant_id AND d.call_key = k.call_key AND d.resend_of IS NOT NULL",
);

/// An event and an integration that is owed it: whatever repeats a delivery of the two repeats
/// every other as well.
type Owed = (Uuid, Uuid);

/// A delivery that repeats another.
struct Repeat {
    id: Uuid,
    state: DeliveryState,
}

/// What was repeated, and how that stands.
#[derive(Default)]
struct Repeats(HashMap<Owed, Vec<Repeat>>);

impl Repeats {
    fn note(&mut self, owed: Owed, id: Uuid, state: DeliveryState) {
        self.0.entry(owed).or_default().push(Repeat { id, state });
    }

    fn of(&self, row: &Origin) -> impl Iterator<Item = &Repeat> {
        self.0.get(&owed(row)).into_iter().flatten()
    }

    /// Whether a delivery is to be sent once more: not while a repetition is under way, not where
    /// one brought what it did not, and not twice by one job, that was made at `since`.
    fn want(&self, row: &Origin, since: Uuid) -> Result<bool, StoreError> {
        let state: DeliveryState = text::key("a state", &row.state)?;
        let is_settled = self.of(row).any(|repeat| {
            !repeat.state.is_final()
                || repeat.id >= since
                || (repeat.state == DeliveryState::Delivered && state != DeliveryState::Delivered)
        });
        Ok(!is_settled)
    }

    /// The last that was sent of what a delivery brings: what is sent now goes on from there, so
    /// that nothing before it is taken for lost.
    fn last(&self, row: &Origin) -> DeliveryId {
        let repeats = self.of(row).map(|repeat| repeat.id);
        DeliveryId(repeats.fold(row.id, Ord::max))
    }
}

fn owed(row: &Origin) -> Owed {
    (row.event_key, row.integration_id)
}

/// Goes on behind the cursor.
pub(super) async fn step(
    tenant: &TenantStore,
    db: &impl ConnectionTrait,
    filter: &DeliveryFilter,
    job: &JobRow,
    now: i64,
) -> Result<Step, StoreError> {
    let rows = ended_after(db, tenant.id, filter, job.position, ROWS_PER_TURN).await?;
    let known = tenant.integrations_now(db).await?;
    let mut repeats = repeats(db, tenant, &rows).await?;
    let since = first_at(job.created_at);
    let mut step = Step::at(job.position);
    let mut rooms = Rooms::default();
    let is_last = rows.len() < usize::try_from(ROWS_PER_TURN).unwrap_or(usize::MAX);
    for row in rows {
        let integration = known.iter().find(|known| known.id.0 == row.integration_id);
        let position = row.id;
        match integration {
            Some(integration) if repeats.want(&row, since)? => {
                if !rooms.take(db, integration).await? {
                    return Ok(step);
                }
                let (owed, last) = (owed(&row), repeats.last(&row));
                let again = NewDelivery {
                    resend_of: Some(last),
                    ..tenant.again(row, integration, now)?
                };
                repeats.note(owed, again.id.0, DeliveryState::Scheduled);
                step.made.push(again);
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

async fn repeats(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    rows: &[Origin],
) -> Result<Repeats, StoreError> {
    let mut repeats = Repeats::default();
    if rows.is_empty() {
        return Ok(repeats);
    }
    let keys: Vec<[Value; 2]> = rows
        .iter()
        .filter_map(|row| Some([tenant.id.0.into(), row.call_key?.into()]))
        .collect();
    for row in REPEATS.query(db, &keys).await? {
        let owed = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let state: String = row.try_get_by_index(3)?;
        let state = text::key("a state", &state)?;
        repeats.note(owed, row.try_get_by_index(2)?, state);
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
