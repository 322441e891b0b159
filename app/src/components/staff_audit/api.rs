//! What the audit log of the whole installation asks of the server.

use crate::{error::AppError, stamp::Stamp};
use domain::TenantId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Entries on a page.
#[cfg(feature = "ssr")]
const ROWS: u64 = 50;

/// A page of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// Its entries, newest first.
    pub lines: Vec<AuditLine>,
    /// Where the older ones begin.
    pub next: Option<String>,
    /// Whether these are the newest.
    pub is_newest: bool,
}

/// An entry, with ids by their names where they have one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// When.
    pub at: Stamp,
    /// In which tenant, and what that is called.
    pub tenant: Option<(TenantId, String)>,
    /// Who.
    pub actor: String,
    /// What, in words.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Why.
    pub detail: Option<String>,
}

/// The entries of every tenant and of the staff, newest first.
#[server(prefix = "/fn/staff")]
pub async fn list_staff_audit(after: String) -> Result<AuditPage, AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::ReadAudit)?;
    let cursor = Some(after.as_str()).filter(|after| !after.is_empty());
    let page = scope.store.list_all_audit(cursor, ROWS).await?;
    let names = crate::components::audit::names::Names::of_all(&scope, &page.items).await?;
    let words = crate::components::audit::entry::Words {
        names: &names,
        stamp: |at| scope.stamp(at),
    };
    let line = |row: store::AuditRow| AuditLine {
        at: scope.stamp(row.noted_at),
        tenant: row.tenant_id.map(|id| (id, names.of(&id.to_string()))),
        actor: names.actor(&row.actor),
        subject: words.subject(&row),
        detail: words.detail(&row),
        action: words.action(&row),
    };
    Ok(AuditPage {
        lines: page.items.into_iter().map(line).collect(),
        next: page.next,
        is_newest: cursor.is_none(),
    })
}
