//! `hookline serve`: listens until it is told to end, and ends without losing anything.

use crate::{
    Portal, build, config::Config, database, http::ingest::load_phone_tables, tasks::Tasks,
};
use anyhow::Context as _;
use axum::{Router, serve::ListenerExt as _};
use std::{net::SocketAddr, path::Path, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

/// How long requests that came in before the end may take to be answered.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

/// Serves until SIGINT or SIGTERM; `say` tells the person at the terminal once it does.
///
/// # Errors
/// In sentences: what keeps it from serving.
pub async fn run(mut config: Config, say: fn(&str)) -> anyhow::Result<()> {
    let _lock = config.sqlite_file().map(|file| locked(&file)).transpose()?;
    let asked = config.listen;
    let listener = TcpListener::bind(asked).await.with_context(|| {
        format!(
            "HOOKLINE_LISTEN: nothing can listen on {asked}; end what does, or name another port"
        )
    })?;
    config.listen_on(listener.local_addr()?);
    let (address, public_url) = (config.listen, config.public_url.clone());
    let Portal {
        router,
        engine,
        tasks,
    } = build(config).await?;
    tokio::task::spawn_blocking(load_phone_tables);
    let ending = end()?;
    say(&format!("Hookline listens on {address}; open {public_url}"));
    answer(listener, router, ending, &tasks).await?;
    engine.stop().await;
    tasks.stop().await;
    tracing::info!("stopped");
    Ok(())
}

fn locked(file: &Path) -> anyhow::Result<database::ServerLock> {
    database::make_folder_of(file)?;
    database::lock(file)
}

/// Answers until the end, and then for as long as what came in before it takes.
async fn answer(
    listener: TcpListener,
    router: Router,
    ending: CancellationToken,
    tasks: &Tasks,
) -> anyhow::Result<()> {
    let listener = listener.tap_io(|stream| {
        // Answers are small and complete: waiting to fill a packet only delays them.
        let _ = stream.set_nodelay(true);
    });
    let app = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving =
        axum::serve(listener, app).with_graceful_shutdown(ending.clone().cancelled_owned());
    let too_late = async {
        ending.cancelled().await;
        tasks.end_answers();
        tokio::time::sleep(ANSWERS_WITHIN).await;
    };
    tokio::select! {
        served = serving => served.context("the server cannot listen any more")?,
        () = too_late => tracing::warn!("some requests were still unanswered; they were not taken"),
    }
    Ok(())
}

/// Is cancelled when a person or the system asks the server to end.
fn end() -> anyhow::Result<CancellationToken> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let ending = CancellationToken::new();
    let told = ending.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("ending: what is in flight is finished first");
        told.cancel();
    });
    Ok(ending)
}
