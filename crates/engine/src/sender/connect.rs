//! Making a connection: judged addresses only, TCP, TLS where the URL asks for it; and how
//! long each part took.

use super::{guard::Guard, line::Line};
use domain::Cause;
use futures::future::BoxFuture;
use http::Uri;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU8, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Longest wait for one address; the deadline of the request is the other limit.
const ADDRESS_TIMEOUT: Duration = Duration::from_secs(5);
/// Most addresses of a name that are tried.
const ADDRESSES_MAX: usize = 4;
/// Longest wait for a whole connection, where no request waits for it any more.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);

tokio::task_local! {
    /// The watch of the request that a connection is made for.
    pub(super) static STOPWATCH: Arc<Stopwatch>;
}

/// What a request is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    /// It waits for the answer.
    Answer,
    /// Its name is looked up.
    Name,
    /// A connection is made.
    Connection,
}

/// How long the parts of a request took, and which it is in.
#[derive(Debug, Default)]
pub(super) struct Stopwatch {
    phase: AtomicU8,
    pub dns_us: AtomicI64,
    pub connect_us: AtomicI64,
}

impl Stopwatch {
    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Relaxed) {
            phase if phase == Phase::Name as u8 => Phase::Name,
            phase if phase == Phase::Connection as u8 => Phase::Connection,
            _ => Phase::Answer,
        }
    }

    fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Relaxed);
    }
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
#[error("{detail}")]
pub(super) struct ConnectError {
    pub cause: Cause,
    pub detail: String,
}

impl ConnectError {
    pub fn new(cause: Cause, detail: impl Into<String>) -> Self {
        Self {
            cause,
            detail: detail.into(),
        }
    }
}

/// Makes connections for the client.
#[derive(Clone)]
pub(super) struct Connector {
    guard: Arc<Guard>,
    tls: TlsConnector,
}

impl Connector {
    pub fn new(guard: Arc<Guard>, tls: Arc<rustls::ClientConfig>) -> Self {
        Self {
            guard,
            tls: TlsConnector::from(tls),
        }
    }

    async fn connect(self, target: Uri, watch: Arc<Stopwatch>) -> Result<Line, ConnectError> {
        let began = Instant::now();
        watch.enter(Phase::Name);
        let addresses = self.guard.addresses(&target).await;
        watch.dns_us.store(micros(began), Ordering::Relaxed);
        let addresses = addresses?;

        let began = Instant::now();
        watch.enter(Phase::Connection);
        let line = self.open(&target, &addresses).await;
        watch.connect_us.store(micros(began), Ordering::Relaxed);
        watch.enter(Phase::Answer);
        line
    }

    async fn open(&self, target: &Uri, addresses: &[SocketAddr]) -> Result<Line, ConnectError> {
        let stream = tcp(addresses).await?;
        if target.scheme_str() != Some("https") {
            return Ok(Line::plain(stream));
        }
        let host = target.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned())
            .map_err(|error| ConnectError::new(Cause::Tls, error.to_string()))?;
        match self.tls.connect(name, stream).await {
            Ok(stream) => Ok(Line::tls(stream)),
            Err(error) => Err(tls_error(&error)),
        }
    }
}

impl tower::Service<Uri> for Connector {
    type Response = TokioIo<Line>;
    type Error = ConnectError;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        // Taken now: a connection that lost the race against a kept one is finished in the
        // background, outside of any request.
        let watch = STOPWATCH.try_with(Arc::clone).unwrap_or_default();
        let connector = self.clone();
        Box::pin(async move {
            match tokio::time::timeout(CONNECT_TIMEOUT, connector.connect(target, watch)).await {
                Ok(line) => line.map(TokioIo::new),
                Err(_) => Err(ConnectError::new(
                    Cause::Timeout,
                    "no connection within 20 s",
                )),
            }
        })
    }
}

/// Connects to the first address that takes the connection.
async fn tcp(addresses: &[SocketAddr]) -> Result<TcpStream, ConnectError> {
    let mut last = ConnectError::new(Cause::Connect, "there is no address");
    for address in addresses.iter().take(ADDRESSES_MAX) {
        match tokio::time::timeout(ADDRESS_TIMEOUT, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // A request is written at once and whole; waiting to fill packets only delays.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => last = ConnectError::new(Cause::Connect, error.to_string()),
            Err(_) => {
                let detail = format!("{address} did not take the connection within 5 s");
                last = ConnectError::new(Cause::Timeout, detail);
            }
        }
    }
    Err(last)
}

/// A handshake that failed: a certificate, or a connection that broke.
fn tls_error(error: &io::Error) -> ConnectError {
    let is_tls = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
        .is_some();
    let cause = if is_tls || error.kind() == io::ErrorKind::InvalidData {
        Cause::Tls
    } else {
        Cause::Broken
    };
    ConnectError::new(cause, error.to_string())
}

pub(super) fn micros(began: Instant) -> i64 {
    i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX)
}
