//! What Hookline can do on this machine, beside a relay that keeps nothing: `make bench`.
//!
//! `bench [part...]` measures the named parts, or all; `BENCH_RUNS`, `BENCH_EVENTS`,
//! `BENCH_CONNECTIONS`, `BENCH_BACKLOG`, `BENCH_ROWS` and `BENCH_PAGE_ROWS` change how much.
//! Load and receivers run in this process, Hookline and the relay each in one of its own, all over
//! loopback.
#![expect(
    clippy::print_stdout,
    reason = "the figures are what the program is for"
)]

mod answers;
mod events;
mod hookline;
mod latency;
mod load;
mod log;
mod pages;
mod receiver;
mod relay;
mod report;
mod seed;
mod standing;
mod throughput;

use anyhow::{Context as _, Result, bail, ensure};
use std::{env, str::FromStr};

/// How much is measured.
pub struct Settings {
    /// How often, for a median.
    pub runs: u32,
    /// How many events a run of the throughput sends.
    pub events: u32,
    /// How many requests are in flight at once.
    pub connections: u32,
    /// How many deliveries are due in the backlog.
    pub backlog: u32,
    /// How many deliveries are in the log.
    pub rows: u64,
    /// How many deliveries are in the log behind the pages.
    pub page_rows: u64,
}

const PARTS: [&str; 7] = [
    "throughput",
    "latency",
    "neighbour",
    "backlog",
    "idle",
    "log",
    "pages",
];

#[tokio::main]
async fn main() -> Result<()> {
    // A second installation is refused, and harmless.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut arguments = env::args().skip(1).peekable();
    if arguments.next_if(|one| one == relay::ARGUMENT).is_some() {
        return relay::serve(arguments.collect()).await;
    }
    let mut parts: Vec<String> = arguments.collect();
    if parts.is_empty() {
        parts = PARTS.map(str::to_owned).into();
    }
    let settings = settings()?;
    for part in parts {
        match part.as_str() {
            "throughput" => throughput::run(&settings).await?,
            "latency" => latency::run(&settings).await?,
            "neighbour" => latency::neighbour(&settings).await?,
            "backlog" => standing::backlog(&settings).await?,
            "idle" => standing::idle(&settings).await?,
            "log" => log::run(&settings).await?,
            "pages" => pages::run(&settings).await?,
            other => bail!("'{other}' is no part; there are {}", PARTS.join(", ")),
        }
    }
    Ok(())
}

fn settings() -> Result<Settings> {
    let settings = Settings {
        runs: number("BENCH_RUNS", 5)?,
        events: number("BENCH_EVENTS", 40_000)?,
        connections: number("BENCH_CONNECTIONS", 64)?,
        backlog: number("BENCH_BACKLOG", 1_000_000)?,
        rows: number("BENCH_ROWS", 10_000_000)?,
        page_rows: number("BENCH_PAGE_ROWS", 1_000_000)?,
    };
    ensure!(
        settings.runs > 0
            && settings.connections > 0
            && settings.rows > 0
            && settings.page_rows > 0,
        "a measurement needs runs, connections and rows"
    );
    Ok(settings)
}

fn number<T: FromStr>(name: &str, default: T) -> Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    env::var(name).map_or(Ok(default), |text| text.parse().context(name.to_owned()))
}
