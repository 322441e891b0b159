//! The one task that writes: acceptances and outcomes share transactions. It commits whenever
//! it is free, so a lone event waits for nothing and a flood shares each commit.

use crate::{
    AcceptError, Accepted, Batch, IntakeError, LedgerError, Settled,
    core::{Accept, Core, Settle, WriterInbox},
    scheduler::Origin,
};
use domain::{Claim, DeliveryId, Facts, Settlement, health::Turn};
use std::sync::{Arc, atomic::Ordering};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// Bounds of the pause after a commit that failed, in milliseconds.
const BACKOFF_MS: std::ops::RangeInclusive<i64> = 50..=2_000;

type Reply = oneshot::Sender<Result<Accepted, IntakeError>>;

/// What is written next, with who waits for it.
#[derive(Default)]
struct Load {
    batch: Batch,
    replies: Vec<(Reply, OwnedSemaphorePermit)>,
    permits: Vec<Option<OwnedSemaphorePermit>>,
}

impl Load {
    fn accept(&mut self, accept: Accept) {
        self.batch.acceptances.push(accept.acceptance);
        self.replies.push((accept.reply, accept.place));
    }

    fn settle(&mut self, settle: Settle) {
        self.batch.settlements.push(settle.settled);
        self.permits.push(settle.permit);
    }

    /// Rows it comes to, about.
    fn weight(&self) -> usize {
        let events: usize = self
            .batch
            .acceptances
            .iter()
            .map(|acceptance| acceptance.events.len())
            .sum();
        events + self.batch.settlements.len()
    }

    fn len(&self) -> usize {
        self.replies.len() + self.permits.len()
    }

    /// Takes away the second half; both halves keep their order.
    fn split(&mut self) -> Self {
        let (accepts, settles) = (self.replies.len(), self.permits.len());
        let (accepts, settles) = match (accepts, settles) {
            (0, settles) => (0, settles / 2),
            (accepts, 0) => (accepts / 2, 0),
            // Each kind by itself first.
            (accepts, _) => (accepts, 0),
        };
        Self {
            batch: Batch {
                acceptances: self.batch.acceptances.split_off(accepts),
                settlements: self.batch.settlements.split_off(settles),
                claim_room: self.batch.claim_room,
                slots: self.batch.slots,
                closed: Arc::clone(&self.batch.closed),
            },
            replies: self.replies.split_off(accepts),
            permits: self.permits.split_off(settles),
        }
    }

    /// Tells those who wait for an acceptance that it was not written.
    fn refuse_acceptances(&mut self) {
        self.batch.acceptances.clear();
        for (reply, _) in self.replies.drain(..) {
            let _ = reply.send(Err(IntakeError::Unavailable));
        }
    }
}

/// Writes until the engine closes and nothing is left.
pub(crate) async fn run(core: Arc<Core>, mut inbox: WriterInbox) {
    let mut load = Load::default();
    let mut backoff_ms = *BACKOFF_MS.start();
    loop {
        if load.len() == 0 && !gather(&core, &mut inbox, &mut load).await {
            return;
        }
        top_up(&core, &mut inbox, &mut load);
        load = write(&core, std::mem::take(&mut load)).await;
        if load.len() == 0 {
            backoff_ms = *BACKOFF_MS.start();
            continue;
        }
        // Outcomes are kept until they are written; a new request is worth a try at once.
        let again_at = core.clock.now_ms().saturating_add(backoff_ms);
        backoff_ms = (backoff_ms * 2).min(*BACKOFF_MS.end());
        tokio::select! {
            () = core.clock.sleep_until(again_at) => {}
            Some(accept) = inbox.accepts.recv() => load.accept(accept),
        }
    }
}

/// Waits for something to write; false once the engine closes and nothing is left.
async fn gather(core: &Core, inbox: &mut WriterInbox, load: &mut Load) -> bool {
    tokio::select! {
        biased;
        Some(settle) = inbox.settles.recv() => load.settle(settle),
        Some(accept) = inbox.accepts.recv() => load.accept(accept),
        () = core.closing.cancelled() => return false,
    }
    true
}

/// Adds what waits already, up to the size of a batch. Outcomes come first, since sending waits
/// for them, but fill at most half of it, so that requests always have their part. By turns,
/// requests of many events would leave a batch a handful of outcomes.
fn top_up(core: &Core, inbox: &mut WriterInbox, load: &mut Load) {
    let batch_max = core.options.batch_max;
    let mut weight = load.weight();
    while weight < batch_max / 2
        && let Ok(settle) = inbox.settles.try_recv()
    {
        load.settle(settle);
        weight += 1;
    }
    while weight < batch_max
        && let Ok(accept) = inbox.accepts.try_recv()
    {
        weight += accept.acceptance.events.len().max(1);
        load.accept(accept);
    }
}

/// Writes a load in one transaction; returns what has to be written again.
async fn write(core: &Core, mut load: Load) -> Load {
    {
        let scheduler = core.scheduler();
        load.batch.claim_room = if core.stopping.is_cancelled() {
            0
        } else {
            scheduler.room()
        };
        load.batch.closed = scheduler.closed();
    }
    load.batch.slots = core.slots();
    match core
        .ledger
        .commit(core.options.worker_id, &load.batch)
        .await
    {
        Ok(committed) => {
            core.storage_works();
            settle_up(core, load, committed.acceptances, &committed.settlements).await;
            Load::default()
        }
        Err(LedgerError::Refused(reason)) => refused(core, load, &reason).await,
        Err(error) => {
            core.storage_failed(&error);
            load.refuse_acceptances();
            load
        }
    }
}

