//! Who is asking. The server's session layer puts a `Visitor` into each request's extensions.

use domain::{
    ImpersonationId, Language, MemberId, Right, Role, SignInId, StaffId, StaffRight, StaffRole,
    Tenant, TenantId, access::Lent,
};
use leptos::prelude::use_context;
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
    /// The first [`OTHERS_MAX`] tenants beside it that they may enter, by name.
    pub others: Vec<OtherSeat>,
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
    /// Whether they see whole phone numbers though their role does not.
    pub numbers_allowed: bool,
    /// Where somebody of the operator looks in as this member.
    pub look: Option<Look>,
}

/// A look into a cabinet by somebody of the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Which.
    pub id: ImpersonationId,
    /// Who looks.
    pub staff_id: StaffId,
    /// By what the member signs in as whom they look.
    pub email: String,
    /// The ticket that it is for.
    pub ticket: String,
    /// Whether it may change things.
    pub writes: bool,
    /// Whether the tenant lets support change things.
    pub may_write: bool,
    /// Whether stepping up to writing takes a code of the second factor, and not the password.
    pub by_code: bool,
    /// How long it goes on, in milliseconds, when the page was made.
    pub left_ms: i64,
}

impl Seat {
    /// Whether the person has a right in the tenant. This is the one check: server functions,
    /// handlers and pages all come here.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.is_lent(right)
            && (self.role.may(right) || (right == Right::SeeNumbers && self.numbers_allowed))
    }

    /// Whether stepping up to writing would give the right.
    #[must_use]
    pub fn may_ask_for(&self, right: Right) -> bool {
        self.look.as_ref().is_some_and(|look| !look.writes)
            && right.lent() == Lent::Writing
            && self.role.may(right)
    }

    /// Members have what their role has; who looks in has less.
    fn is_lent(&self, right: Right) -> bool {
        match &self.look {
            None => true,
            Some(look) => match right.lent() {
                Lent::Reading => true,
                Lent::Writing => look.writes,
                Lent::Never => false,
            },
        }
    }
}

/// A tenant that a person may move to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherSeat {
    /// Which.
    pub tenant: TenantId,
    /// As it calls itself.
    pub name: String,
}

/// Most tenants in the switcher; all of them stand on their own page.
pub const OTHERS_MAX: usize = 6;

/// From where a request comes; the server puts one into its extensions.
#[derive(Debug, Clone, Default)]
pub struct Here {
    /// The session, as the table knows it.
    pub session: Option<String>,
    /// By what the address is counted.
    pub address: String,
}

/// Why a form of somebody who has not signed in was refused. The server puts one into the
/// request's extensions when it renders the form again; a page opened by itself has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DoorRefusal {
    /// The new password is too short.
    TooShort,
    /// It is longer than anything a person types.
    TooLong,
    /// It is one that many people have.
    Common,
    /// Not the code of the app, nor a recovery code.
    CodeWrong,
    /// Too many tries from this address.
    TooManyTries {
        /// Minutes until the next try counts, at least 1.
        wait_minutes: i64,
    },
    /// Too many people at once; in a few seconds it works.
    Busy,
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

impl Visitor {
    /// Nobody, reading English.
    #[must_use]
    pub const fn nobody() -> Self {
        Self {
            language: Language::En,
            person: None,
        }
    }

    /// Their place in a tenant.
    #[must_use]
    pub fn seat(&self) -> Option<&Seat> {
        self.person.as_ref()?.seat.as_ref()
    }

    /// The look into a cabinet that goes on.
    #[must_use]
    pub fn look(&self) -> Option<&Look> {
        self.seat()?.look.as_ref()
    }

    /// Their role in the tenant they look at.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.seat().map(|seat| seat.role)
    }

    /// Whether they have a right in the tenant they look at.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.seat().is_some_and(|seat| seat.may(right))
    }

    /// Their role with the operator.
    #[must_use]
    pub fn staff_role(&self) -> Option<StaffRole> {
        self.person.as_ref()?.staff.map(|(_, role)| role)
    }

    /// Whether they have a right in the staff portal.
    #[must_use]
    pub fn staff_may(&self, right: StaffRight) -> bool {
        self.staff_role().is_some_and(|role| role.may(right))
    }
}

