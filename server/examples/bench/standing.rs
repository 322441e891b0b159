//! What a backlog costs, and what doing nothing costs.

use crate::{
    Settings,
    hookline::{Database, Portal},
    load::Load,
    receiver::Receiver,
    report::Report,
};
use anyhow::Result;
use std::time::{Duration, Instant};

/// How many events a request of the filling carries.
const BATCH: u32 = 1_000;
/// How long the sending of a backlog is watched, before and after it has come some way.
const WATCHED: Duration = Duration::from_secs(5);
const BETWEEN: Duration = Duration::from_secs(10);
/// How long nothing is done.
const IDLE: Duration = Duration::from_secs(60);
/// How long a start may settle before something is measured.
pub const SETTLED_AFTER: Duration = Duration::from_secs(5);

/// Fills a paused integration, switches it on, kills and starts the server.
///
/// # Errors
/// Where something does not start or refuses the load.
pub async fn backlog(settings: &Settings) -> Result<()> {
    let mut report = Report::new("backlog");
    for database in Database::ALL {
        let receiver = Receiver::start().await?;
        let mut portal = Portal::start(database).await?;
        let tenant = portal.tenant("Bench")?;
        let integration = portal.integrate(&tenant, &receiver.url, false).await?;
        let load = Load {
            events: settings.backlog,
            batch: BATCH,
            connections: 4,
        };
        load.send(&portal.address, &tenant.key, "backlog").await?;
        portal.switch_on(&tenant, &integration).await?;
        let start = portal.start_again().await?;
        let first = per_second(&receiver).await;
        tokio::time::sleep(BETWEEN).await;
        let later = per_second(&receiver).await;
        report.row(
            format!("{}, {} due deliveries", database.name(), settings.backlog),
            vec![
                ("s to start", start.as_secs_f64()),
                ("delivered/s at first", first),
                ("delivered/s later", later),
                ("MB of memory", portal.memory_mb()?),
            ],
        );
    }
    report.write()
}

async fn per_second(receiver: &Receiver) -> f64 {
    let (begun, before) = (Instant::now(), receiver.count());
    tokio::time::sleep(WATCHED).await;
    f64::from(receiver.count() - before) / begun.elapsed().as_secs_f64()
}

/// Watches a server that has nothing to do.
///
/// # Errors
/// Where it does not start.
pub async fn idle(_settings: &Settings) -> Result<()> {
    let mut report = Report::new("idle");
    for database in Database::ALL {
        let portal = Portal::start(database).await?;
        tokio::time::sleep(SETTLED_AFTER).await;
        let (begun, cpu) = (Instant::now(), portal.cpu_s()?);
        let statements = portal.figure("/statements").await?;
        tokio::time::sleep(IDLE).await;
        let minutes = begun.elapsed().as_secs_f64() / 60.0;
        // The second look counts its own.
        let statements = portal.figure("/statements").await? - statements - 1.0;
        report.row(
            format!("{}, nothing to do", database.name()),
            vec![
                ("% of a core", (portal.cpu_s()? - cpu) / minutes / 0.6),
                ("statements a minute", statements / minutes),
                ("MB of memory", portal.memory_mb()?),
            ],
        );
    }
    report.write()
}
