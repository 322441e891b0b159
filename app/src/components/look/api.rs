//! What somebody who looks in asks of the server beside what members ask.

use crate::error::AppError;
use domain::DeliveryId;
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// Whose number is to be shown whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberOf {
    /// The client of a delivery.
    Delivery(DeliveryId),
    /// The client of a call, by the telephony's name of it.
    Call(String),
}

/// A whole number, for whoever sees numbers; support's look at it is written down.
#[server(input = Json)]
pub async fn show_number(of: NumberOf) -> Result<String, AppError> {
    use crate::privacy::Masked;
    use domain::Right;
    let scope = crate::session::require_seat()?;
    let (phone, subject) = match of {
        NumberOf::Delivery(id) => {
            let detail = scope.tenant.get_delivery(id).await?;
            (detail.row.phone, id.to_string())
        }
        NumberOf::Call(call_id) => {
            let detail = scope.tenant.get_call(&call_id).await?;
            let subject = Masked::unless(false).text(&call_id, &detail.facts);
            (detail.row.phone, subject)
        }
    };
    let is_support = scope.seat.look.is_some() && scope.seat.role.may(Right::SeeNumbers);
    if is_support {
        let (actor, action) = (scope.actor(), "support.show_number");
        scope
            .tenant
            .note(&actor, action, &subject, scope.now())
            .await?;
    } else if !scope.seat.may(Right::SeeNumbers) {
        return Err(AppError::Forbidden.answered());
    }
    let phone = phone.ok_or_else(|| AppError::NotFound.answered())?;
    Ok(Masked::unless(true).phone(&phone))
}
