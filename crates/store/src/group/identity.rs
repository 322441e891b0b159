//! By what an event is known again. The first content wins.

use super::Fault;
use crate::batch::Batch;
use domain::{CallEvent, Digest, Receipt, TenantId};
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;

static FIND: Batch = Batch::new(
    "WITH k(tenant_id, identity) AS (VALUES",
    2,
    ") SELECT i.tenant_id, i.identity, i.content, i.event_id, i.delivery_count
     FROM k CROSS JOIN event_identity i
     WHERE i.tenant_id = k.tenant_id AND i.identity = k.identity",
);

static INSERT: Batch = Batch::new(
    "INSERT INTO event_identity
        (tenant_id, identity, content, event_id, delivery_count, accepted_at) VALUES",
    6,
    "",
);

/// An event that was recorded before.
pub(super) struct Known {
    content: Vec<u8>,
    event_id: String,
    delivery_count: i32,
}

impl Known {
    /// What its repetition is answered with.
    pub(super) fn receipt(&self, again: &CallEvent) -> Receipt {
        Receipt {
            event_id: self.event_id.clone(),
            delivery_count: u32::try_from(self.delivery_count).unwrap_or_default(),
            duplicate: true,
            differs: self.content != again.content.0,
        }
    }
}

/// Which of these events were recorded before.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    events: &[&CallEvent],
) -> Result<HashMap<(TenantId, Digest), Known>, Fault> {
    let keys: Vec<[Value; 2]> = events
        .iter()
        .map(|event| [event.tenant_id.0.into(), event.identity.0.to_vec().into()])
        .collect();
    let mut known = HashMap::new();
    for row in FIND.query(db, &keys).await? {
        let identity: Vec<u8> = row.try_get_by_index(1)?;
        let Ok(identity) = identity.try_into() else {
            continue;
        };
        let entry = Known {
            content: row.try_get_by_index(2)?,
            event_id: row.try_get_by_index(3)?,
            delivery_count: row.try_get_by_index(4)?,
        };
        known.insert(
            (TenantId(row.try_get_by_index(0)?), Digest(identity)),
            entry,
        );
    }
    Ok(known)
}

/// Writes the identities of recorded events, with the number of deliveries that each owes.
///
/// In the order of their keys, so that two processes that record the same events wait for
/// each other instead of in a ring.
pub(super) async fn insert(
    db: &impl ConnectionTrait,
    recorded: impl Iterator<Item = (&CallEvent, u32)>,
) -> Result<(), Fault> {
    let mut recorded: Vec<_> = recorded.collect();
    recorded.sort_by_key(|(event, _)| (event.tenant_id, event.identity));
    let rows = recorded.into_iter().map(|(event, count)| {
        [
            event.tenant_id.0.into(),
            event.identity.0.to_vec().into(),
            event.content.0.to_vec().into(),
            crate::text::storable(&event.event_id).into(),
            i32::try_from(count).unwrap_or(i32::MAX).into(),
            event.accepted_at.into(),
        ]
    });
    INSERT.insert(db, rows.collect()).await?;
    Ok(())
}
