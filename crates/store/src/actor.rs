//! Who changes something.

use domain::{KeyId, MemberId, StaffId};
use std::fmt;

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
