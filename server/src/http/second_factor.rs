//! The second step of a sign-in: the code of an app, or a recovery code. A plain form that works
//! without JavaScript.

use super::{
    accounts::{form, refused},
    client_address::ClientAddress,
    entry::{Fault, Origin, SIGN_IN_PATH, enter, failed},
    portal_state::PortalState,
};
use crate::auth::{throttle, totp};
use app::session::{DoorRefusal, Visitor};
use axum::{
    Extension, Router,
    extract::{FromRequestParts, Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use domain::SignInId;
use serde::{Deserialize, Serialize};
use store::{Store, StoreError};
use tower_sessions::Session;

/// The page of the form.
const SECOND_FACTOR_PATH: &str = "/second-factor";
/// Under which a session keeps who has shown a password and owes a code.
const PENDING: &str = "pending";
/// How long the code may take, in milliseconds.
const PENDING_MS: i64 = 5 * 60_000;
/// Wrong codes after which the sign-in begins anew.
const TRIES_MAX: u32 = 5;

/// Somebody who has shown a password and owes a code.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Pending {
    sign_in: SignInId,
    next: Option<String>,
    until: i64,
    tries: u32,
}

/// The route of the form.
pub fn routes() -> Router<PortalState> {
    Router::new().route(SECOND_FACTOR_PATH, post(check))
}

/// Lets somebody with the right password in, or asks for the code first.
pub(super) async fn admit(
    state: &PortalState,
    session: &Session,
    id: SignInId,
    origin: &Origin,
    next: Option<String>,
) -> Result<Response, Fault> {
    if !asks_for_code(&state.app.store, id).await? {
        return enter(state, session, id, origin, next.as_deref()).await;
    }
    session.clear().await;
    session.cycle_id().await?;
    let pending = Pending {
        sign_in: id,
        next,
        until: state.app.now() + PENDING_MS,
        tries: 0,
    };
    session.insert(PENDING, pending).await?;
    Ok(Redirect::to(SECOND_FACTOR_PATH).into_response())
}

async fn asks_for_code(store: &Store, id: SignInId) -> Result<bool, StoreError> {
    let factor = store.find_second_factor(id).await?;
    Ok(factor.is_some_and(|factor| factor.is_confirmed))
}

#[derive(Deserialize)]
struct CodeForm {
    code: String,
}

async fn check(
    State(state): State<PortalState>,
    Extension(visitor): Extension<Visitor>,
    session: Session,
    request: Request,
) -> Response {
    let (mut parts, form) = match form::<CodeForm>(request).await {
        Ok(read) => read,
        Err(rejection) => return rejection,
    };
    let Ok(ClientAddress(address)) =
        ClientAddress::from_request_parts(&mut parts, &state.app).await;
    let origin = Origin::of(&state, &parts.headers, address, visitor.language);
    let counted = throttle::counted(address);
    match judge(&state, &session, &form.code, &counted).await {
        Ok(Judged::Right(pending)) => {
            let next = pending.next.as_deref();
            let entered = enter(&state, &session, pending.sign_in, &origin, next).await;
            entered.unwrap_or_else(|fault| failed(&fault))
        }
        Ok(Judged::Wrong(refusal)) => refused(&state, parts, SECOND_FACTOR_PATH, refusal).await,
        Ok(Judged::Anew) => Redirect::to(SIGN_IN_PATH).into_response(),
        Err(fault) => failed(&fault),
    }
}

enum Judged {
    Right(Pending),
    Wrong(DoorRefusal),
    /// Nobody owes a code here, or not any more.
    Anew,
}

async fn judge(
    state: &PortalState,
    session: &Session,
    code: &str,
    address: &str,
) -> Result<Judged, Fault> {
    let (store, now) = (&state.app.store, state.app.now());
    let pending = session.get::<Pending>(PENDING).await?;
    let Some(mut pending) = pending.filter(|pending| pending.until > now) else {
        return Ok(Judged::Anew);
    };
    match try_code(store, pending.sign_in, code, address, now).await? {
        Tried::Right => return Ok(Judged::Right(pending)),
        Tried::TooOften { wait_ms } => {
            let wait_minutes = wait_ms.div_euclid(60_000) + 1;
            return Ok(Judged::Wrong(DoorRefusal::TooManyTries { wait_minutes }));
        }
        Tried::Wrong => {}
    }
    pending.tries += 1;
    if pending.tries >= TRIES_MAX {
        session.flush().await?;
        return Ok(Judged::Anew);
    }
    session.insert(PENDING, pending).await?;
    Ok(Judged::Wrong(DoorRefusal::CodeWrong))
}

/// What came of a code.
pub(super) enum Tried {
    Right,
    Wrong,
    /// None is looked at before so many milliseconds are over.
    TooOften {
        wait_ms: i64,
    },
}

/// Tries a code of somebody. Whoever guesses codes has the password already: here the account
/// is counted, too.
pub(super) async fn try_code(
    store: &Store,
    id: SignInId,
    code: &str,
    address: &str,
    now: i64,
) -> Result<Tried, StoreError> {
    let account = format!("code {id}");
    for counted in [address, &account] {
        if let Some(wait_ms) = throttle::wait_ms(store, counted, now).await? {
            return Ok(Tried::TooOften { wait_ms });
        }
    }
    if is_right(store, id, code, now).await? {
        return Ok(Tried::Right);
    }
    for counted in [address, &account] {
        store.note_sign_in_failure(counted, now).await?;
    }
    Ok(Tried::Wrong)
}

/// Whether a code of the app, or a recovery code, lets somebody in; each does so once.
async fn is_right(store: &Store, id: SignInId, code: &str, now: i64) -> Result<bool, StoreError> {
    let Some(factor) = store.find_second_factor(id).await? else {
        return Ok(false);
    };
    if let Some(step) = totp::step_of(&factor.secret, code, now) {
        return store.take_step(id, step).await;
    }
    match totp::recovery_code(code) {
        Some(code) => store.take_recovery_code(id, &code, now).await,
        None => Ok(false),
    }
}
