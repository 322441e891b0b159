//! The list of integrations with what became of their deliveries.

use super::{IntegrationCard, RecentDelivery, live_rows, versions};
use crate::{StoreError, TenantStore, entity::integration::Model, sql, text};
use domain::{DeliveryId, DeliveryState, IntegrationId, TenantId};
use futures::{StreamExt, TryStreamExt, stream};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// How many deliveries a card shows.
const RECENT: i64 = 20;
/// How far back a card counts, in milliseconds.
const COUNTED_MS: i64 = 24 * 3_600_000;
/// How many cards are asked for at once.
const CARDS_AT_ONCE: usize = 4;

const RECENT_OF: &str = "SELECT id, state, accepted_at, took_ms FROM (
        SELECT id, state, accepted_at, took_ms FROM delivery
        WHERE tenant_id = ? AND integration_id = ? ORDER BY id DESC LIMIT ?
    ) AS open
    UNION ALL SELECT id, state, accepted_at, took_ms FROM (
        SELECT id, state, accepted_at, took_ms FROM delivery_log
        WHERE tenant_id = ? AND integration_id = ? ORDER BY id DESC LIMIT ?
    ) AS finished
    ORDER BY id DESC LIMIT ?";

const COUNTED_OF: &str = "SELECT state, CAST(SUM(delivery_count) AS BIGINT) AS delivery_count
    FROM hourly_counter WHERE tenant_id = ? AND integration_id = ? AND hour_at > ? GROUP BY state";

const OPEN_OF: &str = "SELECT COUNT(*) FROM delivery WHERE tenant_id = ? AND integration_id = ?";

#[derive(FromQueryResult)]
struct RecentRow {
    id: Uuid,
    state: String,
    accepted_at: i64,
    took_ms: Option<i64>,
}

#[derive(FromQueryResult)]
struct CountRow {
    state: String,
    delivery_count: i64,
}

impl TenantStore {
    /// The integrations with what became of their deliveries, by name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_integration_cards(
        &self,
        now: i64,
    ) -> Result<Vec<IntegrationCard>, StoreError> {
        let db = self.store.reader();
        let rows = live_rows(db, self).await?;
        let asked = stream::iter(rows).map(|row| card(db, row, now));
        let mut cards: Vec<IntegrationCard> = asked.buffered(CARDS_AT_ONCE).try_collect().await?;
        cards.sort_by_cached_key(|card| (card.name.to_lowercase(), card.id));
        Ok(cards)
    }
}

async fn card(
    db: &impl ConnectionTrait,
    row: Model,
    now: i64,
) -> Result<IntegrationCard, StoreError> {
    let (tenant, id) = (TenantId(row.tenant_id), IntegrationId(row.id));
    let version = versions::find(db, tenant, id, row.version).await?;
    let draft = version.ok_or(StoreError::NotFound)?.draft()?;
    let (delivered_24h, failed_24h) = counted(db, &row, now).await?;
    let open = vec![tenant.0.into(), id.0.into()];
    Ok(IntegrationCard {
        id,
        version: row.version,
        recent: recent(db, &row).await?,
        delivered_24h,
        failed_24h,
        open: sql::number(db, OPEN_OF, open).await?,
        enabled: row.enabled,
        switched_off: row.switched_off.is_some(),
        name: draft.name,
        url: draft.url,
        method: draft.method,
        moment: draft.moment,
        connection: draft.connection,
    })
}

async fn recent(db: &impl ConnectionTrait, row: &Model) -> Result<Vec<RecentDelivery>, StoreError> {
    let (tenant, id) = (row.tenant_id, row.id);
    let values = vec![
        tenant.into(),
        id.into(),
        RECENT.into(),
        tenant.into(),
        id.into(),
        RECENT.into(),
        RECENT.into(),
    ];
    let rows: Vec<RecentRow> = sql::rows(db, RECENT_OF, values).await?;
    let recent = rows.into_iter().map(|row| {
        Ok(RecentDelivery {
            id: DeliveryId(row.id),
            state: text::key("a state", &row.state)?,
            accepted_at: row.accepted_at,
            took_ms: row.took_ms,
        })
    });
    recent.collect()
}

/// Delivered, and ended in any other way but a person's.
async fn counted(
    db: &impl ConnectionTrait,
    row: &Model,
    now: i64,
) -> Result<(i64, i64), StoreError> {
    let values = vec![
        row.tenant_id.into(),
        row.id.into(),
        (now - COUNTED_MS).into(),
    ];
    let rows: Vec<CountRow> = sql::rows(db, COUNTED_OF, values).await?;
    let (mut delivered, mut failed) = (0, 0);
    for row in rows {
        match text::key("a state", &row.state)? {
            DeliveryState::Delivered => delivered += row.delivery_count,
            DeliveryState::Failed | DeliveryState::Expired | DeliveryState::Unanswered => {
                failed += row.delivery_count;
            }
            DeliveryState::Cancelled
            | DeliveryState::Scheduled
            | DeliveryState::Sending
            | DeliveryState::Retrying => {}
        }
    }
    Ok((delivered, failed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn a_card_reads_no_more_than_it_shows() {
        let recent = ["delivery_by_integration", "delivery_log_by_integration"];
        assert_served(RECENT_OF, &recent).await;
        assert_served(OPEN_OF, &["delivery_by_integration"]).await;
        assert_served(COUNTED_OF, &["PRIMARY KEY"]).await;
    }
}
