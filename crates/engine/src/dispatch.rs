//! The engine's turn: a claim is taken, rendered, sent, judged, and its outcome handed to the
//! writer. No lock is held while a request is under way.

use crate::{
    Settled,
    core::Core,
    mask::Mask,
    outlet::Outlet,
    prepare::{Try, prepare, unsent},
    sender::PreparedRequest,
};
use domain::{
    Attempt, AttemptId, Cause, Claim, DeliveryState, Outcome, Settlement,
    integration::SuccessRule,
    moment::Class,
    retry::{Tried, judge_status, settle},
};
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::{
    sync::OwnedSemaphorePermit,
    task::{JoinError, JoinSet},
};

/// For so long a claim rests whose set-up could not be read.
const AWAY_MS: i64 = 1_000;

/// Sends until the engine stops; then waits for what is in flight, at most the grace time.
pub(crate) async fn run(core: Arc<Core>) {
    let mut sends = JoinSet::new();
    while let Some(permit) = permit(&core).await {
        let Some(claim) = turn(&core).await else {
            break;
        };
        while let Some(ended) = sends.try_join_next() {
            note_end(ended);
        }
        sends.spawn(deliver(Arc::clone(&core), claim, permit));
    }
    let grace_ms = i64::try_from(core.options.grace.as_millis()).unwrap_or(i64::MAX);
    let patience = core
        .clock
        .sleep_until(core.clock.now_ms().saturating_add(grace_ms));
    tokio::select! {
        () = async { while let Some(ended) = sends.join_next().await { note_end(ended) } } => {}
        () = patience => sends.shutdown().await,
    }
}

fn note_end(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a send ended by a fault of the program");
    }
}

/// The right to one more request whose outcome is not committed; `None` once it stops.
async fn permit(core: &Core) -> Option<OwnedSemaphorePermit> {
    tokio::select! {
        biased;
        () = core.stopping.cancelled() => None,
        permit = Arc::clone(&core.unsettled).acquire_owned() => permit.ok(),
    }
}

/// The next claim, as soon as one may be sent; `None` once the engine stops.
async fn turn(core: &Core) -> Option<Claim> {
    loop {
        if core.stopping.is_cancelled() {
            return None;
        }
        let now = core.clock.now_ms();
        let next_at = {
            let mut scheduler = core.scheduler();
            if core.is_alive(now)
                && let Some(claim) = scheduler.next(now)
            {
                return Some(claim);
            }
            scheduler.next_at()
        };
        tokio::select! {
            () = core.stopping.cancelled() => return None,
            () = core.dispatch.notified() => {}
            // A time that has come already means that no slot is free: one will be notified.
            () = core.clock.sleep_until(next_at.unwrap_or(i64::MAX)), if next_at.is_some_and(|at| at > now) => {}
        }
    }
}

/// What one try came to.
struct Ended {
    attempt: Option<Attempt>,
    settlement: Settlement,
}

/// One try of one claim, from rendering to the writer.
async fn deliver(core: Arc<Core>, claim: Claim, permit: OwnedSemaphorePermit) {
    let started_at = core.clock.now_ms();
    let ended = attempt(&core, &claim, started_at).await;
    let settled_at = core.clock.now_ms();
    core.scheduler().answered(&claim, settled_at - started_at);
    core.dispatch.notify_one();
    core.settle(
        Settled {
            claim,
            attempt: ended.attempt,
            settlement: ended.settlement,
            settled_at,
        },
        Some(permit),
    );
}

async fn attempt(core: &Core, claim: &Claim, now: i64) -> Ended {
    let outlet = core
        .outlets
        .find(core.ledger.as_ref(), claim.tenant_id, claim.integration_id)
        .await;
    let outlet = match outlet {
        Ok(Some(outlet)) if outlet.integration.draft.enabled => outlet,
        // Paused or deleted: storage holds it, or has called it off.
        Ok(_) => return released(claim.due_at),
        Err(error) => {
            core.storage_failed(&error);
            return unknown(claim, now);
        }
    };
    let limits = &outlet.integration.draft.limits;
    core.scheduler()
        .limit(claim.tenant_id, claim.integration_id, limits);
    if now >= claim.deadline_at {
        return late(core, claim, &outlet, now);
    }
    AssertUnwindSafe(send(core, claim, &outlet, now))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| faulted(core, &outlet, now))
}

