//! Which certificates the sender trusts. The fixtures are a root made for these tests and two
//! certificates of `localhost` signed by it, one of which has expired.

use super::receivers::{get, get_briefly, sender};
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

/// One that shows the certificate of these files.
fn acceptor(name: &str) -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(fixture(&format!("{name}.pem"))).unwrap();
    let key = PrivateKeyDer::from_pem_file(fixture(&format!("{name}.key"))).unwrap();
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
    answering_as("localhost", answer).await
}

/// The same with the certificate of these files.
async fn answering_as(name: &str, answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = acceptor(name);
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
async fn each_fault_of_a_certificate_has_a_cause_of_its_own() {
    let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
    let (valid, expired) = (receiver().await, answering_as("expired", answer).await);
    let known = || trusting("root.pem");
    for (options, host, port, cause) in [
        (known(), "localhost", expired, Cause::CertificateExpired),
        (known(), "127.0.0.2", valid, Cause::CertificateName),
        (
            HttpOptions::default(),
            "localhost",
            valid,
            Cause::CertificateUnknown,
        ),
    ] {
        let request = get(format!("https://{host}:{port}/"));
        let outcome = sender(options).send(request).await;
        assert_eq!(outcome.cause, cause, "{}", outcome.detail);
    }
}

/// A receiver that does this with every connection, without a word of TLS.
async fn plain(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut hello = [0; 1_024];
            let _ = stream.read(&mut hello).await;
            let _ = stream.write_all(answer).await;
            // It says no more, until the other side gives up.
            let _ = stream.read(&mut hello).await;
        }
    });
    port
}

#[tokio::test]
async fn what_speaks_no_tls_is_told_as_such() {
    for answer in [
        b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(),
        // An alert that no version fits.
        b"\x15\x03\x01\x00\x02\x02\x46",
    ] {
        let port = plain(answer).await;
        let request = get(format!("https://127.0.0.1:{port}/"));
        let outcome = sender(HttpOptions::default()).send(request).await;
        assert_eq!(outcome.cause, Cause::Tls, "{}", outcome.detail);
    }
}

#[tokio::test]
async fn a_handshake_without_an_answer_ends_at_the_deadline() {
    let port = plain(b"").await;
    let outcome = get_briefly(format!("https://127.0.0.1:{port}/")).await;
    assert_eq!(outcome.cause, Cause::Connect, "{}", outcome.detail);
    assert_eq!(outcome.detail, "no connection was made within 150 ms");
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
