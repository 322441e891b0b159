//! The sender over real HTTP/1.1: one client and one pool for the process.

use super::{
    PreparedRequest, Sender, SenderError,
    answer::{Answer, HEADERS_MAX, cause_of},
    connect::{ERRAND, Errand, Phase, Resolver, Timed, micros},
    guard::Guard,
    names::{Names, SystemNames},
    target::target,
    tls,
};
use crate::prepare::unsent;
use bytes::Bytes;
use domain::{
    AddressPolicy, Cause, Method, Outcome, Timings,
    request::added::{DEFAULTS, UNCOMPRESSED},
};
use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Request, redirect, retry};
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

/// Most connections that are kept to one host: as many requests as a tenant may have in flight.
/// With fewer, a burst would close connections that the next one has to make again.
const IDLE_PER_HOST_MAX: usize = 64;
/// For how long a connection is kept without a request.
const IDLE_TIMEOUT: Duration = Duration::from_secs(45);
/// Longest wait for a connection, where no request waits for it any more.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);

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
    client: Client,
    guard: Arc<Guard>,
}

impl HttpSender {
    /// Makes the client with its pool, its roots and its guard.
    ///
    /// # Errors
    /// Where the file of roots or the system's resolver settings cannot be read.
    pub fn new(options: &HttpOptions) -> Result<Self, SenderError> {
        let names =
            SystemNames::of_system().map_err(|error| SenderError::Setup(error.to_string()))?;
        Self::with_names(options, Arc::new(names))
    }

    fn with_names(options: &HttpOptions, names: Arc<dyn Names>) -> Result<Self, SenderError> {
        let tls = tls::client_config(options.ca_file.as_deref())?;
        let guard = Arc::new(Guard::new(
            options.policy.clone(),
            options.own.clone(),
            names,
        ));
        // The client's own retries are off: a try is one line of the log.
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(Resolver(Arc::clone(&guard)))
            .connector_layer(Timed)
            .connect_timeout(CONNECT_TIMEOUT)
            .http1_only()
            .http1_max_headers(HEADERS_MAX)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never())
            .tcp_nodelay(true)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(IDLE_PER_HOST_MAX)
            .build()
            .map_err(|error| SenderError::Setup(error.to_string()))?;
        Ok(Self { client, guard })
    }

    /// Writes the request and reads the answer; no deadline of its own.
    async fn exchange(&self, request: Request, answer: &mut Answer) -> Result<(), (Cause, String)> {
        self.guard
            .judge_literal(request.url())
            .await
            .map_err(|error| (error.cause, error.detail))?;
        let sent = self.client.execute(request).await;
        let response = sent.map_err(|error| cause_of(&error))?;
        answer.read(response).await
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
        if let Err(refusal) = self.guard.judge(request.url()) {
            return unsent(Cause::Address, &refusal.to_string());
        }
        let errand = Arc::new(Errand::to(request.url().clone()));
        let mut answer = Answer::default();
        let began = Instant::now();
        let exchange = ERRAND.scope(Arc::clone(&errand), self.exchange(request, &mut answer));
        let ended = tokio::time::timeout(timeout, exchange).await;
        let timings = timings(&errand, began);
        match ended {
            Ok(Ok(())) => answer.complete(timings),
            Ok(Err((cause, detail))) => answer.broken_off(cause, detail, timings),
            Err(_) => {
                let (cause, detail) = late(&errand, timeout);
                answer.broken_off(cause, detail, timings)
            }
        }
    }
}

fn build(request: PreparedRequest) -> Result<Request, Outcome> {
    let target = target(&request.url).map_err(|error| unsent(Cause::Render, &error.to_string()))?;
    let method = match request.method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    };
    let mut built = Request::new(method, target);
    *built.body_mut() = request.body.map(reqwest::Body::from);
    let headers = built.headers_mut();
    headers.reserve(request.headers.len() + 4);
    for header in DEFAULTS {
        insert(headers, header);
    }
    for (name, value) in request.headers {
        let unfit = || unsent(Cause::Render, "a header holds what no header may hold");
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit())?;
        let value = HeaderValue::from_maybe_shared(Bytes::from(value)).map_err(|_| unfit())?;
        headers.insert(header, value);
    }
    insert(headers, UNCOMPRESSED);
    Ok(built)
}

fn insert(headers: &mut HeaderMap, (name, value): (&'static str, &'static str)) {
    let name = HeaderName::from_static(name);
    headers.insert(name, HeaderValue::from_static(value));
}

fn timings(errand: &Errand, began: Instant) -> Timings {
    let dns_us = errand.dns_us.load(Ordering::Relaxed);
    let connect_us = errand.connect_us.load(Ordering::Relaxed);
    Timings {
        queue_us: 0,
        dns_us,
        connect_us,
        receiver_us: (micros(began) - dns_us - connect_us).max(0),
    }
}

/// What was not finished when the deadline came. Only where the request was on its way may the
/// receiver have done the work.
fn late(errand: &Errand, timeout: Duration) -> (Cause, String) {
    let (cause, missing) = match errand.phase() {
        Phase::Name => (Cause::Dns, "the name was not found"),
        Phase::Connection => (Cause::Connect, "no connection was made"),
        Phase::Answer => (Cause::Timeout, "the answer was not complete"),
    };
    (
        cause,
        format!("{missing} within {} ms", timeout.as_millis()),
    )
}

#[cfg(test)]
mod tests;
