//! The list of integrations with what became of their deliveries.

use super::{
    IntegrationCard, RecentDelivery,
    listed::{Standing, standing},
};
use crate::{StoreError, TenantStore, sql, text};
use domain::{DeliveryId, DeliveryState, IntegrationId};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// How many deliveries a card shows.
const RECENT: usize = 20;
/// How far back a card counts, in milliseconds.
const COUNTED_MS: i64 = 24 * 3_600_000;

/// The newest of each integration, of both tables. SQLite knows no `LATERAL`, but takes a list
/// that is asked anew for each row.
const RECENT_SQLITE: &str = "SELECT i.id AS integration_id, d.id, d.state, d.accepted_at, d.took_ms
    FROM integration i CROSS JOIN {table} d
    WHERE i.tenant_id = ? AND i.deleted_at IS NULL AND d.tenant_id = i.tenant_id AND d.id IN (
        SELECT x.id FROM {table} x WHERE x.tenant_id = i.tenant_id AND x.integration_id = i.id
        ORDER BY x.id DESC LIMIT {recent})";

const RECENT_POSTGRES: &str = "SELECT i.id AS integration_id, d.*
    FROM integration i CROSS JOIN LATERAL (
        SELECT x.id, x.state, x.accepted_at, x.took_ms FROM {table} x
        WHERE x.tenant_id = i.tenant_id AND x.integration_id = i.id
        ORDER BY x.id DESC LIMIT {recent}) AS d
    WHERE i.tenant_id = ? AND i.deleted_at IS NULL";

/// The counters lie by integration first: see the module `counters`.
const COUNTED: &str = "SELECT h.integration_id, h.state,
        CAST(SUM(h.delivery_count) AS BIGINT) AS deliveries
    FROM integration i CROSS JOIN hourly_counter h
    WHERE i.tenant_id = ? AND h.tenant_id = i.tenant_id AND h.integration_id = i.id
        AND h.hour_at > ?
    GROUP BY h.integration_id, h.state";

const OPEN: &str = "SELECT d.integration_id, COUNT(*) AS deliveries
    FROM delivery d WHERE d.tenant_id = ? GROUP BY d.integration_id";

#[derive(FromQueryResult)]
struct RecentRow {
    integration_id: Uuid,
    id: Uuid,
    state: String,
    accepted_at: i64,
    took_ms: Option<i64>,
}

#[derive(FromQueryResult)]
struct CountRow {
    integration_id: Uuid,
    state: String,
    deliveries: i64,
}

#[derive(FromQueryResult)]
struct OpenRow {
    integration_id: Uuid,
    deliveries: i64,
}

/// What became of the deliveries of an integration.
#[derive(Default)]
struct Became {
    recent: Vec<RecentDelivery>,
    delivered: i64,
    failed: i64,
    open: i64,
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
        let (rows, mut became) =
            futures::try_join!(standing(db, self), became(db, self.id.0, now))?;
        let cards = rows.iter().map(|row| {
            let became = became.remove(&row.id).unwrap_or_default();
            card(row, became)
        });
        let mut cards: Vec<IntegrationCard> = cards.collect::<Result<_, _>>()?;
        cards.sort_by_cached_key(|card| (card.name.to_lowercase(), card.id));
        Ok(cards)
    }
}

fn card(row: &Standing, became: Became) -> Result<IntegrationCard, StoreError> {
    let draft = row.draft()?;
    Ok(IntegrationCard {
        id: IntegrationId(row.id),
        version: row.version,
        recent: became.recent,
        delivered_24h: became.delivered,
        failed_24h: became.failed,
        open: became.open,
        enabled: draft.enabled,
        switched_off: row.switched_off.is_some(),
        name: draft.name,
        url: draft.url,
        method: draft.method,
        moment: draft.moment,
        connection: draft.connection,
    })
}

/// By integration: what became of its deliveries.
async fn became(
    db: &impl ConnectionTrait,
    tenant: Uuid,
    now: i64,
) -> Result<HashMap<Uuid, Became>, StoreError> {
    let backend = db.get_database_backend();
    let [owed, ended] = ["delivery", "delivery_log"].map(|table| recent(backend, table));
    let counted = vec![tenant.into(), (now - COUNTED_MS).into()];
    let (mut newest, finished, counted, open) = futures::try_join!(
        sql::rows::<RecentRow>(db, &owed, vec![tenant.into()]),
        sql::rows::<RecentRow>(db, &ended, vec![tenant.into()]),
        sql::rows::<CountRow>(db, COUNTED, counted),
        sql::rows::<OpenRow>(db, OPEN, vec![tenant.into()]),
    )?;
    newest.extend(finished);
    newest.sort_by_key(|row| std::cmp::Reverse(row.id));
    let mut became: HashMap<Uuid, Became> = HashMap::new();
    for row in newest {
        let recent = &mut became.entry(row.integration_id).or_default().recent;
        if recent.len() < RECENT {
            recent.push(row.shown()?);
        }
    }
    for row in counted {
        became.entry(row.integration_id).or_default().count(&row)?;
    }
    for row in open {
        became.entry(row.integration_id).or_default().open = row.deliveries;
    }
    Ok(became)
}

/// The newest deliveries of each integration in a table, in the form that the database takes.
fn recent(backend: DbBackend, table: &str) -> String {
    let text = match backend {
        DbBackend::Postgres => RECENT_POSTGRES,
        _ => RECENT_SQLITE,
    };
    text.replace("{table}", table)
        .replace("{recent}", &RECENT.to_string())
}

impl RecentRow {
    fn shown(self) -> Result<RecentDelivery, StoreError> {
        Ok(RecentDelivery {
            id: DeliveryId(self.id),
            state: text::key("a state", &self.state)?,
            accepted_at: self.accepted_at,
            took_ms: self.took_ms,
        })
    }
}

impl Became {
    /// Delivered, and ended in any other way but a person's.
    fn count(&mut self, row: &CountRow) -> Result<(), StoreError> {
        match text::key("a state", &row.state)? {
            DeliveryState::Delivered => self.delivered += row.deliveries,
            DeliveryState::Failed | DeliveryState::Expired | DeliveryState::Unanswered => {
                self.failed += row.deliveries;
            }
            DeliveryState::Cancelled
            | DeliveryState::Scheduled
            | DeliveryState::Sending
            | DeliveryState::Retrying => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn a_card_reads_no_more_than_it_shows() {
        for table in ["delivery", "delivery_log"] {
            let recent = recent(DbBackend::Sqlite, table);
            let by_integration = format!("INDEX {table}_by_integration (tenant_id=? AND");
            let by_id = "SEARCH d USING PRIMARY KEY (tenant_id=? AND id=?)";
            assert_served(&recent, &[&by_integration, by_id]).await;
        }
        assert_served(OPEN, &["delivery_by_integration (tenant_id=?)"]).await;
        assert_served(COUNTED, &["SEARCH h USING PRIMARY KEY"]).await;
    }
}
