//! Says that this worker lives, so that nobody takes its claims from it.

use crate::core::Core;
use std::sync::{Arc, atomic::Ordering};

/// A lease is renewed this many times before it would end.
const BEATS_A_LEASE: i64 = 3;
/// A worker counts its own lease as over by so much of it earlier than others do, so that it
/// stops sending before they begin.
const MARGIN_PARTS: i64 = 10;
/// When to try again if storage did not answer, in milliseconds.
const AWAY_MS: i64 = 1_000;

/// Beats until the engine closes.
pub(crate) async fn run(core: Arc<Core>) {
    loop {
        let next_at = beat(&core).await;
        tokio::select! {
            () = core.closing.cancelled() => return,
            () = core.clock.sleep_until(next_at) => {}
        }
    }
}

/// One beat; returns when the next is due.
pub(crate) async fn beat(core: &Core) -> i64 {
    let lease_ms = i64::try_from(core.options.lease.as_millis()).unwrap_or(i64::MAX);
    let now = core.clock.now_ms();
    let until = now.saturating_add(lease_ms);
    match core.ledger.heartbeat(core.options.worker_id, until).await {
        Ok(()) => {
            let own_until = until.saturating_sub(lease_ms / MARGIN_PARTS);
            core.alive_until.store(own_until, Ordering::Release);
            core.storage_works();
            core.dispatch.notify_one();
            now.saturating_add(lease_ms / BEATS_A_LEASE)
        }
        Err(error) => {
            core.storage_failed(&error);
            now.saturating_add(AWAY_MS.min(lease_ms / BEATS_A_LEASE))
        }
    }
}
