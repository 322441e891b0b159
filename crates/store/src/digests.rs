//! Failures outside of incidents, gathered until they are told in one mail.

use crate::{StoreError, batch::Batch, finish::Finished};
use domain::DeliveryState;
use sea_orm::{ConnectionTrait, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

static OPEN_INCIDENTS: Batch = Batch::new(
    "WITH k(tenant_id, integration_id) AS (VALUES",
    2,
    ") SELECT i.integration_id FROM k CROSS JOIN incident i
     WHERE i.tenant_id = k.tenant_id AND i.integration_id = k.integration_id
        AND i.closed_at IS NULL",
);

static ADD: Batch = Batch::inserting(
    "INSERT INTO failure_digest (tenant_id, integration_id, state, first_at, failed_count,
        sample_id, cause, code)",
    8,
    "ON CONFLICT (tenant_id, integration_id, state)
     DO UPDATE SET failed_count = failure_digest.failed_count + excluded.failed_count",
);

/// Notes endings that a person is to be told of. Tests are not, nor what belongs to an
/// incident, which is told by itself.
pub(crate) async fn note(
    db: &impl ConnectionTrait,
    finished: &[Finished],
) -> Result<(), StoreError> {
    let mut failures = BTreeMap::new();
    for end in finished.iter().filter(|end| is_told(end)) {
        let key = (end.row.tenant_id, end.row.integration_id, end.state.key());
        failures.entry(key).or_insert_with(Vec::new).push(end);
    }
    if failures.is_empty() {
        return Ok(());
    }
    let keys: BTreeSet<(Uuid, Uuid)> = failures.keys().map(|(t, i, _)| (*t, *i)).collect();
    let keys: Vec<[Value; 2]> = keys
        .iter()
        .map(|(t, i)| [(*t).into(), (*i).into()])
        .collect();
    let mut failing = BTreeSet::new();
    for row in OPEN_INCIDENTS.query(db, &keys).await? {
        failing.insert(row.try_get_by_index::<Uuid>(0)?);
    }
    failures.retain(|(_, integration, _), _| !failing.contains(integration));
    let rows = failures
        .into_iter()
        .filter_map(|((tenant, integration, state), ends)| {
            let first = ends.first()?;
            let row: [Value; 8] = [
                tenant.into(),
                integration.into(),
                state.into(),
                first.finished_at.into(),
                i64::try_from(ends.len()).unwrap_or(i64::MAX).into(),
                first.row.id.into(),
                first.row.cause.clone().into(),
                first.row.code.into(),
            ];
            Some(row)
        });
    ADD.insert(db, rows.collect()).await?;
    Ok(())
}

fn is_told(end: &Finished) -> bool {
    let is_failure = match end.state {
        DeliveryState::Failed | DeliveryState::Unanswered | DeliveryState::Expired => true,
        DeliveryState::Delivered
        | DeliveryState::Cancelled
        | DeliveryState::Scheduled
        | DeliveryState::Sending
        | DeliveryState::Retrying => false,
    };
    is_failure && !end.row.is_test
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn open_incidents_are_found_by_their_index() {
        assert_served(&OPEN_INCIDENTS.largest(), &["incident_open"]).await;
    }
}
