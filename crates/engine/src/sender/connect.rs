//! Making a connection: the client asks here for the addresses of a name and gets judged ones
//! only; and how long each part took.

use super::guard::{ConnectError, Guard};
use domain::Cause;
use futures::future::BoxFuture;
use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU8, Ordering},
    },
    task::{Context, Poll},
    time::Instant,
};
use tower::{Layer, Service};

/// Most addresses of a name that are tried.
const ADDRESSES_MAX: usize = 4;

tokio::task_local! {
    /// The request that a connection is made for.
    pub(super) static ERRAND: Arc<Errand>;
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

/// Where a request goes, what it is doing, and how long its parts took.
#[derive(Debug)]
pub(super) struct Errand {
    pub target: Url,
    phase: AtomicU8,
    pub dns_us: AtomicI64,
    pub connect_us: AtomicI64,
}

impl Errand {
    pub fn to(target: Url) -> Self {
        Self {
            target,
            phase: AtomicU8::new(Phase::Answer as u8),
            dns_us: AtomicI64::new(0),
            connect_us: AtomicI64::new(0),
        }
    }

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

/// Finds addresses for the client, through the guard.
///
/// The client tells the name alone; the errand tells the port and the whole URL, which the
/// guard needs. Without an errand there are no addresses.
#[derive(Clone)]
pub(super) struct Resolver(pub Arc<Guard>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let errand = ERRAND.try_with(Arc::clone).ok();
        let guard = Arc::clone(&self.0);
        Box::pin(async move {
            let is_of = |errand: &Arc<Errand>| errand.target.host_str() == Some(name.as_str());
            let Some(errand) = errand.filter(is_of) else {
                return Err(ConnectError::new(Cause::Address, "the name is not asked for").into());
            };
            let began = Instant::now();
            errand.enter(Phase::Name);
            let found = guard.addresses(&errand.target).await;
            errand.dns_us.store(micros(began), Ordering::Relaxed);
            errand.enter(Phase::Connection);
            Ok(Box::new(found?.into_iter().take(ADDRESSES_MAX)) as Addrs)
        })
    }
}

/// Measures how long connections take.
#[derive(Clone)]
pub(super) struct Timed;

impl<S> Layer<S> for Timed {
    type Service = TimedConnector<S>;

    fn layer(&self, inner: S) -> Self::Service {
        TimedConnector(inner)
    }
}

/// A connector whose connections are measured.
#[derive(Clone)]
pub(super) struct TimedConnector<S>(S);

impl<S, R> Service<R> for TimedConnector<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
    S::Response: Send,
    S::Error: Send,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        // Taken now: a connection that lost the race against a kept one is finished in the
        // background, outside of any request.
        let errand = ERRAND.try_with(Arc::clone).ok();
        let began = Instant::now();
        if let Some(errand) = &errand {
            errand.enter(Phase::Connection);
        }
        let connecting = self.0.call(request);
        Box::pin(async move {
            let connection = connecting.await;
            if let Some(errand) = errand {
                let dns_us = errand.dns_us.load(Ordering::Relaxed);
                let connect_us = (micros(began) - dns_us).max(0);
                errand.connect_us.store(connect_us, Ordering::Relaxed);
                errand.enter(Phase::Answer);
            }
            connection
        })
    }
}

pub(super) fn micros(began: Instant) -> i64 {
    i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX)
}
