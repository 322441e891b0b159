//! What a pause holds for longer than its tenant keeps data: people are told a week before it is
//! lost, and nothing is lost of which they were not.

use super::{DAY_MS, Row};
use crate::{
    Store, StoreError,
    ids::first_at,
    outbox::argument::{HELD, UNTIL},
    sql,
    told::{self, Told},
    upkeep,
};
use domain::{IntegrationId, TenantId, notice::Notice};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// So long before it is lost people are told, in milliseconds.
const WARN_BEFORE_MS: i64 = 7 * DAY_MS;
/// Deliveries that are let go of in one transaction.
const LOST_AT_ONCE: i64 = 1_000;

/// Takes the integrations that do not send, of whose pause nobody was told yet, and that hold
/// something older than a key.
const WARN: &str = "UPDATE integration SET loss_warned_at = ?
    WHERE tenant_id = ? AND NOT enabled AND deleted_at IS NULL
        AND (loss_warned_at IS NULL OR loss_warned_at < paused_at)
        AND EXISTS (SELECT 1 FROM delivery d WHERE d.tenant_id = integration.tenant_id
            AND d.integration_id = integration.id AND d.id < ?)
    RETURNING id";

/// How much an integration holds, and since when the oldest of it waits.
const HOLDS: &str = "SELECT COUNT(*) AS held_count, MIN(accepted_at) AS oldest_at FROM delivery
    WHERE tenant_id = ? AND integration_id = ?";

/// What is too old of integrations whose pause was told of a week ago.
const LOST: &str = "SELECT d.tenant_id, d.id FROM integration i
    JOIN delivery d ON d.tenant_id = i.tenant_id AND d.integration_id = i.id
    WHERE i.tenant_id = ? AND NOT i.enabled AND i.deleted_at IS NULL
        AND i.loss_warned_at >= i.paused_at AND i.loss_warned_at <= ? AND d.id < ? LIMIT ?";

#[derive(FromQueryResult)]
struct Warned {
    id: Uuid,
}

#[derive(FromQueryResult)]
struct Holds {
    held_count: i64,
    oldest_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct Key {
    tenant_id: Uuid,
    id: Uuid,
}

impl Store {
    /// Tells of what a tenant's pauses hold that is lost in a week, once for each pause.
    pub(super) async fn warn_of_loss(&self, row: &Row, now: i64) -> Result<(), StoreError> {
        let db = self.write().await?;
        let kept_ms = row.kept_ms();
        let key = first_at(now - kept_ms + WARN_BEFORE_MS);
        let values = vec![now.into(), row.id.into(), key.into()];
        let tenant = self.tenant(TenantId(row.id));
        for warned in sql::rows::<Warned>(&db, WARN, values).await? {
            let holds = holds(&db, row.id, warned.id).await?;
            let oldest_at = holds.oldest_at.unwrap_or(now);
            let until = (oldest_at + kept_ms).max(now + WARN_BEFORE_MS);
            let told = Told::of(Notice::HeldLostSoon, IntegrationId(warned.id))
                .with(HELD, holds.held_count)
                .with(UNTIL, until);
            told::tell(&db, &tenant, told, now).await?;
        }
        db.commit().await?;
        Ok(())
    }

    /// Calls off what is held of a tenant for longer than it keeps data.
    pub(super) async fn lose_held(&self, row: &Row, now: i64) -> Result<(), StoreError> {
        let (warned, key) = (now - WARN_BEFORE_MS, first_at(now - row.kept_ms()));
        loop {
            let values = vec![
                row.id.into(),
                warned.into(),
                key.into(),
                LOST_AT_ONCE.into(),
            ];
            let keys: Vec<Key> = sql::rows(self.reader(), LOST, values).await?;
            if keys.is_empty() {
                return Ok(());
            }
            let keys: Vec<_> = keys.iter().map(|key| (key.tenant_id, key.id)).collect();
            let db = self.write().await?;
            upkeep::cancel(&db, &keys, now).await?;
            db.commit().await?;
        }
    }
}

async fn holds(
    db: &impl ConnectionTrait,
    tenant: Uuid,
    integration: Uuid,
) -> Result<Holds, StoreError> {
    let values = vec![tenant.into(), integration.into()];
    let found = sql::row(db, HOLDS, values).await?;
    Ok(found.unwrap_or(Holds {
        held_count: 0,
        oldest_at: None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn what_is_held_too_long_is_found_by_its_integration() {
        for query in [WARN, LOST, HOLDS] {
            assert_served(query, &["delivery_by_integration"]).await;
        }
    }
}
