//! Signing in and out, the language and the tenant: plain forms that work without JavaScript.

use super::{
    client_address::ClientAddress,
    entry::{Origin, SIGN_IN_PATH, START, failed},
    portal_state::{PortalState, render_again},
    second_factor::admit,
};
use crate::auth::{
    local_path::local_path,
    session_store::TENANT,
    sign_in::{BUSY_RETRY_AFTER_S, Door, Refused},
    throttle,
    visitor::LANGUAGE_COOKIE,
};
use app::session::{SignInFailure, SignInRefusal, Visitor};
use axum::{
    Extension, Form, Router,
    extract::{FromRequest, FromRequestParts, Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use domain::{Language, TenantId};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use store::Membership;
use tower_sessions::{
    Session,
    cookie::{Cookie, SameSite, time::Duration},
};

/// How long a browser keeps the language.
const LANGUAGE_KEPT: Duration = Duration::days(365);

/// The routes of the forms.
pub fn routes() -> Router<PortalState> {
    Router::new()
        .route(SIGN_IN_PATH, post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/language", post(choose_language))
        .route("/tenant", post(choose_tenant))
}

#[derive(Deserialize)]
struct SignInForm {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(
    State(state): State<PortalState>,
    Extension(visitor): Extension<Visitor>,
    session: Session,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(ClientAddress(address)) =
        ClientAddress::from_request_parts(&mut parts, &state.app).await;
    let request = Request::from_parts(parts.clone(), body);
    let form = match Form::<SignInForm>::from_request(request, &()).await {
        Ok(Form(form)) => form,
        Err(rejection) => return rejection.into_response(),
    };
    let next = local_path(&form.next);
    let origin = Origin::of(&state, &parts.headers, address, visitor.language);
    let door = Door {
        store: &state.app.store,
        passwords: &state.passwords,
        clock: state.app.clock.as_ref(),
        device: origin.device.as_deref(),
    };
    let address = throttle::counted(address);
    match door.knock(&form.email, form.password, &address).await {
        Ok(found) => admit(&state, &session, found.id, &origin, next)
            .await
            .unwrap_or_else(|fault| failed(&fault)),
        Err(Refused::Store(error)) => failed(&error.into()),
        Err(refusal) => {
            let (status, reason, retry_after_s) = told(&refusal);
            parts.extensions.insert(SignInFailure {
                reason,
                email: form.email,
                next,
            });
            let mut response = render_again(&state, parts, SIGN_IN_PATH).await;
            *response.status_mut() = status;
            if let Some(seconds) = retry_after_s {
                let headers = response.headers_mut();
                headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
    }
}

/// The status of a refusal, what the page says, and after how many seconds to come back.
fn told(refusal: &Refused) -> (StatusCode, SignInRefusal, Option<i64>) {
    match refusal {
        Refused::WrongPair => (StatusCode::UNAUTHORIZED, SignInRefusal::WrongPair, None),
        Refused::Throttled { wait_ms } => (
            StatusCode::TOO_MANY_REQUESTS,
            SignInRefusal::TooManyFailures {
                wait_minutes: wait_ms.div_euclid(60_000) + 1,
            },
            Some(wait_ms.div_euclid(1_000) + 1),
        ),
        Refused::Busy | Refused::Store(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            SignInRefusal::Busy,
            Some(BUSY_RETRY_AFTER_S),
        ),
    }
}

/// Ends the session, and every look into a cabinet, wherever it was entered.
async fn sign_out(
    State(state): State<PortalState>,
    session: Session,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    if let Some((staff, _)) = visitor.person.and_then(|person| person.staff) {
        let ending = state.app.store.end_looks_of(staff, state.app.now());
        if let Err(error) = ending.await {
            return failed(&error.into());
        }
    }
    match session.flush().await {
        Ok(()) => Redirect::to(SIGN_IN_PATH).into_response(),
        Err(error) => failed(&error.into()),
    }
}

#[derive(Deserialize)]
struct LanguageForm {
    language: String,
    #[serde(default)]
    back: String,
}

async fn choose_language(
    State(state): State<PortalState>,
    Extension(visitor): Extension<Visitor>,
    Form(form): Form<LanguageForm>,
) -> Response {
    let Some(language) = Language::from_key(&form.language) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    if let Some(person) = visitor.person {
        let set = state.app.store.set_language(person.sign_in_id, language);
        if let Err(error) = set.await {
            return failed(&error.into());
        }
    }
    let cookie = Cookie::build((LANGUAGE_COOKIE, language.key()))
        .path("/")
        .max_age(LANGUAGE_KEPT)
        .same_site(SameSite::Lax)
        .secure(state.app.config.is_https())
        .http_only(true)
        .build()
        .to_string();
    let back = local_path(&form.back);
    let back = Redirect::to(back.as_deref().unwrap_or("/"));
    ([(header::SET_COOKIE, cookie)], back).into_response()
}

#[derive(Deserialize)]
struct TenantForm {
    tenant: String,
}

/// Moves to another tenant of the same person; a tenant they are no member of is not found.
async fn choose_tenant(
    State(state): State<PortalState>,
    session: Session,
    Extension(visitor): Extension<Visitor>,
    Form(form): Form<TenantForm>,
) -> Response {
    let Some(person) = visitor.person else {
        return Redirect::to(SIGN_IN_PATH).into_response();
    };
    let (store, now) = (&state.app.store, state.app.now());
    let memberships = match store.memberships(person.sign_in_id, now).await {
        Ok(memberships) => memberships,
        Err(error) => return failed(&error.into()),
    };
    let Some(chosen) = member_of(&memberships, &form.tenant) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match session.insert(TENANT, chosen).await {
        Ok(()) => Redirect::to(START).into_response(),
        Err(error) => failed(&error.into()),
    }
}

fn member_of(memberships: &[Membership], tenant: &str) -> Option<TenantId> {
    let wanted: TenantId = tenant.parse().ok()?;
    memberships
        .iter()
        .map(|membership| membership.tenant.id)
        .find(|id| *id == wanted)
}
