//! Which certificates the sender trusts. The fixtures are a root made for these tests and a
//! certificate of `localhost` signed by it.

use super::receivers::{get, sender};
use crate::{HttpOptions, HttpSender, Sender, SenderError};
use domain::Cause;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{path::PathBuf, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("src/tests/fixtures")
        .join(name)
}

fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(fixture("localhost.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(fixture("localhost.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// A receiver over TLS that accepts everything, on every address; returns its port.
async fn receiver() -> u16 {
    answering(b"HTTP/1.1 204 No Content\r\n\r\n").await
}

/// A receiver over TLS that gives one answer and closes without saying so.
async fn answering(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = acceptor();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut head = [0; 1_024];
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(answer).await;
            }
        }
    });
    port
}

fn trusting(name: &str) -> HttpOptions {
    HttpOptions {
        ca_file: Some(fixture(name)),
        ..HttpOptions::default()
    }
}

#[tokio::test]
async fn a_root_of_the_operators_file_is_trusted() {
    let port = receiver().await;
    let outcome = sender(trusting("root.pem"))
        .send(get(format!("https://localhost:{port}/")))
        .await;
    assert_eq!(outcome.status, Some(204), "{}", outcome.detail);
}

#[tokio::test]
async fn a_body_without_a_length_ends_with_its_connection() {
    let ask = async |answer| {
        let port = answering(answer).await;
        let request = get(format!("https://localhost:{port}/"));
        sender(trusting("root.pem")).send(request).await
    };
    let whole = ask(b"HTTP/1.1 200 OK\r\n\r\ntaken").await;
    assert_eq!(
        (whole.cause, whole.body.as_str()),
        (Cause::Accepted, "taken")
    );
    for short in [
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ntaken".as_slice(),
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\ntaken",
    ] {
        assert_eq!(ask(short).await.cause, Cause::Broken);
    }
}

#[tokio::test]
async fn a_certificate_of_nobody_known_is_refused() {
    let port = receiver().await;
    let outcome = sender(HttpOptions::default())
        .send(get(format!("https://localhost:{port}/")))
        .await;
    assert_eq!(outcome.cause, Cause::Tls, "{}", outcome.detail);
}

#[tokio::test]
async fn a_certificate_of_another_name_is_refused() {
    let port = receiver().await;
    let outcome = sender(trusting("root.pem"))
        .send(get(format!("https://127.0.0.2:{port}/")))
        .await;
    assert_eq!(outcome.cause, Cause::Tls, "{}", outcome.detail);
}

#[test]
fn a_file_without_a_certificate_is_told_by_its_name() {
    for name in ["localhost.key", "missing.pem"] {
        let made = HttpSender::new(&trusting(name));
        let Err(SenderError::CaFile { path, .. }) = made else {
            panic!("{name} was taken");
        };
        assert!(path.ends_with(name));
    }
}
