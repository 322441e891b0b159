//! Versions of what is set up: `ETag` in an answer, `If-Match` in a change.

use super::problem::ApiError;
use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;

/// Answers a view with its version.
pub fn tagged(view: impl Serialize, version: i32) -> Response {
    let mut response = Json(view).into_response();
    if let Ok(version) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, version);
    }
    response
}

/// The answer about something new that is found at `place` from now on.
pub fn created(answer: Response, place: &str) -> Response {
    let mut response = (StatusCode::CREATED, answer).into_response();
    if let Ok(place) = HeaderValue::from_str(place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

/// The version in `If-Match`, with or without quotes; `*` asks for none.
///
/// # Errors
/// `Malformed`.
pub fn if_match(headers: &HeaderMap) -> Result<Option<i32>, ApiError> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    let text = text.strip_prefix("W/").unwrap_or(text).trim_matches('"');
    if text == "*" {
        return Ok(None);
    }
    let version = text.parse().map_err(|_error| {
        ApiError::Malformed(
            "If-Match has to be the `version` that was read, such as \"3\"".to_owned(),
        )
    });
    version.map(Some)
}
