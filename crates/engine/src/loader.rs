//! Brings due deliveries from storage into memory while there is room.

use crate::core::Core;
use std::sync::Arc;

/// Most deliveries of one look.
const LOAD_MAX: usize = 1_024;
/// Looks are at least this far apart, so that scattered retries share one.
const SPACING_MS: i64 = 20;
/// When to look again if something is due that could not be claimed.
const STUCK_MS: i64 = 500;
/// When to look again if there was no room.
const FULL_MS: i64 = 50;
/// When to look again if storage did not answer.
const AWAY_MS: i64 = 1_000;

/// Looks whenever something is due, until the engine stops.
pub(crate) async fn run(core: Arc<Core>) {
    let mut not_before = i64::MIN;
    loop {
        let at = core.due.at().max(not_before);
        if at > core.clock.now_ms() {
            tokio::select! {
                () = core.stopping.cancelled() => return,
                () = core.due.sooner.notified() => {}
                () = core.clock.sleep_until(at) => {}
            }
            continue;
        }
        if core.stopping.is_cancelled() {
            return;
        }
        core.due.begin();
        let next_at = load(&core).await;
        core.due.note(next_at);
        not_before = core.clock.now_ms().saturating_add(SPACING_MS);
    }
}

/// One look; returns when the next should be.
async fn load(core: &Core) -> i64 {
    let now = core.clock.now_ms();
    // Half of the room is kept for what comes in fresh.
    let room = {
        let scheduler = core.scheduler();
        (core.options.room / 2).saturating_sub(scheduler.held())
    };
    let limit = room.min(LOAD_MAX);
    if limit == 0 || !core.is_alive(now) {
        return now.saturating_add(FULL_MS);
    }
    let worker = core.options.worker_id;
    let mut claims = match core.ledger.claim_due(worker, now, limit).await {
        Ok(claims) => claims,
        Err(error) => {
            core.storage_failed(&error);
            return now.saturating_add(AWAY_MS);
        }
    };
    let is_full = claims.len() >= limit;
    // Storage gives out only what waits for nothing any more.
    for claim in &mut claims {
        claim.waits_for = None;
    }
    if claims.is_empty() {
        return next_look(core, now).await.max(now.saturating_add(STUCK_MS));
    }
    core.learn(&claims).await;
    core.offer(claims);
    if is_full {
        return now;
    }
    next_look(core, now).await
}

/// When something in storage will be due, or the next poll if that is sooner.
async fn next_look(core: &Core, now: i64) -> i64 {
    let idle_ms = i64::try_from(core.options.poll.as_millis()).unwrap_or(i64::MAX);
    let poll_at = now.saturating_add(core.due.poll_ms(now, idle_ms));
    match core.ledger.next_due().await {
        Ok(None) => poll_at,
        Ok(Some(due_at)) => due_at.min(poll_at),
        Err(error) => {
            core.storage_failed(&error);
            now.saturating_add(AWAY_MS)
        }
    }
}
