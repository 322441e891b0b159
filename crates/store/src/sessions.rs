//! Sessions of people who signed in.

use crate::{
    Store, StoreError, audit,
    entity::session::{ActiveModel, Column, Entity, Model},
};
use domain::SignInId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, OnConflict},
};

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
    /// When the person signed in; 0 where that was not noted.
    pub began_at: i64,
    /// When it was last seen, to [`SESSION_SEEN_EVERY_MS`].
    pub seen_at: i64,
    /// From which address the person signed in.
    pub address: String,
    /// With which browser, such as `Firefox, Linux`.
    pub device: String,
}

/// How often it is written down that a session was seen, in milliseconds.
pub const SESSION_SEEN_EVERY_MS: i64 = 5 * 60_000;
/// Most sessions of a person that are listed.
const SESSIONS_LISTED: u64 = 100;

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

    /// Keeps what changed of a session. One that was ended meanwhile stays ended: a request that
    /// read it before must not bring it back.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn save_session(&self, row: &SessionRow) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(Column::SignInId, Expr::value(row.sign_in_id.map(|id| id.0)))
            .col_expr(Column::Data, Expr::value(row.data.clone()))
            .col_expr(Column::ExpiresAt, Expr::value(row.expires_at))
            .col_expr(Column::BeganAt, Expr::value(row.began_at))
            .col_expr(Column::Address, Expr::value(row.address.clone()))
            .col_expr(Column::Device, Expr::value(row.device.clone()))
            .filter(Column::Id.eq(row.id.as_str()))
            .exec(&self.inner.writer)
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

    /// Writes down that a session was seen, at most every [`SESSION_SEEN_EVERY_MS`].
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_session_seen(&self, id: &str, now: i64) -> Result<(), StoreError> {
        if !self.inner.sessions.is_due(id.to_owned(), now) {
            return Ok(());
        }
        Entity::update_many()
            .col_expr(Column::SeenAt, Expr::value(now))
            .filter(Column::Id.eq(id))
            .exec(&self.inner.writer)
            .await?;
        Ok(())
    }

    /// Where a person is signed in, the last seen first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_sessions(
        &self,
        of: SignInId,
        now: i64,
    ) -> Result<Vec<SessionRow>, StoreError> {
        let rows = Entity::find()
            .filter(Column::SignInId.eq(of.0))
            .filter(Column::ExpiresAt.gt(now))
            .order_by_desc(Column::SeenAt)
            .order_by_asc(Column::Id)
            .limit(SESSIONS_LISTED)
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(session).collect())
    }

    /// Ends one session of a person.
    ///
    /// # Errors
    /// `NotFound`, also for one of somebody else.
    pub async fn end_session(&self, of: SignInId, id: &str, now: i64) -> Result<(), StoreError> {
        let db = self.write().await?;
        let ended = Entity::delete_many()
            .filter(Column::SignInId.eq(of.0))
            .filter(Column::Id.eq(id))
            .exec(&db)
            .await?;
        if ended.rows_affected == 0 {
            return Err(StoreError::NotFound);
        }
        audit::note_person(&db, self, of, "session.end", now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Ends every session of a person but one.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn end_other_sessions(
        &self,
        of: SignInId,
        but: Option<&str>,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.write().await?;
        end_all(&db, of, but).await?;
        audit::note_person(&db, self, of, "session.end", now).await?;
        db.commit().await?;
        Ok(())
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
        began_at: Set(row.began_at),
        seen_at: Set(row.seen_at),
        address: Set(row.address.clone()),
        device: Set(row.device.clone()),
    }
}

fn session(row: Model) -> SessionRow {
    SessionRow {
        id: row.id,
        sign_in_id: row.sign_in_id.map(SignInId),
        data: row.data,
        expires_at: row.expires_at,
        began_at: row.began_at,
        seen_at: row.seen_at,
        address: row.address,
        device: row.device,
    }
}
