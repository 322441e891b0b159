//! The way of a person who agrees to a connection (OAuth2, RFC 6749, 4.1): off to the CRM, and
//! back with a code that becomes tokens.

use super::portal_state::PortalState;
use app::session::{Seat, Visitor};
use axum::{
    Extension, Router,
    extract::{Path, Query, State},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use domain::{
    ConnectionId, Right,
    connection::{Auth, CALLBACK_PATH, Grant, OAuth2},
};
use form_urlencoded::Serializer;
use http::StatusCode;
use serde::Deserialize;
use store::{StoreError, TenantStore};
use tower_sessions::Session;

/// The routes of the way.
pub fn routes() -> Router<PortalState> {
    Router::new()
        .route("/connections/{id}/authorize", get(leave))
        .route(CALLBACK_PATH, get(come_back))
}

/// How an agreement ended, as the page of the connection is told.
#[derive(Debug, Clone, Copy)]
enum Ending {
    /// Tokens were given.
    Done,
    /// The person or the CRM said no.
    Refused,
    /// The CRM gave no tokens for the code.
    Failed,
    /// It took too long, or began elsewhere.
    Expired,
}

impl Ending {
    const fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    fn shown(self, id: Option<ConnectionId>) -> Response {
        let page = id.map_or_else(String::new, |id| format!("/{id}"));
        Redirect::to(&format!("/connections{page}?sign_in={}", self.key())).into_response()
    }
}

/// Sends a person to the page on which they agree.
async fn leave(
    State(state): State<PortalState>,
    session: Session,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Response {
    let Some(seat) = may_agree(&visitor) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (Ok(id), Some(session)) = (id.parse(), session.id()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tenant = state.app.store.tenant(seat.tenant.id);
    let session = session.to_string();
    match begin(&tenant, id, &session, state.app.now()).await {
        Ok(Some((oauth, text))) => {
            let back = callback(&state);
            let address = address(&oauth, &back, &text);
            Redirect::to(&address).into_response()
        }
        Ok(None) | Err(StoreError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

async fn begin(
    tenant: &TenantStore,
    id: ConnectionId,
    session: &str,
    now: i64,
) -> Result<Option<(OAuth2, String)>, StoreError> {
    let Some(oauth) = agreed_to(tenant, id).await? else {
        return Ok(None);
    };
    let text = tenant.begin_agreement(id, session, now).await?;
    Ok(Some((oauth, text)))
}

/// How a connection signs in that a person agrees to.
async fn agreed_to(tenant: &TenantStore, id: ConnectionId) -> Result<Option<OAuth2>, StoreError> {
    let row = tenant.get_connection(id).await?;
    Ok(match row.draft.auth {
        Some(Auth::OAuth2(oauth)) if oauth.grant == Grant::AuthorizationCode => Some(oauth),
        Some(Auth::Basic { .. } | Auth::Bearer | Auth::OAuth2(_)) | None => None,
    })
}

/// Where a person agrees, with everything that the CRM has to know and to give back.
fn address(oauth: &OAuth2, back: &str, state: &str) -> String {
    let mut query = Serializer::new(String::new());
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", &oauth.client_id)
        .append_pair("redirect_uri", back)
        .append_pair("state", state);
    if !oauth.scope.is_empty() {
        query.append_pair("scope", &oauth.scope);
    }
    let page = oauth.authorize_url.as_deref().unwrap_or_default();
    let sign = if page.contains('?') { '&' } else { '?' };
    format!("{page}{sign}{}", query.finish())
}

fn callback(state: &PortalState) -> String {
    format!("{}{CALLBACK_PATH}", state.app.config.public_url)
}

/// What the CRM sends a person back with.
#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
}

/// Takes the code of a person who comes back.
async fn come_back(
    State(state): State<PortalState>,
    session: Session,
    Extension(visitor): Extension<Visitor>,
    Query(said): Query<Said>,
) -> Response {
    let (Some(seat), Some(session)) = (may_agree(&visitor), session.id()) else {
        return Ending::Expired.shown(None);
    };
    let tenant = state.app.store.tenant(seat.tenant.id);
    let now = state.app.now();
    let session = session.to_string();
    let taken = tenant.take_agreement(&said.state, &session, now).await;
    let id = match taken {
        Ok(Some(id)) => id,
        Ok(None) => return Ending::Expired.shown(None),
        Err(error) => return failed(&error),
    };
    if said.code.is_empty() {
        return Ending::Refused.shown(Some(id));
    }
    match exchange(&state, &tenant, seat, id, &said.code).await {
        Ok(ending) => ending.shown(Some(id)),
        Err(error) => failed(&error),
    }
}

/// Turns the code into tokens, and lets the integrations of the connection go on.
async fn exchange(
    state: &PortalState,
    tenant: &TenantStore,
    seat: &Seat,
    id: ConnectionId,
    code: &str,
) -> Result<Ending, StoreError> {
    let Some(oauth) = agreed_to(tenant, id).await? else {
        return Ok(Ending::Expired);
    };
    let (engine, back) = (&state.app.engine, callback(state));
    let exchanged = engine.exchange_code(seat.tenant.id, id.0, &oauth, code, &back);
    if let Err(outcome) = exchanged.await {
        tracing::info!(connection = %id, detail = outcome.detail, "no token was given for a code");
        return Ok(Ending::Failed);
    }
    tenant
        .end_agreement(&seat.actor(), id, state.app.now())
        .await?;
    for integration in tenant.list_below(id).await? {
        engine.look_again(seat.tenant.id, integration).await;
    }
    Ok(Ending::Done)
}

fn may_agree(visitor: &Visitor) -> Option<&Seat> {
    visitor.seat().filter(|seat| seat.may(Right::SetUp))
}

fn failed(error: &StoreError) -> Response {
    tracing::error!(%error, "an agreement could not be worked on");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::connection::ClientAuth;

    #[test]
    fn the_crm_is_told_who_asks_for_what_and_where_to_come_back_to() {
        let mut oauth = OAuth2 {
            grant: Grant::AuthorizationCode,
            token_url: "https://crm.example/token".to_owned(),
            authorize_url: Some("https://crm.example/agree".to_owned()),
            client_id: "shop 7".to_owned(),
            scope: "leads calls".to_owned(),
            client_auth: ClientAuth::Form,
        };
        let back = "https://hooks.example/oauth/callback";
        assert_eq!(
            address(&oauth, back, "s"),
            "https://crm.example/agree?response_type=code&client_id=shop+7\
             &redirect_uri=https%3A%2F%2Fhooks.example%2Foauth%2Fcallback&state=s\
             &scope=leads+calls"
        );
        oauth.authorize_url = Some("https://crm.example/agree?access_type=offline".to_owned());
        oauth.scope.clear();
        let told = address(&oauth, back, "s");
        assert!(told.starts_with("https://crm.example/agree?access_type=offline&response_type="));
        assert!(!told.contains("scope"), "{told}");
    }
}