/// Something in the load cannot be written: the others must not suffer from it.
async fn refused(core: &Core, mut load: Load, reason: &str) -> Load {
    if load.len() > 1 {
        let second = load.split();
        let mut left = Box::pin(write(core, load)).await;
        let rest = Box::pin(write(core, second)).await;
        left.batch.settlements.extend(rest.batch.settlements);
        left.permits.extend(rest.permits);
        return left;
    }
    tracing::error!(reason, "storage refused to write; it is not written");
    load.refuse_acceptances();
    let now = core.clock.now_ms();
    let settled = std::mem::take(&mut load.batch.settlements);
    for settled in settled {
        match without_answers(settled) {
            Ok(bare) => load.batch.settlements.push(bare),
            Err(settled) => {
                tracing::error!(delivery = %settled.claim.id, "its outcome is lost; it is sent again after a restart");
                forget(core, &settled.claim, false, now);
                load.permits.clear();
            }
        }
    }
    load
}

/// An outcome without what the receiver answered, which is what storage may be unable to take;
/// as an error where nothing of that was in it.
fn without_answers(mut settled: Settled) -> Result<Settled, Box<Settled>> {
    let mut had_answers = !settled.kept.is_empty() || settled.progress.is_some();
    for attempt in &mut settled.attempts {
        let outcome = &mut attempt.outcome;
        had_answers |= !(outcome.body.is_empty() && outcome.headers.is_empty());
        outcome.body.clear();
        outcome.headers.clear();
        outcome.detail.clear();
    }
    settled.kept = Facts::default();
    settled.progress = None;
    if had_answers {
        Ok(settled)
    } else {
        Err(Box::new(settled))
    }
}

/// Hands out what was committed: claims to the scheduler, slots and answers to who waits.
async fn settle_up(
    core: &Core,
    load: Load,
    mut acceptances: Vec<Result<Accepted, AcceptError>>,
    held: &[bool],
) {
    let now = core.clock.now_ms();
    let (claims, behind) = take_claims(core, &mut acceptances);
    if !claims.is_empty() {
        core.learn(&claims).await;
        // Before the settlements: what waits for a delivery of this batch finds it here.
        core.offer(claims, Origin::Commit);
    }
    if !behind.is_empty() {
        // After the claims: they may be among those behind which something was left.
        core.scheduler().leave_behind(behind);
    }
    for (settled, held) in load.batch.settlements.iter().zip(held) {
        finish(core, settled, *held, now);
    }
    if core.scheduler().is_hungry() {
        core.due.sooner.notify_one();
    }
    if !load.permits.is_empty() {
        core.settled.fetch_add(
            u64::try_from(load.permits.len()).unwrap_or(0),
            Ordering::Relaxed,
        );
        drop(load.permits);
        core.dispatch.notify_one();
    }
    for ((reply, _), accepted) in load.replies.into_iter().zip(acceptances) {
        let answer = accepted.map_err(|AcceptError::KeyReused| IntakeError::KeyReused);
        let _ = reply.send(answer);
    }
}

/// The new claims, and those behind which something was left in storage.
fn take_claims(
    core: &Core,
    acceptances: &mut [Result<Accepted, AcceptError>],
) -> (Vec<Claim>, Vec<DeliveryId>) {
    let (mut claims, mut behind) = (Vec::new(), Vec::new());
    let mut is_left = false;
    for accepted in acceptances.iter_mut().flatten() {
        claims.append(&mut accepted.claims);
        behind.append(&mut accepted.behind);
        is_left |= !accepted.left.is_empty();
    }
    if is_left {
        let left = acceptances.iter().flatten().flat_map(|one| &one.left);
        core.note_more(left.copied());
    }
    (claims, behind)
}

/// What follows from one committed outcome.
fn finish(core: &Core, settled: &Settled, held: bool, now: i64) {
    if !held {
        tracing::warn!(delivery = %settled.claim.id, "the claim was lost before its outcome was written");
    }
    match settled.settlement {
        Settlement::Retry { due_at } => core.due.note(due_at),
        // A try that was put off. What goes back as it was is asked for when there is room.
        Settlement::Release { due_at } if due_at > settled.claim.due_at => core.due.note(due_at),
        Settlement::Release { .. } | Settlement::Final(_) => {}
    }
    if settled.turn.as_ref().is_some_and(Turn::reopens) {
        core.due.note(now);
    }
    let is_final = held && matches!(settled.settlement, Settlement::Final(_));
    forget(core, &settled.claim, is_final, now);
}

fn forget(core: &Core, claim: &Claim, is_final: bool, now: i64) {
    let (behind, frees_others) = {
        let mut scheduler = core.scheduler();
        let frees_others = is_final && scheduler.frees_others(claim);
        (scheduler.finished(claim, is_final, now), frees_others)
    };
    if frees_others {
        core.due.note(now);
    }
    for next in behind {
        core.release(next, now);
    }
}
