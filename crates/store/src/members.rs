//! The people of a tenant; one person may be a member of many.

use crate::{
    Actor, Store, StoreError, TenantStore, audit,
    entity::{member, tenant},
    sign_ins, tenants, text,
};
use domain::{MemberId, Role, SignInId, Tenant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set, sea_query::Expr};
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
    /// Milliseconds since 1970.
    pub created_at: i64,
}

impl Store {
    /// The tenants that a person may enter, by name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn memberships(&self, id: SignInId) -> Result<Vec<Membership>, StoreError> {
        let rows = member::Entity::find()
            .filter(member::Column::SignInId.eq(id.0))
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
        let row = member::ActiveModel {
            tenant_id: Set(self.id.0),
            id: Set(id.0),
            sign_in_id: Set(sign_in.0),
            role: Set(role.key().to_owned()),
            numbers_allowed: Set(false),
            created_at: Set(now),
        };
        let inserted = member::Entity::insert(row)
            .exec_without_returning(&db)
            .await;
        inserted.map_err(|error| StoreError::from(error).taken("email"))?;
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
        let changed = member::Entity::update_many()
            .col_expr(member::Column::NumbersAllowed, Expr::value(allowed))
            .filter(member::Column::TenantId.eq(self.id.0))
            .filter(member::Column::Id.eq(id.0))
            .exec(&db)
            .await?;
        if changed.rows_affected == 0 {
            return Err(StoreError::NotFound);
        }
        audit::note(&db, self, actor, action, &id.to_string(), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// The members, by e-mail.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_members(&self) -> Result<Vec<MemberRow>, StoreError> {
        let rows = member::Entity::find()
            .filter(member::Column::TenantId.eq(self.id.0))
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
                created_at: row.created_at,
            });
        }
        members.sort_by(|a, b| a.email.cmp(&b.email));
        Ok(members)
    }
}

fn membership(row: &member::Model, tenant: tenant::Model) -> Result<Membership, StoreError> {
    Ok(Membership {
        member_id: MemberId(row.id),
        role: text::key("a role", &row.role)?,
        numbers_allowed: row.numbers_allowed,
        tenant: tenants::tenant(tenant)?,
    })
}
