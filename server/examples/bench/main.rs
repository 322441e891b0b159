//! How many events a second are accepted and delivered on SQLite, beside a relay that keeps
//! nothing: `make bench`. Everything runs on this machine; the load is bounded and ends by itself.
#![expect(
    clippy::print_stdout,
    reason = "the figures are what the program is for"
)]

mod hookline;
mod load;
mod relay;
mod sink;

use anyhow::Result;
use load::Load;
use sink::Sink;
use std::time::{Duration, Instant};

/// Longest wait for the last delivery, in seconds.
const WAIT_S_MAX: u64 = 300;

/// What came out of one run.
struct Figures {
    accepted_s: f64,
    delivered_s: f64,
}

#[tokio::main]
async fn main() -> Result<()> {
    // A second installation is refused, and harmless.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let load = Load::from_environment()?;
    println!(
        "{} events in requests of {}, {} connections",
        load.events, load.batch, load.connections
    );

    let sink = Sink::start().await?;
    let relay = relay::start(sink.url.clone()).await?;
    print(
        &load,
        "a relay that keeps nothing",
        &run(&load, &relay, "none", &sink).await?,
    );

    let sink = Sink::start().await?;
    let portal = hookline::Portal::start(&sink.url).await?;
    print(
        &load,
        "hookline on SQLite",
        &run(&load, &portal.address, &portal.key, &sink).await?,
    );
    Ok(())
}

async fn run(load: &Load, address: &str, key: &str, sink: &Sink) -> Result<Figures> {
    let begun = Instant::now();
    load.send(address, key).await?;
    let accepted_s = begun.elapsed().as_secs_f64();
    let arrived = sink.wait_for(load.events);
    tokio::time::timeout(Duration::from_secs(WAIT_S_MAX), arrived).await?;
    Ok(Figures {
        accepted_s,
        delivered_s: begun.elapsed().as_secs_f64(),
    })
}

fn print(load: &Load, what: &str, figures: &Figures) {
    // Counts of events are far below the 2^53 that a float tells apart.
    let events = f64::from(load.events);
    println!(
        "{what:<28} {:>8.0} accepted/s {:>8.0} delivered/s",
        events / figures.accepted_s,
        events / figures.delivered_s
    );
}
