//! What the handlers of pages and forms are given, and how they render a page with it.

use super::{client_address::ClientAddress, live::Watchers, security};
use crate::{auth::password::Passwords, state::AppState};
use app::{PlainPage, desk::Desk, session::Visitor};
use axum::{
    body::Body,
    extract::{FromRequestParts, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode, Uri, header, request::Parts};
use leptos::prelude::{LeptosOptions, provide_context, use_context};
use leptos_axum::render_app_async_with_context;
use std::{convert::Infallible, sync::Arc};

/// Largest body of a form or a server function, in bytes.
pub const PORTAL_BODY_BYTES_MAX: usize = 1_048_576;

/// What the handlers of pages and forms are given.
#[derive(Clone)]
pub struct PortalState {
    /// What every handler of the server is given.
    pub app: AppState,
    /// Where sign-ins wait for their turn.
    pub passwords: Passwords,
    /// The pages that watch the log.
    pub watchers: Watchers,
    /// What pages ask beyond the store.
    pub desk: Arc<dyn Desk>,
    /// How the shell of a page is made.
    pub(super) options: LeptosOptions,
}

impl FromRequestParts<PortalState> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &PortalState,
    ) -> Result<Self, Infallible> {
        <Self as FromRequestParts<AppState>>::from_request_parts(parts, &state.app).await
    }
}

/// What every page and server function finds in its context.
pub(super) fn page_context(state: &PortalState) -> impl Fn() + Clone + Send + Sync + 'static {
    let store = state.app.store.clone();
    let desk = Arc::clone(&state.desk);
    move || {
        provide_context(store.clone());
        provide_context(Arc::clone(&desk));
        let parts = use_context::<Parts>();
        if let Some(visitor) = parts.and_then(|parts| parts.extensions.get::<Visitor>().cloned()) {
            provide_context(visitor);
        }
        security::allow_page_scripts();
    }
}

/// Renders the page at `path` for a request that was something else, such as a form.
pub async fn render_again(state: &PortalState, mut parts: Parts, path: &str) -> Response {
    let Ok(uri) = path.parse::<Uri>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    parts.method = Method::GET;
    parts.uri = uri;
    render(state, Request::from_parts(parts, Body::empty())).await
}

/// Renders the page that is asked for.
pub(super) async fn render(state: &PortalState, request: Request) -> Response {
    let options = state.options.clone();
    let shell = move || app::shell(options.clone());
    render_app_async_with_context(page_context(state), shell)(request).await
}

/// Whether who asks wants a page: a browser that opens an address or sends a form does.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT);
    accepts
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepts| accepts.contains("text/html"))
}

/// A few words instead of what was asked for.
pub(super) async fn render_plain(state: &PortalState, parts: Parts, page: PlainPage) -> Response {
    let options = state.options.clone();
    let shell = move || app::plain(options.clone(), page.clone());
    let request = Request::from_parts(parts, Body::empty());
    render_app_async_with_context(page_context(state), shell)(request).await
}
