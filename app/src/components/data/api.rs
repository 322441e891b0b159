//! What the page of a tenant's data asks of the server.

use crate::{error::AppError, stamp::Stamp};
use domain::IntegrationId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Most erasures on the page.
#[cfg(feature = "ssr")]
const ERASURES: u64 = 50;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataView {
    /// For how many days answers are kept.
    pub answers_days: i32,
    /// For how many days calls and deliveries are kept.
    pub calls_days: i32,
    /// The erasures, newest first; none for a role that may not erase.
    pub erasures: Vec<ErasureLine>,
}

/// An erasure that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureLine {
    /// Which; the audit log names it.
    pub id: String,
    /// When.
    pub at: Stamp,
    /// The e-mail of who did it, where they are a member still.
    pub author: String,
    /// How many calls it emptied.
    pub calls: i64,
    /// How many deliveries it called off.
    pub cancelled: i64,
    /// Whom the data had reached.
    pub receivers: Vec<ReceiverLine>,
}

/// Somebody who got data of an erased number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiverLine {
    /// By which integration.
    pub integration: IntegrationId,
    /// What that was called.
    pub name: String,
    /// When the first request went out.
    pub first: Stamp,
    /// When the last one did.
    pub last: Stamp,
    /// How many there were.
    pub attempts: i64,
}

/// How the tenant's data is kept, and what was erased.
#[server]
pub async fn get_data() -> Result<DataView, AppError> {
    let scope = crate::session::require_seat()?;
    let kept = scope.tenant.retention().await?;
    let mut erasures = Vec::new();
    if scope.seat.may(domain::Right::ManageData) {
        let members = scope.tenant.list_members().await?;
        let page = scope.tenant.list_erasures(None, ERASURES).await?;
        let lines = page.items.into_iter();
        erasures = lines.map(|row| line(&scope, &members, row)).collect();
    }
    Ok(DataView {
        answers_days: kept.answers_days,
        calls_days: kept.calls_days,
        erasures,
    })
}

/// Says how long data is kept from now on.
#[server]
pub async fn update_retention(answers_days: i32, calls_days: i32) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageData)?;
    let wanted = store::Retention {
        answers_days,
        calls_days,
    };
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.keep_for(&actor, wanted, now).await?)
}

/// Erases a number, at once and for good.
#[server]
pub async fn erase_number(phone: String) -> Result<ErasureLine, AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::ManageData)?;
    let country = &scope.seat.tenant.country;
    let whole = scope.desk.whole_number(&phone, country);
    let whole = whole.ok_or_else(|| {
        AppError::Invalid {
            errors: vec![domain::FieldError::new(
                "phone",
                domain::Fault::PhoneInvalid,
            )],
        }
        .answered()
    })?;
    let (actor, now) = (scope.actor(), scope.now());
    let erased = scope.tenant.erase_number(&actor, &whole, now).await?;
    let members = scope.tenant.list_members().await?;
    Ok(line(&scope, &members, erased))
}

#[cfg(feature = "ssr")]
fn line(
    scope: &crate::session::Scope,
    members: &[store::MemberRow],
    row: store::Erasure,
) -> ErasureLine {
    let author = members
        .iter()
        .find(|member| member.id.to_string() == row.author);
    ErasureLine {
        id: row.id.to_string(),
        at: scope.stamp(row.erased_at),
        author: author
            .map(|member| member.email.clone())
            .unwrap_or_default(),
        calls: row.calls,
        cancelled: row.cancelled,
        receivers: row
            .receivers
            .into_iter()
            .map(|receiver| ReceiverLine {
                integration: receiver.integration_id,
                name: receiver.name,
                first: scope.stamp(receiver.first_at),
                last: scope.stamp(receiver.last_at),
                attempts: receiver.attempts,
            })
            .collect(),
    }
}
