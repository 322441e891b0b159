//! Says that this worker lives, so that nobody takes its claims from it; learns for which
//! slots it sends, and hands over those that others should have.

use crate::{core::Core, ledger::Standing};
use domain::Slots;
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
    let worker = core.options.worker_id;
    match core.ledger.heartbeat(worker, now, until).await {
        Ok(standing) => {
            let own_until = until.saturating_sub(lease_ms / MARGIN_PARTS);
            stand(core, standing, own_until, now).await;
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

/// Takes up the slots that are its own, and lets go of the others.
async fn stand(core: &Core, standing: Standing, own_until: i64, now: i64) {
    let kept = standing.owned.without(standing.asked);
    let before = core.slots();
    let gained = kept.without(before);
    if !gained.is_empty() && !take_up(core, gained, now).await {
        // Without knowing what fails there it must not send; the next beat tries again.
        core.set_slots(kept.without(gained));
        core.alive_until.store(own_until, Ordering::Release);
        return;
    }
    core.set_slots(kept);
    core.alive_until.store(own_until, Ordering::Release);
    if !gained.is_empty() {
        core.due.note(now);
    }
    let given_back = core.scheduler().keep_only(kept);
    for claim in given_back {
        let due_at = claim.due_at;
        core.release(claim, due_at);
    }
    hand_over(core, standing.asked).await;
}

/// Reads what fails in new slots, so that a backlog does not go out at once.
async fn take_up(core: &Core, gained: Slots, now: i64) -> bool {
    match core.ledger.failing(gained).await {
        Ok(failing) => {
            let mut scheduler = core.scheduler();
            for (tenant, integration, slot, failing) in failing {
                scheduler.take_up(tenant, integration, slot, failing, now);
            }
            true
        }
        Err(error) => {
            core.storage_failed(&error);
            false
        }
    }
}

/// Gives up slots of which nothing is in flight any more.
async fn hand_over(core: &Core, asked: Slots) {
    let free = asked.without(core.scheduler().slots_held());
    if free.is_empty() {
        return;
    }
    if let Err(error) = core.ledger.give_up(core.options.worker_id, free).await {
        core.storage_failed(&error);
    }
}
