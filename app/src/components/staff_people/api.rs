//! What the page of the operator's people asks of the server.

use crate::{error::AppError, stamp::Stamp};
use domain::{StaffId, StaffRole};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Longest e-mail, in bytes.
#[cfg(feature = "ssr")]
const EMAIL_BYTES_MAX: usize = 254;

/// The operator's people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffView {
    /// All of them, by e-mail.
    pub lines: Vec<StaffLine>,
    /// Whether the person may change them.
    pub may_manage: bool,
    /// The password of somebody who was just added where no script runs.
    pub password: Option<String>,
}

/// A person of the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffLine {
    /// Who.
    pub id: StaffId,
    /// By which they sign in.
    pub email: String,
    /// What they may do.
    pub role: StaffRole,
    /// Since when.
    pub since: Stamp,
    /// Whether it is the person who looks.
    pub is_self: bool,
}

/// The operator's people, for staff.
#[server(prefix = "/fn/staff")]
pub async fn list_staff() -> Result<StaffView, AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::ReadStaff)?;
    let may_manage = crate::session::request_visitor().staff_may(domain::StaffRight::ManageStaff);
    let password = if may_manage {
        crate::once::take(crate::once::Panel::StaffPassword).await?
    } else {
        None
    };
    let texts = crate::i18n::Texts::of(scope.language);
    let rows = scope.store.list_staff().await?.into_iter();
    let lines = rows.map(|row| StaffLine {
        is_self: row.id == scope.staff_id,
        id: row.id,
        email: row.email,
        role: row.role,
        since: Stamp {
            text: crate::stamp::day_and_year(texts, "UTC", row.created_at),
            ..scope.stamp(row.created_at)
        },
    });
    Ok(StaffView {
        lines: lines.collect(),
        may_manage,
        password,
    })
}

/// Makes a person of the operator. Says the password that was made, this once; none for somebody
/// who signs in already.
#[server(prefix = "/fn/staff")]
pub async fn add_staff(email: String, role: StaffRole) -> Result<Option<String>, AppError> {
    use domain::{Fault, FieldError};
    let scope = crate::session::require_staff(domain::StaffRight::ManageStaff)?;
    let email = email.trim().to_lowercase();
    let (name, host) = email.split_once('@').unwrap_or_default();
    let is_odd = |letter: char| letter.is_whitespace() || letter.is_control();
    let wrong = name.is_empty() || host.is_empty() || host.contains('@') || email.contains(is_odd);
    if wrong || email.len() > EMAIL_BYTES_MAX {
        let errors = vec![FieldError::new("email", Fault::Required)];
        return Err(AppError::Invalid { errors }.answered());
    }
    let known = scope.store.find_sign_in(&email).await?;
    let made = match known.and_then(|sign_in| sign_in.password_hash) {
        Some(_) => None,
        None => Some(scope.desk.make_password().await?),
    };
    let (plain, hash) = made.map(|made| (made.plain, made.hash)).unzip();
    let (actor, now) = (scope.actor(), scope.now());
    scope
        .store
        .create_staff(&actor, &email, role, hash, now)
        .await?;
    if let Some(plain) = &plain {
        crate::once::keep(crate::once::Panel::StaffPassword, plain).await?;
    }
    Ok(plain)
}

/// Gives a person of the operator another role.
#[server(prefix = "/fn/staff")]
pub async fn set_staff_role(id: StaffId, role: StaffRole) -> Result<(), AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::ManageStaff)?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.store.set_staff_role(&actor, id, role, now).await?)
}

/// Takes a person from the operator's staff; nobody takes themselves.
#[server(prefix = "/fn/staff")]
pub async fn remove_staff(id: StaffId) -> Result<(), AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::ManageStaff)?;
    if id == scope.staff_id {
        return Err(AppError::Forbidden);
    }
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.store.remove_staff(&actor, id, now).await?)
}
