//! The people of the operator.

use crate::{
    Actor, Store, StoreError, audit,
    entity::staff::{ActiveModel, Column, Entity},
    sign_ins, text,
};
use domain::{SignInId, StaffId, StaffRole};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

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
