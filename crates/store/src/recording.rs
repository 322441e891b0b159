//! Recordings that come late: the deliveries that wait for one get it pinned to them, before
//! their first try and never after it.

use crate::{StoreError, batch::Batch, sql, text};
use domain::{Facts, IntegrationId, TenantId, recording};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Whether a row of a table named `d` waits for a recording: it was made to, and was not claimed
/// since.
pub(crate) const AWAITS: &str = "d.takes_recording AND d.claim_no = 0 AND d.due_at > d.accepted_at";

static FREE: Batch = Batch::new(
    "WITH k(tenant_id, call_key, taken, now) AS (VALUES",
    4,
    ") UPDATE delivery SET taken = k.taken, takes_recording = FALSE,
        due_at = CASE WHEN delivery.due_at > k.now THEN k.now ELSE delivery.due_at END
     FROM k WHERE delivery.tenant_id = k.tenant_id AND delivery.call_key = k.call_key
        AND delivery.takes_recording AND delivery.claim_no = 0
     RETURNING delivery.tenant_id, delivery.integration_id, delivery.waits_for",
);

static LATEST: Batch = Batch::new(
    "WITH k(tenant_id, call_key) AS (VALUES",
    2,
    ") SELECT c.id, e.facts FROM k CROSS JOIN call c
     JOIN event e ON e.tenant_id = c.tenant_id AND e.id = c.last_event_key
     WHERE c.tenant_id = k.tenant_id AND c.id = k.call_key",
);

static PIN: Batch = Batch::new(
    "WITH k(tenant_id, id, taken) AS (VALUES",
    3,
    ") UPDATE delivery SET taken = k.taken
     FROM k WHERE delivery.tenant_id = k.tenant_id AND delivery.id = k.id",
);

/// Those that wait, of an integration that waits no more.
const GO: &str = "UPDATE delivery SET due_at = ?
    WHERE tenant_id = ? AND integration_id = ? AND takes_recording AND claim_no = 0
        AND due_at > ?";

/// A delivery that waits no more.
#[derive(FromQueryResult)]
pub(crate) struct Freed {
    pub(crate) tenant_id: Uuid,
    pub(crate) integration_id: Uuid,
    pub(crate) waits_for: Option<Uuid>,
}

/// What became known of the recordings of calls, and when: by tenant and call.
pub(crate) type Told = BTreeMap<(Uuid, Uuid), (Facts, i64)>;

/// Pins recordings to the deliveries that wait for them, which are due at once.
pub(crate) async fn free(db: &impl ConnectionTrait, told: &Told) -> Result<Vec<Freed>, StoreError> {
    let mut keys = Vec::with_capacity(told.len());
    for ((tenant, call), (facts, now)) in told {
        let taken = pinned(facts)?;
        keys.push([(*tenant).into(), (*call).into(), taken, (*now).into()]);
    }
    let rows = FREE.query(db, &keys).await?;
    let freed = rows.iter().map(|row| Freed::from_query_result(row, ""));
    Ok(freed.collect::<Result<_, _>>()?)
}

/// Pins what is known by now to deliveries that were just made of older events.
pub(crate) async fn pin(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    made: &[(Uuid, Uuid)],
) -> Result<(), StoreError> {
    let calls: Vec<[Value; 2]> = made
        .iter()
        .map(|(_, call)| [tenant.0.into(), (*call).into()])
        .collect();
    let mut latest: HashMap<Uuid, Facts> = HashMap::with_capacity(calls.len());
    for row in LATEST.query(db, &calls).await? {
        let facts: String = row.try_get_by_index(1)?;
        latest.insert(row.try_get_by_index(0)?, text::parsed("facts", &facts)?);
    }
    let mut keys = Vec::with_capacity(made.len());
    for (id, call) in made {
        if let Some(facts) = latest.get(call) {
            keys.push([tenant.0.into(), (*id).into(), pinned(facts)?]);
        }
    }
    PIN.execute(db, &keys).await?;
    Ok(())
}

/// Lets those go that wait for an integration which waits no more.
pub(crate) async fn go(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    integration: IntegrationId,
    now: i64,
) -> Result<(), StoreError> {
    let values = vec![
        now.into(),
        tenant.0.into(),
        integration.0.into(),
        now.into(),
    ];
    sql::execute(db, GO, values).await?;
    Ok(())
}

fn pinned(call: &Facts) -> Result<Value, StoreError> {
    let known = recording::known(call);
    Ok(text::json("what is known of the recording", &known)?.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn what_waits_for_a_recording_is_found_by_its_call() {
        assert_served(&FREE.largest(), &["delivery_by_call"]).await;
        assert_served(&LATEST.largest(), &["(tenant_id=? AND id=?)"]).await;
        assert_served(&PIN.largest(), &["(tenant_id=? AND id=?)"]).await;
        assert_served(GO, &["delivery_by_integration"]).await;
    }
}
