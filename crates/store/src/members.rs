//! People: the sign-in (e-mail and password) that members and staff share, and the members.

use crate::{Store, StoreError, TenantStore};
use domain::{Language, MemberId, Role, SignInId, Tenant};

/// By what a person signs in.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Which.
    pub id: SignInId,
    /// In lower case.
    pub email: String,
    /// None until the person has chosen a password.
    pub password_hash: Option<String>,
    /// The language that the person chose, if any.
    pub language: Option<Language>,
}

/// A tenant that a person may enter.
#[derive(Debug, Clone)]
pub struct Membership {
    /// Who the person is there.
    pub member_id: MemberId,
    /// The tenant.
    pub tenant: Tenant,
    /// What the person may do there.
    pub role: Role,
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
    /// Milliseconds since 1970.
    pub created_at: i64,
}

impl Store {
    /// The sign-in with this e-mail, in any letter case.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_sign_in(&self, _email: &str) -> Result<Option<SignIn>, StoreError> {
        todo!()
    }

    /// One sign-in.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_sign_in(&self, _id: SignInId) -> Result<SignIn, StoreError> {
        todo!()
    }

    /// The tenants that a person may enter, by name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn memberships(&self, _id: SignInId) -> Result<Vec<Membership>, StoreError> {
        todo!()
    }

    /// Sets the hash of a person's password.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn set_password(&self, _id: SignInId, _hash: String) -> Result<(), StoreError> {
        todo!()
    }

    /// Sets the language that a person chose.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn set_language(&self, _id: SignInId, _language: Language) -> Result<(), StoreError> {
        todo!()
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
        _email: &str,
        _role: Role,
        _password_hash: Option<String>,
        _now: i64,
    ) -> Result<MemberId, StoreError> {
        todo!()
    }

    /// The members, by e-mail.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_members(&self) -> Result<Vec<MemberRow>, StoreError> {
        todo!()
    }
}
