//! The sender over real HTTP/1.1.

use super::{PreparedRequest, Sender};
use domain::{AddressPolicy, Outcome};
use std::{net::SocketAddr, path::PathBuf};

/// What the operator decides about outgoing HTTP.
#[derive(Debug, Clone, Default)]
pub struct HttpOptions {
    /// Which addresses may be sent to.
    pub policy: AddressPolicy,
    /// Where this process itself listens; never sent to, except for the inspector.
    pub own: Vec<SocketAddr>,
    /// PEM roots trusted beside the system's: `HOOKLINE_CA_FILE`.
    pub ca_file: Option<PathBuf>,
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
    /// TLS, the resolver or the client refused its settings.
    #[error("outgoing HTTP could not be set up: {0}")]
    Setup(String),
}

/// Sends over HTTP/1.1, guarded; one per process.
#[derive(Clone)]
pub struct HttpSender {}

impl HttpSender {
    /// Makes the client with its pool, its roots and its guard.
    ///
    /// # Errors
    /// Where the file of roots or the system's resolver settings cannot be read.
    pub fn new(_options: &HttpOptions) -> Result<Self, SenderError> {
        todo!()
    }
}

#[async_trait::async_trait]
impl Sender for HttpSender {
    async fn send(&self, _request: PreparedRequest) -> Outcome {
        todo!()
    }
}
