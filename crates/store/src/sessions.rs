//! Sessions of people who signed in.

use crate::{
    Store, StoreError,
    entity::session::{ActiveModel, Column, Entity, Model},
};
use domain::SignInId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, sea_query::OnConflict};

/// A session as the session layer keeps one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the cookie's value in hexadecimal: a stolen database opens no session.
    pub id: String,
    /// Who signed in, if anybody did.
    pub sign_in_id: Option<SignInId>,
    /// What the session layer keeps in it, as JSON.
    pub data: String,
    /// When it ends, in milliseconds since 1970.
    pub expires_at: i64,
}

impl Store {
    /// Keeps a new session; false where its id is taken.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn create_session(&self, row: &SessionRow) -> Result<bool, StoreError> {
        let nothing = OnConflict::column(Column::Id).do_nothing().to_owned();
        let inserted = Entity::insert(stored(row))
            .on_conflict(nothing)
            .exec_without_returning(&self.inner.writer)
            .await?;
        Ok(inserted == 1)
    }

    /// Keeps a session, new or changed.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn save_session(&self, row: &SessionRow) -> Result<(), StoreError> {
        let over = OnConflict::column(Column::Id)
            .update_columns([Column::SignInId, Column::Data, Column::ExpiresAt])
            .to_owned();
        Entity::insert(stored(row))
            .on_conflict(over)
            .exec_without_returning(&self.inner.writer)
            .await?;
        Ok(())
    }

    /// A session that has not ended at `now`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_session(&self, id: &str, now: i64) -> Result<Option<SessionRow>, StoreError> {
        let row = Entity::find_by_id(id)
            .filter(Column::ExpiresAt.gt(now))
            .one(self.reader())
            .await?;
        Ok(row.map(session))
    }

    /// Forgets a session, if it is there.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn delete_session(&self, id: &str) -> Result<(), StoreError> {
        Entity::delete_by_id(id).exec(&self.inner.writer).await?;
        Ok(())
    }

    /// Forgets the sessions that have ended; how many.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn delete_expired_sessions(&self, now: i64) -> Result<u64, StoreError> {
        let deleted = Entity::delete_many()
            .filter(Column::ExpiresAt.lte(now))
            .exec(&self.inner.writer)
            .await?;
        Ok(deleted.rows_affected)
    }
}

/// Ends every session of a person but one.
pub(crate) async fn end_all(
    db: &impl ConnectionTrait,
    of: SignInId,
    but: Option<&str>,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::SignInId.eq(of.0))
        .filter(Column::Id.ne(but.unwrap_or_default()))
        .exec(db)
        .await?;
    Ok(())
}

fn stored(row: &SessionRow) -> ActiveModel {
    ActiveModel {
        id: Set(row.id.clone()),
        sign_in_id: Set(row.sign_in_id.map(|id| id.0)),
        data: Set(row.data.clone()),
        expires_at: Set(row.expires_at),
    }
}

fn session(row: Model) -> SessionRow {
    SessionRow {
        id: row.id,
        sign_in_id: row.sign_in_id.map(SignInId),
        data: row.data,
        expires_at: row.expires_at,
    }
}
