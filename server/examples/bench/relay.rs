//! The measure: takes the same events, forgets them as soon as they are sent, keeps nothing.
//! It runs as a process of its own, as Hookline does.

use anyhow::{Context as _, Result};
use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use serde_json::Value;
use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
};

/// The argument that makes this program a relay; the receivers' addresses follow.
pub const ARGUMENT: &str = "relay";
/// How many events wait in memory at most.
const WAITING_MAX: usize = 10_000;
/// How many requests are in flight at once to each receiver: as many as the integrations of
/// Hookline may have.
pub const PARALLEL: u32 = 64;

/// A running relay; it ends with this value.
pub struct Relay {
    /// Where it takes events.
    pub address: String,
    process: Child,
}

impl Relay {
    /// Starts this program once more, as a relay to the receivers.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn start(receivers: &[String]) -> Result<Self> {
        let mut process = Command::new(env::current_exe()?)
            .arg(ARGUMENT)
            .args(receivers)
            .stdout(Stdio::piped())
            .spawn()?;
        let said = process.stdout.take().context("the relay says nothing")?;
        let mut address = String::new();
        BufReader::new(said).read_line(&mut address)?;
        Ok(Self {
            address: address.trim().to_owned(),
            process,
        })
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // Where it has ended already there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Is the relay, until it is killed; prints its address first.
///
/// # Errors
/// Where there is no port.
pub async fn serve(receivers: Vec<String>) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let client = reqwest::Client::builder().no_proxy().build()?;
    let queues: Arc<[_]> = receivers
        .into_iter()
        .map(|receiver| queue(&client, &receiver))
        .collect();
    let router = Router::new()
        .route("/api/v1/events", post(accept))
        .with_state(queues);
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}

fn queue(client: &reqwest::Client, receiver: &str) -> mpsc::Sender<Value> {
    let (take, waiting) = mpsc::channel(WAITING_MAX);
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..PARALLEL {
        let (client, receiver) = (client.clone(), receiver.to_owned());
        tokio::spawn(forward(client, receiver, Arc::clone(&waiting)));
    }
    take
}

async fn accept(
    State(queues): State<Arc<[mpsc::Sender<Value>]>>,
    Json(told): Json<Value>,
) -> StatusCode {
    let events = match told {
        Value::Array(events) => events,
        one => vec![one],
    };
    for event in events {
        for queue in queues.iter() {
            if queue.send(event.clone()).await.is_err() {
                return StatusCode::SERVICE_UNAVAILABLE;
            }
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
