//! The audit log: who did what, in ids, never in numbers or bodies.

use crate::{
    Actor, Store, StoreError, TenantStore,
    entity::{
        audit::{ActiveModel, Column, Entity},
        member, staff, staff_audit,
    },
};
use domain::{AuditId, MemberId, SignInId, StaffId, TenantId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Which.
    pub id: AuditId,
    /// Who, in the text form of [`Actor`].
    pub actor: String,
    /// What, such as `integration.update`.
    pub action: String,
    /// To what: an id.
    pub subject: String,
    /// When, in milliseconds since 1970.
    pub noted_at: i64,
}

impl Store {
    /// The newest entries about the operator's own people.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_staff_audit(&self, limit: u64) -> Result<Vec<AuditRow>, StoreError> {
        let rows = staff_audit::Entity::find()
            .order_by_desc(staff_audit::Column::Id)
            .limit(limit)
            .all(self.reader())
            .await?;
        let rows = rows.into_iter().map(|row| AuditRow {
            id: AuditId(row.id),
            actor: row.actor,
            action: row.action,
            subject: row.subject,
            noted_at: row.noted_at,
        });
        Ok(rows.collect())
    }
}

impl TenantStore {
    /// Notes what was done where the doing itself writes nothing, such as a test.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn note(
        &self,
        actor: &Actor,
        action: &str,
        subject: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        note(&self.store.inner.writer, self, actor, action, subject, now).await?;
        Ok(())
    }

    /// The newest entries.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_audit(&self, limit: u64) -> Result<Vec<AuditRow>, StoreError> {
        let rows = Entity::find()
            .filter(Column::TenantId.eq(self.id.0))
            .order_by_desc(Column::Id)
            .limit(limit)
            .all(self.store.reader())
            .await?;
        let rows = rows.into_iter().map(|row| AuditRow {
            id: AuditId(row.id),
            actor: row.actor,
            action: row.action,
            subject: row.subject,
            noted_at: row.noted_at,
        });
        Ok(rows.collect())
    }
}

/// Writes an entry in the transaction of what it tells.
pub(crate) async fn note(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    action: &str,
    subject: &str,
    now: i64,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        tenant_id: Set(tenant.id.0),
        id: Set(tenant.store.inner.ids.at(now)),
        actor: Set(actor.to_string()),
        action: Set(action.to_owned()),
        subject: Set(subject.to_owned()),
        noted_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Notes what a person did to their own sign-in, in each tenant in which they are a member and
/// among the operator's people where they are one of those.
pub(crate) async fn note_person(
    db: &impl ConnectionTrait,
    store: &Store,
    person: SignInId,
    action: &str,
    now: i64,
) -> Result<(), StoreError> {
    let seats = member::Entity::find()
        .filter(member::Column::SignInId.eq(person.0))
        .all(db)
        .await?;
    for seat in seats {
        let (tenant, id) = (store.tenant(TenantId(seat.tenant_id)), MemberId(seat.id));
        let actor = Actor::Member(id);
        note(db, &tenant, &actor, action, &id.to_string(), now).await?;
    }
    let found = staff::Entity::find()
        .filter(staff::Column::SignInId.eq(person.0))
        .one(db)
        .await?;
    if let Some(id) = found.map(|row| StaffId(row.id)) {
        let actor = Actor::Staff(id);
        note_staff(db, store, &actor, action, &id.to_string(), now).await?;
    }
    Ok(())
}

/// Writes an entry about the operator's own people, in the transaction of what it tells.
pub(crate) async fn note_staff(
    db: &impl ConnectionTrait,
    store: &Store,
    actor: &Actor,
    action: &str,
    subject: &str,
    now: i64,
) -> Result<(), DbErr> {
    let row = staff_audit::ActiveModel {
        id: Set(store.inner.ids.at(now)),
        actor: Set(actor.to_string()),
        action: Set(action.to_owned()),
        subject: Set(subject.to_owned()),
        noted_at: Set(now),
    };
    staff_audit::Entity::insert(row)
        .exec_without_returning(db)
        .await?;
    Ok(())
}
