//! What the page of the service's addresses asks of the server.

use crate::error::AppError;
use leptos::prelude::*;

/// From where requests leave this service; anybody may ask.
#[server]
pub async fn list_source_addresses() -> Result<Vec<String>, AppError> {
    Ok(crate::session::desk()?.source_addresses())
}
