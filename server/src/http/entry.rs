//! The moment at which somebody who proved who they are comes in: the session begins, the
//! browser is known from now on, and a sign-in with a new one is told by mail. With it, what the
//! forms before it share.

use super::portal_state::PortalState;
use crate::auth::{
    browser,
    session_store::{ADDRESS, BEGAN_AT, DEVICE, SIGN_IN, TENANT},
};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Language, SignInId};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::net::IpAddr;
use store::{Arrival, StoreError};
use tower_sessions::{
    Session,
    cookie::{Cookie, SameSite, time::Duration},
};

/// The page of the form to sign in.
pub(super) const SIGN_IN_PATH: &str = "/sign-in";
/// Where somebody who signed in goes by default.
pub(super) const START: &str = "/overview";
/// Where staff without a seat in any tenant goes.
const STAFF_START: &str = "/staff";
/// Where somebody without a seat in any tenant goes.
const CLIENTS: &str = "/clients";
/// How long a browser keeps the cookie by which it is known.
const DEVICE_KEPT: Duration = Duration::days(365);
/// Longest cookie that is taken for one of ours.
const DEVICE_BYTES_MAX: usize = 64;

/// From where somebody comes.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// The cookie by which the browser is known, if it has one.
    pub(super) device: Option<String>,
    name: String,
    address: IpAddr,
    language: Language,
}

impl Origin {
    pub(super) fn of(
        state: &PortalState,
        headers: &HeaderMap,
        address: IpAddr,
        language: Language,
    ) -> Self {
        let user_agent = headers.get(header::USER_AGENT);
        let user_agent = user_agent.and_then(|value| value.to_str().ok());
        let device = crate::auth::visitor::cookie(headers, device_cookie(state));
        Self {
            device: device.filter(|device| device.len() <= DEVICE_BYTES_MAX),
            name: browser::name(user_agent.unwrap_or_default()),
            address,
            language,
        }
    }
}

/// Bound to this very host where it is reached by https, as the session's is.
fn device_cookie(state: &PortalState) -> &'static str {
    if state.app.config.is_https() {
        "__Host-device"
    } else {
        "device"
    }
}

/// Begins the session of somebody and leads them to where they wanted to be.
pub(super) async fn enter(
    state: &PortalState,
    session: &Session,
    id: SignInId,
    origin: &Origin,
    next: Option<&str>,
) -> Result<Response, Fault> {
    let (store, now) = (&state.app.store, state.app.now());
    let memberships = store.memberships(id, now).await?;
    let is_staff = store.staff_of(id).await?.is_some();
    // Whatever the browser held before belongs to nobody now, its name least of all.
    session.clear().await;
    session.cycle_id().await?;
    session.insert(SIGN_IN, id).await?;
    session.insert(BEGAN_AT, now).await?;
    session.insert(DEVICE, &origin.name).await?;
    session.insert(ADDRESS, origin.address.to_string()).await?;
    let start = match memberships.first() {
        Some(first) => {
            session.insert(TENANT, first.tenant.id).await?;
            START
        }
        None if is_staff => STAFF_START,
        None => CLIENTS,
    };
    let device = origin
        .device
        .clone()
        .unwrap_or_else(crate::auth::password::generate);
    let arrival = Arrival {
        device: &device,
        name: &origin.name,
        address: &origin.address.to_string(),
        language: origin.language,
    };
    store.note_arrival(id, &arrival, now).await?;
    let mut response = Redirect::to(next.unwrap_or(start)).into_response();
    if let Ok(cookie) = HeaderValue::from_str(&keep(state, device)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn keep(state: &PortalState, device: String) -> String {
    Cookie::build((device_cookie(state), device))
        .path("/")
        .max_age(DEVICE_KEPT)
        .same_site(SameSite::Lax)
        .secure(state.app.config.is_https())
        .http_only(true)
        .build()
        .to_string()
}

/// Why a form could not be worked on at all.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The session layer did not.
    #[error("the session cannot be kept: {0}")]
    Session(#[from] tower_sessions::session::Error),
}

/// Says no more than that it failed; why is in the log.
pub(super) fn failed(fault: &Fault) -> Response {
    tracing::error!(error = %fault, "a form of the session failed");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
