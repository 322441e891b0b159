//! The events of a call, and who did not want them.

use super::{EventRow, KnownCall, Unmet};
use crate::{StoreError, sql, text};
use domain::{CallKey, EventId, IntegrationId, Moment, TenantId};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// Most events that are shown of one call.
const EVENTS_SHOWN_MAX: i64 = 500;
/// How many of the newest calls are looked at for one that reached a moment.
const CALLS_LOOKED_AT: i64 = 200;

const EVENTS: &str = "SELECT id, event_id, moment, occurred_at, accepted_at, facts FROM event
    WHERE tenant_id = ? AND call_key = ? ORDER BY seq, id LIMIT ?";

const UNMET: &str = "SELECT u.event_key, u.integration_id, i.name, u.version, u.condition_index,
        u.value
    FROM event e
    JOIN event_unmet u ON u.tenant_id = e.tenant_id AND u.event_key = e.id
    JOIN integration i ON i.tenant_id = u.tenant_id AND i.id = u.integration_id
    WHERE e.tenant_id = ? AND e.call_key = ? ORDER BY u.integration_id";

const LATEST: &str = "SELECT e.call_id, e.occurred_at, e.facts FROM (
        SELECT tenant_id, id FROM call WHERE tenant_id = ? ORDER BY id DESC LIMIT ?
    ) AS newest
    JOIN event e ON e.tenant_id = newest.tenant_id AND e.call_key = newest.id
    WHERE e.moment = ? AND NOT e.is_test ORDER BY e.id DESC LIMIT 1";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    event_id: String,
    moment: String,
    occurred_at: i64,
    accepted_at: i64,
    facts: String,
}

#[derive(FromQueryResult)]
struct UnmetRow {
    event_key: Uuid,
    integration_id: Uuid,
    name: String,
    version: i32,
    condition_index: i32,
    value: String,
}

#[derive(FromQueryResult)]
struct Latest {
    call_id: String,
    occurred_at: i64,
    facts: String,
}

/// The events of a call, oldest first.
pub(super) async fn events(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    call: CallKey,
) -> Result<Vec<EventRow>, StoreError> {
    let values = vec![tenant.0.into(), call.0.into(), EVENTS_SHOWN_MAX.into()];
    let rows: Vec<Row> = sql::rows(db, EVENTS, values).await?;
    let mut unmet = unmet(db, tenant, call).await?;
    let shown = rows.into_iter().map(|row| {
        Ok(EventRow {
            id: EventId(row.id),
            event_id: row.event_id,
            moment: text::key("a moment", &row.moment)?,
            occurred_at: row.occurred_at,
            accepted_at: row.accepted_at,
            facts: text::parsed("facts", &row.facts)?,
            unmet: unmet.remove(&row.id).unwrap_or_default(),
        })
    });
    shown.collect()
}

async fn unmet(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    call: CallKey,
) -> Result<HashMap<Uuid, Vec<Unmet>>, StoreError> {
    let values = vec![tenant.0.into(), call.0.into()];
    let rows: Vec<UnmetRow> = sql::rows(db, UNMET, values).await?;
    let mut unmet: HashMap<Uuid, Vec<Unmet>> = HashMap::new();
    for row in rows {
        unmet.entry(row.event_key).or_default().push(Unmet {
            integration_id: IntegrationId(row.integration_id),
            integration_name: row.name,
            version: row.version,
            condition_index: row.condition_index,
            value: row.value,
        });
    }
    Ok(unmet)
}

/// The last real call that reached a moment, among the newest.
pub(super) async fn latest(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    moment: Moment,
) -> Result<Option<KnownCall>, StoreError> {
    let values = vec![tenant.0.into(), CALLS_LOOKED_AT.into(), moment.key().into()];
    let latest: Option<Latest> = sql::row(db, LATEST, values).await?;
    let known = latest.map(|latest| {
        let facts = text::parsed("facts", &latest.facts)?;
        Ok((latest.call_id, latest.occurred_at, facts))
    });
    known.transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn the_events_of_a_call_are_found_by_its_key() {
        for sql in [EVENTS, UNMET, LATEST] {
            assert_served(sql, &["event_by_call"]).await;
        }
    }
}
