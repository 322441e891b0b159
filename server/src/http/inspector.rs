//! The inspector: a request bin of the tenant at `/inspect/{token}`.
//!
//! Whatever is sent there is kept as text and answered; a browser of the tenant that opens the
//! address sees the page instead. Stands before the check against other sites' forms, because
//! whoever knows the token may send.

use super::portal_state::wants_page;
use crate::{ids, state::AppState};
use app::session::Visitor;
use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{InspectedId, TenantId};
use futures::StreamExt as _;
use http::{HeaderMap, Method, StatusCode, Uri, header};
use store::{InspectedRequest, StoreError};

/// How much of a body is kept, in bytes; the rest is read and dropped.
pub const INSPECTED_BODY_BYTES_MAX: usize = 64 * 1_024;
/// How many headers are kept.
pub const INSPECTED_HEADERS_MAX: usize = 100;
/// How much of a header's value is kept, in characters.
pub const INSPECTED_HEADER_CHARS_MAX: usize = 4_096;
/// How much of path and query is kept, in characters.
pub const INSPECTED_URL_CHARS_MAX: usize = 8_192;
/// Where the inspectors of all tenants lie.
const PLACE: &str = "/inspect/";

/// Keeps what is sent to an inspector; passes on what is meant for another place.
pub async fn keep(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(token) = token(request.uri()) else {
        return next.run(request).await;
    };
    match state.store.find_inspector(&token).await {
        Ok(Some(tenant)) if is_page(&request, tenant) => next.run(request).await,
        Ok(Some(_)) => answer(&state, &token, request).await,
        Ok(None) => said(StatusCode::NOT_FOUND),
        Err(error) => unavailable(&error),
    }
}

async fn answer(state: &AppState, token: &str, request: Request) -> Response {
    let status = wanted_status(request.uri());
    let now = state.now();
    let inspected = inspected(request, token, now).await;
    match state.store.keep_inspected(token, &inspected).await {
        Ok(()) => said(status),
        Err(error) => unavailable(&error),
    }
}

/// The token of `/inspect/{token}`, with or without more path behind it.
fn token(uri: &Uri) -> Option<String> {
    let rest = uri.path().strip_prefix(PLACE)?;
    let token = rest.split('/').next().unwrap_or_default();
    (!token.is_empty()).then(|| token.to_owned())
}

/// Whether a browser of the tenant opened the address.
fn is_page(request: &Request, tenant: TenantId) -> bool {
    let html = wants_page(request.headers());
    let seat = request
        .extensions()
        .get::<Visitor>()
        .and_then(|visitor| visitor.person.as_ref())
        .and_then(|person| person.seat.as_ref());
    request.method() == Method::GET && html && seat.is_some_and(|seat| seat.tenant.id == tenant)
}

/// The status that the sender asks for with `?answer=503`, so that failures can be shown.
fn wanted_status(uri: &Uri) -> StatusCode {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "answer")
        .and_then(|(_, code)| code.parse().ok())
        .filter(|code| (200..=599).contains(code))
        .and_then(|code: u16| StatusCode::from_u16(code).ok())
        .unwrap_or(StatusCode::OK)
}

fn said(status: StatusCode) -> Response {
    let ok = status.is_success();
    (status, Json(serde_json::json!({ "ok": ok }))).into_response()
}

fn unavailable(error: &StoreError) -> Response {
    tracing::error!(%error, "the inspector keeps nothing");
    said(StatusCode::SERVICE_UNAVAILABLE)
}

async fn inspected(request: Request, token: &str, now: i64) -> InspectedRequest {
    let (parts, body) = request.into_parts();
    let (body, body_cut) = read_body(body).await;
    let url = parts.uri.path_and_query().map_or("", |path| path.as_str());
    let url = url.strip_prefix(PLACE).unwrap_or(url);
    let url = url.strip_prefix(token).unwrap_or(url);
    InspectedRequest {
        id: InspectedId(ids::new(now)),
        received_at: now,
        method: parts.method.to_string(),
        url: url.chars().take(INSPECTED_URL_CHARS_MAX).collect(),
        headers: kept_headers(&parts.headers),
        body,
        body_cut,
    }
}

/// Headers as text. The browser's cookies stay out: they could open a session.
fn kept_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .filter(|(name, _)| *name != header::COOKIE)
        .take(INSPECTED_HEADERS_MAX)
        .map(|(name, value)| {
            let text = String::from_utf8_lossy(value.as_bytes());
            let text = text.chars().take(INSPECTED_HEADER_CHARS_MAX).collect();
            (name.to_string(), text)
        })
        .collect()
}

/// The beginning of a body as text, and whether it was cut. The rest is read to its end, for a
/// sender whose connection is closed before that sees no answer.
async fn read_body(body: Body) -> (String, bool) {
    let mut stream = body.into_data_stream();
    let mut kept: Vec<u8> = Vec::new();
    let mut cut = false;
    while let Some(Ok(chunk)) = stream.next().await {
        let room = INSPECTED_BODY_BYTES_MAX - kept.len();
        cut |= chunk.len() > room;
        kept.extend(chunk.iter().take(room));
    }
    // A zero byte cannot be kept as text by every database.
    let text = String::from_utf8_lossy(&kept).replace('\0', "\u{fffd}");
    (text, cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_what_stands_between_the_slashes() {
        let token_of = |path: &'static str| token(&Uri::from_static(path));
        assert_eq!(token_of("/inspect/abc").as_deref(), Some("abc"));
        assert_eq!(token_of("/inspect/abc/more?x=1").as_deref(), Some("abc"));
        assert_eq!(token_of("/inspect/"), None);
        assert_eq!(token_of("/integrations"), None);
    }

    #[test]
    fn the_sender_may_choose_the_answer() {
        let status = |uri: &'static str| wanted_status(&Uri::from_static(uri)).as_u16();
        assert_eq!(status("/inspect/a"), 200);
        assert_eq!(status("/inspect/a?phone=1&answer=503"), 503);
        assert_eq!(status("/inspect/a?answer=99"), 200);
        assert_eq!(status("/inspect/a?answer=teapot"), 200);
    }

    #[tokio::test]
    async fn a_long_body_is_cut_and_says_so() {
        let short = read_body(Body::from("привіт")).await;
        assert_eq!(short, ("привіт".to_owned(), false));
        let (text, cut) = read_body(Body::from(vec![b'x'; INSPECTED_BODY_BYTES_MAX + 1])).await;
        assert_eq!((text.len(), cut), (INSPECTED_BODY_BYTES_MAX, true));
    }
}
