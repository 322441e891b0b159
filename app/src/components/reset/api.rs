//! What the page of a link asks of the server.

use crate::error::AppError;
use leptos::prelude::*;

/// Whether a link still sets a password.
#[server]
pub async fn check_reset(token: String) -> Result<(), AppError> {
    let now = crate::session::desk()?.now();
    crate::session::store()?.get_reset(&token, now).await?;
    Ok(())
}
