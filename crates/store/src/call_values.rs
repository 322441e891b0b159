//! What answers left on calls, for later moments and for other integrations of the same
//! connection.

use crate::{SettledIn, Store, StoreError, batch::Batch, joined::Joined, sql, text};
use domain::{DeliveryId, Facts, TenantId, Value as Fact};
use sea_orm::{FromQueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

static KEEP: Batch = Batch::inserting(
    "INSERT INTO call_value (tenant_id, shared_id, call_id, name, value, kept_at)",
    6,
    "ON CONFLICT (tenant_id, shared_id, call_id, name)
     DO UPDATE SET value = excluded.value, kept_at = excluded.kept_at",
);

const FIND: &str = "SELECT name, value FROM call_value
    WHERE tenant_id = ? AND shared_id = ? AND call_id = ?";

/// Open deliveries of the same order that were accepted before one, apart from those that a
/// pause or a recording to come holds: see `domain::order`.
const BEHIND: &str = "SELECT COUNT(*) FROM call c CROSS JOIN delivery d
    JOIN integration i ON i.tenant_id = d.tenant_id AND i.id = d.integration_id AND i.enabled
    WHERE c.tenant_id = ? AND c.call_id = ? AND d.tenant_id = c.tenant_id AND d.call_key = c.id
        AND d.order_key = ? AND d.id < ?
        AND NOT (d.takes_recording AND d.claim_no = 0)";

#[derive(FromQueryResult)]
struct Row {
    name: String,
    value: String,
}

impl Store {
    /// What answers left on a call for the integrations that share `shared`. `None` where
    /// nothing did yet, and a delivery of the call is open that was accepted before `asking`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn kept(
        &self,
        tenant: TenantId,
        shared: Uuid,
        call_id: &str,
        asking: DeliveryId,
    ) -> Result<Option<Facts>, StoreError> {
        let db = self.reader();
        let call_id = text::storable(call_id);
        let values = vec![tenant.0.into(), shared.into(), call_id.as_str().into()];
        let rows: Vec<Row> = sql::rows(db, FIND, values).await?;
        if rows.is_empty() {
            let order_key = format!("{}:{call_id}", shared.simple());
            let values = vec![
                tenant.0.into(),
                call_id.into(),
                order_key.into(),
                asking.0.into(),
            ];
            if sql::number(db, BEHIND, values).await? > 0 {
                return Ok(None);
            }
        }
        let facts = rows.into_iter().map(|row| {
            let value: Fact = text::parsed("a kept value", &row.value)?;
            Ok((row.name, value))
        });
        facts.collect::<Result<Facts, StoreError>>().map(Some)
    }
}

/// Keeps what the answers of settlements leave on their calls; the later one wins.
pub(crate) fn keep(joined: &mut Joined, settlements: &[SettledIn<'_>]) -> Result<(), StoreError> {
    let mut kept = BTreeMap::new();
    for settled in settlements {
        let claim = settled.claim;
        // The order key begins with what is shared.
        let shared = claim.order_key.split(':').next().unwrap_or_default();
        let Ok(shared) = Uuid::try_parse(shared) else {
            continue;
        };
        for (name, value) in settled.kept.iter() {
            let key = (
                claim.tenant_id.0,
                shared,
                claim.event.call_id.as_str(),
                name,
            );
            let value = text::json("a kept value", value)?;
            kept.insert(key, (value, settled.settled_at));
        }
    }
    let rows = kept.into_iter().map(|(key, (value, at))| {
        let (tenant, shared, call_id, name) = key;
        let row: [Value; 6] = [
            tenant.into(),
            shared.into(),
            call_id.into(),
            name.into(),
            value.into(),
            at.into(),
        ];
        row
    });
    joined.add(&KEEP, rows.collect());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn a_call_is_looked_up_by_its_key() {
        assert_served(FIND, &["PRIMARY KEY"]).await;
        assert_served(BEHIND, &["delivery_by_call"]).await;
    }
}
