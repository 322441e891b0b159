//! The audit log: who did what, in ids, never in numbers or bodies.

mod chain;
mod key;
mod names;

pub use chain::{AuditCheck, AuditEnd};
pub(crate) use key::reseal as reseal_key;

use crate::{
    Actor, Page, Store, StoreError, TenantStore,
    entity::{
        audit::{ActiveModel, Column, Entity, Model},
        member, staff, staff_audit,
    },
    page, text,
};
use domain::{AuditId, MemberId, SignInId, StaffId, TenantId, value::is_phone};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use std::fmt::Display;
use uuid::Uuid;

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// In which tenant; none for what is about the operator's own people.
    pub tenant_id: Option<TenantId>,
    /// Which.
    pub id: AuditId,
    /// Who, in the text form of [`Actor`].
    pub actor: String,
    /// What, such as `integration.update`.
    pub action: String,
    /// To what: an id.
    pub subject: String,
    /// Why, where a reason was given; of a member or one of the staff who was removed, the e-mail,
    /// and of a project that was deleted, what it was called.
    pub detail: Option<String>,
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
        Ok(rows.into_iter().map(of_staff).collect())
    }

    /// The entries of every tenant and of the staff, newest first.
    ///
    /// # Errors
    /// `NotFound` where `after` is no cursor of this list.
    pub async fn list_all_audit(
        &self,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Page<AuditRow>, StoreError> {
        let after: Option<AuditId> = page::cursor(after)?;
        let after = after.map_or(Uuid::max(), |after| after.0);
        let one_more = page::one_more(limit).unsigned_abs();
        let tenants = Entity::find()
            .filter(Column::Id.lt(after))
            .order_by_desc(Column::Id)
            .limit(one_more)
            .all(self.reader())
            .await?;
        let staff = staff_audit::Entity::find()
            .filter(staff_audit::Column::Id.lt(after))
            .order_by_desc(staff_audit::Column::Id)
            .limit(one_more)
            .all(self.reader())
            .await?;
        let tenants = tenants.into_iter().map(of_tenant);
        let mut rows: Vec<AuditRow> = tenants.chain(staff.into_iter().map(of_staff)).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.id));
        Ok(Page::cut(rows, limit, |row| row.id.to_string()))
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
        let db = self.store.write().await?;
        note(&db, self, actor, action, subject, now).await?;
        db.commit().await?;
        Ok(())
    }

    /// A page of the entries, newest first.
    ///
    /// # Errors
    /// `NotFound` where `after` is no cursor of this list.
    pub async fn page_audit(
        &self,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Page<AuditRow>, StoreError> {
        let after: Option<AuditId> = page::cursor(after)?;
        let after = after.map_or(Uuid::max(), |after| after.0);
        let rows = Entity::find()
            .filter(Column::TenantId.eq(self.id.0))
            .filter(Column::Id.lt(after))
            .order_by_desc(Column::Id)
            .limit(page::one_more(limit).unsigned_abs())
            .all(self.store.reader())
            .await?;
        let rows = rows.into_iter().map(of_tenant).collect();
        Ok(Page::cut(rows, limit, |row: &AuditRow| row.id.to_string()))
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
        Ok(rows.into_iter().map(of_tenant).collect())
    }
}

/// What is written down.
pub(crate) struct Entry<'a> {
    action: &'a str,
    subject: String,
    detail: Option<&'a str>,
}

impl<'a> Entry<'a> {
    /// What was done, and to what.
    pub(crate) fn new(action: &'a str, subject: &(impl Display + ?Sized)) -> Self {
        Self {
            action,
            subject: subject.to_string(),
            detail: None,
        }
    }

    /// Why, in words that hold no phone number.
    pub(crate) const fn because(mut self, reason: &'a str) -> Self {
        self.detail = Some(reason);
        self
    }

    /// Of whom: with their row gone nothing else tells who it was. The log holds no numbers, so
    /// that an e-mail at a number is left out.
    pub(crate) fn of_whom(mut self, email: Option<&'a str>) -> Self {
        self.detail = email.filter(|email| !email.split('@').any(is_phone));
        self
    }

    fn row(self, store: &Store, tenant: Option<TenantId>, actor: &Actor, now: i64) -> AuditRow {
        AuditRow {
            tenant_id: tenant,
            id: AuditId(store.inner.ids.at(now)),
            actor: actor.to_string(),
            action: self.action.to_owned(),
            subject: text::storable(&self.subject),
            detail: self.detail.map(text::storable),
            noted_at: now,
        }
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
    write(db, tenant, actor, Entry::new(action, subject), now).await
}

/// The same, with a reason.
pub(crate) async fn write(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    entry: Entry<'_>,
    now: i64,
) -> Result<(), DbErr> {
    let row = entry.row(&tenant.store, Some(tenant.id), actor, now);
    let (seq, hash) = chain::link(db, &tenant.store, &row).await?;
    let row = ActiveModel {
        tenant_id: Set(tenant.id.0),
        id: Set(row.id.0),
        actor: Set(row.actor),
        action: Set(row.action),
        subject: Set(row.subject),
        noted_at: Set(now),
        detail: Set(row.detail),
        seq: Set(Some(seq)),
        hash: Set(Some(hash)),
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
    write_staff(db, store, actor, Entry::new(action, subject), now).await
}

/// The same, with what is told beside.
pub(crate) async fn write_staff(
    db: &impl ConnectionTrait,
    store: &Store,
    actor: &Actor,
    entry: Entry<'_>,
    now: i64,
) -> Result<(), DbErr> {
    let row = entry.row(store, None, actor, now);
    let (seq, hash) = chain::link(db, store, &row).await?;
    let row = staff_audit::ActiveModel {
        id: Set(row.id.0),
        actor: Set(row.actor),
        action: Set(row.action),
        subject: Set(row.subject),
        noted_at: Set(now),
        detail: Set(row.detail),
        seq: Set(Some(seq)),
        hash: Set(Some(hash)),
    };
    staff_audit::Entity::insert(row)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

fn of_tenant(row: Model) -> AuditRow {
    AuditRow {
        tenant_id: Some(TenantId(row.tenant_id)),
        id: AuditId(row.id),
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        detail: row.detail,
        noted_at: row.noted_at,
    }
}

fn of_staff(row: staff_audit::Model) -> AuditRow {
    AuditRow {
        tenant_id: None,
        id: AuditId(row.id),
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        detail: row.detail,
        noted_at: row.noted_at,
    }
}
