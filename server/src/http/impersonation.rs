//! Looking into a cabinet as one of its members: entering, stepping up to writing and leaving,
//! as plain forms; and writing down what is looked at.

use super::{
    client_address::ClientAddress,
    portal_state::{PORTAL_BODY_BYTES_MAX, PortalState},
    second_factor::{Tried, try_code},
};
use crate::auth::{
    local_path::local_path,
    session_store::LOOK,
    sign_in::{Door, Refused},
    throttle,
};
use app::{
    error::FUNCTIONS,
    session::{Person, Visitor},
};
use axum::{
    Extension, Form, Router,
    body::{self, Body},
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use domain::{
    ImpersonationId, MemberId, StaffId, StaffRight, TenantId,
    access::{LOOK_MINUTES, is_ticket, reason_fault},
};
use http::StatusCode;
use serde::Deserialize;
use store::{Actor, NewLook, Store, StoreError};
use tower_sessions::Session;

/// Where somebody who looks in begins.
const START: &str = "/integrations";
/// The page on which writing is asked for.
const STEP_UP: &str = "/staff/look";
/// Below it lie the server functions of the staff portal.
const STAFF_FUNCTIONS: &str = "/fn/staff/";
/// Digits in a row that may be a phone number, which the audit log never holds.
const NUMBER_DIGITS_MIN: usize = 7;
/// Longest subject of an entry, in characters.
const SUBJECT_CHARS_MAX: usize = 200;

/// The routes of the forms.
pub fn routes() -> Router<PortalState> {
    Router::new()
        .route("/staff/look/begin", post(begin))
        .route("/staff/look/enter", post(enter))
        .route("/staff/look/write", post(step_up))
        .route("/staff/look/leave", post(leave))
}

/// Why a form was not done; what it is called in the address of the page that tells it.
#[derive(Debug, Clone, Copy)]
enum Told {
    Invalid,
    Closed,
    Waiting,
    WrongPassword,
    WrongCode,
    TooManyFailures,
    NotAllowed,
}

impl Told {
    const fn key(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Closed => "closed",
            Self::Waiting => "waiting",
            Self::WrongPassword => "wrong_password",
            Self::WrongCode => "wrong_code",
            Self::TooManyFailures => "too_many_failures",
            Self::NotAllowed => "not_allowed",
        }
    }
}

/// Who may look in, or what anybody else is answered.
fn looker(visitor: &Visitor) -> Result<(&Person, StaffId), StatusCode> {
    let person = visitor.person.as_ref().ok_or(StatusCode::UNAUTHORIZED)?;
    let (staff, role) = person.staff.ok_or(StatusCode::NOT_FOUND)?;
    if role.may(StaffRight::LookIn) {
        Ok((person, staff))
    } else {
        Err(StatusCode::FORBIDDEN)
    }
}

#[derive(Deserialize)]
struct BeginForm {
    tenant: String,
    member: String,
    ticket: String,
    reason: String,
    minutes: i32,
}

