//! Accounts by link: an invitation accepted, a password forgotten and set anew. Plain forms that
//! work without JavaScript.

use super::{
    client_address::ClientAddress,
    entry::{Fault, Origin, SIGN_IN_PATH, START, enter, failed},
    portal_state::{PortalState, render_again},
};
use crate::auth::{
    password::PasswordError, session_store::TENANT, sign_in::BUSY_RETRY_AFTER_S, throttle,
};
use app::session::{DoorRefusal, Visitor};
use axum::{
    Extension, Form, Router,
    extract::{FromRequest, FromRequestParts, Path, Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use domain::{SignInId, TenantId, email::email_of};
use http::{HeaderValue, StatusCode, header, request::Parts};
use serde::{Deserialize, de::DeserializeOwned};
use std::net::IpAddr;
use store::{EMAIL_CHANGE_PATH, Guest, INVITATION_PATH, RESET_PATH, StoreError};
use tower_sessions::Session;

/// The page that asks for the e-mail.
const FORGOTTEN_PATH: &str = "/forgotten";

/// The routes of the forms.
pub fn routes() -> Router<PortalState> {
    Router::new()
        .route(FORGOTTEN_PATH, post(forget))
        .route("/reset/{token}", post(reset))
        .route("/invitation/{token}", post(accept))
        .route("/email/{token}", post(confirm_email))
}

#[derive(Deserialize)]
struct ForgottenForm {
    email: String,
}

/// Sends a link, if there is somebody to send it to; the answer does not tell.
async fn forget(
    State(state): State<PortalState>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    let (mut parts, form) = match form::<ForgottenForm>(request).await {
        Ok(read) => read,
        Err(rejection) => return rejection,
    };
    let Ok(ClientAddress(address)) =
        ClientAddress::from_request_parts(&mut parts, &state.app).await;
    // Counted by itself: who mistypes a password may still ask for a new one.
    let address = format!("forgotten {}", throttle::counted(address));
    let (store, now) = (&state.app.store, state.app.now());
    match throttled(&state, &address).await {
        Ok(None) => {}
        Ok(Some(refusal)) => return refused(&state, parts, FORGOTTEN_PATH, refusal).await,
        Err(error) => return failed(&error.into()),
    }
    let email = email_of(&form.email).unwrap_or_default();
    let noted = store.note_sign_in_failure(&address, now).await;
    let sent = match noted {
        Ok(()) => store.forget_password(&email, visitor.language, now).await,
        Err(error) => Err(error),
    };
    match sent {
        Ok(()) => Redirect::to("/forgotten?sent=1").into_response(),
        Err(error) => failed(&error.into()),
    }
}

/// Why somebody has to wait who failed too often.
async fn throttled(state: &PortalState, counted: &str) -> Result<Option<DoorRefusal>, StoreError> {
    let wait_ms = throttle::wait_ms(&state.app.store, counted, state.app.now()).await?;
    Ok(wait_ms.map(|wait_ms| DoorRefusal::TooManyTries {
        wait_minutes: wait_ms.div_euclid(60_000) + 1,
    }))
}

/// Why a link is not followed.
enum Shut {
    TooOften(DoorRefusal),
    OpensNothing,
    Failed(StoreError),
}

impl From<StoreError> for Shut {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl Shut {
    async fn answer(self, state: &PortalState, parts: Parts, path: &str) -> Response {
        match self {
            Self::TooOften(refusal) => refused(state, parts, path, refusal).await,
            // The page says itself what is the matter with the link.
            Self::OpensNothing => render_again(state, parts, path).await,
            Self::Failed(error) => failed(&error.into()),
        }
    }
}

/// What a link opens: asked before a password is hashed for it, which takes a place from those
/// who sign in. Each that opens nothing counts against its address.
async fn opened<T>(
    state: &PortalState,
    address: IpAddr,
    found: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, Shut> {
    let counted = format!("link {}", throttle::counted(address));
    if let Some(refusal) = throttled(state, &counted).await? {
        return Err(Shut::TooOften(refusal));
    }
    match found.await {
        Err(StoreError::NotFound) => {
            let (store, now) = (&state.app.store, state.app.now());
            store.note_sign_in_failure(&counted, now).await?;
            Err(Shut::OpensNothing)
        }
        found => Ok(found?),
    }
}

#[derive(Deserialize)]
struct PasswordForm {
    /// None where a known person joins.
    password: Option<String>,
}

/// Sets a new password; every session of the person ends, this browser's too.
async fn reset(
    State(state): State<PortalState>,
    Path(token): Path<String>,
    ClientAddress(address): ClientAddress,
    session: Session,
    request: Request,
) -> Response {
    let (parts, form) = match form::<PasswordForm>(request).await {
        Ok(read) => read,
        Err(rejection) => return rejection,
    };
    let path = format!("{RESET_PATH}{token}");
    let found = state.app.store.get_reset(&token, state.app.now());
    if let Err(shut) = opened(&state, address, found).await {
        return shut.answer(&state, parts, &path).await;
    }
    let hash = match hashed(&state, form.password.unwrap_or_default()).await {
        Ok(hash) => hash,
        Err(refusal) => return refused(&state, parts, &path, refusal).await,
    };
    let now = state.app.now();
    match state.app.store.reset_password(&token, hash, now).await {
        Ok(_) => match session.flush().await {
            Ok(()) => Redirect::to(&format!("{SIGN_IN_PATH}?changed=1")).into_response(),
            Err(error) => failed(&error.into()),
        },
        // The page says itself that the link opens nothing.
        Err(StoreError::NotFound) => render_again(&state, parts, &path).await,
        Err(error) => failed(&error.into()),
    }
}

/// Joins a tenant: somebody new with the password they choose, a known person as they are.
async fn accept(
    State(state): State<PortalState>,
    Path(token): Path<String>,
    Extension(visitor): Extension<Visitor>,
    session: Session,
    request: Request,
) -> Response {
    let (mut parts, form) = match form::<PasswordForm>(request).await {
        Ok(read) => read,
        Err(rejection) => return rejection,
    };
    let Ok(ClientAddress(address)) =
        ClientAddress::from_request_parts(&mut parts, &state.app).await;
    let origin = Origin::of(&state, &parts.headers, address, visitor.language);
    let path = format!("{INVITATION_PATH}{token}");
    let found = state.app.store.get_invitation(&token, state.app.now());
    let invitation = match opened(&state, address, found).await {
        Ok(invitation) => invitation,
        Err(shut) => return shut.answer(&state, parts, &path).await,
    };
    let guest = match (form.password, &visitor.person) {
        // Who has a password joins as they are signed in; the page says so.
        (Some(_), _) if invitation.known.is_some() => {
            return render_again(&state, parts, &path).await;
        }
        (Some(password), _) => match hashed(&state, password).await {
            Ok(password_hash) => Guest::New {
                password_hash,
                language: visitor.language,
            },
            Err(refusal) => return refused(&state, parts, &path, refusal).await,
        },
        (None, Some(person)) => Guest::Known(person.sign_in_id),
        (None, None) => return Redirect::to(&path).into_response(),
    };
    let origin = matches!(guest, Guest::New { .. }).then_some(&origin);
    let now = state.app.now();
    match state.app.store.accept_invitation(&token, guest, now).await {
        Ok((sign_in, tenant)) => joined(&state, &session, sign_in, tenant, origin)
            .await
            .unwrap_or_else(|fault| failed(&fault)),
        Err(StoreError::Taken { .. }) => Redirect::to(START).into_response(),
        // The page says itself what is the matter with the link.
        Err(StoreError::NotFound) => render_again(&state, parts, &path).await,
        Err(error) => failed(&error.into()),
    }
}

/// Leads to the tenant that was joined; somebody new has an origin and no session yet.
async fn joined(
    state: &PortalState,
    session: &Session,
    sign_in: SignInId,
    tenant: TenantId,
    origin: Option<&Origin>,
) -> Result<Response, Fault> {
    let response = match origin {
        Some(origin) => enter(state, session, sign_in, origin, None).await?,
        None => Redirect::to(START).into_response(),
    };
    session.insert(TENANT, tenant).await?;
    Ok(response)
}

/// Confirms a new e-mail by one of the two links.
async fn confirm_email(
    State(state): State<PortalState>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let path = format!("{EMAIL_CHANGE_PATH}{token}");
    let now = state.app.now();
    match state.app.store.confirm_email_change(&token, now).await {
        Ok(_) => Redirect::to(&format!("{path}?done=1")).into_response(),
        // The page says itself that the link opens nothing.
        Err(StoreError::NotFound | StoreError::Taken { .. }) => {
            render_again(&state, request.into_parts().0, &path).await
        }
        Err(error) => failed(&error.into()),
    }
}

pub(super) async fn form<T: DeserializeOwned>(request: Request) -> Result<(Parts, T), Response> {
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts.clone(), body);
    match Form::<T>::from_request(request, &()).await {
        Ok(Form(form)) => Ok((parts, form)),
        Err(rejection) => Err(rejection.into_response()),
    }
}

/// The hash of a new password, or what is wrong with it.
async fn hashed(state: &PortalState, password: String) -> Result<String, DoorRefusal> {
    match state.passwords.hash(password).await {
        Some(Ok(hash)) => Ok(hash),
        Some(Err(PasswordError::TooShort)) => Err(DoorRefusal::TooShort),
        Some(Err(PasswordError::TooLong)) => Err(DoorRefusal::TooLong),
        Some(Err(PasswordError::Common)) => Err(DoorRefusal::Common),
        Some(Err(error @ PasswordError::Hash(_))) => {
            tracing::error!(%error, "a new password could not be hashed");
            Err(DoorRefusal::Busy)
        }
        None => Err(DoorRefusal::Busy),
    }
}

/// The form again, with what was wrong.
pub(super) async fn refused(
    state: &PortalState,
    mut parts: Parts,
    path: &str,
    refusal: DoorRefusal,
) -> Response {
    parts.extensions.insert(refusal);
    let mut response = render_again(state, parts, path).await;
    let (status, retry_after_s) = told(refusal);
    *response.status_mut() = status;
    if let Some(seconds) = retry_after_s {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The status of a refusal, and after how many seconds to come back.
const fn told(refusal: DoorRefusal) -> (StatusCode, Option<i64>) {
    match refusal {
        DoorRefusal::TooShort
        | DoorRefusal::TooLong
        | DoorRefusal::Common
        | DoorRefusal::CodeWrong => (StatusCode::UNPROCESSABLE_ENTITY, None),
        DoorRefusal::TooManyTries { wait_minutes } => {
            (StatusCode::TOO_MANY_REQUESTS, Some(wait_minutes * 60))
        }
        DoorRefusal::Busy => (StatusCode::SERVICE_UNAVAILABLE, Some(BUSY_RETRY_AFTER_S)),
    }
}
