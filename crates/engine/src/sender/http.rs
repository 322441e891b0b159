//! The sender over real HTTP/1.1: one client and one pool for the process.

use super::{
    PreparedRequest, Sender, SenderError,
    answer::{Answer, HEADER_BYTES_MAX, HEADERS_MAX, cause_of},
    connect::{Connector, Phase, STOPWATCH, Stopwatch, micros},
    guard::Guard,
    names::Names,
    target::target,
    tls,
};
use crate::prepare::unsent;
use bytes::Bytes;
use domain::{AddressPolicy, Cause, Method, Outcome, Timings};
use http::{HeaderName, HeaderValue, Request, header};
use http_body_util::Full;
use hyper_util::{
    client::legacy::Client,
    rt::{TokioExecutor, TokioTimer},
};
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::Notify;

/// How the product names itself to receivers.
const USER_AGENT: HeaderValue = HeaderValue::from_static("Hookline/1");
/// Bodies are read as they come: a cap on compressed bytes would be none.
const ACCEPT_ENCODING: HeaderValue = HeaderValue::from_static("identity");
const ACCEPT: HeaderValue = HeaderValue::from_static("*/*");
/// Most interim answers (1xx) before the answer.
const INTERIM_MAX: usize = 8;
/// Most connections that are kept to one host.
const IDLE_PER_HOST_MAX: usize = 32;
/// For how long a connection is kept without a request.
const IDLE_TIMEOUT: Duration = Duration::from_secs(45);

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

/// Sends over HTTP/1.1, guarded; one per process.
#[derive(Clone)]
pub struct HttpSender {
    client: Client<Connector, Full<Bytes>>,
    guard: Arc<Guard>,
}

impl HttpSender {
    /// Makes the client with its pool, its roots and its guard.
    ///
    /// # Errors
    /// Where the file of roots or the system's resolver settings cannot be read.
    pub fn new(options: &HttpOptions) -> Result<Self, SenderError> {
        let tls = tls::client_config(options.ca_file.as_deref())?;
        let names = Names::of_system().map_err(|error| SenderError::Setup(error.to_string()))?;
        let guard = Arc::new(Guard::new(
            options.policy.clone(),
            options.own.clone(),
            names,
        ));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(IDLE_PER_HOST_MAX)
            .http1_max_buf_size(HEADER_BYTES_MAX)
            .http1_max_headers(HEADERS_MAX)
            // Only a request of which not one byte was written on a kept connection goes to
            // another: the receiver cannot see it twice, and a try stays one try.
            .retry_canceled_requests(true)
            .build(Connector::new(Arc::clone(&guard), Arc::new(tls)));
        Ok(Self { client, guard })
    }

    /// Writes the request and reads the answer; no deadline of its own.
    async fn exchange(
        &self,
        mut request: Request<Full<Bytes>>,
        answer: &mut Answer,
    ) -> Result<(), (Cause, String)> {
        let flood = interim_flood(&mut request);
        let response = tokio::select! {
            biased;
            () = flood.notified() => {
                let detail = format!("more than {INTERIM_MAX} interim answers");
                return Err((Cause::Protocol, detail));
            }
            response = self.client.request(request) => response,
        };
        let response = response.map_err(|error| cause_of(&error))?;
        answer
            .read(response)
            .await
            .map_err(|error| cause_of(&error))
    }
}

#[async_trait::async_trait]
impl Sender for HttpSender {
    async fn send(&self, request: PreparedRequest) -> Outcome {
        let timeout = request.timeout;
        let request = match build(request) {
            Ok(request) => request,
            Err(outcome) => return outcome,
        };
        if let Err(refusal) = self.guard.judge(request.uri()) {
            return unsent(Cause::Address, &refusal.to_string());
        }
        let watch = Arc::new(Stopwatch::default());
        let mut answer = Answer::default();
        let began = Instant::now();
        let exchange = STOPWATCH.scope(Arc::clone(&watch), self.exchange(request, &mut answer));
        let ended = tokio::time::timeout(timeout, exchange).await;
        let timings = timings(&watch, began);
        match ended {
            Ok(Ok(())) => answer.complete(timings),
            Ok(Err((cause, detail))) => answer.broken_off(cause, detail, timings),
            Err(_) => answer.broken_off(Cause::Timeout, late(&watch, timeout), timings),
        }
    }
}

/// Told once more interim answers came than are borne: no cap counts them otherwise.
fn interim_flood(request: &mut Request<Full<Bytes>>) -> Arc<Notify> {
    let flood = Arc::new(Notify::new());
    let (told, seen) = (Arc::clone(&flood), AtomicUsize::new(0));
    hyper::ext::on_informational(request, move |_| {
        if seen.fetch_add(1, Ordering::Relaxed) >= INTERIM_MAX {
            told.notify_one();
        }
    });
    flood
}

fn build(request: PreparedRequest) -> Result<Request<Full<Bytes>>, Outcome> {
    let target = target(&request.url).map_err(|error| unsent(Cause::Render, &error.to_string()))?;
    let mut built = Request::new(Full::from(request.body.unwrap_or_default()));
    *built.method_mut() = match request.method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    };
    *built.uri_mut() = target;
    let headers = built.headers_mut();
    headers.reserve(request.headers.len() + 4);
    headers.insert(header::USER_AGENT, USER_AGENT);
    headers.insert(header::ACCEPT, ACCEPT);
    for (name, value) in request.headers {
        let unfit = || unsent(Cause::Render, "a header holds what no header may hold");
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit())?;
        let value = HeaderValue::from_maybe_shared(Bytes::from(value)).map_err(|_| unfit())?;
        headers.insert(header, value);
    }
    headers.insert(header::ACCEPT_ENCODING, ACCEPT_ENCODING);
    Ok(built)
}

fn timings(watch: &Stopwatch, began: Instant) -> Timings {
    let dns_us = watch.dns_us.load(Ordering::Relaxed);
    let connect_us = watch.connect_us.load(Ordering::Relaxed);
    Timings {
        queue_us: 0,
        dns_us,
        connect_us,
        receiver_us: (micros(began) - dns_us - connect_us).max(0),
    }
}

/// What was not finished when the deadline came.
fn late(watch: &Stopwatch, timeout: Duration) -> String {
    let missing = match watch.phase() {
        Phase::Name => "the name was not found",
        Phase::Connection => "no connection was made",
        Phase::Answer => "the answer was not complete",
    };
    format!("{missing} within {} ms", timeout.as_millis())
}
