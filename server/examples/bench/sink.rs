//! The receiver: counts what arrives and says yes.

use anyhow::Result;
use axum::{Router, body::Bytes, extract::State};
use tokio::{net::TcpListener, sync::watch};

/// A receiver that listens until the program ends.
pub struct Sink {
    /// Where it receives.
    pub url: String,
    count: watch::Receiver<u32>,
}

impl Sink {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// Where there is no port.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/receive", listener.local_addr()?);
        let (counted, count) = watch::channel(0);
        let router = Router::new().fallback(receive).with_state(counted);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, count })
    }

    /// Waits until so many requests have arrived.
    pub async fn wait_for(&self, events: u32) {
        let mut count = self.count.clone();
        // The sender lives as long as the receiver's task, which is never ended.
        let _ = count.wait_for(|count| *count >= events).await;
    }
}

async fn receive(State(counted): State<watch::Sender<u32>>, _body: Bytes) -> &'static str {
    counted.send_modify(|count| *count += 1);
    "ok"
}
