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

/// Why a sign-in was refused. The server puts one into the request's extensions when it renders
/// `/sign-in` again after a failed `POST /sign-in`; a page opened by itself has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInFailure {
    /// Why.
    pub reason: SignInRefusal,
    /// The e-mail as it was typed, so that it need not be typed again.
    pub email: String,
    /// Where the person wanted to go: a path of this site, or nothing.
    pub next: Option<String>,
}

/// The reasons for which a sign-in is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInRefusal {
    /// No such pair of e-mail and password. Which of them is wrong is not told.
    WrongPair,
    /// Too many failures from this address.
    TooManyFailures {
        /// Minutes until the next try counts, at least 1.
        wait_minutes: i64,
    },
    /// Too many people sign in at this moment; in a few seconds it works.
    Busy,
}
