//! Sending: the one way out of the process. Every request passes through here and its guard.

mod answer;
mod connect;
mod guard;
mod http;
mod names;
pub(crate) mod sign;
mod target;
mod tls;
pub(crate) mod token;

pub use http::{HttpOptions, HttpSender};
pub use sign::signature_fits;

use domain::{Method, Outcome};
use std::time::Duration;

/// A request with everything in it, secrets and signature included.
///
/// Its `Debug` shows neither URL, headers nor body: they may hold secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct PreparedRequest {
    /// Its method.
    pub method: Method,
    /// Its whole URL.
    pub url: String,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Option<String>,
    /// The one deadline: from now to the last byte of the answer.
    pub timeout: Duration,
}

impl std::fmt::Debug for PreparedRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PreparedRequest")
            .field("method", &self.method)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// What sends a request and tells what came back.
#[async_trait::async_trait]
pub trait Sender: Send + Sync + 'static {
    /// Sends once and never again; ends within the request's deadline.
    ///
    /// The cause is `Accepted` for any 2xx; an integration's own rule is applied afterwards.
    async fn send(&self, request: PreparedRequest) -> Outcome;
}

/// Why a sender could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SenderError {
    /// The file of roots cannot be read or holds no certificate.
    #[error("the CA file {path}: {reason}")]
    CaFile {
        /// Which file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// TLS or the resolver refused its settings.
    #[error("outgoing HTTP could not be set up: {0}")]
    Setup(String),
}
