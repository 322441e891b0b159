//! Why there is no file, for whoever followed a link to it: a page in their language that needs no
//! script and no style.

use app::{
    error::AppError,
    i18n::{Key, Texts, text},
};
use axum::response::{Html, IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use store::EXPORTS_AT_ONCE;

/// After so many seconds it may be tried again, where too many are under way.
const RETRY_AFTER_S: u64 = 30;
/// Where the exports are listed, and those that run are stopped.
const EXPORTS: &str = "/exports";

/// As many run as may run at once.
pub fn too_many(t: Texts) -> Response {
    let why = t.count(text::EXPORTS_FULL, EXPORTS_AT_ONCE);
    let status = StatusCode::TOO_MANY_REQUESTS;
    let link = (EXPORTS, text::EXPORTS_ALL);
    let mut response = page(t, status, text::EXPORTS_FULL_TITLE, &why, link);
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_S));
    response
}

/// The log cannot be read, or not by whoever asks.
pub fn failed(t: Texts, error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (title, why) = error.texts();
    let link = match error {
        AppError::SignIn => ("/sign-in", text::ERROR_SIGN_IN_LINK),
        _ => (EXPORTS, text::EXPORTS_ALL),
    };
    page(t, status, title, t.get(why), link)
}

/// The texts are our own: nothing in them is markup.
fn page(t: Texts, status: StatusCode, title: Key, why: &str, link: (&str, Key)) -> Response {
    let (language, title) = (t.language().key(), t.get(title));
    let (href, name) = (link.0, t.get(link.1));
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title></head><body><main><h1>{title}</h1><p>{why}</p>\
         <p><a href=\"{href}\">{name}</a></p></main></body></html>\n"
    );
    (status, Html(html)).into_response()
}
