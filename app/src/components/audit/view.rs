//! What the tenant's audit page shows.

use super::who::Who;
use crate::stamp::Stamp;
use domain::{ImpersonationId, SupportAccess};
use serde::{Deserialize, Serialize};

/// Who did what in the tenant, and what support may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// The entries, newest first.
    pub lines: Vec<EntryLine>,
    /// Where the older ones begin.
    pub next: Option<String>,
    /// Whether these are the newest.
    pub is_newest: bool,
    /// The last looks of support into the cabinet.
    pub looks: Vec<LookLine>,
    /// Whether support may look in.
    pub access: SupportAccess,
    /// Whether support may change things.
    pub writes: bool,
    /// Whether owners are told by mail when support begins to look in.
    pub mails: bool,
    /// Whether the person may say so.
    pub may_manage: bool,
}

/// An entry, with ids by their names where they have one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLine {
    /// When.
    pub at: Stamp,
    /// Who.
    pub who: Who,
    /// What, in words.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Why.
    pub detail: Option<String>,
}

/// A look of support into the cabinet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookLine {
    /// Which.
    pub id: ImpersonationId,
    /// When it was asked for.
    pub asked: Stamp,
    /// By what the member signs in as whom support looks.
    pub email: String,
    /// The ticket that it is for.
    pub ticket: String,
    /// Why.
    pub reason: String,
    /// Whether it may change things.
    pub writes: bool,
    /// How it stands.
    pub state: LookState,
}

/// How a look stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookState {
    /// It waits for the tenant's consent.
    Waits,
    /// The tenant agreed; it was not entered yet.
    Agreed,
    /// It goes on.
    Open,
    /// It is over.
    Over,
}