/// The set-up could not be read: the claim rests, but not beyond its deadline.
fn unknown(claim: &Claim, now: i64) -> Ended {
    if now < claim.deadline_at {
        return released(now.saturating_add(AWAY_MS));
    }
    Ended {
        attempt: None,
        settlement: Settlement::Final(given_up(claim.class)),
    }
}

fn released(due_at: i64) -> Ended {
    Ended {
        attempt: None,
        settlement: Settlement::Release { due_at },
    }
}

/// A fault of the program ended the try: its delivery must not hold a slot for ever, nor be
/// tried again and again.
fn faulted(core: &Core, outlet: &Outlet, now: i64) -> Ended {
    Ended {
        attempt: Some(Attempt {
            id: AttemptId(core.chance.uuid(now)),
            version: outlet.integration.version,
            started_at: now,
            outcome: unsent(Cause::Render, "a fault of Hookline itself ended the try"),
            request_hash: String::new(),
        }),
        settlement: Settlement::Final(DeliveryState::Failed),
    }
}

/// What a delivery becomes whose deadline passed.
const fn given_up(class: Class) -> DeliveryState {
    match class {
        Class::Live => DeliveryState::Expired,
        Class::Durable => DeliveryState::Failed,
    }
}

/// Given up unsent: its deadline passed while it waited.
fn late(core: &Core, claim: &Claim, outlet: &Outlet, now: i64) -> Ended {
    let mut outcome = unsent(Cause::Late, "its deadline passed before it could be sent");
    outcome.timings.queue_us = queue_us(claim, now);
    Ended {
        attempt: Some(Attempt {
            id: AttemptId(core.chance.uuid(now)),
            version: outlet.integration.version,
            started_at: now,
            outcome,
            request_hash: String::new(),
        }),
        settlement: Settlement::Final(given_up(claim.class)),
    }
}

async fn send(core: &Core, claim: &Claim, outlet: &Outlet, now: i64) -> Ended {
    let number = claim.tries.saturating_add(1);
    let prepared = prepare(
        outlet,
        &claim.event,
        &Try {
            delivery_id: claim.id,
            number,
            now_ms: now,
            timeout: timeout(outlet, claim.deadline_at.saturating_sub(now)),
        },
    );
    let mut outcome = outcome_of(core, outlet, prepared.request, &prepared.mask).await;
    outcome.timings.queue_us = queue_us(claim, now);
    let settlement = settle(
        &outcome,
        Tried {
            class: claim.class,
            tries: number,
            deadline_at: claim.deadline_at,
            now: core.clock.now_ms(),
            jitter: core.chance.unit(),
        },
    );
    Ended {
        attempt: Some(Attempt {
            id: AttemptId(core.chance.uuid(now)),
            version: outlet.integration.version,
            started_at: now,
            outcome,
            request_hash: prepared.hash,
        }),
        settlement,
    }
}

/// Sends what was prepared, masks the secrets that come back, and applies the integration's own
/// rule to the answer.
pub(crate) async fn outcome_of(
    core: &Core,
    outlet: &Outlet,
    request: Result<PreparedRequest, Outcome>,
    mask: &Mask,
) -> Outcome {
    match request {
        Ok(request) => {
            let mut outcome = core.sender.send(request).await;
            mask.apply(&mut outcome);
            judge(outcome, outlet.integration.draft.success.as_ref())
        }
        Err(outcome) => outcome,
    }
}

/// The one deadline of a try: the integration's time-out, and never beyond the delivery's.
pub(crate) fn timeout(outlet: &Outlet, left_ms: i64) -> Duration {
    let left_ms = u64::try_from(left_ms).unwrap_or(0);
    Duration::from_millis(u64::from(outlet.integration.draft.timeout_ms).min(left_ms))
}

/// An integration's own rule decides alone which statuses are accepted.
fn judge(mut outcome: Outcome, rule: Option<&SuccessRule>) -> Outcome {
    let (Some(rule), Some(status)) = (rule, outcome.status) else {
        return outcome;
    };
    // Anything else ended before the answer was complete.
    if matches!(
        outcome.cause,
        Cause::Accepted | Cause::Status | Cause::Redirect
    ) {
        outcome.cause = judge_status(Some(rule), status);
    }
    outcome
}

fn queue_us(claim: &Claim, now: i64) -> i64 {
    now.saturating_sub(claim.due_at.max(claim.accepted_at))
        .max(0)
        .saturating_mul(1_000)
}
