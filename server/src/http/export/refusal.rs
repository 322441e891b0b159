//! Why there is no file, for whoever followed a link to it: a page of a few words that needs no
//! script.

use crate::http::portal_state::{PortalState, render_plain};
use app::{
    PlainPage,
    error::AppError,
    i18n::{Texts, text},
};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header, request::Parts};
use store::EXPORTS_AT_ONCE;

/// After so many seconds it may be tried again, where too many are under way.
const RETRY_AFTER_S: u64 = 30;
/// Where the exports are listed, and those that run are stopped.
const EXPORTS: &str = "/exports";

/// What is answered instead of a file.
pub struct Refusal {
    status: StatusCode,
    page: PlainPage,
    retry_after_s: Option<u64>,
}

impl Refusal {
    /// As many run as may run at once.
    pub fn too_many(t: Texts) -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            page: PlainPage {
                title: text::EXPORTS_FULL_TITLE,
                sentence: t.count(text::EXPORTS_FULL, EXPORTS_AT_ONCE),
                link: (EXPORTS, text::EXPORTS_ALL),
            },
            retry_after_s: Some(RETRY_AFTER_S),
        }
    }

    /// The log cannot be read, or not by whoever asks.
    pub fn failed(t: Texts, error: &AppError) -> Self {
        let status = StatusCode::from_u16(error.status());
        let (title, sentence) = error.texts();
        let link = match error {
            AppError::SignIn => ("/sign-in", text::ERROR_SIGN_IN_LINK),
            _ => (EXPORTS, text::EXPORTS_ALL),
        };
        Self {
            status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            page: PlainPage {
                title,
                sentence: t.get(sentence).to_owned(),
                link,
            },
            retry_after_s: None,
        }
    }

    /// The page, for the request that is refused.
    pub async fn answer(self, state: &PortalState, parts: Parts) -> Response {
        let mut response = render_plain(state, parts, self.page).await;
        *response.status_mut() = self.status;
        if let Some(seconds) = self.retry_after_s {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
