//! The receiver: says yes at once, counts, and notes how long each event was on its way.

use crate::events;
use anyhow::Result;
use axum::{Router, body::Bytes, extract::State};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch};

/// A receiver that listens until the program ends.
#[derive(Clone)]
pub struct Receiver {
    /// Where it receives.
    pub url: String,
    taken: Taken,
    count: watch::Receiver<u32>,
}

#[derive(Clone)]
struct Taken {
    counted: Arc<watch::Sender<u32>>,
    latencies: Arc<Mutex<Vec<Duration>>>,
}

impl Receiver {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// Where there is no port.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/receive", listener.local_addr()?);
        let (counted, count) = watch::channel(0);
        let taken = Taken {
            counted: Arc::new(counted),
            latencies: Arc::default(),
        };
        let router = Router::new().fallback(receive).with_state(taken.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, taken, count })
    }

    /// Waits until so many requests have arrived.
    pub async fn wait_for(&self, requests: u32) {
        let mut count = self.count.clone();
        // The sender lives as long as this value.
        let _ = count.wait_for(|count| *count >= requests).await;
    }

    /// How many requests have arrived.
    #[must_use]
    pub fn count(&self) -> u32 {
        *self.count.borrow()
    }

    /// Leaves what has arrived out of the latencies.
    pub fn forget(&self) {
        self.taken.noted().clear();
    }

    /// How long the events were on their way, from the send to here, shortest first.
    #[must_use]
    pub fn latencies(&self) -> Vec<Duration> {
        let mut all = self.taken.noted().clone();
        all.sort_unstable();
        all
    }
}

impl Taken {
    fn noted(&self) -> MutexGuard<'_, Vec<Duration>> {
        self.latencies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

async fn receive(State(taken): State<Taken>, body: Bytes) -> &'static str {
    if let Some(latency) = events::age(&body) {
        taken.noted().push(latency);
    }
    taken.counted.send_modify(|count| *count += 1);
    "ok"
}

/// The address of a receiver that takes every connection and never answers.
///
/// # Errors
/// Where there is no port.
pub async fn silent() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/silent", listener.local_addr()?);
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((connection, _)) = listener.accept().await {
            held.push(connection);
        }
    });
    Ok(url)
}