/// The visitor of the page, the same on the server and in the browser.
#[must_use]
pub fn use_visitor() -> Visitor {
    use_context().unwrap_or_else(Visitor::nobody)
}

/// Whether the visitor has a right; only hides controls, the lock is on the server.
#[must_use]
pub fn use_may(right: Right) -> bool {
    use_visitor().may(right)
}

/// Whether the visitor looks in read-only, and would have a right after stepping up.
#[must_use]
pub fn use_may_ask(right: Right) -> bool {
    use_visitor()
        .seat()
        .is_some_and(|seat| seat.may_ask_for(right))
}

#[cfg(feature = "ssr")]
pub use server::{
    Scope, StaffScope, account, desk, extension, here, request_visitor, require_person,
    require_seat, require_staff, store,
};

#[cfg(feature = "ssr")]
mod server {
    //! The lock: every server function begins with one of these.

    use super::{Here, Person, Seat, Visitor};
    use crate::{
        desk::{Account, Desk},
        error::AppError,
        i18n::Texts,
        privacy::Masked,
        stamp::{Stamp, stamp},
    };
    use domain::{Language, Right, StaffId, StaffRight};
    use http::request::Parts;
    use leptos::prelude::use_context;
    use std::{collections::HashMap, sync::Arc};
    use store::{Actor, Store, TenantStore};

    /// What a signed-in member may reach: their tenant's rows and nothing else.
    pub struct Scope {
        /// The rows of the tenant.
        pub tenant: TenantStore,
        /// Whose place it is.
        pub seat: Seat,
        /// In which language they read.
        pub language: Language,
        /// What pages ask beyond the store.
        pub desk: Arc<dyn Desk>,
    }

    impl Seat {
        /// Who is written down as the author of a change.
        #[must_use]
        pub const fn actor(&self) -> Actor {
            match &self.look {
                Some(look) => Actor::Support(look.staff_id, look.id),
                None => Actor::Member(self.member_id),
            }
        }
    }

    impl Scope {
        /// What a visitor may reach; store and desk are asked for only where there is a seat.
        ///
        /// # Errors
        /// `SignIn` without a session; `NotFound` for a person who is a member of no tenant.
        pub fn of(
            visitor: Visitor,
            store: impl FnOnce() -> Result<Store, AppError>,
            desk: impl FnOnce() -> Result<Arc<dyn Desk>, AppError>,
        ) -> Result<Self, AppError> {
            let person = visitor.person.ok_or_else(|| AppError::SignIn.answered())?;
            let seat = person.seat.ok_or_else(|| AppError::NotFound.answered())?;
            let store = store()?;
            Ok(Self {
                tenant: store.tenant(seat.tenant.id),
                seat,
                language: visitor.language,
                desk: desk()?,
            })
        }

        /// Who is written down as the author of a change.
        #[must_use]
        pub const fn actor(&self) -> Actor {
            self.seat.actor()
        }

        /// Milliseconds since 1970.
        #[must_use]
        pub fn now(&self) -> i64 {
            self.desk.now()
        }

        /// What ids of the audit log are called. The operator's people stay unnamed.
        ///
        /// # Errors
        /// Those of the store.
        pub async fn names_of(&self, ids: &[String]) -> Result<HashMap<String, String>, AppError> {
            Ok(self.tenant.names_of(ids).await?)
        }

        /// Their texts.
        #[must_use]
        pub const fn texts(&self) -> Texts {
            Texts::of(self.language)
        }

        /// An instant on their tenant's clock.
        #[must_use]
        pub fn stamp(&self, at_ms: i64) -> Stamp {
            stamp(self.texts(), &self.seat.tenant.zone, at_ms, self.now())
        }

        /// Phone numbers as the person may see them.
        #[must_use]
        pub fn masked(&self) -> Masked {
            Masked::unless(self.seat.may(Right::SeeNumbers))
        }

