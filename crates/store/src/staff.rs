//! The people of the operator.

use crate::{Store, StoreError};
use domain::{SignInId, StaffId, StaffRole};

impl Store {
    /// What a person is to the operator, if anything.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn staff_of(
        &self,
        _id: SignInId,
    ) -> Result<Option<(StaffId, StaffRole)>, StoreError> {
        todo!()
    }

    /// Makes a person of the operator. A sign-in with this e-mail is used again, and keeps its
    /// password unless one is given.
    ///
    /// # Errors
    /// `Taken` where the person is staff already.
    pub async fn create_staff(
        &self,
        _email: &str,
        _role: StaffRole,
        _password_hash: Option<String>,
        _now: i64,
    ) -> Result<StaffId, StoreError> {
        todo!()
    }
}
