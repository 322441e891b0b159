//! What is known of the calls of a batch, before and after it.

use super::{Fault, history::History};
use crate::{batch::Batch, joined::Joined, phone, text};
use domain::{Call, CallEvent, CallKey, EventId, Moment, TenantId, WorkingHours, call::Place};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

static FIND_SQLITE: Batch = Batch::new(
    "WITH k(tenant_id, call_id) AS (VALUES",
    2,
    ") SELECT c.tenant_id, c.id, c.call_id, c.phone_reversed, c.call_counter, c.moments,
        c.event_count, c.last_event_key, c.first_at, c.project_id
     FROM k CROSS JOIN call c WHERE c.tenant_id = k.tenant_id AND c.call_id = k.call_id",
);

/// Locked in the order of their names, so that events of one call are recorded one by one.
///
/// Asked for one by one, too: as a join it would be planned while the table is small, to be read
/// from end to end, and stay planned so while the table grows.
static FIND_POSTGRES: Batch = Batch::new(
    "WITH k(tenant_id, call_id) AS (VALUES",
    2,
    ") SELECT c.tenant_id, c.id, c.call_id, c.phone_reversed, c.call_counter, c.moments,
        c.event_count, c.last_event_key, c.first_at, c.project_id
     FROM k CROSS JOIN LATERAL (
        SELECT * FROM call WHERE call.tenant_id = k.tenant_id AND call.call_id = k.call_id
        LIMIT 1 FOR UPDATE
     ) c",
);

static FACTS: Batch = Batch::new(
    "WITH k(tenant_id, id) AS (VALUES",
    2,
    ") SELECT e.id, e.facts, e.derived FROM k CROSS JOIN event e
     WHERE e.tenant_id = k.tenant_id AND e.id = k.id",
);

/// A call that another process recorded in between is a broken constraint, not a conflict that
/// is resolved here: its key is another one.
static UPSERT: Batch = Batch::inserting(
    "INSERT INTO call (tenant_id, id, call_id, phone_reversed, call_counter, moments,
        event_count, last_event_key, first_at, last_at, is_test, project_id)",
    12,
    "ON CONFLICT (tenant_id, id) DO UPDATE SET phone_reversed = excluded.phone_reversed,
        call_counter = excluded.call_counter, moments = excluded.moments, event_count = excluded.event_count,
        last_event_key = excluded.last_event_key, last_at = excluded.last_at,
        project_id = excluded.project_id",
);

/// What ended before the project of its call was known, or was another.
static MOVE_ENDED: Batch = Batch::new(
    "WITH k(tenant_id, call_key, project_id) AS (VALUES",
    3,
    ") UPDATE delivery_log SET project_id = k.project_id FROM k
     WHERE delivery_log.tenant_id = k.tenant_id AND delivery_log.call_key = k.call_key",
);

#[derive(FromQueryResult)]
struct Row {
    tenant_id: Uuid,
    id: Uuid,
    call_id: String,
    phone_reversed: Option<String>,
    call_counter: Option<i32>,
    moments: String,
    event_count: i32,
    last_event_key: Uuid,
    first_at: i64,
    project_id: Option<Uuid>,
}

/// A call as it grows within a batch.
pub(super) struct Growing {
    /// Its key.
    pub(super) key: CallKey,
    /// Whether it was there before the batch.
    pub(super) is_old: bool,
    /// How many events it has had.
    pub(super) event_count: i32,
    /// What is known of it.
    pub(super) known: Call,
    /// Its number as it is searched for.
    pub(super) phone_reversed: Option<String>,
    /// The last of its events in the batch was accepted then.
    pub(super) last_at: i64,
    /// Its project.
    pub(super) project: Option<Uuid>,
    /// Its project before the batch.
    project_before: Option<Uuid>,
    /// Whether the batch brings an event of it.
    pub(super) has_grown: bool,
    /// Whether one of those is no test.
    pub(super) is_real: bool,
    call_counter: Option<i32>,
    last_event: EventId,
    moments: BTreeSet<Moment>,
    first_at: i64,
    /// Whether its first event was a test; of an old call it is in its row.
    is_test: bool,
}

/// The calls of a batch.
pub(super) type Calls = BTreeMap<(TenantId, String), Growing>;

impl Growing {
    fn new(event: &CallEvent) -> Self {
        Self {
            key: event.call_key,
            is_old: false,
            event_count: 0,
            known: Call::default(),
            phone_reversed: None,
            last_at: event.accepted_at,
            project: None,
            project_before: None,
            has_grown: false,
            is_real: false,
            call_counter: None,
            last_event: event.id,
            moments: BTreeSet::new(),
            first_at: event.accepted_at,
            is_test: event.is_test,
        }
    }

    /// Adds what an event reports.
    pub(super) fn grow(
        &mut self,
        event: &CallEvent,
        history: &mut History,
        hours: Option<&WorkingHours>,
    ) {
        self.event_count += 1;
        self.has_grown = true;
        self.is_real |= !event.is_test;
        self.last_event = event.id;
        self.last_at = event.accepted_at;
        self.moments.insert(event.moment);
        self.take_number(event, history);
        let place = Place {
            event_seq: self.event_count,
            call_counter: self.call_counter,
        };
        self.known.learn(event, place, hours);
    }

