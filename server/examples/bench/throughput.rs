//! Events per second that are accepted durably, delivered and logged, beside the relay.

use crate::{
    Settings,
    hookline::{Database, Portal},
    load::Load,
    receiver::Receiver,
    relay::Relay,
    report::{Report, median},
};
use anyhow::Result;
use std::time::{Duration, Instant};

/// Longest wait for the last delivery.
const WAIT_MAX: Duration = Duration::from_secs(300);

/// A way of asking.
struct Way {
    name: &'static str,
    batch: u32,
    fan_out: usize,
    /// How many events, as a part of those that are asked for.
    share: u32,
}

const WAYS: [Way; 3] = [
    Way {
        name: "one event a request",
        batch: 1,
        fan_out: 1,
        share: 2,
    },
    Way {
        name: "100 events a request",
        batch: 100,
        fan_out: 1,
        share: 1,
    },
    Way {
        name: "one event a request, three integrations",
        batch: 1,
        fan_out: 3,
        share: 4,
    },
];

/// Measures every way on both databases, and the relay beside each run.
///
/// # Errors
/// Where something does not start or refuses the load.
pub async fn run(settings: &Settings) -> Result<()> {
    let mut report = Report::new("throughput");
    for way in &WAYS {
        let load = Load {
            events: settings.events / way.share,
            batch: way.batch,
            connections: settings.connections,
        };
        let mut relays = Vec::new();
        let mut own = [(); 2].map(|()| Vec::new());
        let mut statements = [(); 2].map(|()| Vec::new());
        for _ in 0..settings.runs {
            relays.push(relay(load, way).await?);
            for ((database, own), statements) in
                Database::ALL.iter().zip(&mut own).zip(&mut statements)
            {
                let (per_second, per_delivery) = hookline(load, way, *database).await?;
                own.push(per_second);
                statements.push(per_delivery);
            }
        }
        let relay = median(relays);
        report.row(format!("relay, {}", way.name), vec![("delivered/s", relay)]);
        for ((database, own), statements) in Database::ALL.iter().zip(own).zip(statements) {
            let own = median(own);
            report.row(
                format!("{}, {}", database.name(), way.name),
                vec![
                    ("delivered/s", own),
                    ("of the relay", own / relay),
                    ("statements per delivery", median(statements)),
                ],
            );
        }
    }
    report.write()
}

async fn receivers(way: &Way) -> Result<Vec<Receiver>> {
    let mut receivers = Vec::new();
    for _ in 0..way.fan_out {
        receivers.push(Receiver::start().await?);
    }
    Ok(receivers)
}

async fn relay(load: Load, way: &Way) -> Result<f64> {
    let receivers = receivers(way).await?;
    let urls: Vec<String> = receivers.iter().map(|one| one.url.clone()).collect();
    let relay = Relay::start(&urls)?;
    timed(load, &relay.address, "none", &receivers).await
}

async fn hookline(load: Load, way: &Way, database: Database) -> Result<(f64, f64)> {
    let receivers = receivers(way).await?;
    let portal = Portal::start(database).await?;
    let tenant = portal.tenant("Bench")?;
    for receiver in &receivers {
        portal.integrate(&tenant, &receiver.url, true).await?;
    }
    let before = portal.figure("/statements").await?;
    let per_second = timed(load, &portal.address, &tenant.key, &receivers).await?;
    let statements = portal.figure("/statements").await? - before;
    let deliveries = portal.figure("/engine/settled").await?;
    Ok((per_second, statements / deliveries))
}

/// Deliveries per second, from the first event that is sent to the last that arrives.
async fn timed(load: Load, address: &str, key: &str, receivers: &[Receiver]) -> Result<f64> {
    let begun = Instant::now();
    load.send(address, key, "throughput").await?;
    for receiver in receivers {
        tokio::time::timeout(WAIT_MAX, receiver.wait_for(load.events)).await?;
    }
    let arrived: u32 = receivers.iter().map(Receiver::count).sum();
    Ok(f64::from(arrived) / begun.elapsed().as_secs_f64())
}
