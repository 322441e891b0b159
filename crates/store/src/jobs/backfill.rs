//! Sending the events of a period to an integration that never got them, oldest first.

use super::step::{ROWS_PER_TURN, Rooms, Step};
use crate::{
    StoreError, TenantStore, batch::Batch, ids::first_at, open::NewDelivery, sql, tenants, text,
};
use domain::{
    DeliveryId, DeliveryState, Facts, Integration, JobState, WorkingHours,
    condition::{self, Condition},
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// The events of a moment within two keys.
const FOUND: &str = "FROM event e
    WHERE e.tenant_id = ? AND e.id > ? AND e.id < ? AND e.moment = ? AND NOT e.is_test
        AND e.erased_at IS NULL";

/// The deliveries of these calls to an integration.
static OWED: Batch = Batch::new(
    "WITH k(tenant_id, call_key, integration_id) AS (VALUES",
    3,
    ") SELECT d.event_key, d.id, d.state FROM k CROSS JOIN delivery d
     WHERE d.tenant_id = k.tenant_id AND d.call_key = k.call_key
        AND d.integration_id = k.integration_id AND NOT d.is_test
     UNION ALL SELECT d.event_key, d.id, d.state FROM k CROSS JOIN delivery_log d
     WHERE d.tenant_id = k.tenant_id AND d.call_key = k.call_key
        AND d.integration_id = k.integration_id AND NOT d.is_test",
);

/// What an integration was owed within two keys.
const OWED_WITHIN: &str = "SELECT d.event_key, d.id, d.state FROM delivery d
    WHERE d.tenant_id = ? AND d.integration_id = ? AND d.id >= ? AND d.id < ? AND NOT d.is_test
    UNION ALL SELECT d.event_key, d.id, d.state FROM delivery_log d
    WHERE d.tenant_id = ? AND d.integration_id = ? AND d.id >= ? AND d.id < ? AND NOT d.is_test
    LIMIT ?";

/// A delivery is made with its event, at most so much later.
const MADE_WITHIN_MS: i64 = 1_000;

/// Most deliveries that are looked at in [`OWED_WITHIN`]: an integration may have had another
/// moment then, of which there were many.
const OWED_WITHIN_MAX: i64 = 2_000;

/// The columns of [`Event`], of a table named `e`.
const EVENT: &str = "e.id, e.event_id, e.call_key, e.call_id, e.accepted_at, e.facts";

/// An event that may be owed.
#[derive(FromQueryResult)]
struct Event {
    id: Uuid,
    event_id: String,
    call_key: Option<Uuid>,
    call_id: String,
    accepted_at: i64,
    facts: String,
}

/// A delivery of an event.
#[derive(FromQueryResult)]
struct Owed {
    event_key: Uuid,
    id: Uuid,
    state: String,
}

/// What became of an event at the integration.
enum Before {
    /// It has it, may have it, or is to get it.
    Got,
    /// It did not arrive; the last that was sent of it.
    Lost(DeliveryId),
}

/// How many events there are to look at; at most `max`.
pub(super) async fn count(
    db: &impl ConnectionTrait,
    integration: &Integration,
    from: i64,
    to: i64,
    max: i64,
) -> Result<i64, StoreError> {
    let sql = format!("SELECT COUNT(*) FROM (SELECT 1 {FOUND} LIMIT ?) AS found");
    let mut values = wanted(integration, first_at(from), to);
    values.push(max.into());
    Ok(sql::number(db, &sql, values).await?)
}

/// Goes on behind the cursor.
pub(super) async fn step(
    tenant: &TenantStore,
    db: &impl ConnectionTrait,
    integration: &Integration,
    (from, to): (i64, i64),
    after: Uuid,
    now: i64,
) -> Result<Step, StoreError> {
    let mut values = wanted(integration, after.max(first_at(from)), to);
    values.push(ROWS_PER_TURN.into());
    let sql = format!("SELECT {EVENT} {FOUND} ORDER BY e.id LIMIT ?");
    let events: Vec<Event> = sql::rows(db, &sql, values).await?;
    let before = before(db, integration, &events).await?;
    let hours = tenants::find(db, tenant.id).await?.and_then(|it| it.hours);
    let mut step = Step::at(after);
    let mut rooms = Rooms::default();
    let is_last = events.len() < usize::try_from(ROWS_PER_TURN).unwrap_or(usize::MAX);
    for event in events {
        let facts: Facts = text::parsed("facts", &event.facts)?;
        let position = event.id;
        let lost = match before.get(&event.id) {
            _ if !hold(&integration.draft.conditions, hours.as_ref(), facts) => None,
            Some(Before::Got) => None,
            Some(Before::Lost(id)) => Some(Some(*id)),
            None => Some(None),
        };
        if let Some(resend_of) = lost {
            if !rooms.take(db, integration).await? {
                return Ok(step);
            }
            let id = DeliveryId(tenant.store.inner.ids.at(now));
            let made = owed(id, integration, event, now);
            step.made.push(NewDelivery { resend_of, ..made });
        } else {
            step.skipped += 1;
        }
        step.position = position;
    }
    if is_last {
        step.state = JobState::Done;
    }
    Ok(step)
}

fn wanted(integration: &Integration, after: Uuid, to: i64) -> Vec<Value> {
    vec![
        integration.tenant_id.0.into(),
        after.into(),
        first_at(to).into(),
        integration.draft.moment.key().into(),
    ]
}

fn owed(id: DeliveryId, integration: &Integration, event: Event, now: i64) -> NewDelivery {
    NewDelivery {
        tenant_id: integration.tenant_id,
        id,
        event_key: event.id,
        event_id: event.event_id,
        integration_id: integration.id.0,
        version: integration.version,
        order_key: integration.order_key(&event.call_id),
        call_key: event.call_key,
        call_id: event.call_id,
        moment: integration.draft.moment,
        claimed_by: None,
        waits_for: None,
        accepted_at: now,
        due_at: now,
        is_test: false,
        resend_of: None,
        takes_recording: integration.takes_recording(),
    }
}

/// Whether conditions hold for what was known of a call. What was recorded before the company
/// said its hours is read by them.
pub(crate) fn hold(
    conditions: &[Condition],
    hours: Option<&WorkingHours>,
    mut facts: Facts,
) -> bool {
    if let Some(hours) = hours {
        hours.suppose(&mut facts);
    }
    condition::first_unmet(conditions, &facts).is_none()
}

/// By event: what became of it at the integration.
///
/// Most have a delivery that was made with them, which is found along the integration's own; only
/// for what is left are all deliveries of the call looked at.
async fn before(
    db: &impl ConnectionTrait,
    integration: &Integration,
    events: &[Event],
) -> Result<HashMap<Uuid, Before>, StoreError> {
    let mut before = HashMap::new();
    let accepted = events.iter().map(|event| event.accepted_at);
    let (Some(from), Some(to)) = (accepted.clone().min(), accepted.max()) else {
        return Ok(before);
    };
    let (tenant, id) = (integration.tenant_id.0, integration.id.0);
    let within: [Value; 4] = [
        tenant.into(),
        id.into(),
        first_at(from).into(),
        first_at(to.saturating_add(MADE_WITHIN_MS)).into(),
    ];
    let values = [&within[..], &within, &[OWED_WITHIN_MAX.into()]].concat();
    for owed in sql::rows::<Owed>(db, OWED_WITHIN, values).await? {
        note(&mut before, &owed)?;
    }
    let keys: Vec<[Value; 3]> = events
        .iter()
        .filter(|event| !matches!(before.get(&event.id), Some(Before::Got)))
        .filter_map(|event| Some([tenant.into(), event.call_key?.into(), id.into()]))
        .collect();
    for row in OWED.query(db, &keys).await? {
        note(&mut before, &Owed::from_query_result(&row, "")?)?;
    }
    Ok(before)
}

/// Adds what a delivery says of its event.
fn note(before: &mut HashMap<Uuid, Before>, owed: &Owed) -> Result<(), StoreError> {
    let last = match text::key("a state", &owed.state)? {
        DeliveryState::Failed | DeliveryState::Expired | DeliveryState::Cancelled => {
            Before::Lost(DeliveryId(owed.id))
        }
        DeliveryState::Scheduled
        | DeliveryState::Sending
        | DeliveryState::Retrying
        | DeliveryState::Delivered
        | DeliveryState::Unanswered => Before::Got,
    };
    let known = before
        .entry(owed.event_key)
        .or_insert(Before::Lost(DeliveryId(Uuid::nil())));
    *known = known.and(last);
    Ok(())
}

impl Before {
    /// Of two deliveries of one event: that it arrived outweighs everything, the later one the
    /// earlier.
    fn and(&self, other: Self) -> Self {
        match (self, other) {
            (Self::Got, _) | (_, Self::Got) => Self::Got,
            (Self::Lost(one), Self::Lost(other)) => Self::Lost((*one).max(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn a_period_is_walked_along_by_key() {
        let found = format!("SELECT e.id {FOUND} ORDER BY e.id LIMIT ?");
        let along = "sqlite_autoindex_event_1 (tenant_id=? AND id>? AND id<?)";
        assert_served(&found, &[along]).await;
        let indexes = ["delivery_by_call", "delivery_log_by_call"];
        assert_served(&OWED.largest(), &indexes).await;
        let indexes = ["delivery_by_integration", "delivery_log_by_integration"];
        assert_served(OWED_WITHIN, &indexes).await;
    }
}
