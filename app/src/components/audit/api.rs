//! What the tenant's audit page asks of the server.

use crate::{error::AppError, stamp::Stamp};
use domain::{ImpersonationId, SupportAccess};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Entries on a page.
#[cfg(feature = "ssr")]
const ROWS: u64 = 50;
/// Looks that are shown.
#[cfg(feature = "ssr")]
const LOOKS: u64 = 10;

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
    /// What, such as `integration.update`.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Why.
    pub detail: Option<String>,
}

/// Who did something, as the tenant is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    /// A member, by e-mail, or a key by its id.
    Named(String),
    /// The operator.
    Operator,
    /// Support that looked in: as whom, for which ticket.
    Support {
        /// The role of the member.
        role: String,
        /// The ticket.
        ticket: String,
    },
    /// Hookline itself.
    System,
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

/// Who did what in the tenant.
#[server]
pub async fn get_audit(after: String) -> Result<AuditView, AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ReadAudit)?;
    super::log::view(&scope, &after, ROWS, LOOKS).await
}

/// Says whether support may look in, and whether it may change things.
#[server]
pub async fn set_support(
    access: SupportAccess,
    writes: Option<String>,
    mails: Option<String>,
) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageSupport)?;
    let rules = store::SupportRules {
        access,
        writes: writes.is_some(),
        mails: mails.is_some(),
    };
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.set_support_rules(&actor, rules, now).await?)
}

/// Agrees to a look that support asked for, or refuses it.
#[server]
pub async fn answer_look(id: ImpersonationId, agreed: bool) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageSupport)?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.answer_look(&actor, id, agreed, now).await?)
}

/// Ends a look that goes on, at once.
#[server]
pub async fn end_look(id: ImpersonationId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageSupport)?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.end_look(&actor, id, now).await?)
}
