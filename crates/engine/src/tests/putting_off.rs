//! Tries that are put off: storage is asked for them at their time, and not at the next poll.

use super::{clock::VirtualClock, world::NOW};
use crate::{
    Acceptance, Batch, EngineOptions, Ledger, Settled,
    core::Core,
    testing::{MemoryLedger, ScriptedSender, draft, event},
    writer,
};
use domain::{Claim, Facts, Moment, Settlement, Slots, WorkerId};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

const WORKER: WorkerId = WorkerId(Uuid::from_u128(1));

/// A storage, and the one claim of it.
async fn claimed() -> (Arc<MemoryLedger>, Claim) {
    let ledger = Arc::new(MemoryLedger::default());
    let url = "https://crm.example/hook";
    let (tenant_id, _) = ledger.add_tenant(vec![draft(url, Moment::AfterCall)]);
    ledger.heartbeat(WORKER, NOW, NOW + 60_000).await.unwrap();
    let acceptance = Acceptance {
        tenant_id,
        events: vec![event(tenant_id, Moment::AfterCall, "call-1", 1, NOW)],
        idempotency: None,
    };
    let batch = Batch {
        acceptances: vec![acceptance],
        claim_room: 1,
        slots: Slots::ALL,
        ..Batch::default()
    };
    let mut committed = ledger.commit(WORKER, &batch).await.unwrap();
    let accepted = committed.acceptances.remove(0).unwrap();
    (ledger, accepted.claims[0].clone())
}

/// When storage is asked next after a claim was given back that is due at `due_at` again.
async fn asked_after(due_at: i64) -> i64 {
    let (ledger, claim) = claimed().await;
    let (core, inbox) = Core::new(
        Arc::clone(&ledger) as _,
        Arc::new(ScriptedSender::always(200)),
        Arc::new(VirtualClock::at(NOW)),
        EngineOptions::new(WORKER),
    );
    let core = Arc::new(core);
    let writing = tokio::spawn(writer::run(Arc::clone(&core), inbox));
    core.due.begin();
    let settled = Settled {
        claim,
        attempts: Vec::new(),
        settlement: Settlement::Release { due_at },
        progress: None,
        kept: Facts::default(),
        turn: None,
        settled_at: NOW,
    };
    core.settle(settled, None);
    tokio::time::sleep(Duration::from_millis(100)).await;
    core.closing.cancel();
    writing.await.unwrap();
    assert_eq!(ledger.seen()[0].claim.due_at, due_at);
    core.due.at()
}

#[tokio::test(start_paused = true)]
async fn a_try_that_was_put_off_is_asked_for_at_its_time() {
    assert_eq!(asked_after(NOW + 2_000).await, NOW + 2_000);
}

#[tokio::test(start_paused = true)]
async fn what_found_no_room_does_not_have_storage_asked() {
    assert_eq!(asked_after(NOW).await, i64::MAX);
}
