//! Events as they are recorded: what was known of the call then, and who did not want it.

use super::{Fault, calls::Growing};
use crate::{batch::Batch, joined::Joined, text};
use domain::{CallEvent, CallKey, EventSnapshot, Integration, Setup, plan};
use sea_orm::Value;
use std::sync::Arc;

static INSERT: Batch = Batch::inserting(
    "INSERT INTO event (tenant_id, id, call_key, call_id, event_id, moment, seq, facts,
        derived, occurred_at, accepted_at, is_test)",
    12,
    "",
);

static INSERT_UNMET: Batch = Batch::inserting(
    "INSERT INTO event_unmet
        (tenant_id, event_key, integration_id, version, condition_index, value)",
    6,
    "",
);

/// An event with its plan.
pub(super) struct Recorded<'a> {
    /// As it came in.
    pub(super) event: &'a CallEvent,
    /// What its deliveries pin.
    pub(super) snapshot: Arc<EventSnapshot>,
    /// Who gets it.
    pub(super) wanted: Vec<Arc<Integration>>,
    /// Whether its call was there before the batch.
    pub(super) is_call_old: bool,
    unmet: Vec<(Arc<Integration>, usize)>,
    /// Of which call.
    pub(super) call_key: CallKey,
    seq: i32,
    derived: String,
}

/// Plans an event with all that is known of its call, the event included.
pub(super) fn record<'a>(
    event: &'a CallEvent,
    call: &Growing,
    setup: Option<&Arc<Setup>>,
) -> Recorded<'a> {
    let facts = call.known.facts();
    let plan = setup.map(|setup| plan::plan(setup, event, &facts));
    let plan = plan.unwrap_or_default();
    let snapshot = Arc::new(EventSnapshot {
        id: event.id,
        event_id: text::storable(&event.event_id),
        call_id: text::storable(&event.call_id),
        moment: event.moment,
        facts,
    });
    Recorded {
        event,
        snapshot,
        wanted: plan.wanted,
        is_call_old: call.is_old,
        unmet: plan.unmet,
        call_key: call.key,
        seq: call.event_count,
        derived: call.known.derived_names(),
    }
}

/// Writes events, and the integrations that did not want them.
pub(super) fn insert(joined: &mut Joined, recorded: &[Recorded<'_>]) -> Result<(), Fault> {
    let rows: Result<Vec<_>, Fault> = recorded.iter().map(row).collect();
    joined.add(&INSERT, rows?);
    joined.add(
        &INSERT_UNMET,
        recorded.iter().flat_map(unmet_rows).collect(),
    );
    Ok(())
}

fn row(recorded: &Recorded<'_>) -> Result<[Value; 12], Fault> {
    let Recorded {
        event, snapshot, ..
    } = recorded;
    Ok([
        event.tenant_id.0.into(),
        event.id.0.into(),
        Some(recorded.call_key.0).into(),
        snapshot.call_id.as_str().into(),
        snapshot.event_id.as_str().into(),
        event.moment.key().into(),
        recorded.seq.into(),
        text::json("facts", &snapshot.facts)?.into(),
        recorded.derived.as_str().into(),
        event.occurred_at.into(),
        event.accepted_at.into(),
        event.is_test.into(),
    ])
}

fn unmet_rows<'a>(recorded: &'a Recorded<'_>) -> impl Iterator<Item = [Value; 6]> + 'a {
    recorded.unmet.iter().map(|(integration, index)| {
        let condition = integration.draft.conditions.get(*index);
        let fact = condition.and_then(|met| recorded.snapshot.facts.get(&met.parameter));
        let value = fact.map(domain::Value::plain).unwrap_or_default();
        [
            recorded.event.tenant_id.0.into(),
            recorded.event.id.0.into(),
            integration.id.0.into(),
            integration.version.into(),
            i32::try_from(*index).unwrap_or(i32::MAX).into(),
            text::storable(&value).into(),
        ]
    })
}
