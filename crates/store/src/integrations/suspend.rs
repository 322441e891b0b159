//! Holding back what a whole tenant sends, and letting it go.
//!
//! Its integrations keep their words: only whether they send now is changed, so that nothing of
//! a delivery is rewritten and each integration goes on as its tenant left it.

use super::{listed::live_rows, pause, versions};
use crate::{
    Actor, StoreError, TenantStore, audit,
    incidents::{self, Closed},
    outbox::{
        self,
        argument::{REASON, SINCE},
    },
    sql, tenants, wake,
};
use domain::{IntegrationId, Suspension, notice::Notice};
use sea_orm::ConnectionTrait;

const SUSPEND: &str = "UPDATE tenant SET suspended_at = ?, suspended_reason = ?
    WHERE id = ? AND suspended_at IS NULL";
const RESUME: &str = "UPDATE tenant SET suspended_at = NULL, suspended_reason = NULL
    WHERE id = ? AND suspended_at IS NOT NULL";
const HOLD: &str = "UPDATE integration SET enabled = FALSE, paused_at = ?
    WHERE tenant_id = ? AND id = ?";
const RELEASE: &str = "UPDATE integration SET enabled = TRUE, paused_at = NULL
    WHERE tenant_id = ? AND id = ?";

impl TenantStore {
    /// Holds every delivery of the tenant back; events are still taken, and the owners are told
    /// by mail. Says which integrations stopped.
    ///
    /// # Errors
    /// `NotFound` without the tenant, `Conflict` where it is suspended already.
    pub async fn suspend(
        &self,
        actor: &Actor,
        reason: &str,
        now: i64,
    ) -> Result<Vec<IntegrationId>, StoreError> {
        let db = self.store.write().await?;
        let values = vec![now.into(), reason.into(), self.id.0.into()];
        self.mark(&db, SUSPEND, values).await?;
        let mut stopped = Vec::new();
        for row in live_rows(&db, self).await? {
            let id = IntegrationId(row.id);
            if row.enabled {
                let values = vec![now.into(), self.id.0.into(), row.id.into()];
                sql::execute(&db, HOLD, values).await?;
                incidents::close(&db, self, id, Closed::Paused, now).await?;
                wake::changed(&db, self.id, id).await?;
                stopped.push(id);
            }
        }
        let entry = audit::Entry::new("tenant.suspend", &self.id).because(reason);
        audit::write(&db, self, actor, entry, now).await?;
        let suspension = Suspension {
            since: now,
            reason: reason.to_owned(),
        };
        self.tell_of(&db, Notice::TenantSuspended, suspension, now)
            .await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(stopped)
    }

    /// Lets go what was held back, and tells the owners by mail. Says which integrations send
    /// again.
    ///
    /// # Errors
    /// `NotFound` without the tenant, `Conflict` where it is not suspended.
    pub async fn resume(&self, actor: &Actor, now: i64) -> Result<Vec<IntegrationId>, StoreError> {
        let db = self.store.write().await?;
        let tenant = tenants::find(&db, self.id).await?;
        self.mark(&db, RESUME, vec![self.id.0.into()]).await?;
        let mut started = Vec::new();
        for row in live_rows(&db, self).await? {
            let id = IntegrationId(row.id);
            let version = versions::find(&db, self.id, id, row.version).await?;
            let sends = version.is_some_and(|it| it.draft().is_ok_and(|draft| draft.enabled));
            if sends && !row.enabled {
                pause::restart_clocks(&db, &row, true, now).await?;
                sql::execute(&db, RELEASE, vec![self.id.0.into(), row.id.into()]).await?;
                wake::changed(&db, self.id, id).await?;
                started.push(id);
            }
        }
        let entry = audit::Entry::new("tenant.resume", &self.id);
        audit::write(&db, self, actor, entry, now).await?;
        if let Some(suspension) = tenant.and_then(|tenant| tenant.suspended) {
            self.tell_of(&db, Notice::TenantResumed, suspension, now)
                .await?;
        }
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(started)
    }

    /// Owes every owner a mail of a suspension.
    async fn tell_of(
        &self,
        db: &impl ConnectionTrait,
        notice: Notice,
        suspension: Suspension,
        now: i64,
    ) -> Result<(), StoreError> {
        let named = [
            (SINCE.to_owned(), suspension.since.to_string()),
            (REASON.to_owned(), suspension.reason),
        ]
        .into();
        outbox::tell_owners(db, self, notice, &named, now).await
    }

    /// Changes the tenant's row, whose revision is raised with it.
    async fn mark(
        &self,
        db: &impl ConnectionTrait,
        change: &str,
        values: Vec<sea_orm::Value>,
    ) -> Result<(), StoreError> {
        tenants::raise_revision(db, self.id).await?;
        match sql::execute(db, change, values).await?.rows_affected() {
            0 => Err(StoreError::Conflict),
            _ => Ok(()),
        }
    }
}
