//! The exact request: an integration and what is known of a call, rendered.
//!
//! The same code runs in the browser's preview and in the engine, so what is shown is what is
//! sent. The result is kept in pieces that know where they come from: the preview colours
//! them, the log masks secrets in them, and the engine alone puts the secrets in.

pub mod added;
mod body;
mod cell;
mod compiled;
mod curl;
pub(crate) mod encoding;
mod filled;
mod http_text;
mod json_rows;
mod json_template;
mod reveal;
mod rich;
mod row;
mod said;
mod words;
mod xml_template;

use crate::{
    integration::{BODY_BYTES_MAX, Integration, Method, URL_BYTES_MAX},
    scope::Scope,
    value::Facts,
};
use std::fmt;

pub use added::SentTry;
pub(crate) use compiled::{Compiled, Steps};
pub use curl::quoted;
pub use encoding::Encoding;
pub use rich::{MASK, Origin, Piece, Rich};
pub(crate) use said::RequestWords;
pub use words::{Absence, Place, Word, in_words};

/// A rendered request with references in place of secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingRequest {
    /// Its method.
    pub method: Method,
    /// Its whole URL.
    pub url: Rich,
    /// Its headers, names in lower case, `content-type` and the key included; those of each try
    /// are added by [`OutgoingRequest::sent`].
    pub headers: Vec<(String, Rich)>,
    /// Its body.
    pub body: Option<Rich>,
}

/// A request as bytes would be: with secrets in it, or with their masks.
///
/// Its `Debug` shows nothing that may hold a secret or call data.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainRequest {
    /// Its method.
    pub method: Method,
    /// Its whole URL.
    pub url: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Option<String>,
}

impl fmt::Debug for PlainRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlainRequest")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// Why a request could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The URL grew over its limit.
    #[error("the URL would have {bytes} bytes; {max} are allowed")]
    UrlTooLong {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        max: usize,
    },
    /// The body grew over its limit.
    #[error("the body would have {bytes} bytes or more; {max} are allowed")]
    BodyTooLong {
        /// How long it is at least: rendering stops early.
        bytes: usize,
        /// How long it may be.
        max: usize,
    },
    /// A secret that the request names does not exist.
    #[error("the secret `{name}` does not exist")]
    SecretMissing {
        /// Which.
        name: String,
    },
}

/// Renders the first request of an integration for what is known of a call: see
/// [`render_step`].
///
/// # Errors
/// Only where the result would be too large.
pub fn render(
    integration: &Integration,
    facts: &Facts,
    attempt: i32,
) -> Result<OutgoingRequest, RenderError> {
    render_step(integration, 0, facts, attempt)
}

/// Renders the request of a step for what is known of a call, what earlier steps took from
/// their answers included.
///
/// Pure and total: the same arguments give the same request. `step` counts from 0; one that
/// does not exist is the first. `attempt` counts from 1 and is what the parameter `attempt`
/// renders.
///
/// # Errors
/// Only where the result would be too large.
pub fn render_step(
    integration: &Integration,
    step: usize,
    facts: &Facts,
    attempt: i32,
) -> Result<OutgoingRequest, RenderError> {
    let scope = Scope::new(facts, attempt);
    let request = integration.steps.step(step).render(&scope);
    check_sizes(
        request.url.len(),
        request.body.as_ref().map_or(0, Rich::len),
    )?;
    match scope.overspent() {
        None => Ok(request),
        Some(bytes) => Err(body_too_long(bytes)),
    }
}

/// Refuses what is too large, with secrets as well as without.
fn check_sizes(url_bytes: usize, body_bytes: usize) -> Result<(), RenderError> {
    if url_bytes > URL_BYTES_MAX {
        return Err(RenderError::UrlTooLong {
            bytes: url_bytes,
            max: URL_BYTES_MAX,
        });
    }
    if body_bytes > BODY_BYTES_MAX {
        return Err(body_too_long(body_bytes));
    }
    Ok(())
}

const fn body_too_long(bytes: usize) -> RenderError {
    RenderError::BodyTooLong {
        bytes,
        max: BODY_BYTES_MAX,
    }
}

impl OutgoingRequest {
    /// Bytes that are the same for the same request with its secrets masked, and for no other:
    /// the engine keeps their hash, so that the log can tell whether what it renders again is
    /// what was sent.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        let masked = self.masked();
        let mut bytes = Vec::new();
        let mut part = |text: &str| {
            bytes.extend_from_slice(text.len().to_string().as_bytes());
            bytes.push(b':');
            bytes.extend_from_slice(text.as_bytes());
        };
        part(masked.method.key());
        part(&masked.url);
        for (name, value) in &masked.headers {
            part(name);
            part(value);
        }
        part(masked.body.as_deref().unwrap_or_default());
        bytes
    }
}

#[cfg(test)]
mod tests;
