//! Times during which an integration did not work: opened and closed in the transaction of the
//! outcome that shows it, told by mail, and ended by switching off.

mod closing;
mod list;
mod switch_off;
mod watch;

pub use closing::Closed;
pub(crate) use closing::close;
pub use list::IncidentFilter;
pub use watch::NoticeRules;

use crate::{
    SettledIn, Store, StoreError, TenantStore, finish, sql, text,
    told::{self, Told},
    workers,
};
use domain::{
    Cause, DeliveryId, IncidentId, IntegrationId, Slots, TenantId,
    health::{Failing, Turn},
    notice::Notice,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

const OPEN: &str = "INSERT INTO incident (tenant_id, id, integration_id, failing, cause, code,
        version, sample_id, opened_at, mailed_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (tenant_id, integration_id) WHERE closed_at IS NULL DO NOTHING";

/// Whether an integration sends. What was under way when it was paused says nothing of it now.
const SENDS: &str = "SELECT COUNT(*) FROM integration
    WHERE tenant_id = ? AND id = ? AND enabled AND deleted_at IS NULL";

const FAILING: &str = "SELECT i.tenant_id, i.integration_id, i.failing FROM incident i
    JOIN integration g ON g.tenant_id = i.tenant_id AND g.id = i.integration_id
    WHERE i.closed_at IS NULL AND (CAST(? AS BIGINT) >> g.slot) & 1 = 1";

const FAILING_OF: &str = "SELECT tenant_id, integration_id, failing FROM incident
    WHERE tenant_id = ? AND integration_id = ? AND closed_at IS NULL";

/// An incident as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentRow {
    /// Which.
    pub id: IncidentId,
    /// Of which integration.
    pub integration_id: IntegrationId,
    /// In which way it fails.
    pub failing: Failing,
    /// Why the try failed that showed it.
    pub cause: Cause,
    /// The status of its answer.
    pub code: Option<i32>,
    /// The version that was sent.
    pub version: i32,
    /// The delivery that showed it.
    pub sample: DeliveryId,
    /// When it began, in milliseconds since 1970.
    pub opened_at: i64,
    /// When and how it ended.
    pub closed: Option<(i64, Closed)>,
}

#[derive(FromQueryResult)]
struct FailingRow {
    tenant_id: Uuid,
    integration_id: Uuid,
    failing: String,
}

impl Store {
    /// The integrations of these slots with an open incident.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn failing(
        &self,
        slots: Slots,
    ) -> Result<Vec<(TenantId, IntegrationId, Failing)>, StoreError> {
        let values = vec![workers::bits(slots).into()];
        let rows: Vec<FailingRow> = sql::rows(self.reader(), FAILING, values).await?;
        let rows = rows.into_iter().map(|row| {
            let failing = text::key("a way of failing", &row.failing)?;
            let (tenant, integration) =
                (TenantId(row.tenant_id), IntegrationId(row.integration_id));
            Ok((tenant, integration, failing))
        });
        rows.collect()
    }
}

impl TenantStore {
    /// In which way an integration fails, if it has an open incident.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn health(&self, id: IntegrationId) -> Result<Option<Failing>, StoreError> {
        let values = vec![self.id.0.into(), id.0.into()];
        let row: Option<FailingRow> = sql::row(self.store.reader(), FAILING_OF, values).await?;
        row.map(|row| text::key("a way of failing", &row.failing))
            .transpose()
    }
}

/// Writes how the health of an integration changed with an outcome.
pub(crate) async fn note(
    store: &Store,
    db: &impl ConnectionTrait,
    settled: &SettledIn<'_>,
    turn: &Turn,
) -> Result<(), StoreError> {
    let tenant = store.tenant(settled.claim.tenant_id);
    match turn {
        Turn::Fails { failing, rejoin } => {
            begin(db, &tenant, settled, *failing).await?;
            if !rejoin.is_empty() {
                rejoined(db, &tenant, settled, rejoin).await?;
            }
            Ok(())
        }
        Turn::Recovers => {
            let id = settled.claim.integration_id;
            let at = settled.settled_at;
            if let Some(incident) = close(db, &tenant, id, Closed::Recovered, at).await? {
                let told = Told::of_incident(Notice::Recovered, id, incident);
                told::tell(db, &tenant, told, at).await?;
            }
            Ok(())
        }
    }
}

async fn begin(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    settled: &SettledIn<'_>,
    failing: Failing,
) -> Result<(), StoreError> {
    let Some(attempt) = settled.attempts.last() else {
        return Ok(());
    };
    let (id, at) = (settled.claim.integration_id, settled.settled_at);
    let own = vec![tenant.id.0.into(), id.0.into()];
    if sql::number(db, SENDS, own).await? == 0 {
        return Ok(());
    }
    let incident = IncidentId(tenant.store.inner.ids.at(at));
    let outcome = &attempt.outcome;
    let values = vec![
        tenant.id.0.into(),
        incident.0.into(),
        id.0.into(),
        failing.key().into(),
        outcome.cause.key().into(),
        outcome.status.map(i32::from).into(),
        attempt.version.into(),
        settled.claim.id.0.into(),
        at.into(),
        at.into(),
    ];
    if sql::execute(db, OPEN, values).await?.rows_affected() == 0 {
        return Ok(());
    }
    if failing == Failing::Gone {
        return switch_off::run(db, tenant, id, switch_off::Reason::Gone, at).await;
    }
    let told = Told::of_incident(Notice::IncidentOpened, id, incident);
    told::tell(db, tenant, told, at).await
}

/// Lets deliveries that ended failed wait with the others, and tells nobody of them apart.
async fn rejoined(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    settled: &SettledIn<'_>,
    ids: &[DeliveryId],
) -> Result<(), StoreError> {
    // The order key begins with what is shared.
    let shared = settled
        .claim
        .order_key
        .split(':')
        .next()
        .unwrap_or_default();
    finish::reopen(db, tenant.id, ids, shared, settled.settled_at).await?;
    let untell = "DELETE FROM failure_digest
        WHERE tenant_id = ? AND integration_id = ? AND state = 'failed'";
    let values = vec![tenant.id.0.into(), settled.claim.integration_id.0.into()];
    sql::execute(db, untell, values).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn open_incidents_are_found_by_their_index() {
        assert_served(FAILING_OF, &["incident_open"]).await;
    }
}
