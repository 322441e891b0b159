//! What is done about incidents and failures as time passes: the daily mail, the warning, the
//! switching off, and the mail that gathers single failures.

use super::switch_off;
use crate::{
    Store, StoreError,
    outbox::argument::{SAMPLE, SINCE},
    sql, text,
    told::{self, Told},
};
use domain::{DeliveryId, DeliveryState, IncidentId, IntegrationId, TenantId, notice::Notice};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// When whom is told. All times are in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct NoticeRules {
    /// An open incident is told again after so long.
    pub daily_ms: i64,
    /// Single failures are gathered for so long, where a tenant says nothing else.
    pub gather_ms: i64,
    /// Those that came too late to matter for so long.
    pub gather_expired_ms: i64,
    /// An integration that did nothing but fail for so long is switched off.
    pub switch_off_after_ms: i64,
    /// So long before that it is told.
    pub warn_before_ms: i64,
}

const DAILY: &str = "UPDATE incident SET mailed_at = ?
    WHERE closed_at IS NULL AND mailed_at <= ? RETURNING tenant_id, id, integration_id";

const WARN: &str = "UPDATE incident SET warned_at = ?
    WHERE closed_at IS NULL AND warned_at IS NULL AND opened_at <= ?
    RETURNING tenant_id, id, integration_id";

/// Nobody is switched off who was not warned.
const OVERDUE: &str = "SELECT tenant_id, id, integration_id FROM incident
    WHERE closed_at IS NULL AND opened_at <= ? AND warned_at <= ?";

/// A tenant may have said for how long.
const GATHERED: &str = "DELETE FROM failure_digest
    WHERE first_at <= CAST(? AS BIGINT) - COALESCE((
        SELECT CASE WHEN failure_digest.state = 'expired' THEN n.gather_expired_ms
            ELSE n.gather_ms END
        FROM notification n WHERE n.tenant_id = failure_digest.tenant_id
    ), CASE WHEN state = 'expired' THEN CAST(? AS BIGINT) ELSE CAST(? AS BIGINT) END)
    RETURNING tenant_id, integration_id, state, first_at, failed_count, sample_id";

#[derive(FromQueryResult)]
struct IncidentKey {
    tenant_id: Uuid,
    id: Uuid,
    integration_id: Uuid,
}

#[derive(FromQueryResult)]
struct Gathered {
    tenant_id: Uuid,
    integration_id: Uuid,
    state: String,
    first_at: i64,
    failed_count: i64,
    sample_id: Uuid,
}

impl Store {
    /// Tells and does what is due by now. Safe to be called by several processes at once: each
    /// row is taken by one of them.
    ///
    /// # Errors
    /// `Unavailable`; what was done before stands.
    pub async fn watch_incidents(&self, rules: &NoticeRules, now: i64) -> Result<(), StoreError> {
        let daily = vec![now.into(), (now - rules.daily_ms).into()];
        self.tell_of_incidents(DAILY, daily, Notice::IncidentDaily, now)
            .await?;
        let from = now - rules.switch_off_after_ms + rules.warn_before_ms;
        let warn = vec![now.into(), from.into()];
        self.tell_of_incidents(WARN, warn, Notice::SwitchOffSoon, now)
            .await?;
        self.switch_off_overdue(rules, now).await?;
        self.tell_of_failures(rules, now).await
    }

    async fn tell_of_incidents(
        &self,
        take: &str,
        values: Vec<Value>,
        notice: Notice,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.write().await?;
        for taken in sql::rows::<IncidentKey>(&db, take, values).await? {
            let tenant = self.tenant(TenantId(taken.tenant_id));
            let integration = IntegrationId(taken.integration_id);
            let told = Told::of_incident(notice, integration, IncidentId(taken.id));
            told::tell(&db, &tenant, told, now).await?;
        }
        db.commit().await?;
        Ok(())
    }

    async fn switch_off_overdue(&self, rules: &NoticeRules, now: i64) -> Result<(), StoreError> {
        let values = vec![
            (now - rules.switch_off_after_ms).into(),
            (now - rules.warn_before_ms).into(),
        ];
        let overdue: Vec<IncidentKey> = sql::rows(self.reader(), OVERDUE, values).await?;
        for incident in overdue {
            let tenant = self.tenant(TenantId(incident.tenant_id));
            let id = IntegrationId(incident.integration_id);
            let db = self.write().await?;
            switch_off::run(&db, &tenant, id, switch_off::Reason::Failing, now).await?;
            db.commit().await?;
            self.inner.setups.forget(tenant.id);
        }
        Ok(())
    }

    async fn tell_of_failures(&self, rules: &NoticeRules, now: i64) -> Result<(), StoreError> {
        let db = self.write().await?;
        let mut failures: BTreeMap<(Uuid, Uuid), Vec<Gathered>> = BTreeMap::new();
        for gathered in take_gathered(&db, rules, now).await? {
            let key = (gathered.tenant_id, gathered.integration_id);
            failures.entry(key).or_default().push(gathered);
        }
        for ((tenant, integration), gathered) in failures {
            let told = told_of(IntegrationId(integration), &gathered)?;
            told::tell(&db, &self.tenant(TenantId(tenant)), told, now).await?;
        }
        db.commit().await?;
        Ok(())
    }
}

async fn take_gathered(
    db: &impl ConnectionTrait,
    rules: &NoticeRules,
    now: i64,
) -> Result<Vec<Gathered>, DbErr> {
    let values = vec![
        now.into(),
        rules.gather_expired_ms.into(),
        rules.gather_ms.into(),
    ];
    sql::rows(db, GATHERED, values).await
}

fn told_of(integration: IntegrationId, gathered: &[Gathered]) -> Result<Told, StoreError> {
    let mut told = Told::of(Notice::Failures, integration);
    let first_at = gathered.iter().map(|it| it.first_at).min();
    if let Some(first_at) = first_at {
        told = told.with(SINCE, first_at);
    }
    for part in gathered {
        let state: DeliveryState = text::key("a state", &part.state)?;
        told = told.with(state.key(), part.failed_count);
        told = told.with(SAMPLE, DeliveryId(part.sample_id));
    }
    Ok(told)
}
