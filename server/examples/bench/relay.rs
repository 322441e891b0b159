//! The measure: takes the same events, forgets them as soon as they are sent, keeps nothing.

use anyhow::Result;
use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use serde_json::Value;
use std::sync::Arc;
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
};

/// How many events wait in memory at most.
const WAITING_MAX: usize = 10_000;
/// How many requests are in flight at once: as many as the integration of the other run.
pub const PARALLEL: u32 = 64;

/// Starts the relay; returns its address.
///
/// # Errors
/// Where there is no port.
pub async fn start(receiver: String) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let (take, waiting) = mpsc::channel(WAITING_MAX);
    let waiting = Arc::new(Mutex::new(waiting));
    let client = reqwest::Client::builder().no_proxy().build()?;
    for _ in 0..PARALLEL {
        tokio::spawn(forward(
            client.clone(),
            receiver.clone(),
            Arc::clone(&waiting),
        ));
    }
    let router = Router::new()
        .route("/api/v1/events", post(accept))
        .with_state(take);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

async fn accept(
    State(take): State<mpsc::Sender<Value>>,
    Json(events): Json<Vec<Value>>,
) -> StatusCode {
    for event in events {
        if take.send(event).await.is_err() {
            return StatusCode::SERVICE_UNAVAILABLE;
        }
    }
    StatusCode::ACCEPTED
}

async fn forward(
    client: reqwest::Client,
    receiver: String,
    waiting: Arc<Mutex<mpsc::Receiver<Value>>>,
) {
    loop {
        let event = waiting.lock().await.recv().await;
        let Some(event) = event else {
            return;
        };
        if let Ok(response) = client.post(&receiver).json(&event).send().await {
            // The body is read so that the connection can serve the next request.
            let _ = response.bytes().await;
        }
    }
}
