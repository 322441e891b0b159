//! How a tenant wants to be told of failures: gathered for how long, and by mail to whom.

use crate::{Actor, StoreError, TenantStore, audit, sql, tenants};
use domain::{
    MemberId, TenantId,
    notice::{GATHER_EXPIRED_MS, GATHER_MS},
};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use std::collections::BTreeSet;
use uuid::Uuid;

const GET: &str = "SELECT gather_ms, gather_expired_ms FROM notification WHERE tenant_id = ?";

const SET: &str = "INSERT INTO notification (tenant_id, gather_ms, gather_expired_ms)
    VALUES (?, ?, ?)
    ON CONFLICT (tenant_id) DO UPDATE
        SET gather_ms = excluded.gather_ms, gather_expired_ms = excluded.gather_expired_ms";

/// How failures of a tenant are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notifications {
    /// Single failures are gathered for so long, in milliseconds.
    pub gather_ms: i64,
    /// Those that came too late to matter for so long, in milliseconds.
    pub gather_expired_ms: i64,
    /// Members who want no mail of failures.
    pub muted: BTreeSet<MemberId>,
}

#[derive(FromQueryResult)]
struct Row {
    gather_ms: i64,
    gather_expired_ms: i64,
}

#[derive(FromQueryResult)]
struct Muted {
    member_id: Uuid,
}

impl TenantStore {
    /// How failures are told.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn notifications(&self) -> Result<Notifications, StoreError> {
        let db = self.store.reader();
        let row: Option<Row> = sql::row(db, GET, vec![self.id.0.into()]).await?;
        let row = row.unwrap_or(Row {
            gather_ms: GATHER_MS,
            gather_expired_ms: GATHER_EXPIRED_MS,
        });
        Ok(Notifications {
            gather_ms: row.gather_ms,
            gather_expired_ms: row.gather_expired_ms,
            muted: muted(db, self.id).await?,
        })
    }

    /// Changes how failures are told. Who is no member is not muted.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn set_notifications(
        &self,
        actor: &Actor,
        wanted: &Notifications,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        // Holds the tenant's row, so that two changes follow each other.
        tenants::raise_revision(&db, self.id).await?;
        let id = self.id.0;
        let values = vec![
            id.into(),
            wanted.gather_ms.into(),
            wanted.gather_expired_ms.into(),
        ];
        sql::execute(&db, SET, values).await?;
        let clear = "DELETE FROM muted_member WHERE tenant_id = ?";
        sql::execute(&db, clear, vec![id.into()]).await?;
        for member in &wanted.muted {
            let mute = "INSERT INTO muted_member (tenant_id, member_id)
                SELECT tenant_id, id FROM member WHERE tenant_id = ? AND id = ?";
            sql::execute(&db, mute, vec![id.into(), member.0.into()]).await?;
        }
        let subject = self.id.to_string();
        audit::note(&db, self, actor, "notifications.update", &subject, now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(())
    }
}

/// The members who want no mail of failures.
pub(crate) async fn muted(
    db: &impl ConnectionTrait,
    tenant: TenantId,
) -> Result<BTreeSet<MemberId>, DbErr> {
    let list = "SELECT member_id FROM muted_member WHERE tenant_id = ?";
    let rows: Vec<Muted> = sql::rows(db, list, vec![tenant.0.into()]).await?;
    Ok(rows
        .into_iter()
        .map(|row| MemberId(row.member_id))
        .collect())
}
