//! The engine's turn: a claim is taken, its steps are sent, judged, and its outcome handed to
//! the writer. No lock of the scheduler is held while a request is under way.

use crate::{
    Settled,
    core::Core,
    outlet::Outlet,
    prepare::unsent,
    scheduler::Load,
    steps::{self, Errand, Run},
};
use domain::{
    Attempt, AttemptId, Cause, Claim, DeliveryState, Facts, Outcome, Settlement,
    delivery::Progress,
    health::{Observed, Sign, Turn, sign},
    integration::WhenUnanswered,
    moment::Class,
    retry::{RETRY_AFTER_MS_MAX, Tried, settle},
};
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, sync::Arc};
use tokio::{
    sync::OwnedSemaphorePermit,
    task::{JoinError, JoinSet},
};

/// A claim that was in memory for longer is looked for in storage before it is sent: its delivery
/// may have been called off meanwhile, or erased.
const UNSEEN_MS: i64 = 3_000;
/// For so long a claim rests whose set-up could not be read.
const AWAY_MS: i64 = 1_000;
/// For so long a claim rests that waits for what another integration leaves on the call.
const SUPPLY_MS: i64 = 2_000;

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
    attempts: Vec<Attempt>,
    settlement: Settlement,
    /// What it comes to instead where others show at the same moment that the set-up is wrong.
    waits: Option<Settlement>,
    progress: Option<Progress>,
    kept: Facts,
    turn: Option<Turn>,
    load: Load,
}

impl Ended {
    /// Given back untouched.
    fn released(due_at: i64) -> Self {
        Self {
            attempts: Vec::new(),
            settlement: Settlement::Release { due_at },
            waits: None,
            progress: None,
            kept: Facts::default(),
            turn: None,
            load: Load::Unknown,
        }
    }

    /// Over without having been sent.
    fn unsent(
        core: &Core,
        outlet: &Outlet,
        now: i64,
        outcome: Outcome,
        state: DeliveryState,
    ) -> Self {
        Self {
            attempts: vec![Attempt {
                id: AttemptId(core.chance.uuid(now)),
                version: outlet.integration.version,
                step: 0,
                started_at: now,
                outcome,
                request_hash: String::new(),
            }],
            settlement: Settlement::Final(state),
            ..Self::released(now)
        }
    }
}

/// One try of one claim, from rendering to the writer.
async fn deliver(core: Arc<Core>, claim: Claim, permit: OwnedSemaphorePermit) {
    let started_at = core.clock.now_ms();
    let ended = attempt(&core, &claim, started_at).await;
    hand_over(&core, claim, ended, permit);
    core.dispatch.notify_one();
}

/// Hands an outcome to the writer.
///
/// It is so in one go with a last look at the integration: whoever shows that the set-up is wrong
/// lets join what ended failed before, and storage finds that only where it was written before.
/// What another one overtakes here waits by itself.
fn hand_over(core: &Core, claim: Claim, ended: Ended, permit: OwnedSemaphorePermit) {
    let mut scheduler = core.scheduler();
    scheduler.answered(&claim, ended.load);
    let is_overtaken = ended.turn.is_none() && scheduler.failing(claim.integration_id).is_some();
    let settlement = ended
        .waits
        .filter(|_| is_overtaken)
        .unwrap_or(ended.settlement);
    core.settle(
        Settled {
            claim,
            attempts: ended.attempts,
            settlement,
            progress: ended.progress,
            kept: ended.kept,
            turn: ended.turn,
            settled_at: core.clock.now_ms(),
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
        // Paused or deleted: storage holds it, or has called it off. So it is with the others.
        Ok(_) => {
            core.let_go(claim.integration_id);
            return Ended::released(claim.due_at);
        }
        Err(error) => {
            core.storage_failed(&error);
            return unknown(claim, now);
        }
    };
    let held_for = {
        let mut scheduler = core.scheduler();
        scheduler.learn(&outlet.integration);
        scheduler.held_for(claim, now)
    };
    if now >= claim.deadline_at {
        return late(core, claim, &outlet, now);
    }
    if held_for > UNSEEN_MS {
        match core.ledger.stands(claim).await {
            Ok(true) => {}
            Ok(false) => return Ended::released(claim.due_at),
            Err(error) => {
                core.storage_failed(&error);
                return unknown(claim, now);
            }
        }
    }
    AssertUnwindSafe(send(core, claim, &outlet, now))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| faulted(core, &outlet, now))
}

/// The set-up could not be read: the claim rests, but not beyond its deadline.
fn unknown(claim: &Claim, now: i64) -> Ended {
    if now < claim.deadline_at {
        return Ended::released(now.saturating_add(AWAY_MS));
    }
    Ended {
        settlement: Settlement::Final(given_up(claim.class)),
        ..Ended::released(now)
    }
}

