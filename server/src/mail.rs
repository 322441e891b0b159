//! Mail: the way to the mail server, and what the outbox owes in words.

mod content;
mod post;
mod text;

pub use content::{House, compose};
pub use post::Mailer;
pub use text::{MailText, Part};

use lettre::{
    AsyncSmtpTransport, Tokio1Executor,
    transport::smtp::client::{Certificate, Tls, TlsParameters},
};
use std::{path::Path, time::Duration};
use url::Url;

/// How long the mail server may take for each step.
const STEP_TIMEOUT: Duration = Duration::from_secs(10);

/// Why the mail server cannot be used. No password is in the text.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The URL says something that mail does not know.
    #[error("HOOKLINE_SMTP_URL cannot be used: {0}")]
    Url(String),
    /// The file of roots cannot be used.
    #[error("HOOKLINE_CA_FILE cannot be used for mail: {0}")]
    Roots(String),
    /// There is no address to send from.
    #[error("HOOKLINE_MAIL_FROM cannot be used: {0}")]
    Sender(String),
    /// It does not answer, or refuses the name and password.
    #[error("the mail server does not take us: {0}")]
    Server(String),
}

/// Connects, greets and signs in, and sends nothing.
///
/// # Errors
/// Where that did not succeed.
pub async fn reach(smtp_url: &str, ca_file: Option<&Path>) -> Result<(), MailError> {
    let transport = transport(smtp_url, ca_file)?;
    match transport.test_connection().await {
        Ok(true) => Ok(()),
        Ok(false) => Err(MailError::Server("it closed the connection".to_owned())),
        Err(error) => Err(MailError::Server(error.to_string())),
    }
}

fn transport(
    smtp_url: &str,
    ca_file: Option<&Path>,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    let url_error = |error: &dyn std::fmt::Display| MailError::Url(error.to_string());
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(smtp_url)
        .map_err(|error| url_error(&error))?
        .timeout(Some(STEP_TIMEOUT));
    let Some(ca_file) = ca_file else {
        return Ok(builder.build());
    };
    let url = Url::parse(smtp_url).map_err(|error| url_error(&error))?;
    Ok(builder.tls(tls(&url, ca_file)?).build())
}

/// The protection that the URL asks for, with our own roots beside the system's.
fn tls(url: &Url, ca_file: &Path) -> Result<Tls, MailError> {
    let roots = |error: &dyn std::fmt::Display| MailError::Roots(error.to_string());
    let pem = std::fs::read(ca_file).map_err(|error| roots(&error))?;
    let certificates = Certificate::from_pem(&pem).map_err(|error| roots(&error))?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let parameters = TlsParameters::builder(host)
        .add_root_certificate(certificates)
        .build()
        .map_err(|error| roots(&error))?;
    let asked = url.query_pairs().find(|(name, _)| name == "tls");
    Ok(match asked.as_ref().map(|(_, how)| how.as_ref()) {
        _ if url.scheme() == "smtps" => Tls::Wrapper(parameters),
        Some("required") => Tls::Required(parameters),
        Some("opportunistic") => Tls::Opportunistic(parameters),
        _ => Tls::None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{io::AsyncWriteExt as _, net::TcpListener};

    #[tokio::test]
    async fn a_server_that_is_not_there_is_told() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let error = reach(&format!("smtp://127.0.0.1:{port}"), None).await;
        assert!(matches!(error, Err(MailError::Server(_))), "{error:?}");
    }

    #[tokio::test]
    async fn a_server_that_is_busy_is_told() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            let (mut peer, _) = listener.accept().await.expect("a client");
            peer.write_all(b"421 busy\r\n").await.expect("written");
        });
        let error = reach(&format!("smtp://127.0.0.1:{port}"), None).await;
        assert!(matches!(error, Err(MailError::Server(_))), "{error:?}");
    }
}
