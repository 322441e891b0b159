//! The people of a tenant; one person may be a member of many.

mod remove;

pub use remove::{MemberTies, Removal};

use crate::{
    Actor, Store, StoreError, TenantStore, audit,
    entity::{
        member::{ActiveModel, Column, Entity, Model},
        tenant,
    },
    sign_ins, tenants, text,
};
use domain::{Fault, FieldError, MemberId, Role, SignInId, Tenant};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, Set, sea_query::Expr,
};
use std::collections::HashMap;

/// A tenant that a person may enter.
#[derive(Debug, Clone)]
pub struct Membership {
    /// Who the person is there.
    pub member_id: MemberId,
    /// The tenant.
    pub tenant: Tenant,
    /// What the person may do there.
    pub role: Role,
    /// Whether the person sees whole phone numbers though the role does not.
    pub numbers_allowed: bool,
}

/// A member as the tenant's list shows one.
#[derive(Debug, Clone)]
pub struct MemberRow {
    /// Which.
    pub id: MemberId,
    /// The e-mail of the sign-in.
    pub email: String,
    /// What the member may do.
    pub role: Role,
    /// Whether the member sees whole phone numbers though the role does not.
    pub numbers_allowed: bool,
    /// When the membership ends, in milliseconds since 1970; none for one without an end.
    pub ends_at: Option<i64>,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

impl Store {
    /// The tenants that a person may enter at `now`, by name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn memberships(&self, id: SignInId, now: i64) -> Result<Vec<Membership>, StoreError> {
        let lasts = Condition::any()
            .add(Column::EndsAt.is_null())
            .add(Column::EndsAt.gt(now));
        let rows = Entity::find()
            .filter(Column::SignInId.eq(id.0))
            .filter(lasts)
            .all(self.reader())
            .await?;
        let found = tenant::Entity::find()
            .filter(tenant::Column::Id.is_in(rows.iter().map(|row| row.tenant_id)))
            .order_by_asc(tenant::Column::Name)
            .order_by_asc(tenant::Column::Id)
            .all(self.reader())
            .await?;
        let mut rows: HashMap<_, _> = rows.into_iter().map(|row| (row.tenant_id, row)).collect();
        let entered = found.into_iter().filter_map(|tenant| {
            let row = rows.remove(&tenant.id)?;
            Some(membership(&row, tenant))
        });
        entered.collect()
    }
}

impl TenantStore {
    /// Makes a member. A sign-in with this e-mail is used again, and keeps its password unless
    /// one is given.
    ///
    /// # Errors
    /// `Taken` where the person is a member already, `NotFound` without the tenant.
    pub async fn create_member(
        &self,
        actor: &Actor,
        email: &str,
        role: Role,
        password_hash: Option<String>,
        now: i64,
    ) -> Result<MemberId, StoreError> {
        let db = self.store.write().await?;
        let sign_in = sign_ins::obtain(&self.store, &db, email, password_hash, now).await?;
        let id = MemberId(self.store.inner.ids.at(now));
        insert(&db, self, id, sign_in, role.key(), None, now).await?;
        audit::note(&db, self, actor, "member.create", &id.to_string(), now).await?;
        db.commit().await?;
        Ok(id)
    }