/// A fault of the program ended the try: its delivery must not hold a slot for ever, nor be
/// tried again and again.
fn faulted(core: &Core, outlet: &Outlet, now: i64) -> Ended {
    let outcome = unsent(Cause::Render, "a fault of Hookline itself ended the try");
    Ended::unsent(core, outlet, now, outcome, DeliveryState::Failed)
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
    Ended::unsent(core, outlet, now, outcome, given_up(claim.class))
}

async fn send(core: &Core, claim: &Claim, outlet: &Outlet, now: i64) -> Ended {
    let mut from = claim.progress.clone();
    if outlet.uses_kept {
        match supplied(core, claim, outlet).await {
            Some(kept) => from.taken.merge(&kept),
            None => return Ended::released(now.saturating_add(SUPPLY_MS)),
        }
    }
    let errand = Errand {
        outlet,
        delivery_id: claim.id,
        number: claim.tries.saturating_add(1),
        facts: &claim.event.facts,
        deadline_at: claim.deadline_at,
    };
    let mut run = steps::run(core, &errand, from).await;
    if let Some(first) = run.exchanges.first_mut() {
        first.attempt.outcome.timings.queue_us = queue_us(claim, now);
    }
    settled(core, claim, outlet, run)
}

/// What earlier answers left on the call; `None` where it is too early to read that: another
/// integration may still supply it.
async fn supplied(core: &Core, claim: &Claim, outlet: &Outlet) -> Option<Facts> {
    let shared = outlet.integration.shared_id();
    let call_id = &claim.event.call_id;
    let kept = core.ledger.kept(claim.tenant_id, shared, call_id, claim.id);
    match kept.await {
        Ok(kept) => kept,
        Err(error) => {
            core.storage_failed(&error);
            None
        }
    }
}

/// Where the delivery goes, and what the try says of its integration.
fn settled(core: &Core, claim: &Claim, outlet: &Outlet, mut run: Run) -> Ended {
    let now = core.clock.now_ms();
    let draft = &outlet.integration.draft;
    let (mut turn, mut waits) = (None, None);
    let mut load = Load::Unknown;
    let settlement = match run.last() {
        None => Settlement::Final(DeliveryState::Delivered),
        Some(outcome) => {
            let tried = Tried {
                class: claim.class,
                tries: claim.tries.saturating_add(1),
                deadline_at: claim.deadline_at,
                now,
                jitter: core.chance.unit(),
                when_unanswered: draft.when_unanswered,
                is_set_up_wrong: core.scheduler().failing(claim.integration_id).is_some(),
            };
            let mut settlement = settle(outcome, tried);
            load = load_of(outcome);
            pause(core, claim, outcome, now);
            if !claim.is_test {
                turn = observe(core, claim, outcome, &mut settlement, tried);
                waits = waiting(outcome, settlement, tried);
            }
            settlement
        }
    };
    if draft.when_unanswered == WhenUnanswered::SearchFirst
        && run
            .last()
            .is_some_and(|outcome| outcome.cause.is_unanswered())
    {
        run.start_over();
    }
    let progress = (run.progress != claim.progress).then_some(run.progress);
    Ended {
        attempts: run.exchanges.into_iter().map(|it| it.attempt).collect(),
        settlement,
        waits,
        progress,
        kept: run.kept,
        turn,
        load,
    }
}

/// Tells the scheduler what the try says of the integration. Where it turns out that the
/// set-up is wrong, the delivery that showed it waits with the others.
fn observe(
    core: &Core,
    claim: &Claim,
    outcome: &Outcome,
    settlement: &mut Settlement,
    tried: Tried,
) -> Option<Turn> {
    let observed = Observed {
        sign: sign(outcome.cause, outcome.status),
        delivery: claim.id,
        call_id: &claim.event.call_id,
        is_over: matches!(settlement, Settlement::Final(_)),
        at: tried.now,
    };
    let mut turn = core.scheduler().observe(claim, observed, tried.now);
    if let Some(Turn::Fails { rejoin, .. }) = &mut turn
        && let Some(own) = rejoin.iter().position(|id| *id == claim.id)
    {
        rejoin.remove(own);
        *settlement = waiting(outcome, *settlement, tried).unwrap_or(*settlement);
    }
    turn
}

/// What an outcome comes to where the set-up is wrong; none where that is the same.
fn waiting(outcome: &Outcome, settlement: Settlement, tried: Tried) -> Option<Settlement> {
    let waits = Tried {
        is_set_up_wrong: true,
        ..tried
    };
    Some(settle(outcome, waits)).filter(|waits| *waits != settlement)
}

