//! What the page of the people asks of the server.

use crate::{error::AppError, stamp::Stamp};
use domain::{HandoverId, IntegrationId, InvitationId, MemberId, Role};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleView {
    /// The people in the tenant.
    pub members: Vec<MemberLine>,
    /// Those who were asked in and have not come; none for a role that may not ask.
    pub invitations: Vec<InvitationLine>,
    /// Who becomes an owner at the operator's wish, from when on, and why; none for a role that
    /// may not refuse.
    pub handover: Option<HandoverView>,
}

/// A member who becomes an owner unless an owner refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverView {
    /// Which.
    pub id: HandoverId,
    /// Who.
    pub email: String,
    /// Why.
    pub reason: String,
    /// From when on it can be done.
    pub due: Stamp,
}

/// A person in the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLine {
    /// Which.
    pub id: MemberId,
    /// Their e-mail.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// The last day of the membership, such as `2026-12-31`; empty for one without an end.
    pub last_day: String,
    /// Whether that day is over.
    pub is_over: bool,
    /// Whether they see whole phone numbers although their role does not.
    pub numbers: bool,
    /// Since when.
    pub since: Stamp,
    /// Whether it is the one who asks.
    pub is_self: bool,
}

/// A person who was asked in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    /// Which.
    pub id: InvitationId,
    /// Their e-mail.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// Until when the link opens.
    pub until: Stamp,
}

/// What hangs on a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TiesView {
    /// Integrations whose failures are told to them by name.
    pub alerts: Vec<(IntegrationId, String)>,
    /// The beginnings of keys that they made.
    pub keys: Vec<String>,
    /// Whether they are the one owner.
    pub is_last_owner: bool,
}

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
