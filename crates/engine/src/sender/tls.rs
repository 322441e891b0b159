//! Which certificates are trusted: the system's roots, and those of the operator's file.

use super::SenderError;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};
use std::{path::Path, sync::Arc};

/// The TLS settings of all outgoing connections.
pub(super) fn client_config(ca_file: Option<&Path>) -> Result<ClientConfig, SenderError> {
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    for error in &system.errors {
        tracing::warn!(%error, "a root certificate of the system cannot be read");
    }
    roots.add_parsable_certificates(system.certs);
    if let Some(path) = ca_file {
        for certificate in read(path)? {
            roots
                .add(certificate)
                .map_err(|error| ca_error(path, error.to_string()))?;
        }
    }
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map(|builder| builder.with_root_certificates(roots).with_no_client_auth())
        .map_err(|error| SenderError::Setup(error.to_string()))
}

fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, SenderError> {
    let certificates: Vec<_> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| ca_error(path, error.to_string()))?;
    if certificates.is_empty() {
        return Err(ca_error(path, "holds no certificate".to_owned()));
    }
    Ok(certificates)
}

fn ca_error(path: &Path, reason: String) -> SenderError {
    SenderError::CaFile {
        path: path.display().to_string(),
        reason,
    }
}
