//! `Idempotency-Key`: for a day the same key with the same body is answered as it was, and
//! with another body refused.

use super::Fault;
use crate::{AcceptanceIn, batch::Batch, text};
use domain::{Digest, Receipt, TenantId};
use sea_orm::{ConnectionTrait, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// How long a key is kept, in milliseconds.
pub(crate) const KEPT_MS: i64 = 24 * 3_600_000;

static FIND: Batch = Batch::new(
    "WITH k(tenant_id, idempotency_key) AS (VALUES",
    2,
    ") SELECT i.tenant_id, i.idempotency_key, i.body, i.receipts, i.created_at
     FROM k CROSS JOIN idempotency i
     WHERE i.tenant_id = k.tenant_id AND i.idempotency_key = k.idempotency_key",
);

static FORGET: Batch = Batch::new(
    "WITH k(tenant_id, idempotency_key) AS (VALUES",
    2,
    ") DELETE FROM idempotency WHERE (tenant_id, idempotency_key)
        IN (SELECT tenant_id, idempotency_key FROM k)",
);

static INSERT: Batch = Batch::new(
    "INSERT INTO idempotency (tenant_id, idempotency_key, body, receipts, created_at) VALUES",
    5,
    "",
);

#[derive(Serialize, Deserialize)]
struct Stored {
    event_id: String,
    delivery_count: u32,
    duplicate: bool,
    differs: bool,
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
) -> Result<HashMap<(TenantId, String), Used>, Fault> {
    let keys: Vec<[Value; 2]> = acceptances
        .iter()
        .filter_map(|acceptance| {
            let (key, _) = acceptance.idempotency?;
            Some([acceptance.tenant_id.0.into(), key.into()])
        })
        .collect();
    let now = now(acceptances);
    let mut used = HashMap::new();
    let mut stale = Vec::new();
    for row in FIND.query(db, &keys).await? {
        let (tenant, key): (Uuid, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if now - row.try_get_by_index::<i64>(4)? >= KEPT_MS {
            stale.push([tenant.into(), key.into()]);
            continue;
        }
        let receipts: String = row.try_get_by_index(3)?;
        let entry = Used {
            body: row.try_get_by_index(2)?,
            receipts: opened(&receipts)?,
        };
        used.insert((TenantId(tenant), key), entry);
    }
    FORGET.execute(db, &stale).await?;
    Ok(used)
}

/// Keeps the answers of a batch under the keys that came with it.
pub(super) async fn keep(
    db: &impl ConnectionTrait,
    answers: &BTreeMap<(TenantId, &str), (Digest, &[Receipt], i64)>,
) -> Result<(), Fault> {
    let mut rows: Vec<[Value; 5]> = Vec::with_capacity(answers.len());
    for ((tenant, key), (body, receipts, now)) in answers {
        rows.push([
            tenant.0.into(),
            (*key).into(),
            body.0.to_vec().into(),
            closed(receipts)?.into(),
            (*now).into(),
        ]);
    }
    INSERT.insert(db, rows).await?;
    Ok(())
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
