//! What the tenant's audit page asks of the server.

use super::view::AuditView;
use crate::error::AppError;
use domain::{ImpersonationId, SupportAccess};
use leptos::prelude::*;

/// Entries on a page.
#[cfg(feature = "ssr")]
const ROWS: u64 = 50;
/// Looks that are shown.
#[cfg(feature = "ssr")]
const LOOKS: u64 = 10;

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
