//! The people of the operator.

use crate::{
    Actor, Store, StoreError,
    audit::{self, Entry},
    entity::staff::{ActiveModel, Column, Entity},
    sign_ins, text,
};
use domain::{SignInId, StaffId, StaffRole};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, sea_query::Expr};

/// A person of the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRow {
    /// Who.
    pub id: StaffId,
    /// By which they sign in.
    pub email: String,
    /// What they may do.
    pub role: StaffRole,
    /// Since when, in milliseconds since 1970.
    pub created_at: i64,
}

impl Store {
    /// What a person is to the operator, if anything.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn staff_of(&self, id: SignInId) -> Result<Option<(StaffId, StaffRole)>, StoreError> {
        let row = Entity::find()
            .filter(Column::SignInId.eq(id.0))
            .one(self.reader())
            .await?;
        let staff = row.map(|row| Ok((StaffId(row.id), text::key("a role", &row.role)?)));
        staff.transpose()
    }

    /// The people of the operator, by e-mail.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_staff(&self) -> Result<Vec<StaffRow>, StoreError> {
        let rows = Entity::find().all(self.reader()).await?;
        let ids = rows.iter().map(|row| row.sign_in_id);
        let mut emails = sign_ins::emails(self.reader(), ids).await?;
        let mut staff = Vec::with_capacity(rows.len());
        for row in rows {
            staff.push(StaffRow {
                id: StaffId(row.id),
                email: emails.remove(&row.sign_in_id).unwrap_or_default(),
                role: text::key("a role", &row.role)?,
                created_at: row.created_at,
            });
        }
        staff.sort_by(|a, b| a.email.cmp(&b.email));
        Ok(staff)
    }

    /// Gives a person of the operator another role.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` where nobody would be left who may manage staff.
    pub async fn set_staff_role(
        &self,
        actor: &Actor,
        id: StaffId,
        role: StaffRole,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.write().await?;
        let changed = Entity::update_many()
            .col_expr(Column::Role, Expr::value(role.key()))
            .filter(Column::Id.eq(id.0))
            .exec(&db)
            .await?;
        if changed.rows_affected == 0 {
            return Err(StoreError::NotFound);
        }
        keeps_an_admin(&db).await?;
        let action = format!("staff.make_{}", role.key());
        audit::note_staff(&db, self, actor, &action, &id.to_string(), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Takes a person from the operator's staff; as a member of tenants they stay.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` where nobody would be left who may manage staff.
    pub async fn remove_staff(
        &self,
        actor: &Actor,
        id: StaffId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.write().await?;
        let row = Entity::find_by_id(id.0).one(&db).await?;
        let row = row.ok_or(StoreError::NotFound)?;
        Entity::delete_by_id(id.0).exec(&db).await?;
        keeps_an_admin(&db).await?;
        let emails = sign_ins::emails(&db, std::iter::once(row.sign_in_id)).await?;
        let email = emails.values().next().map(String::as_str);
        let entry = Entry::new("staff.remove", &id).of_whom(email);
        audit::write_staff(&db, self, actor, entry, now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Makes a person of the operator. A sign-in with this e-mail is used again, and keeps its
    /// password unless one is given.
    ///
    /// # Errors
    /// `Taken` where the person is staff already.
    pub async fn create_staff(
        &self,
        actor: &Actor,
        email: &str,
        role: StaffRole,
        password_hash: Option<String>,
        now: i64,
    ) -> Result<StaffId, StoreError> {
        let db = self.write().await?;
        let sign_in = sign_ins::obtain(self, &db, email, password_hash, now).await?;
        let id = StaffId(self.inner.ids.at(now));
        let row = ActiveModel {
            id: Set(id.0),
            sign_in_id: Set(sign_in.0),
            role: Set(role.key().to_owned()),
            created_at: Set(now),
        };
        let inserted = Entity::insert(row).exec_without_returning(&db).await;
        inserted.map_err(|error| StoreError::from(error).taken("email"))?;
        audit::note_staff(&db, self, actor, "staff.create", &id.to_string(), now).await?;
        db.commit().await?;
        Ok(id)
    }
}

/// Whether somebody is left who may manage staff.
async fn keeps_an_admin(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    let admins = Entity::find().filter(Column::Role.eq(StaffRole::Admin.key()));
    match admins.one(db).await? {
        Some(_) => Ok(()),
        None => Err(StoreError::Conflict),
    }
}
