//! What the notifications ask of the server.

use crate::error::AppError;
use domain::{MemberId, Role};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// For how many minutes single failures can be gathered.
pub const GATHER_MINUTES: [i64; 5] = [5, 15, 30, 60, 240];
/// For how many minutes those that came too late can be gathered.
pub const EXPIRED_MINUTES: [i64; 4] = [15, 60, 1_440, 10_080];

/// How failures are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationsView {
    /// Single failures are gathered for so many minutes.
    pub gather: i64,
    /// Those that came too late for so many.
    pub expired: i64,
    /// Every member, by e-mail.
    pub readers: Vec<ReaderLine>,
}

/// A member, and whether they are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderLine {
    /// Which.
    pub id: MemberId,
    /// Where mails go.
    pub email: String,
    /// What the member may do.
    pub role: Role,
    /// Whether they want mail of failures.
    pub told: bool,
}

/// How failures of the tenant are told.
#[server]
pub async fn get_notifications() -> Result<NotificationsView, AppError> {
    let scope = crate::session::require_seat()?;
    let set = scope.tenant.notifications().await?;
    let members = scope.tenant.list_members().await?;
    let readers = members.into_iter().map(|row| ReaderLine {
        told: !set.muted.contains(&row.id),
        id: row.id,
        email: row.email,
        role: row.role,
    });
    Ok(NotificationsView {
        gather: set.gather_ms / 60_000,
        expired: set.gather_expired_ms / 60_000,
        readers: readers.collect(),
    })
}

/// Changes how failures are told; who is not in `told` gets no mail of them.
#[server]
pub async fn update_notifications(
    gather: i64,
    expired: i64,
    #[server(default)] told: Vec<MemberId>,
) -> Result<(), AppError> {
    use domain::{Fault, FieldError};
    let scope = crate::session::require_seat()?.allowed(Role::may_send_again)?;
    let refused = |field: &str| AppError::Invalid {
        errors: vec![FieldError::new(field, Fault::Required)],
    };
    if !GATHER_MINUTES.contains(&gather) {
        return Err(refused("gather").answered());
    }
    if !EXPIRED_MINUTES.contains(&expired) {
        return Err(refused("expired").answered());
    }
    let members = scope.tenant.list_members().await?;
    let muted = members.into_iter().map(|row| row.id);
    let wanted = store::Notifications {
        gather_ms: gather * 60_000,
        gather_expired_ms: expired * 60_000,
        muted: muted.filter(|id| !told.contains(id)).collect(),
    };
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.set_notifications(&actor, &wanted, now).await?)
}
