//! What the server answers over HTTP: the machine API, health, and the portal.

mod accounts;
mod agreement;
mod body;
pub mod client_address;
mod connections;
mod deliveries;
mod draft;
mod entry;
mod events;
pub mod export;
mod extract;
mod fault_text;
mod grammar;
mod health;
mod impersonation;
mod incidents;
pub mod ingest;
pub mod inspector;
mod integrations;
mod jobs;
pub mod keys;
pub mod live;
pub mod openapi;
mod personal_data;
pub mod portal;
mod portal_state;
pub mod problem;
mod projects;
mod second_factor;
pub mod security;
pub mod session;
pub mod site;
pub mod source_ips;
mod version;
mod views;

use crate::{auth::password::Passwords, state::AppState};
use app::desk::Desk;
use axum::{Extension, Router, response::Response};
use live::Watchers;
use problem::ApiError;
use std::{any::Any, sync::Arc};
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;

/// Everything the server answers, with what pages and programs ask of `desk`. Whoever signs in
/// waits among `passwords`; what goes on and on ends with `ending`.
pub fn router(
    state: AppState,
    desk: Arc<dyn Desk>,
    passwords: Passwords,
    ending: CancellationToken,
) -> Router {
    let watchers = Watchers::until(ending);
    let portal = portal::router(state.clone(), Arc::clone(&desk), passwords, watchers);
    openapi::router()
        .merge(health::router())
        .with_state(state)
        .layer(Extension(desk))
        .merge(portal)
        .layer(CatchPanicLayer::custom(panicked))
}

/// A handler that panicked is a fault of the program; the others go on.
#[expect(
    clippy::needless_pass_by_value,
    reason = "The shape that the layer wants."
)]
fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    use axum::response::IntoResponse as _;
    let text = cause.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| cause.downcast_ref::<String>().cloned());
    ApiError::Broken(format!("a handler panicked: {}", text.unwrap_or_default())).into_response()
}
