//! `Idempotency-Key`: for a day the same key with the same body is answered as it was, and
//! with another body refused.

use super::Fault;
use crate::{AcceptanceIn, batch::Batch, text};
use domain::{Digest, KeyId, Receipt, TenantId};
use sea_orm::{ConnectionTrait, Value};
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

/// How long a key is kept, in milliseconds.
pub(crate) const KEPT_MS: i64 = 24 * 3_600_000;

static FIND: Batch = Batch::new(
    "WITH k(tenant_id, sender_id, idempotency_key) AS (VALUES",
    3,
    ") SELECT i.tenant_id, i.sender_id, i.idempotency_key, i.body, i.receipts, i.created_at
     FROM k CROSS JOIN idempotency i
     WHERE i.tenant_id = k.tenant_id AND i.sender_id = k.sender_id
        AND i.idempotency_key = k.idempotency_key",
);

static FORGET: Batch = Batch::new(
    "WITH k(tenant_id, sender_id, idempotency_key) AS (VALUES",
    3,
    ") DELETE FROM idempotency WHERE (tenant_id, sender_id, idempotency_key)
        IN (SELECT tenant_id, sender_id, idempotency_key FROM k)",
);

static INSERT: Batch = Batch::inserting(
    "INSERT INTO idempotency
        (tenant_id, sender_id, idempotency_key, body, receipts, created_at)",
    6,
    "",
);

#[derive(Serialize, Deserialize)]
struct Stored {
    event_id: String,
    delivery_count: u32,
    duplicate: bool,
    differs: bool,
}

/// By what a use of a key is known: whose tenant, which sender, which key.
pub(super) type Use<'a> = (TenantId, KeyId, Cow<'a, str>);

/// By what the key of a request is known, where it came with one.
pub(super) fn use_of<'a>(acceptance: &AcceptanceIn<'a>) -> Option<(Use<'a>, Digest)> {
    let given = acceptance.idempotency?;
    let key = Cow::Borrowed(given.key);
    Some(((acceptance.tenant_id, given.sender, key), given.body))
}

/// A key as it was used before.
pub(super) struct Used {
    /// The body it came with.
    pub(super) body: Vec<u8>,
    /// What was answered.
    pub(super) receipts: Vec<Receipt>,
}

/// The keys of a batch that were used before, and not too long ago.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    acceptances: &[AcceptanceIn<'_>],
) -> Result<HashMap<Use<'static>, Used>, Fault> {
    let uses = acceptances.iter().filter_map(use_of);
    let keys: Vec<[Value; 3]> = uses.map(|(used, _)| columns(&used)).collect();
    let now = now(acceptances);
    let mut used = HashMap::new();
    let mut stale = Vec::new();
    for row in FIND.query(db, &keys).await? {
        let key: Use<'_> = (
            TenantId(row.try_get_by_index(0)?),
            KeyId(row.try_get_by_index(1)?),
            Cow::Owned(row.try_get_by_index(2)?),
        );
        if now - row.try_get_by_index::<i64>(5)? >= KEPT_MS {
            stale.push(columns(&key));
            continue;
        }
        let receipts: String = row.try_get_by_index(4)?;
        let entry = Used {
            body: row.try_get_by_index(3)?,
            receipts: opened(&receipts)?,
        };
        used.insert(key, entry);
    }
    FORGET.execute(db, &stale).await?;
    Ok(used)
}

/// Keeps the answers of a batch under the keys that came with it.
pub(super) async fn keep(
    db: &impl ConnectionTrait,
    answers: &BTreeMap<Use<'_>, (Digest, &[Receipt], i64)>,
) -> Result<(), Fault> {
    let mut rows: Vec<[Value; 6]> = Vec::with_capacity(answers.len());
    for (used, (body, receipts, now)) in answers {
        let [tenant, sender, key] = columns(used);
        rows.push([
            tenant,
            sender,
            key,
            body.0.to_vec().into(),
            closed(receipts)?.into(),
            (*now).into(),
        ]);
    }
    INSERT.insert(db, rows).await?;
    Ok(())
}

fn columns((tenant, sender, key): &Use<'_>) -> [Value; 3] {
    [tenant.0.into(), sender.0.into(), key.as_ref().into()]
}

fn now(acceptances: &[AcceptanceIn<'_>]) -> i64 {
    let events = acceptances.iter().flat_map(|acceptance| acceptance.events);
    let times = events.map(|event| event.accepted_at);
    times.max().unwrap_or_default()
}

fn closed(receipts: &[Receipt]) -> Result<String, Fault> {
    let stored: Vec<Stored> = receipts
        .iter()
        .map(|receipt| Stored {
            event_id: receipt.event_id.clone(),
            delivery_count: receipt.delivery_count,
            duplicate: receipt.duplicate,
            differs: receipt.differs,
        })
        .collect();
    Ok(text::json("receipts", &stored)?)
}

fn opened(json: &str) -> Result<Vec<Receipt>, Fault> {
    let stored: Vec<Stored> = text::parsed("receipts", json)?;
    let receipts = stored.into_iter().map(|stored| Receipt {
        event_id: stored.event_id,
        delivery_count: stored.delivery_count,
        duplicate: stored.duplicate,
        differs: stored.differs,
    });
    Ok(receipts.collect())
}
