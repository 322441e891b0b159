//! Sessions of people who signed in, and the failures that slow guessing down.

use crate::{Store, StoreError};
use domain::SignInId;

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
    pub async fn create_session(&self, _row: &SessionRow) -> Result<bool, StoreError> {
        todo!()
    }

    /// Keeps a session, new or changed.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn save_session(&self, _row: &SessionRow) -> Result<(), StoreError> {
        todo!()
    }

    /// A session that has not ended at `now`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_session(
        &self,
        _id: &str,
        _now: i64,
    ) -> Result<Option<SessionRow>, StoreError> {
        todo!()
    }

    /// Forgets a session, if it is there.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn delete_session(&self, _id: &str) -> Result<(), StoreError> {
        todo!()
    }

    /// Forgets the sessions that have ended; how many.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn delete_expired_sessions(&self, _now: i64) -> Result<u64, StoreError> {
        todo!()
    }

    /// Notes that a sign-in from an address failed.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_sign_in_failure(&self, _address: &str, _now: i64) -> Result<(), StoreError> {
        todo!()
    }

    /// When sign-ins from an address failed since a time, oldest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn sign_in_failures(
        &self,
        _address: &str,
        _since: i64,
    ) -> Result<Vec<i64>, StoreError> {
        todo!()
    }

    /// Forgets the failures before a time.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn forget_sign_in_failures(&self, _before: i64) -> Result<(), StoreError> {
        todo!()
    }
}