async fn begin(
    State(state): State<PortalState>,
    session: Session,
    Extension(visitor): Extension<Visitor>,
    Form(form): Form<BeginForm>,
) -> Response {
    let staff_id = match looker(&visitor) {
        Ok((_, staff)) => staff,
        Err(status) => return status.into_response(),
    };
    let (Ok(tenant), Ok(member_id)) = (form.tenant.parse(), form.member.parse::<MemberId>()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (ticket, reason) = (form.ticket.trim(), form.reason.trim());
    let is_fit = is_ticket(ticket) && reason_fault(reason).is_none();
    if !is_fit || !LOOK_MINUTES.contains(&form.minutes) {
        return back_to(tenant, Told::Invalid);
    }
    let new = NewLook {
        staff_id,
        member_id,
        ticket: ticket.to_owned(),
        reason: reason.to_owned(),
        minutes: form.minutes,
    };
    let now = state.app.now();
    match state.app.store.tenant(tenant).begin_look(new, now).await {
        Ok(look) if look.is_open(now) => entered(&session, look.id).await,
        Ok(_) => back_to(tenant, Told::Waiting),
        Err(StoreError::Conflict) => back_to(tenant, Told::Closed),
        Err(StoreError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

fn back_to(tenant: TenantId, told: Told) -> Response {
    Redirect::to(&format!("/staff/tenants/{tenant}?look={}", told.key())).into_response()
}

#[derive(Deserialize)]
struct EnterForm {
    look: String,
}

/// Enters a look that the tenant agreed to.
async fn enter(
    State(state): State<PortalState>,
    session: Session,
    Extension(visitor): Extension<Visitor>,
    Form(form): Form<EnterForm>,
) -> Response {
    let staff = match looker(&visitor) {
        Ok((_, staff)) => staff,
        Err(status) => return status.into_response(),
    };
    let Ok(id) = form.look.parse::<ImpersonationId>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let store = &state.app.store;
    let asked = match store.find_look(id).await {
        Ok(Some(asked)) => asked,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return failed(&error),
    };
    let entering = store.tenant(asked.tenant_id);
    match entering.enter_look(staff, id, state.app.now()).await {
        Ok(look) => entered(&session, look.id).await,
        Err(StoreError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

async fn entered(session: &Session, id: ImpersonationId) -> Response {
    // The session of somebody who looks in is no longer the one from before.
    let kept = match session.cycle_id().await {
        Ok(()) => session.insert(LOOK, id).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(()) => Redirect::to(START).into_response(),
        Err(error) => failed(&error),
    }
}

#[derive(Deserialize)]
struct StepUpForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    back: String,
}

/// Lets a look change things, once somebody showed again who they are: with the second factor
/// where they have one, else with the password.
async fn step_up(
    State(state): State<PortalState>,
    ClientAddress(address): ClientAddress,
    Extension(visitor): Extension<Visitor>,
    Form(form): Form<StepUpForm>,
) -> Response {
    let (person, staff) = match looker(&visitor) {
        Ok(looker) => looker,
        Err(status) => return status.into_response(),
    };
    let (Some(seat), Some(look)) = (visitor.seat(), visitor.look()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let back = local_path(&form.back);
    let told = |told: Told| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("told", told.key())
            .append_pair("back", back.as_deref().unwrap_or(START))
            .finish();
        Redirect::to(&format!("{STEP_UP}?{query}")).into_response()
    };
    let address = throttle::counted(address);
    let proved = if look.by_code {
        by_code(&state, person, &form.code, &address).await
    } else {
        by_password(&state, person, form.password, &address).await
    };
    match proved {
        Ok(None) => {}
        Ok(Some(refused)) => return told(refused),
        Err(error) => return failed(&error),
    }
    let (tenant, actor) = (
        state.app.store.tenant(seat.tenant.id),
        Actor::Support(staff, look.id),
    );
    match tenant.let_write(&actor, look.id, state.app.now()).await {
        Ok(()) => Redirect::to(back.as_deref().unwrap_or(START)).into_response(),
        Err(StoreError::NotFound) => told(Told::NotAllowed),
        Err(error) => failed(&error),
    }
}

/// Why a password is not taken; nothing where it is.
async fn by_password(
    state: &PortalState,
    person: &Person,
    password: String,
    address: &str,
) -> Result<Option<Told>, StoreError> {
    let door = Door {
        store: &state.app.store,
        passwords: &state.passwords,
        clock: state.app.clock.as_ref(),
        device: None,
    };
    match door.knock(&person.email, password, address).await {
        Ok(_) => Ok(None),
        Err(Refused::WrongPair) => Ok(Some(Told::WrongPassword)),
        Err(Refused::Throttled { .. } | Refused::Busy) => Ok(Some(Told::TooManyFailures)),
        Err(Refused::Store(error)) => Err(error),
    }
}

/// Why a code is not taken; nothing where it is.
async fn by_code(
    state: &PortalState,
    person: &Person,
    code: &str,
    address: &str,
) -> Result<Option<Told>, StoreError> {
    let (store, now) = (&state.app.store, state.app.now());
    Ok(
        match try_code(store, person.sign_in_id, code, address, now).await? {
            Tried::Right => None,
            Tried::Wrong => Some(Told::WrongCode),
            Tried::TooOften { .. } => Some(Told::TooManyFailures),
        },
    )
}

/// Ends the look that goes on.
async fn leave(
    State(state): State<PortalState>,
    session: Session,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    let staff = match looker(&visitor) {
        Ok((_, staff)) => staff,
        Err(status) => return status.into_response(),
    };
    let place = match (visitor.seat(), visitor.look()) {
        (Some(seat), Some(look)) => {
            let (tenant, actor) = (
                state.app.store.tenant(seat.tenant.id),
                Actor::Support(staff, look.id),
            );
            if let Err(error) = tenant.end_look(&actor, look.id, state.app.now()).await {
                return failed(&error);
            }
            format!("/staff/tenants/{}", seat.tenant.id)
        }
        _ => "/staff".to_owned(),
    };
    match session.remove::<ImpersonationId>(LOOK).await {
        Ok(_) => Redirect::to(&place).into_response(),
        Err(error) => failed(&error),
    }
}

fn failed(error: &dyn std::fmt::Display) -> Response {
    tracing::error!(%error, "a look into a cabinet could not be changed");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// Writes down what somebody asks for who looks in: a page, or a server function with the ids
/// that it names. Gives the request back as it was. What it searches by is written down where the
/// search is made.
///
/// # Errors
/// Where it cannot be written down: nothing is shown then.
pub async fn note(
    store: &Store,
    visitor: &Visitor,
    request: Request,
    now: i64,
) -> Result<Request, StoreError> {
    let (Some(seat), Some(look)) = (visitor.seat(), visitor.look()) else {
        return Ok(request);
    };
    let path = request.uri().path();
    if is_of_staff(path) || is_form(path) {
        return Ok(request);
    }
    let (request, subject) = asked(request).await;
    let actor = Actor::Support(look.staff_id, look.id);
    let tenant = store.tenant(seat.tenant.id);
    tenant.note_look(&actor, &subject, now).await?;
    Ok(request)
}

/// Pages and functions of the staff portal, which are about no cabinet.
fn is_of_staff(path: &str) -> bool {
    path == "/staff" || path.starts_with("/staff/") || path.starts_with(STAFF_FUNCTIONS)
}

/// Forms that show nothing of the tenant.
fn is_form(path: &str) -> bool {
    ["/sign-in", "/sign-out", "/language", "/tenant"].contains(&path)
}

/// What somebody asks for who looks in: the path of a page; the name of a function, and the ids in
/// its arguments.
async fn asked(request: Request) -> (Request, String) {
    let (parts, content) = request.into_parts();
    let path = parts.uri.path();
    let Some(function) = path.strip_prefix(FUNCTIONS) else {
        let subject = without_numbers(path);
        return (Request::from_parts(parts, content), subject);
    };
    let mut subject = function.to_owned();
    // What does not come whole, or is too large, fails in the function itself.
    let bytes = body::to_bytes(content, PORTAL_BODY_BYTES_MAX).await;
    let bytes = bytes.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    for id in ids(&text) {
        subject.push(' ');
        subject.push_str(&id);
    }
    let subject = subject.chars().take(SUBJECT_CHARS_MAX).collect();
    (Request::from_parts(parts, Body::from(bytes)), subject)
}

/// The ids in a text, and the call that it names.
fn ids(text: &str) -> Vec<String> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let words = text.split(|letter| !is_word(letter));
    let mut ids: Vec<String> = words
        .filter(|word| is_id(word))
        .map(str::to_owned)
        .collect();
    let call = form_urlencoded::parse(text.as_bytes()).find(|(name, _)| name == "call_id");
    ids.extend(call.map(|(_, id)| without_numbers(&id)));
    ids
}

fn is_id(word: &str) -> bool {
    word.split_once('_').is_some_and(|(prefix, hex)| {
        prefix.len() == 3 && hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// A text in which runs of digits that may be a phone number are cut; ids stay.
fn without_numbers(text: &str) -> String {
    let parts = text.split('/').map(|part| {
        let digits = part.chars().filter(char::is_ascii_digit).count();
        if digits < NUMBER_DIGITS_MIN || is_id(part) {
            return part.to_owned();
        }
        let kept = digits - 4;
        let mut seen = 0;
        part.chars()
            .map(|letter| {
                seen += usize::from(letter.is_ascii_digit());
                if letter.is_ascii_digit() && seen > 3 && seen <= kept + 1 {
                    '•'
                } else {
                    letter
                }
            })
            .collect()
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_at_is_named_by_ids_and_never_by_numbers() {
        let id = "dlv_0192f0c4d1e07a0b8c0d0e0f10111213";
        assert_eq!(ids(&format!("id={id}&x=1")), [id]);
        assert_eq!(ids(&format!("{{\"id\":\"{id}\"}}")), [id]);
        assert_eq!(ids("call_id=call-1&x=1"), ["call-1"]);
        assert_eq!(
            without_numbers(&format!("/deliveries/{id}")),
            format!("/deliveries/{id}")
        );
        assert_eq!(
            without_numbers("/calls/380501112233"),
            "/calls/380••••••233"
        );
        assert_eq!(without_numbers("/calls/c-17"), "/calls/c-17");
    }
}
