//! The net under incidents that stay open wrongly: whoever saw the integration recover may have
//! died before it could write so, and who took over saw it never fail. What delivers is neither
//! told as failing nor switched off.

use super::{Closed, NoticeRules, close};
use crate::{
    Store, StoreError,
    ids::first_at,
    sql,
    told::{self, Told},
    wake,
};
use domain::{IntegrationId, TenantId, notice::Notice};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;

/// The length of a counter's period, in milliseconds.
const HOUR_MS: i64 = 3_600_000;
/// What arrived is looked for so far back, in milliseconds.
const LOOK_BACK_MS: i64 = 24 * HOUR_MS;
/// And so far back what arrives is weighed against what does not, in milliseconds.
const LATELY_MS: i64 = 3 * HOUR_MS;

/// Open incidents of which somebody is about to be told, or that are to be ended.
const DOUBTED: &str = "SELECT tenant_id, integration_id, opened_at FROM incident
    WHERE closed_at IS NULL AND (mailed_at <= ?
        OR (warned_at IS NULL AND opened_at <= ?) OR opened_at <= ?)";

/// What ended from an hour on, and of that lately.
const ENDED: &str = "SELECT
        CAST(COALESCE(SUM(CASE WHEN h.state = 'delivered'
            THEN h.delivery_count ELSE 0 END), 0) AS BIGINT) AS delivered,
        CAST(COALESCE(SUM(CASE WHEN h.state = 'delivered' AND h.hour_at >= ?
            THEN h.delivery_count ELSE 0 END), 0) AS BIGINT) AS delivered_lately,
        CAST(COALESCE(SUM(CASE WHEN h.state IN ('failed', 'expired', 'unanswered')
            AND h.hour_at >= ? THEN h.delivery_count ELSE 0 END), 0) AS BIGINT) AS missed_lately
    FROM hourly_counter h
    WHERE h.tenant_id = ? AND h.integration_id = ? AND h.hour_at >= ?";

/// What was accepted before a time and is open still, but for what waits for its recording.
const STUCK: &str = "SELECT COUNT(*) FROM (
        SELECT 1 FROM delivery d
        WHERE d.tenant_id = ? AND d.integration_id = ? AND d.id < ?
            AND NOT (d.takes_recording AND d.claim_no = 0)
        LIMIT ?
    ) AS stuck";

#[derive(FromQueryResult)]
struct Doubted {
    tenant_id: Uuid,
    integration_id: Uuid,
    opened_at: i64,
}

#[derive(FromQueryResult)]
struct Ended {
    delivered: i64,
    delivered_lately: i64,
    missed_lately: i64,
}

impl Store {
    /// Closes incidents of integrations that work, before anybody is told otherwise.
    pub(super) async fn close_recovered(
        &self,
        rules: &NoticeRules,
        now: i64,
    ) -> Result<(), StoreError> {
        let off_from = now - rules.switch_off_after_ms;
        let values = vec![
            (now - rules.daily_ms).into(),
            (off_from + rules.warn_before_ms).into(),
            off_from.into(),
        ];
        let doubted: Vec<Doubted> = sql::rows(self.reader(), DOUBTED, values).await?;
        for incident in doubted {
            if !works(self.reader(), &incident, now).await? {
                continue;
            }
            let tenant = self.tenant(TenantId(incident.tenant_id));
            let id = IntegrationId(incident.integration_id);
            let db = self.write().await?;
            if let Some(closed) = close(&db, &tenant, id, Closed::Recovered, now).await? {
                let told = Told::of_incident(Notice::Recovered, id, closed);
                told::tell(&db, &tenant, told, now).await?;
                wake::changed(&db, tenant.id, id).await?;
            }
            db.commit().await?;
        }
        Ok(())
    }
}

/// Whether something arrived well after the incident began, and lately more than did not: one in
/// a hundred is a failure still. Nothing at all lately, and nothing that waits, is no failure.
async fn works(db: &impl ConnectionTrait, incident: &Doubted, now: i64) -> Result<bool, DbErr> {
    // What was under way when it began may arrive a little later.
    let after = incident.opened_at.saturating_add(HOUR_MS);
    let (tenant, integration) = (incident.tenant_id, incident.integration_id);
    let lately = now - LATELY_MS;
    let values = vec![
        lately.into(),
        lately.into(),
        tenant.into(),
        integration.into(),
        after.max(now - LOOK_BACK_MS).into(),
    ];
    let ended: Option<Ended> = sql::row(db, ENDED, values).await?;
    let Some(ended) = ended.filter(|ended| ended.delivered > 0) else {
        return Ok(false);
    };
    let values = vec![
        tenant.into(),
        integration.into(),
        first_at(now - HOUR_MS).into(),
        // More than that outweigh what was delivered in any case.
        (ended.delivered_lately + 1).into(),
    ];
    let missed = ended.missed_lately + sql::number(db, STUCK, values).await?;
    Ok(missed == 0 || ended.delivered_lately > missed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn an_integration_is_judged_by_its_own_rows_alone() {
        let range = "SEARCH h USING PRIMARY KEY (tenant_id=? AND integration_id=? AND hour_at>?)";
        assert_served(ENDED, &[range]).await;
        assert_served(STUCK, &["delivery_by_integration"]).await;
    }
}
