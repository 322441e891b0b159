//! An export that is being written. Its row in the store follows it, so that every process can
//! tell how far it has come, and whoever stops it need not find its writer.

use crate::state::AppState;
use domain::{ExportId, ExportState};
use std::time::Duration;
use store::TenantStore;
use tokio::{sync::watch, task::JoinHandle, time::timeout};

/// How often the row is told how far the file has come.
const NOTED_EVERY: Duration = Duration::from_secs(1);
/// After so many times without a new row it is told that somebody still writes: a reader may be
/// slow. Well below [`store::EXPORT_ALIVE_MS`].
const SILENT_TIMES: u32 = 20;
/// How often its end is tried to be noted.
const LAST_TIMES: u32 = 5;

/// Where the writing stands.
#[derive(Debug, Clone, Copy)]
struct Written {
    rows: i64,
    state: ExportState,
}

/// An export that is being written; broken off where it goes before it was ended.
pub struct Running {
    written: watch::Sender<Written>,
    /// Keeps the row; finished before the writing is where that is to stop.
    noter: JoinHandle<()>,
}

impl Running {
    /// The writing of an export that has begun.
    pub fn new(id: ExportId, tenant: TenantStore, state: AppState) -> Self {
        let begun = Written {
            rows: 0,
            state: ExportState::Running,
        };
        let (written, seen) = watch::channel(begun);
        let noter = Noter { id, tenant, state };
        Self {
            written,
            noter: tokio::spawn(noter.run(seen)),
        }
    }

    /// Counts rows that are written.
    pub fn add(&self, rows: usize) {
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        self.written.send_modify(|written| written.rows += rows);
    }

    /// Whether somebody stopped it.
    pub fn is_stopped(&self) -> bool {
        self.noter.is_finished()
    }

    /// Ends it; returns once its row says so.
    pub async fn end(&mut self, state: ExportState) {
        self.written.send_modify(|written| written.state = state);
        if let Err(error) = (&mut self.noter).await {
            tracing::error!(%error, "an export was no longer noted");
        }
    }
}

/// Tells the row of an export how far it has come.
struct Noter {
    id: ExportId,
    tenant: TenantStore,
    state: AppState,
}

impl Noter {
    /// Goes on until the writing ends, is given up, or is stopped.
    async fn run(self, mut seen: watch::Receiver<Written>) {
        let (mut noted, mut silent) = (0, 0);
        while timeout(
            NOTED_EVERY,
            seen.wait_for(|written| written.state.is_over()),
        )
        .await
        .is_err()
        {
            let rows = seen.borrow().rows;
            silent += 1;
            if rows == noted && silent < SILENT_TIMES {
                continue;
            }
            // One that could not be noted goes on, as far as can be told.
            if self.note(ExportState::Running, rows).await == Some(false) {
                return;
            }
            (noted, silent) = (rows, 0);
        }
        let last = *seen.borrow();
        let state = if last.state.is_over() {
            last.state
        } else {
            ExportState::BrokenOff
        };
        self.note_last(state, last.rows).await;
    }

    /// Says how it ended, again where the store cannot be reached: without it a whole file would
    /// be shown as broken off.
    async fn note_last(&self, state: ExportState, rows: i64) {
        for _ in 0..LAST_TIMES {
            if self.note(state, rows).await.is_some() {
                return;
            }
            tokio::time::sleep(NOTED_EVERY).await;
        }
    }

    /// Whether the export went on until now; none where it could not be noted.
    async fn note(&self, state: ExportState, rows: i64) -> Option<bool> {
        let now = self.state.now();
        let noted = self.tenant.note_export(self.id, state, rows, now).await;
        noted
            .inspect_err(|error| tracing::warn!(%error, "how an export stands could not be noted"))
            .ok()
    }
}
