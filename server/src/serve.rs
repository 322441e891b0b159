//! `hookline serve`: listens until it is told to end, and ends without losing anything.

use crate::{Portal, build, config::Config, database};
use anyhow::Context as _;
use axum::serve::ListenerExt as _;
use std::net::SocketAddr;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// In sentences: what keeps it from serving.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let _lock = config.sqlite_file().map(|file| locked(&file)).transpose()?;
    let listen = config.listen;
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!(
            "HOOKLINE_LISTEN: nothing can listen on {listen}; end what does, or name another port"
        )
    })?;
    let (address, public_url) = (listener.local_addr()?, config.public_url.clone());
    let Portal {
        router,
        engine,
        tasks,
    } = build(config).await?;
    tell(address, &public_url);
    let listener = listener.tap_io(|stream| {
        // Answers are small and complete: waiting to fill a packet only delays them.
        let _ = stream.set_nodelay(true);
    });
    let app = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app)
        .with_graceful_shutdown(ended()?)
        .await?;
    engine.stop().await;
    tasks.stop().await;
    tracing::info!("stopped");
    Ok(())
}

fn locked(file: &std::path::Path) -> anyhow::Result<database::ServerLock> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    database::lock(file)
}

#[expect(
    clippy::print_stderr,
    reason = "It is for the person who started it, whatever is logged."
)]
fn tell(address: SocketAddr, public_url: &str) {
    eprintln!("Hookline listens on {address}; open {public_url}");
}

/// Resolves when a person or the system asks the server to end.
fn ended() -> anyhow::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("ending: what is in flight is finished first");
    })
}