/// A receiver that asks to be left alone is, for the whole integration.
fn pause(core: &Core, claim: &Claim, outcome: &Outcome, now: i64) {
    if let (Some(429 | 503), Some(asked_ms)) = (outcome.status, outcome.retry_after_ms) {
        let until = now.saturating_add(asked_ms.clamp(0, RETRY_AFTER_MS_MAX));
        core.scheduler().pause_until(claim.integration_id, until);
    }
}

/// What an outcome says of the receiver's load.
fn load_of(outcome: &Outcome) -> Load {
    match sign(outcome.cause, outcome.status) {
        Sign::Busy => Load::Strained,
        _ if outcome.cause == Cause::Timeout => Load::Strained,
        Sign::Works | Sign::RefusesCall | Sign::SetUp | Sign::Gone => {
            let timings = outcome.timings;
            Load::Fine {
                took_us: timings.dns_us + timings.connect_us + timings.receiver_us,
            }
        }
        Sign::Down | Sign::Ours => Load::Unknown,
    }
}

fn queue_us(claim: &Claim, now: i64) -> i64 {
    now.saturating_sub(claim.due_at.max(claim.accepted_at))
        .max(0)
        .saturating_mul(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Acceptance, Batch, EngineOptions, Ledger, SystemClock,
        testing::{MemoryLedger, ScriptedSender, draft, event},
    };
    use domain::{Moment, Slots, WorkerId};
    use uuid::Uuid;

    const NOW: i64 = 1_772_871_785_000;
    const WORKER: WorkerId = WorkerId(Uuid::from_u128(1));

    /// Claims of three calls of one integration.
    async fn claims(ledger: &MemoryLedger) -> Vec<Claim> {
        let url = "https://crm.example/hook";
        let (tenant_id, _) = ledger.add_tenant(vec![draft(url, Moment::AfterCall)]);
        ledger.heartbeat(WORKER, NOW, NOW + 60_000).await.unwrap();
        let events = ["call-1", "call-2", "call-3"].into_iter().zip(1..);
        let events = events.map(|(call, n)| event(tenant_id, Moment::AfterCall, call, n, NOW));
        let batch = Batch {
            acceptances: vec![Acceptance {
                tenant_id,
                events: events.collect(),
                idempotency: None,
            }],
            claim_room: 3,
            slots: Slots::ALL,
            ..Batch::default()
        };
        let mut committed = ledger.commit(WORKER, &batch).await.unwrap();
        committed.acceptances.remove(0).unwrap().claims
    }

    /// An answer that blames the set-up, judged as it is before it is handed over.
    fn refused(core: &Core, claim: &Claim) -> Ended {
        let mut outcome = unsent(Cause::Status, "");
        outcome.status = Some(404);
        let tried = Tried {
            class: claim.class,
            tries: 1,
            deadline_at: claim.deadline_at,
            now: NOW,
            jitter: 0.5,
            when_unanswered: WhenUnanswered::SendAgain,
            is_set_up_wrong: core.scheduler().failing(claim.integration_id).is_some(),
        };
        let mut settlement = settle(&outcome, tried);
        let turn = observe(core, claim, &outcome, &mut settlement, tried);
        Ended {
            settlement,
            waits: waiting(&outcome, settlement, tried),
            turn,
            ..Ended::released(NOW)
        }
    }

    #[tokio::test]
    async fn what_is_overtaken_by_who_shows_that_the_set_up_is_wrong_waits_by_itself() {
        let ledger = Arc::new(MemoryLedger::default());
        let claims = claims(&ledger).await;
        let (core, mut inbox) = Core::new(
            ledger,
            Arc::new(ScriptedSender::always(200)),
            Arc::new(SystemClock),
            EngineOptions::new(WORKER),
        );
        let mut permits =
            std::iter::repeat_with(|| Arc::clone(&core.unsettled).try_acquire_owned());
        let mut hand = |claim: &Claim, ended| {
            let permit = permits.next().unwrap().unwrap();
            hand_over(&core, claim.clone(), ended, permit);
            inbox.settles.try_recv().unwrap().settled.settlement
        };
        let [first, second, third] = claims.as_slice() else {
            panic!("{claims:?}");
        };

        let ended = refused(&core, first);
        assert_eq!(hand(first, ended), Settlement::Final(DeliveryState::Failed));
        let overtaken = refused(&core, second);
        let shows = refused(&core, third);
        assert!(shows.turn.as_ref().is_some_and(Turn::reopens));
        for (claim, ended) in [(third, shows), (second, overtaken)] {
            let settlement = hand(claim, ended);
            assert!(
                matches!(settlement, Settlement::Retry { .. }),
                "{settlement:?}"
            );
        }
    }
}
