//! Who changes something.

use domain::{KeyId, MemberId, StaffId};
use std::{fmt, str::FromStr};

/// Who changes something; written into versions and the audit log in its text form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person of the tenant.
    Member(MemberId),
    /// A person of the operator.
    Staff(StaffId),
    /// A program with a key of the machine API.
    Key(KeyId),
    /// Hookline itself: the command line and the demo.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(id) => id.fmt(f),
            Self::Staff(id) => id.fmt(f),
            Self::Key(id) => id.fmt(f),
            Self::System => f.write_str("system"),
        }
    }
}

/// A text is not that of an actor.
#[derive(Debug, thiserror::Error)]
#[error("no actor is written so")]
pub struct UnknownActor;

impl FromStr for Actor {
    type Err = UnknownActor;

    fn from_str(text: &str) -> Result<Self, UnknownActor> {
        if text == "system" {
            return Ok(Self::System);
        }
        let member = text.parse().map(Self::Member);
        let staff = || text.parse().map(Self::Staff);
        let key = || text.parse().map(Self::Key);
        member
            .or_else(|_| staff())
            .or_else(|_| key())
            .map_err(|_error| UnknownActor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_actor_reads_back_what_it_writes() {
        let id = Uuid::from_u128(7);
        for actor in [
            Actor::Member(MemberId(id)),
            Actor::Staff(StaffId(id)),
            Actor::Key(KeyId(id)),
            Actor::System,
        ] {
            assert_eq!(actor.to_string().parse::<Actor>().unwrap(), actor);
        }
        assert!("job_7".parse::<Actor>().is_err());
    }
}
