//! Brings due deliveries from storage into memory while there is room: of the lanes that ran
//! low first, and of whatever else became due.

use crate::{Want, core::Core, scheduler::Origin};
use domain::{IntegrationId, TenantId};
use std::{collections::HashMap, sync::Arc};

/// Most deliveries of one look.
const LOAD_MAX: usize = 1_024;
/// Most integrations of one look.
const INTEGRATIONS_MAX: usize = 128;
/// Looks are at least this far apart, so that scattered retries share one.
const SPACING_MS: i64 = 20;
/// When to look again if storage did not answer, or this worker does not count as alive.
const AWAY_MS: i64 = 1_000;

/// Looks whenever something is due or a lane runs low, until the engine stops.
pub(crate) async fn run(core: Arc<Core>) {
    let mut not_before = i64::MIN;
    let mut behind = None;
    loop {
        let now = core.clock.now_ms();
        let is_hungry = core.scheduler().is_hungry();
        let at = if is_hungry { now } else { core.due.at() };
        let at = at.max(not_before);
        if at > now {
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
        if !core.is_alive(now) {
            not_before = now.saturating_add(AWAY_MS);
            continue;
        }
        if is_hungry {
            feed(&core).await;
        }
        if core.due.at() <= now {
            core.due.begin();
            let next_at = look(&core, now, &mut behind).await;
            core.due.note(next_at);
        }
        not_before = core.clock.now_ms().saturating_add(SPACING_MS);
    }
}

/// Claims for the lanes that ran low.
async fn feed(core: &Core) {
    let wants = core.scheduler().take_hungry(INTEGRATIONS_MAX, LOAD_MAX);
    let wants = wants.into_iter().map(|(integration_id, limit)| Want {
        integration_id,
        limit,
    });
    claim(core, wants.collect()).await;
}

/// One look at what is due; returns when the next should be. Where there is more than one look
/// takes, `behind` says where the next begins.
async fn look(core: &Core, now: i64, behind: &mut Option<IntegrationId>) -> i64 {
    let slots = core.slots();
    let found = core.ledger.due(slots, now, *behind, INTEGRATIONS_MAX).await;
    let found = match found {
        Ok(found) => found,
        Err(error) => {
            core.storage_failed(&error);
            return now.saturating_add(AWAY_MS);
        }
    };
    core.learn_due(&found).await;
    let is_more = found.len() >= INTEGRATIONS_MAX;
    *behind = found.last().filter(|_| is_more).map(|(_, last)| *last);
    claim(core, wants(core, &found)).await;
    if is_more {
        return now;
    }
    let poll_at = now.saturating_add(i64::try_from(core.options.poll.as_millis()).unwrap_or(0));
    match core.ledger.next_due(slots, now).await {
        Ok(next) => next.map_or(poll_at, |due_at| due_at.min(poll_at)),
        Err(error) => {
            core.storage_failed(&error);
            now.saturating_add(AWAY_MS)
        }
    }
}

/// How much each lane has room for; one that has none is noted to have more in storage.
fn wants(core: &Core, found: &[(TenantId, IntegrationId)]) -> Vec<Want> {
    let mut scheduler = core.scheduler();
    let mut wants = Vec::with_capacity(found.len());
    for (tenant, integration_id) in found {
        let limit = scheduler.room_for(*integration_id);
        if limit > 0 {
            wants.push(Want {
                integration_id: *integration_id,
                limit,
            });
        } else {
            scheduler.note_more_of(*tenant, *integration_id);
        }
    }
    wants
}

/// What was noted of each before storage is asked.
fn notes(core: &Core, wants: &[Want]) -> Vec<u64> {
    let scheduler = core.scheduler();
    let lanes = wants.iter().map(|want| want.integration_id);
    lanes.map(|lane| scheduler.notes(lane)).collect()
}

/// Claims and takes in. Of an integration that gave all that was asked there may be more.
async fn claim(core: &Core, mut wants: Vec<Want>) {
    if wants.is_empty() {
        return;
    }
    let share = LOAD_MAX.div_ceil(wants.len());
    for want in &mut wants {
        want.limit = want.limit.min(share);
    }
    // The time after them: what was noted by then is due by then.
    let notes = notes(core, &wants);
    let now = core.clock.now_ms();
    let worker = core.options.worker_id;
    let mut claims = match core.ledger.claim_due(worker, now, &wants).await {
        Ok(claims) => claims,
        Err(error) => {
            core.storage_failed(&error);
            core.note_more(wants.iter().map(|want| want.integration_id));
            core.due.note(now.saturating_add(AWAY_MS));
            return;
        }
    };
    let mut counts: HashMap<IntegrationId, usize> = HashMap::new();
    for claim in &mut claims {
        // Storage gives out only what waits for nothing any more.
        claim.waits_for = None;
        *counts.entry(claim.integration_id).or_default() += 1;
    }
    core.learn(&claims).await;
    let mut full = Vec::new();
    {
        let mut scheduler = core.scheduler();
        for (want, notes) in wants.iter().zip(notes) {
            let count = counts.get(&want.integration_id).copied();
            if count.unwrap_or_default() < want.limit {
                scheduler.note_all_here(want.integration_id, notes);
            } else {
                full.push(want.integration_id);
            }
        }
    }
    core.offer(claims, Origin::Storage);
    core.note_more(full.into_iter());
}