    /// Lets a member see whole phone numbers whatever the role, or takes that back.
    ///
    /// # Errors
    /// `NotFound` where there is no such member.
    pub async fn allow_numbers(
        &self,
        actor: &Actor,
        id: MemberId,
        allowed: bool,
        now: i64,
    ) -> Result<(), StoreError> {
        let action = if allowed {
            "member.allow_numbers"
        } else {
            "member.hide_numbers"
        };
        let db = self.store.write().await?;
        let changed = Entity::update_many()
            .col_expr(Column::NumbersAllowed, Expr::value(allowed))
            .filter(Column::TenantId.eq(self.id.0))
            .filter(Column::Id.eq(id.0))
            .exec(&db)
            .await?;
        if changed.rows_affected == 0 {
            return Err(StoreError::NotFound);
        }
        audit::note(&db, self, actor, action, &id.to_string(), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Changes what a member may do, and until when.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` where no owner would be left.
    pub async fn change_member(
        &self,
        actor: &Actor,
        id: MemberId,
        role: Role,
        ends_at: Option<i64>,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let row = get(&db, self, id).await?;
        if role != Role::Owner {
            leaves_an_owner(&db, self, &row).await?;
        }
        let ends_at = ends_at.filter(|_| role.may_end());
        if (row.role.as_str(), row.ends_at) == (role.key(), ends_at) {
            return Ok(());
        }
        let mut row = ActiveModel::from(row);
        row.role = Set(role.key().to_owned());
        row.ends_at = Set(ends_at);
        row.update(&db).await?;
        audit::note(&db, self, actor, "member.update", &id.to_string(), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// The members, by e-mail.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_members(&self) -> Result<Vec<MemberRow>, StoreError> {
        let rows = Entity::find()
            .filter(Column::TenantId.eq(self.id.0))
            .all(self.store.reader())
            .await?;
        let ids = rows.iter().map(|row| row.sign_in_id);
        let mut emails = sign_ins::emails(self.store.reader(), ids).await?;
        let mut members = Vec::with_capacity(rows.len());
        for row in rows {
            members.push(MemberRow {
                id: MemberId(row.id),
                email: emails.remove(&row.sign_in_id).unwrap_or_default(),
                role: text::key("a role", &row.role)?,
                numbers_allowed: row.numbers_allowed,
                ends_at: row.ends_at,
                created_at: row.created_at,
            });
        }
        members.sort_by(|a, b| a.email.cmp(&b.email));
        Ok(members)
    }
}

/// Writes a member; the caller notes how it came.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    id: MemberId,
    sign_in: SignInId,
    role: &str,
    ends_at: Option<i64>,
    now: i64,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        tenant_id: Set(tenant.id.0),
        id: Set(id.0),
        sign_in_id: Set(sign_in.0),
        role: Set(role.to_owned()),
        numbers_allowed: Set(false),
        ends_at: Set(ends_at),
        created_at: Set(now),
    };
    let inserted = Entity::insert(row).exec_without_returning(db).await;
    inserted.map_err(|error| StoreError::from(error).taken("email"))?;
    Ok(())
}

/// What a member may do.
///
/// # Errors
/// `NotFound`.
pub(crate) async fn role_of(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    id: MemberId,
) -> Result<Role, StoreError> {
    text::key("a role", &get(db, tenant, id).await?.role)
}

async fn get(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    id: MemberId,
) -> Result<Model, StoreError> {
    let row = Entity::find_by_id((tenant.id.0, id.0)).one(db).await?;
    row.ok_or(StoreError::NotFound)
}

/// Whether a member is the one owner that a tenant has.
async fn is_last_owner(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    row: &Model,
) -> Result<bool, StoreError> {
    if row.role != Role::Owner.key() {
        return Ok(false);
    }
    let owners = Entity::find()
        .filter(Column::TenantId.eq(tenant.id.0))
        .filter(Column::Role.eq(Role::Owner.key()))
        .count(db)
        .await?;
    Ok(owners <= 1)
}

/// Refuses to take the one owner away.
async fn leaves_an_owner(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    row: &Model,
) -> Result<(), StoreError> {
    if is_last_owner(db, tenant, row).await? {
        let fault = FieldError::new("role", Fault::LastOwner);
        return Err(StoreError::Invalid(vec![fault]));
    }
    Ok(())
}

fn membership(row: &Model, tenant: tenant::Model) -> Result<Membership, StoreError> {
    Ok(Membership {
        member_id: MemberId(row.id),
        role: text::key("a role", &row.role)?,
        numbers_allowed: row.numbers_allowed,
        tenant: tenants::tenant(tenant)?,
    })
}