        /// Refuses whoever looks in as the person: what a person keeps for themselves is theirs.
        ///
        /// # Errors
        /// `Forbidden`.
        pub fn own(self) -> Result<Self, AppError> {
            match self.seat.look {
                None => Ok(self),
                Some(_) => Err(AppError::Forbidden.answered()),
            }
        }

        /// Refuses whoever does not have a right.
        ///
        /// # Errors
        /// `Forbidden`.
        pub fn allowed(self, right: Right) -> Result<Self, AppError> {
            if self.seat.may(right) {
                Ok(self)
            } else {
                Err(AppError::Forbidden.answered())
            }
        }
    }

    /// Something the server put into the request's extensions.
    #[must_use]
    pub fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
        use_context::<Parts>()?.extensions.get::<T>().cloned()
    }

    /// The visitor of this request.
    #[must_use]
    pub fn request_visitor() -> Visitor {
        extension().unwrap_or_else(Visitor::nobody)
    }

    /// What pages ask of the server.
    ///
    /// # Errors
    /// `Broken` where the server gave none.
    pub fn desk() -> Result<Arc<dyn Desk>, AppError> {
        use_context().ok_or_else(|| AppError::broken(&"no desk in the context"))
    }

    /// All that is kept, for the few that ask across tenants.
    ///
    /// # Errors
    /// `Broken` where the server gave none.
    pub fn store() -> Result<Store, AppError> {
        use_context().ok_or_else(|| AppError::broken(&"no store in the context"))
    }

    /// The member who asks, and their tenant's rows.
    ///
    /// # Errors
    /// `SignIn` without a session; `NotFound` for a person who is a member of no tenant.
    pub fn require_seat() -> Result<Scope, AppError> {
        Scope::of(request_visitor(), store, desk)
    }

    /// Who asks, whatever they are.
    ///
    /// # Errors
    /// `SignIn` without a session.
    pub fn require_person() -> Result<Person, AppError> {
        let person = request_visitor().person;
        person.ok_or_else(|| AppError::SignIn.answered())
    }

    /// From where this request comes.
    #[must_use]
    pub fn here() -> Here {
        extension().unwrap_or_default()
    }

    /// Who asks to change something about their own sign-in.
    ///
    /// # Errors
    /// `SignIn` without a session.
    pub fn account() -> Result<Account, AppError> {
        let (person, here) = (require_person()?, here());
        Ok(Account {
            sign_in_id: person.sign_in_id,
            email: person.email,
            session: here.session,
            address: here.address,
            language: request_visitor().language,
        })
    }

    /// What a person of the operator may reach.
    pub struct StaffScope {
        /// Everything.
        pub store: Store,
        /// Who asks.
        pub staff_id: StaffId,
        /// In which language they read.
        pub language: Language,
        /// What pages ask beyond the store.
        pub desk: Arc<dyn Desk>,
    }

    impl StaffScope {
        /// Who is written down as the author of a change.
        #[must_use]
        pub const fn actor(&self) -> Actor {
            Actor::Staff(self.staff_id)
        }

        /// Milliseconds since 1970.
        #[must_use]
        pub fn now(&self) -> i64 {
            self.desk.now()
        }

        /// An instant on the operator's clock, which is UTC.
        #[must_use]
        pub fn stamp(&self, at_ms: i64) -> Stamp {
            stamp(Texts::of(self.language), "UTC", at_ms, self.now())
        }
    }

    /// The person of the operator who asks.
    ///
    /// # Errors
    /// `SignIn` without a session; `NotFound` for a customer: that there is such a page is
    /// nobody's business; `Forbidden` for staff without the right.
    pub fn require_staff(right: StaffRight) -> Result<StaffScope, AppError> {
        let visitor = request_visitor();
        let person = visitor.person.ok_or_else(|| AppError::SignIn.answered())?;
        let (staff_id, role) = person.staff.ok_or_else(|| AppError::NotFound.answered())?;
        if !role.may(right) {
            return Err(AppError::Forbidden.answered());
        }
        Ok(StaffScope {
            store: store()?,
            staff_id,
            language: visitor.language,
            desk: desk()?,
        })
    }
}