    /// A number that is new to the call has one call more.
    fn take_number(&mut self, event: &CallEvent, history: &mut History) {
        if event.facts.phone("caller_number").is_none() {
            return;
        }
        // The end of the call knows better, of its number too.
        let is_known = self.known.reported().phone("caller_number").is_some();
        if is_known && self.known.is_behind(event) {
            return;
        }
        let phone = phone::reversed(&event.facts);
        if phone != self.phone_reversed {
            self.call_counter = phone
                .as_ref()
                .map(|phone| history.count(event.tenant_id, phone));
            self.phone_reversed = phone;
        }
    }
}

/// By what the call of an event is found.
pub(super) fn name(event: &CallEvent) -> (TenantId, String) {
    (event.tenant_id, text::storable(&event.call_id))
}

/// The call of an event, new where it was not there.
pub(super) fn of<'a>(calls: &'a mut Calls, event: &CallEvent) -> &'a mut Growing {
    calls
        .entry(name(event))
        .or_insert_with(|| Growing::new(event))
}

/// The numbers that events bring to their calls and that these have not had.
pub(super) fn brought(calls: &Calls, events: &[&CallEvent]) -> BTreeSet<(TenantId, String)> {
    let brought = events.iter().filter_map(|event| {
        let phone = phone::reversed(&event.facts)?;
        let call = calls.get(&name(event));
        let is_new = call.is_none_or(|call| call.phone_reversed.as_ref() != Some(&phone));
        is_new.then_some((event.tenant_id, phone))
    });
    brought.collect()
}

/// The calls of these events that are there, with all that is known of them.
pub(super) async fn find(db: &impl ConnectionTrait, events: &[&CallEvent]) -> Result<Calls, Fault> {
    let names: BTreeSet<_> = events.iter().map(|event| name(event)).collect();
    let keys: Vec<[Value; 2]> = names
        .into_iter()
        .map(|(tenant, call_id)| [tenant.0.into(), call_id.into()])
        .collect();
    let find = match db.get_database_backend() {
        DbBackend::Postgres => &FIND_POSTGRES,
        _ => &FIND_SQLITE,
    };
    let mut rows = BTreeMap::new();
    for row in find.query(db, &keys).await? {
        let row = Row::from_query_result(&row, "")?;
        rows.insert((row.tenant_id, row.id), row);
    }
    // Read after the lock: before it, another process may still have been adding to them.
    let mut known = known(db, rows.values()).await?;
    let mut calls = Calls::new();
    for row in rows.into_values() {
        let known = known.remove(&row.last_event_key).unwrap_or_default();
        calls.insert(
            (TenantId(row.tenant_id), row.call_id.clone()),
            growing(row, known),
        );
    }
    Ok(calls)
}

/// What is known of calls, by their last events.
async fn known(
    db: &impl ConnectionTrait,
    rows: impl Iterator<Item = &Row>,
) -> Result<HashMap<Uuid, Call>, Fault> {
    let keys: Vec<[Value; 2]> = rows
        .map(|row| [row.tenant_id.into(), row.last_event_key.into()])
        .collect();
    let mut known = HashMap::with_capacity(keys.len());
    for row in FACTS.query(db, &keys).await? {
        let (facts, derived): (String, String) =
            (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let call = Call::kept(text::parsed("facts", &facts)?, &derived);
        known.insert(row.try_get_by_index(0)?, call);
    }
    Ok(known)
}

fn growing(row: Row, known: Call) -> Growing {
    Growing {
        key: CallKey(row.id),
        is_old: true,
        event_count: row.event_count,
        known,
        phone_reversed: row.phone_reversed,
        last_at: row.first_at,
        project: row.project_id,
        project_before: row.project_id,
        has_grown: false,
        is_real: false,
        call_counter: row.call_counter,
        last_event: EventId(row.last_event_key),
        moments: row
            .moments
            .split(',')
            .filter_map(Moment::from_key)
            .collect(),
        first_at: row.first_at,
        is_test: false,
    }
}

/// Writes the calls as they are after the batch.
pub(super) fn upsert(joined: &mut Joined, calls: Calls) {
    let moved = moved(&calls);
    // One whose events all came before stays as it is.
    let grown = calls.into_iter().filter(|(_, call)| call.has_grown);
    let rows = grown.map(|((tenant, call_id), call)| {
        let moments: Vec<&str> = call.moments.iter().map(|moment| moment.key()).collect();
        [
            tenant.0.into(),
            call.key.0.into(),
            call_id.into(),
            call.phone_reversed.into(),
            call.call_counter.into(),
            moments.join(",").into(),
            call.event_count.into(),
            call.last_event.0.into(),
            call.first_at.into(),
            call.last_at.into(),
            call.is_test.into(),
            call.project.into(),
        ]
    });
    joined.add(&UPSERT, rows.collect());
    joined.add(&MOVE_ENDED, moved);
}

/// The calls that were there already and come to another project.
fn moved(calls: &Calls) -> Vec<[Value; 3]> {
    let moved = calls
        .iter()
        .filter(|(_, call)| call.is_old && call.project != call.project_before);
    moved
        .map(|((tenant, _), call)| [tenant.0.into(), call.key.0.into(), call.project.into()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn what_ended_of_a_call_is_found_by_its_index() {
        assert_served(&MOVE_ENDED.largest(), &["delivery_log_by_call"]).await;
    }
}
