//! The load: a bounded number of made-up calls, over connections that are kept open.

use crate::events;
use anyhow::{Context as _, Result, ensure};
use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use std::time::Duration;
use tokio::{task::JoinSet, time::Instant};

/// How much is sent, as fast as it is taken.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// How many events in all.
    pub events: u32,
    /// How many events one request carries.
    pub batch: u32,
    /// How many requests are in flight at once.
    pub connections: u32,
}

impl Load {
    /// Sends everything; returns when the last request was answered.
    ///
    /// # Errors
    /// Where a request is not accepted.
    pub async fn send(self, address: &str, key: &str, run: &str) -> Result<()> {
        let request = request(address, key)?;
        let mut senders = JoinSet::new();
        for connection in 0..self.connections {
            let (request, run) = (copy(&request)?, run.to_owned());
            senders.spawn(async move {
                for body in self.bodies(connection, &run) {
                    accepted(copy(&request)?.body(body)).await?;
                }
                Ok(())
            });
        }
        all(senders).await
    }

    /// The requests of one connection, each made when it is wanted.
    fn bodies(self, connection: u32, run: &str) -> impl Iterator<Item = String> + Send {
        let batches = self.events.div_ceil(self.batch);
        (0..batches)
            .filter(move |batch| batch % self.connections == connection)
            .map(move |batch| {
                let first = batch * self.batch;
                let last = (first + self.batch).min(self.events);
                let events: Vec<Value> = (first..last).map(|one| events::call(run, one)).collect();
                Value::from(events).to_string()
            })
    }
}

/// Sends one event a request at an even pace, whether or not the earlier ones are answered.
///
/// # Errors
/// Where a request is not accepted.
pub async fn pace(
    address: &str,
    key: &str,
    run: &str,
    per_second: u32,
    lasting: Duration,
) -> Result<u32> {
    let request = request(address, key)?;
    let between = Duration::from_secs(1) / per_second;
    let (begun, mut sent) = (Instant::now(), 0);
    let mut senders = JoinSet::new();
    while begun.elapsed() < lasting {
        tokio::time::sleep_until(begun + between * sent).await;
        // A timer has millisecond steps: what is due by now goes at once.
        while between * sent <= begun.elapsed() {
            let body = events::call(run, sent).to_string();
            senders.spawn(accepted(copy(&request)?.body(body)));
            sent += 1;
        }
        while let Some(sender) = senders.try_join_next() {
            sender??;
        }
    }
    all(senders).await?;
    Ok(sent)
}

fn request(address: &str, key: &str) -> Result<RequestBuilder> {
    let client = Client::builder().no_proxy().build()?;
    Ok(client
        .post(format!("{address}/api/v1/events"))
        .bearer_auth(key)
        .header("content-type", "application/json"))
}

/// The same request once more, over the same connections.
///
/// # Errors
/// Where its body is a stream.
pub fn copy(request: &RequestBuilder) -> Result<RequestBuilder> {
    request.try_clone().context("the request is a stream")
}

async fn accepted(request: RequestBuilder) -> Result<()> {
    let response = request.send().await?;
    let status = response.status();
    let text = response.text().await?;
    ensure!(status.as_u16() == 202, "{status}: {text}");
    Ok(())
}

async fn all(mut senders: JoinSet<Result<()>>) -> Result<()> {
    while let Some(sender) = senders.join_next().await {
        sender??;
    }
    Ok(())
}
