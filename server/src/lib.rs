//! Where the rooms are joined: settings, engine over store, the machine API, the portal.
//!
//! Knows neither SQL nor the rules of rendering.

pub mod auth;
pub mod cli;
pub mod config;
pub mod database;
pub mod demo;
pub mod desk;
pub mod doctor;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
pub mod http;
mod ids;
pub mod incoming;
pub mod ledger;
pub mod mail;
pub mod presets;
mod serve;
pub mod state;
pub mod tasks;
pub mod telemetry;

use anyhow::Context as _;
use auth::password::Passwords;
use axum::Router;
use config::Config;
use desk::PortalDesk;
use domain::WorkerId;
use engine::{Clock, Engine, EngineOptions, HttpOptions, HttpSender, SystemClock};
use incoming::Incoming;
use ledger::StoreLedger;
use mail::Mailer;
use state::AppState;
use std::{future, io, sync::Arc, thread, time::Duration};
use store::Store;
use tasks::Tasks;
use tokio::runtime::{Builder, Handle};

/// How long a worker on PostgreSQL counts as alive after its last sign of life.
const LEASE_AMONG_MANY: Duration = Duration::from_secs(5);

/// A server that is ready to listen.
pub struct Portal {
    /// Everything it answers.
    pub router: Router,
    /// What it sends with; stopped after the last answer.
    pub engine: Engine,
    /// What it does from time to time.
    pub tasks: Tasks,
}

/// Opens the database and starts the engine and the periodic tasks.
///
/// # Errors
/// In sentences for the operator.
pub async fn build(config: Config) -> anyhow::Result<Portal> {
    let store = database::open(&config).await?;
    build_on(config, store).await
}

/// The same on a database that is open already.
///
/// # Errors
/// In sentences for the operator.
pub async fn build_on(config: Config, store: Store) -> anyhow::Result<Portal> {
    let mailer = Mailer::new(&config).context("no mail can be sent")?;
    let engine = start_engine(&config, &store).await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let state = AppState {
        store,
        engine: engine.clone(),
        config: Arc::new(config),
        clock,
        incoming: Incoming::default(),
    };
    let passwords = Passwords::default();
    let desk = PortalDesk::new(state.clone()).sharing(passwords.clone());
    let tasks = Tasks::start(&state);
    if let Some(mailer) = mailer {
        tasks.post(&state, mailer);
    }
    Ok(Portal {
        router: http::router(state, Arc::new(desk), passwords, tasks.answering()),
        engine,
        tasks,
    })
}

/// A runtime of a single thread, for as long as the program runs. One that waits for no socket is
/// woken sooner.
fn own_thread(name: &str, has_sockets: bool) -> io::Result<Handle> {
    let mut runtime = Builder::new_current_thread();
    runtime.enable_time();
    if has_sockets {
        runtime.enable_io();
    }
    let runtime = runtime.build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || runtime.block_on(future::pending::<()>()))?;
    Ok(handle)
}

/// Starts an engine that sends for real.
///
/// On SQLite one server owns the file, so that every claim of another worker is a dead one's.
///
/// # Errors
/// Where the database is away or outgoing HTTP cannot be set up.
pub async fn start_engine(config: &Config, store: &Store) -> anyhow::Result<Engine> {
    let clock = SystemClock;
    let worker = WorkerId(ids::new(clock.now_ms()));
    let all_but = store.is_sqlite().then_some(worker);
    let freed = store.free_claims(clock.now_ms(), all_but).await?;
    if freed > 0 {
        tracing::info!(freed, "deliveries of a server that ended were taken back");
    }
    let outgoing = HttpOptions {
        policy: config.address_policy(),
        own: vec![config.listen],
        ca_file: config.ca_file.clone(),
    };
    let sender = HttpSender::new(&outgoing)
        .context("no request can be sent; mend HOOKLINE_CA_FILE or /etc/resolv.conf")?;
    let ledger = Arc::new(StoreLedger(store.clone()));
    let mut options = EngineOptions::new(worker);
    let writer = own_thread("writer", !store.is_sqlite());
    options.writer_on = Some(writer.context("there is no thread for the writer")?);
    if !store.is_sqlite() {
        // Others take over what a dead worker holds once its lease is over.
        options.lease = LEASE_AMONG_MANY;
    }
    Ok(Engine::start(
        ledger,
        Arc::new(sender),
        Arc::new(clock),
        options,
    ))
}
