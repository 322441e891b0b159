//! The pages: rendered by `app`, for whoever the session says, with the browser's half beside.

use super::{
    accounts, agreement, client_address, export, impersonation, inspector,
    live::{self, Watchers},
    personal_data,
    portal_state::{
        PORTAL_BODY_BYTES_MAX, PortalState, page_context, render, render_plain, wants_page,
    },
    problem::ApiError,
    second_factor, security, session, site,
};
use crate::{
    auth::{
        password::Passwords,
        session_store::{Sessions, key_of},
        throttle,
        visitor::{self, VisitorError},
    },
    state::AppState,
};
use app::{
    PlainPage,
    desk::Desk,
    i18n::{Texts, text},
    session::{Here, Visitor},
};
use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    middleware::{Next, from_fn_with_state, map_response},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode};
use leptos_axum::{LeptosRoutes, generate_route_list};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};
use tower_http::{
    compression::{
        CompressionLayer, Predicate,
        predicate::{DefaultPredicate, NotForContentType},
    },
    csrf::CsrfLayer,
    limit::RequestBodyLimitLayer,
};
use tower_sessions::{
    Expiry, Session, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
};

/// Below it programs ask, not people.
const API: &str = "/api/";
/// How long somebody stays signed in.
pub const SESSION_KEPT_DAYS: i64 = 14;

/// Pages, forms, files and the inspector. Everything that is not found is a page, too.
pub fn router(
    app: AppState,
    desk: Arc<dyn Desk>,
    passwords: Passwords,
    watchers: Watchers,
) -> Router {
    let state = PortalState {
        desk,
        watchers,
        options: site::leptos_options(&app.config),
        passwords,
        app,
    };
    let config = Arc::clone(&state.app.config);
    let https = config.is_https();
    pages(&state)
        .layer(csrf(&config.public_url))
        .layer(from_fn_with_state(state.app.clone(), inspector::keep))
        .layer(from_fn_with_state(state.clone(), attach_visitor))
        .layer(sessions(&state))
        .layer(RequestBodyLimitLayer::new(PORTAL_BODY_BYTES_MAX))
        .merge(site::router(&config.site_dir))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .layer(map_response(move |response: Response| async move {
            security::guarded(response, https)
        }))
}

/// Texts; files were compressed when they were built, and fonts are compressed in themselves.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new("font/"))
}

fn pages(state: &PortalState) -> Router {
    let options = state.options.clone();
    let shell = move || app::shell(options.clone());
    Router::new()
        .leptos_routes_with_context(
            &state.options,
            generate_route_list(app::App),
            page_context(state),
            shell,
        )
        .with_state(state.options.clone())
        .merge(session::routes().with_state(state.clone()))
        .merge(impersonation::routes().with_state(state.clone()))
        .merge(accounts::routes().with_state(state.clone()))
        .merge(second_factor::routes().with_state(state.clone()))
        .merge(personal_data::routes().with_state(state.clone()))
        .merge(live::routes().with_state(state.clone()))
        .merge(export::routes().with_state(state.clone()))
        .merge(agreement::routes().with_state(state.clone()))
        .fallback(not_found)
        .with_state(state.clone())
}

/// Cookies that scripts cannot read, bound to this very host where it is reached by https.
fn sessions(state: &PortalState) -> SessionManagerLayer<Sessions> {
    let https = state.app.config.is_https();
    let name = if https { "__Host-session" } else { "session" };
    SessionManagerLayer::new(Sessions::new(state.app.store.clone()))
        .with_name(name)
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(Duration::days(SESSION_KEPT_DAYS)))
}

/// Refuses what other sites make a browser send. Our own origin is named outright, for proxies
/// that rewrite `Host`.
fn csrf(public_url: &str) -> CsrfLayer {
    CsrfLayer::new()
        .add_trusted_origin(public_url.to_ascii_lowercase())
        .unwrap_or_default()
}

async fn attach_visitor(
    State(state): State<PortalState>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    let (method, headers) = (request.method().clone(), request.headers().clone());
    match known(&state, &session, request).await {
        Ok(request) => next.run(request).await,
        Err(error) => {
            tracing::error!(%error, "it cannot be told who is asking");
            unknown(&state, &method, headers).await
        }
    }
}

/// What is answered where it cannot be told who is asking: a page, for who wants one.
async fn unknown(state: &PortalState, method: &Method, headers: HeaderMap) -> Response {
    let language = visitor::language_of(&headers);
    let texts = Texts::of(language);
    let sentence = texts.get(text::ERROR_UNAVAILABLE_TEXT);
    if !wants_page(&headers) {
        return (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response();
    }
    // What a form sent cannot be asked for again by a link.
    let link = match *method {
        Method::GET => ("", text::ERROR_AGAIN),
        _ => ("/", text::NAV_OVERVIEW),
    };
    let page = PlainPage {
        title: text::ERROR_UNAVAILABLE_TITLE,
        sentence: sentence.to_owned(),
        link,
    };
    let (mut parts, ()) = http::Request::new(()).into_parts();
    parts.headers = headers;
    parts.extensions.insert(Visitor {
        language,
        person: None,
    });
    let mut response = render_plain(state, parts, page).await;
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response
}

/// The request with its visitor; what support looks at as a customer is written down.
async fn known(
    state: &PortalState,
    session: &Session,
    request: Request,
) -> Result<Request, VisitorError> {
    let here = here(state, session, &request);
    let (store, now) = (&state.app.store, state.app.now());
    let visitor = visitor::visitor(store, session, request.headers(), now).await?;
    let mut request = impersonation::note(store, &visitor, request, now).await?;
    if let (Some(key), Some(_)) = (&here.session, &visitor.person)
        && let Err(error) = store.note_session_seen(key, now).await
    {
        tracing::warn!(%error, "that a session was seen could not be noted");
    }
    request.extensions_mut().insert(visitor);
    request.extensions_mut().insert(here);
    Ok(request)
}

/// From where a request comes.
fn here(state: &PortalState, session: &Session, request: &Request) -> Here {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    let proxies = &state.app.config.trusted_proxies;
    let address = client_address::client_address(request.headers(), peer, proxies);
    Here {
        session: key_of(session),
        address: throttle::counted(address),
    }
}

async fn not_found(State(state): State<PortalState>, request: Request) -> Response {
    if request.uri().path().starts_with(API) {
        return ApiError::NotFound("path").into_response();
    }
    if request.method() != Method::GET {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = render(&state, request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}
