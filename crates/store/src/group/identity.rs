//! By what an event is known again: within its tenant where the sender named it, else within
//! its call. The first content wins.

use super::{
    Fault,
    calls::{self, Calls},
};
use crate::{batch::Batch, joined::Joined};
use domain::{CallEvent, CallKey, Digest, Receipt, TenantId};
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;
use uuid::Uuid;

static FIND: Batch = Batch::new(
    "WITH k(tenant_id, call_key, identity) AS (VALUES",
    3,
    ") SELECT i.tenant_id, i.call_key, i.identity, i.content, i.event_id, i.delivery_count
     FROM k CROSS JOIN event_identity i
     WHERE i.tenant_id = k.tenant_id AND i.call_key = k.call_key AND i.identity = k.identity",
);

static INSERT: Batch = Batch::inserting(
    "INSERT INTO event_identity
        (tenant_id, call_key, identity, content, event_id, delivery_count, accepted_at,
            is_named)",
    8,
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

/// Under which key an identity stands: that of its call, or of none.
fn scope(event: &CallEvent, call: CallKey) -> Value {
    if event.is_named { Uuid::nil() } else { call.0 }.into()
}

/// Which of these events were recorded before. One that nobody named is not looked for where its
/// call is new.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    events: &[&CallEvent],
    calls: &Calls,
) -> Result<HashMap<(TenantId, Digest), Known>, Fault> {
    let keys: Vec<[Value; 3]> = events
        .iter()
        .filter_map(|event| {
            let old = calls.get(&calls::name(event)).map(|call| call.key);
            let call = old.or_else(|| event.is_named.then_some(event.call_key))?;
            Some([
                event.tenant_id.0.into(),
                scope(event, call),
                event.identity.0.to_vec().into(),
            ])
        })
        .collect();
    let mut known = HashMap::new();
    for row in FIND.query(db, &keys).await? {
        let identity: Vec<u8> = row.try_get_by_index(2)?;
        let Ok(identity) = identity.try_into() else {
            continue;
        };
        let entry = Known {
            content: row.try_get_by_index(3)?,
            event_id: row.try_get_by_index(4)?,
            delivery_count: row.try_get_by_index(5)?,
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
pub(super) fn insert<'a>(
    joined: &mut Joined,
    recorded: impl Iterator<Item = (&'a CallEvent, CallKey, u32)>,
) {
    let mut recorded: Vec<_> = recorded.collect();
    recorded.sort_by_key(|(event, call, _)| (event.tenant_id, *call, event.identity));
    let rows = recorded.into_iter().map(|(event, call, count)| {
        [
            event.tenant_id.0.into(),
            scope(event, call),
            event.identity.0.to_vec().into(),
            event.content.0.to_vec().into(),
            crate::text::storable(&event.event_id).into(),
            i32::try_from(count).unwrap_or(i32::MAX).into(),
            event.accepted_at.into(),
            event.is_named.into(),
        ]
    });
    joined.add(&INSERT, rows.collect());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn an_identity_is_found_by_its_key() {
        let key = "PRIMARY KEY (tenant_id=? AND call_key=? AND identity=?)";
        assert_served(&FIND.largest(), &[key]).await;
    }
}
