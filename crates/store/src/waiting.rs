//! Deliveries that wait for another in vain: for one that is over, or that is held.
//!
//! Whoever writes a delivery sees what is open before it, and whoever ends one frees what waits
//! for it; where two processes do so at once, the second sees what the first did. This finds what
//! slips through all the same, and what waits for an integration that was paused since.

use crate::{Store, StoreError, batch::Batch, sql};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

/// Deliveries that are freed in one transaction.
const FREED_AT_ONCE: i64 = 1_000;
/// How often the chains are followed; each time one link further.
const LINKS_MAX: usize = 100;

/// What waits in vain, and for what it should wait instead: that for which the other waits, if
/// any. A pause or a deletion keeps back its own integration alone, as in `domain::order`.
const IN_VAIN: &str = "SELECT d.tenant_id, d.id, d.waits_for AS head, h.waits_for AS next
    FROM delivery d
    LEFT JOIN delivery h ON h.tenant_id = d.tenant_id AND h.id = d.waits_for
    WHERE d.waits_for > ? AND d.claimed_by IS NULL AND (
        h.id IS NULL OR (h.integration_id <> d.integration_id AND h.claimed_by IS NULL
            AND EXISTS (SELECT 1 FROM integration i
                WHERE i.tenant_id = h.tenant_id AND i.id = h.integration_id
                    AND (NOT i.enabled OR i.deleted_at IS NOT NULL)))
    ) LIMIT ?";

static PASS: Batch = Batch::new(
    "WITH k(tenant_id, id, head, next) AS (VALUES",
    4,
    ") UPDATE delivery SET waits_for = k.next FROM k
     WHERE delivery.tenant_id = k.tenant_id AND delivery.id = k.id
        AND delivery.waits_for = k.head",
);

#[derive(FromQueryResult)]
struct Row {
    tenant_id: Uuid,
    id: Uuid,
    head: Uuid,
    next: Option<Uuid>,
}

impl Store {
    /// Lets go what waits in vain.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn free_waiting(&self) -> Result<(), StoreError> {
        for _ in 0..LINKS_MAX {
            let values = vec![Uuid::nil().into(), FREED_AT_ONCE.into()];
            let rows: Vec<Row> = sql::rows(self.reader(), IN_VAIN, values).await?;
            if rows.is_empty() {
                break;
            }
            let keys = rows.iter().map(|row| {
                let (tenant, id) = (row.tenant_id.into(), row.id.into());
                [tenant, id, row.head.into(), row.next.into()]
            });
            let keys: Vec<[Value; 4]> = keys.collect();
            let db = self.write().await?;
            PASS.execute(&db, &keys).await?;
            db.commit().await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn what_waits_is_found_without_reading_what_does_not() {
        assert_served(IN_VAIN, &["delivery_waiting", "PRIMARY KEY"]).await;
        assert_served(&PASS.largest(), &["delivery_waiting (waits_for=?"]).await;
    }
}
