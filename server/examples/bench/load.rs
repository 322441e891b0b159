//! The load: a bounded number of made-up calls, over a few connections that are kept open.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use std::{env, str::FromStr};

/// How much is sent.
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
    /// What `BENCH_EVENTS`, `BENCH_BATCH` and `BENCH_CONNECTIONS` say, or a load of half a minute.
    ///
    /// # Errors
    /// Where one of them is no number.
    pub fn from_environment() -> Result<Self> {
        let load = Self {
            events: number("BENCH_EVENTS", 50_000)?,
            batch: number("BENCH_BATCH", 100)?,
            connections: number("BENCH_CONNECTIONS", 16)?,
        };
        ensure!(
            load.batch > 0 && load.connections > 0,
            "a load needs requests and connections"
        );
        Ok(load)
    }

    /// Sends everything; returns when the last request was answered.
    ///
    /// # Errors
    /// Where a request is not accepted.
    pub async fn send(self, address: &str, key: &str) -> Result<()> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        let mut senders = tokio::task::JoinSet::new();
        for connection in 0..self.connections {
            let bodies = self.bodies(connection);
            let request = client
                .post(format!("{address}/api/v1/events"))
                .bearer_auth(key)
                .header("content-type", "application/json");
            senders.spawn(async move {
                for body in bodies {
                    let request = request.try_clone().context("the request is a stream")?;
                    let response = request.body(body).send().await?;
                    let status = response.status();
                    ensure!(
                        status.as_u16() == 202,
                        "{status}: {}",
                        response.text().await?
                    );
                }
                Ok(())
            });
        }
        while let Some(sender) = senders.join_next().await {
            sender??;
        }
        Ok(())
    }

    /// The requests of one connection.
    fn bodies(self, connection: u32) -> impl Iterator<Item = String> + Send {
        let batches = self.events.div_ceil(self.batch);
        (0..batches)
            .filter(move |batch| batch % self.connections == connection)
            .map(move |batch| {
                let first = batch * self.batch;
                let last = (first + self.batch).min(self.events);
                let events: Vec<Value> = (first..last).map(call).collect();
                Value::from(events).to_string()
            })
    }
}

/// A finished call that nobody made.
fn call(number: u32) -> Value {
    json!({
        "moment": "after_call",
        "call_id": format!("bench-{number}"),
        "direction": "in",
        "caller_number": format!("+38050{:07}", number % 10_000_000),
        "tracking_number": "+380443334455",
        "status": "answered",
        "talk_duration": 30 + number % 300,
        "utm_source": "google",
        "utm_medium": "cpc",
        "utm_campaign": "brand",
    })
}

fn number<T: FromStr>(name: &str, default: T) -> Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    env::var(name).map_or(Ok(default), |text| text.parse().context(name.to_owned()))
}
