//! Who is asking. The server's session layer puts a `Visitor` into each request's extensions.

use domain::{Language, MemberId, Role, SignInId, StaffId, StaffRole, Tenant};
use serde::{Deserialize, Serialize};

/// The person behind a request, or nobody.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Visitor {
    /// The language of the page: the person's own, else the cookie's, else the browser's.
    pub language: Language,
    /// Who signed in.
    pub person: Option<Person>,
}

/// A person who signed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Person {
    /// Their sign-in.
    pub sign_in_id: SignInId,
    /// Their e-mail.
    pub email: String,
    /// The cabinet they are in, if they are a member of any.
    pub seat: Option<Seat>,
    /// Their role with the operator, if they have one.
    pub staff: Option<(StaffId, StaffRole)>,
}

/// A person's place in the tenant they look at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Seat {
    /// The tenant.
    pub tenant: Tenant,
    /// As whom.
    pub member_id: MemberId,
    /// With which role.
    pub role: Role,
}
