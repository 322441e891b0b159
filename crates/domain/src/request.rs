//! The exact request: an integration and what is known of a call, rendered.
//!
//! The same code runs in the browser's preview and in the engine, so what is shown is what is
//! sent. The result is kept in pieces that know where they come from: the preview colours
//! them, the log masks secrets in them, and the engine alone puts the secrets in.

use crate::{
    fault::FieldError,
    integration::{Integration, IntegrationDraft, Method},
    value::Facts,
};

/// Where a piece of the request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The customer's own URL or text.
    Constant,
    /// The name of a row or header.
    Name,
    /// What holds the rest together: `&`, `=`, braces, quotes.
    Structure,
    /// A call parameter, by its name.
    Parameter(String),
    /// A secret, by its name; the piece's text is its mask.
    Secret {
        /// Which.
        name: String,
        /// How its text is written where it stands.
        encoding: Encoding,
    },
}

/// How a text is written where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Plain,
    /// Percent-encoded, as in a URL's path or query.
    Percent,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// Inside a JSON string.
    JsonString,
    /// A whole JSON string, with its quotes.
    JsonLiteral,
}

/// A part of a text with one origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What is shown; for a secret its mask.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// A text in pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rich(pub Vec<Piece>);

/// A rendered request with references in place of secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingRequest {
    /// Its method.
    pub method: Method,
    /// Its whole URL.
    pub url: Rich,
    /// Its headers, names in lower case, `content-type` and the key included; those of the
    /// signature are added by the engine at each try.
    pub headers: Vec<(String, Rich)>,
    /// Its body.
    pub body: Option<Rich>,
}

/// A request as bytes would be: with secrets in it, or with their masks.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    #[error("the body would have {bytes} bytes; {max} are allowed")]
    BodyTooLong {
        /// How long it is.
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

/// The parsed templates of an integration.
#[derive(Debug, Clone)]
pub(crate) struct Compiled {}

impl Compiled {
    pub(crate) fn of(_draft: &IntegrationDraft) -> Result<Self, Vec<FieldError>> {
        todo!()
    }
}

/// Renders the request of an integration for what is known of a call.
///
/// Pure and total: the same arguments give the same request. `attempt` counts from 1 and is
/// what the parameter `attempt` renders.
///
/// # Errors
/// Only where the result would be too large.
pub fn render(
    _integration: &Integration,
    _facts: &Facts,
    _attempt: i32,
) -> Result<OutgoingRequest, RenderError> {
    todo!()
}

impl OutgoingRequest {
    /// The request with its secrets masked: for the log, the preview and `curl`.
    #[must_use]
    pub fn masked(&self) -> PlainRequest {
        todo!()
    }

    /// The request with its secrets put in.
    ///
    /// # Errors
    /// `SecretMissing` where `secret` knows none by a name. A secret with a line break in a
    /// header is refused likewise.
    pub fn reveal(
        &self,
        _secret: &dyn Fn(&str) -> Option<String>,
    ) -> Result<PlainRequest, RenderError> {
        todo!()
    }
}
