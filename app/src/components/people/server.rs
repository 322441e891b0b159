//! From rows of the store to the page, and back from its forms.

use super::view::{HandoverView, InvitationLine, MemberLine, PeopleView};
use crate::{
    error::AppError,
    once::{self, Panel},
    session::Scope,
    stamp::{Stamp, date, date_end, day_and_year},
};
use domain::{Fault, FieldError, MemberId, Role, email::email_of};
use store::{INVITATION_PATH, InvitationRow, MemberRow, NewInvitation};

pub(super) async fn view(scope: &Scope) -> Result<PeopleView, AppError> {
    let members = scope.tenant.list_members().await?;
    let may_manage = scope.seat.may(domain::Right::ManageMembers);
    let (invitations, link) = if may_manage {
        let invitations = scope.tenant.list_invitations(scope.now()).await?;
        (invitations, once::take(Panel::Invitation).await?)
    } else {
        (Vec::new(), None)
    };
    let handover = scope.tenant.find_handover().await?.filter(|_| may_manage);
    Ok(PeopleView {
        link,
        handover: handover.map(|row| HandoverView {
            id: row.id,
            email: row.email,
            reason: row.reason,
            due: scope.stamp(row.due_at),
        }),
        members: members.into_iter().map(|row| member(scope, row)).collect(),
        invitations: invitations
            .into_iter()
            .map(|row| invitation(scope, row))
            .collect(),
    })
}

fn member(scope: &Scope, row: MemberRow) -> MemberLine {
    let zone = &scope.seat.tenant.zone;
    MemberLine {
        id: row.id,
        email: row.email,
        role: row.role,
        last_day: row.ends_at.map(|at| date(zone, at - 1)).unwrap_or_default(),
        numbers: row.numbers_allowed,
        is_over: row.ends_at.is_some_and(|at| at <= scope.now()),
        since: Stamp {
            text: day_and_year(scope.texts(), zone, row.created_at),
            ..scope.stamp(row.created_at)
        },
        is_self: row.id == scope.seat.member_id,
    }
}

fn invitation(scope: &Scope, row: InvitationRow) -> InvitationLine {
    InvitationLine {
        id: row.id,
        email: row.email,
        role: row.role,
        until: scope.stamp(row.expires_at),
    }
}

pub(super) async fn invite(
    scope: &Scope,
    email: &str,
    role: Role,
    last_day: &str,
) -> Result<Option<String>, AppError> {
    let ends_at = ends_at(scope, role, last_day);
    let (email, ends_at) = match (email_of(email), ends_at) {
        (Some(email), Ok(ends_at)) => (email, ends_at),
        (email, ends_at) => {
            let no_email = email.is_none();
            let fault = no_email.then(|| FieldError::new("email", Fault::EmailInvalid));
            return Err(invalid(fault.into_iter().chain(ends_at.err())));
        }
    };
    let new = NewInvitation {
        email,
        role,
        ends_at,
    };
    let token = scope
        .tenant
        .invite(&scope.actor(), &new, scope.now())
        .await?;
    if scope.desk.sends_mail() {
        return Ok(None);
    }
    let base = &scope.desk.policy().public_url;
    let link = format!("{base}{INVITATION_PATH}{token}");
    once::keep(Panel::Invitation, &link).await?;
    Ok(Some(link))
}

pub(super) async fn change(
    scope: &Scope,
    id: MemberId,
    role: Role,
    last_day: &str,
) -> Result<(), AppError> {
    let ends_at = ends_at(scope, role, last_day).map_err(|fault| invalid([fault]))?;
    scope
        .tenant
        .change_member(&scope.actor(), id, role, ends_at, scope.now())
        .await?;
    Ok(())
}

/// Says whether a member sees whole phone numbers whatever their role.
pub(super) async fn allow_numbers(
    scope: &Scope,
    id: MemberId,
    allowed: bool,
) -> Result<(), AppError> {
    let members = scope.tenant.list_members().await?;
    let is_so = members
        .iter()
        .any(|row| row.id == id && row.numbers_allowed == allowed);
    if !is_so {
        let (actor, now) = (scope.actor(), scope.now());
        scope.tenant.allow_numbers(&actor, id, allowed, now).await?;
    }
    Ok(())
}

fn invalid(faults: impl IntoIterator<Item = FieldError>) -> AppError {
    let errors = faults.into_iter().collect();
    AppError::Invalid { errors }.answered()
}

/// The end of the last day on the tenant's clock, for a role that may have one.
fn ends_at(scope: &Scope, role: Role, last_day: &str) -> Result<Option<i64>, FieldError> {
    if !role.may_end() || last_day.is_empty() {
        return Ok(None);
    }
    date_end(&scope.seat.tenant.zone, last_day)
        .filter(|at| *at > scope.now())
        .map(Some)
        .ok_or_else(|| FieldError::new("last_day", Fault::DayInvalid))
}
