//! What the page of a link asks of the server.

use crate::error::AppError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A change of e-mail as the reader of the link sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailChangeView {
    /// The new address.
    pub email: String,
    /// Whether this link has confirmed already, so that only the other one is waited for.
    pub is_confirmed: bool,
}

/// The change behind a link.
#[server]
pub async fn get_email_change(token: String) -> Result<EmailChangeView, AppError> {
    let now = crate::session::desk()?.now();
    let change = crate::session::store()?
        .get_email_change(&token, now)
        .await?;
    let is_confirmed = if change.is_old {
        change.old_confirmed
    } else {
        change.new_confirmed
    };
    Ok(EmailChangeView {
        email: change.email,
        is_confirmed,
    })
}
