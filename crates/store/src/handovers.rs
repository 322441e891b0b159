//! The operator makes a member an owner, for a tenant whose owner cannot be reached: with a reason,
//! after a wait in which every owner is told and can refuse.

use crate::{
    Actor, StoreError, TenantStore,
    audit::{self, Entry},
    outbox::{self, LINK},
    sql, text,
};
use domain::{HandoverId, MemberId, Role, notice::Notice};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// How long owners have to refuse, in milliseconds: three days.
pub const HANDOVER_WAIT_MS: i64 = 3 * 24 * 3_600_000;
/// Where owners refuse.
const PEOPLE_PATH: &str = "/settings/people";

const FIND: &str = "SELECT h.id, h.member_id, s.email, h.reason, h.due_at FROM handover h
    JOIN member m ON m.tenant_id = h.tenant_id AND m.id = h.member_id
    JOIN sign_in s ON s.id = m.sign_in_id
    WHERE h.tenant_id = ? AND h.ended_at IS NULL";
const INSERT: &str = "INSERT INTO handover (tenant_id, id, member_id, reason, asked_at, due_at)
    VALUES (?, ?, ?, ?, ?, ?)";
const END: &str =
    "UPDATE handover SET ended_at = ? WHERE tenant_id = ? AND id = ? AND ended_at IS NULL";
/// Whoever was asked for and left since is in nobody's way.
const END_OF_THE_GONE: &str = "UPDATE handover SET ended_at = ?
    WHERE tenant_id = ? AND ended_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM member m WHERE m.tenant_id = handover.tenant_id AND m.id = handover.member_id)";
const MAKE_OWNER: &str =
    "UPDATE member SET role = 'owner', ends_at = NULL WHERE tenant_id = ? AND id = ?";

/// A member who becomes an owner unless an owner refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverRow {
    /// Which.
    pub id: HandoverId,
    /// Who becomes an owner.
    pub member_id: MemberId,
    /// By what they sign in.
    pub email: String,
    /// Why.
    pub reason: String,
    /// From when on it can be done, in milliseconds since 1970.
    pub due_at: i64,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    member_id: Uuid,
    email: String,
    reason: String,
    due_at: i64,
}

impl TenantStore {
    /// The handover that waits, if one does.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_handover(&self) -> Result<Option<HandoverRow>, StoreError> {
        waiting(self.store.reader(), self).await
    }

    /// Asks for a member to become an owner, and tells every owner.
    ///
    /// # Errors
    /// `NotFound` without the member; `Conflict` where they are an owner, or another one waits.
    pub async fn ask_handover(
        &self,
        actor: &Actor,
        member: MemberId,
        reason: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        sql::execute(&db, END_OF_THE_GONE, vec![now.into(), self.id.0.into()]).await?;
        let role = crate::members::role_of(&db, self, member).await?;
        if role == Role::Owner || waiting(&db, self).await?.is_some() {
            return Err(StoreError::Conflict);
        }
        let id = HandoverId(self.store.inner.ids.at(now));
        let values = vec![
            self.id.0.into(),
            id.0.into(),
            member.0.into(),
            text::storable(reason).into(),
            now.into(),
            (now + HANDOVER_WAIT_MS).into(),
        ];
        sql::execute(&db, INSERT, values).await?;
        let entry = Entry::new("ownership.ask", &member).because(reason);
        audit::write(&db, self, actor, entry, now).await?;
        let link = (LINK.to_owned(), PEOPLE_PATH.to_owned());
        let named = [link].into();
        outbox::tell_owners(&db, self, Notice::OwnershipAsked, &named, now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Refuses the handover that waits, or takes it back.
    ///
    /// # Errors
    /// `NotFound` where it does not wait.
    pub async fn refuse_handover(
        &self,
        actor: &Actor,
        id: HandoverId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let row = get(&db, self, id).await?;
        end(&db, self, &row, now).await?;
        let entry = Entry::new("ownership.refuse", &row.member_id);
        audit::write(&db, self, actor, entry, now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Makes the member an owner, once the wait is over. Whoever owns the tenant stays an owner.
    ///
    /// # Errors
    /// `NotFound` where it does not wait, `Conflict` before its time.
    pub async fn hand_over(
        &self,
        actor: &Actor,
        id: HandoverId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let row = get(&db, self, id).await?;
        if row.due_at > now {
            return Err(StoreError::Conflict);
        }
        end(&db, self, &row, now).await?;
        let values = vec![self.id.0.into(), row.member_id.0.into()];
        sql::execute(&db, MAKE_OWNER, values).await?;
        crate::tenants::raise_revision(&db, self.id).await?;
        let entry = Entry::new("ownership.hand_over", &row.member_id).because(&row.reason);
        audit::write(&db, self, actor, entry, now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(())
    }
}

async fn waiting(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
) -> Result<Option<HandoverRow>, StoreError> {
    let row: Option<Row> = sql::row(db, FIND, vec![tenant.id.0.into()]).await?;
    Ok(row.map(|row| HandoverRow {
        id: HandoverId(row.id),
        member_id: MemberId(row.member_id),
        email: row.email,
        reason: row.reason,
        due_at: row.due_at,
    }))
}

async fn get(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    id: HandoverId,
) -> Result<HandoverRow, StoreError> {
    let row = waiting(db, tenant).await?.filter(|row| row.id == id);
    row.ok_or(StoreError::NotFound)
}

async fn end(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    row: &HandoverRow,
    now: i64,
) -> Result<(), StoreError> {
    let values = vec![now.into(), tenant.id.0.into(), row.id.0.into()];
    match sql::execute(db, END, values).await?.rows_affected() {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}
