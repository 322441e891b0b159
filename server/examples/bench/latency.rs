//! How long an event is on its way, from the client's send to the receiver, at an even pace;
//! alone, and beside another tenant whose receiver never answers.

use crate::{
    Settings,
    hookline::{Database, Portal, Tenant},
    load,
    receiver::{self, Receiver},
    relay::Relay,
    report::{Report, median, percentile_ms},
};
use anyhow::Result;
use std::{fs::File, io::Write as _, time::Duration, time::Instant};

/// How long each pace is kept.
const LASTING: Duration = Duration::from_secs(10);
/// How long the pace is kept before, unmeasured: connections open and the caches fill.
const WARMING: Duration = Duration::from_secs(2);
/// Longest wait for the last delivery.
const WAIT_MAX: Duration = Duration::from_secs(60);
/// The paces, in events per second.
const PACES: [u32; 2] = [300, 2_000];
/// The pace of the integration that has a neighbour, and that of the neighbour.
const HEALTHY: u32 = 100;
const HUNG: u32 = 1_000;
/// How often the disk is asked to commit.
const COMMITS: u32 = 200;

/// Measures the paces on both databases, and what the relay takes for them: so much of it is the
/// machine's own.
///
/// # Errors
/// Where something does not start or refuses the load.
pub async fn run(settings: &Settings) -> Result<()> {
    let mut report = Report::new("latency");
    report.row("the disk", vec![("ms a commit", commit_ms()?)]);
    for pace in PACES {
        let mut figures = Vec::new();
        for _ in 0..settings.runs {
            let receiver = Receiver::start().await?;
            let relay = Relay::start(std::slice::from_ref(&receiver.url))?;
            figures.push(arriving(&relay.address, "none", &receiver, pace).await?);
        }
        report.row(format!("relay, {pace} events/s"), middle(&figures));
    }
    for database in Database::ALL {
        for pace in PACES {
            let mut figures = Vec::new();
            for _ in 0..settings.runs {
                let portal = Portal::start(database).await?;
                let tenant = portal.tenant("Bench")?;
                figures.push(paced(&portal, &tenant, pace).await?);
            }
            report.row(
                format!("{}, {pace} events/s", database.name()),
                middle(&figures),
            );
        }
    }
    report.write()
}

/// Measures what a neighbour costs that sends ten times as much to a receiver that hangs.
///
/// # Errors
/// Where something does not start or refuses the load.
pub async fn neighbour(settings: &Settings) -> Result<()> {
    let mut report = Report::new("neighbour");
    for database in Database::ALL {
        for with in [false, true] {
            let mut figures = Vec::new();
            for _ in 0..settings.runs {
                figures.push(beside(database, with).await?);
            }
            let name = if with { "beside a hung one" } else { "alone" };
            report.row(
                format!("{}, {HEALTHY} events/s {name}", database.name()),
                middle(&figures),
            );
        }
    }
    report.write()
}

async fn beside(database: Database, with: bool) -> Result<[f64; 2]> {
    let portal = Portal::start(database).await?;
    let tenant = portal.tenant("Healthy")?;
    let other = portal.tenant("Hung")?;
    portal
        .integrate(&other, &receiver::silent().await?, true)
        .await?;
    let (address, key) = (portal.address.clone(), other.key);
    let hung = with.then(|| {
        tokio::spawn(async move { load::pace(&address, &key, "hung", HUNG, LASTING).await })
    });
    let figures = paced(&portal, &tenant, HEALTHY).await?;
    if let Some(hung) = hung {
        hung.await??;
    }
    Ok(figures)
}

/// The median and the 99th percentile, in milliseconds.
async fn paced(portal: &Portal, tenant: &Tenant, per_second: u32) -> Result<[f64; 2]> {
    let receiver = Receiver::start().await?;
    portal.integrate(tenant, &receiver.url, true).await?;
    arriving(&portal.address, &tenant.key, &receiver, per_second).await
}

/// Sends at a pace, and measures what arrives once it is kept up.
async fn arriving(
    address: &str,
    key: &str,
    receiver: &Receiver,
    per_second: u32,
) -> Result<[f64; 2]> {
    let warm = load::pace(address, key, "warm", per_second, WARMING).await?;
    tokio::time::timeout(WAIT_MAX, receiver.wait_for(warm)).await?;
    receiver.forget();
    let sent = load::pace(address, key, "paced", per_second, LASTING).await?;
    tokio::time::timeout(WAIT_MAX, receiver.wait_for(warm + sent)).await?;
    let latencies = receiver.latencies();
    Ok([percentile_ms(&latencies, 50), percentile_ms(&latencies, 99)])
}

fn middle(figures: &[[f64; 2]]) -> Vec<(&'static str, f64)> {
    let of = |place: fn(&[f64; 2]) -> f64| median(figures.iter().map(place).collect());
    vec![
        ("ms p50", of(|[p50, _]| *p50)),
        ("ms p99", of(|[_, p99]| *p99)),
    ]
}

/// How long the disk takes to keep one page, the median, in milliseconds.
fn commit_ms() -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let mut file = File::create(folder.path().join("commit"))?;
    let mut times = Vec::new();
    for _ in 0..COMMITS {
        let begun = Instant::now();
        file.write_all(&[7; 4_096])?;
        file.sync_data()?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(median(times))
}
