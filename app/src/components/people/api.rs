//! What the page of the people asks of the server.

use super::view::{PeopleView, TiesView};
use crate::error::AppError;
use domain::{HandoverId, InvitationId, MemberId, Role};
use leptos::prelude::*;

/// The people of the tenant.
#[server]
pub async fn get_people() -> Result<PeopleView, AppError> {
    let scope = crate::session::require_seat()?;
    super::server::view(&scope).await
}

/// Asks a person in; the link itself where no mail leaves the server, to be handed over.
#[server]
pub async fn invite(
    email: String,
    role: Role,
    #[server(default)] last_day: String,
) -> Result<Option<String>, AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageMembers)?;
    super::server::invite(&scope, &email, role, &last_day).await
}

/// Takes an invitation back.
#[server]
pub async fn withdraw_invitation(id: InvitationId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageMembers)?;
    Ok(scope
        .tenant
        .withdraw_invitation(&scope.actor(), id, scope.now())
        .await?)
}

/// Changes what a member may do, until when, and whether they see whole phone numbers.
#[server]
pub async fn change_member(
    id: MemberId,
    role: Role,
    #[server(default)] last_day: String,
    numbers: Option<String>,
) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageMembers)?;
    super::server::change(&scope, id, role, &last_day).await?;
    super::server::allow_numbers(&scope, id, numbers.is_some()).await
}

/// What hangs on a member.
#[server]
pub async fn get_ties(id: MemberId) -> Result<TiesView, AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageMembers)?;
    let ties = scope.tenant.member_ties(id).await?;
    Ok(TiesView {
        alerts: ties.alerts,
        keys: ties.keys.into_iter().map(|key| key.hint).collect(),
        is_last_owner: ties.is_last_owner,
    })
}

/// Takes a person out of the tenant.
#[server]
pub async fn remove_member(
    id: MemberId,
    successor: Option<MemberId>,
    revoke_keys: bool,
) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageMembers)?;
    let removal = store::Removal {
        successor,
        revoke_keys,
    };
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.remove_member(&actor, id, removal, now).await?)
}

/// Refuses that a member becomes an owner at the operator's wish.
#[server]
pub async fn refuse_handover(id: HandoverId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageMembers)?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.refuse_handover(&actor, id, now).await?)
}
