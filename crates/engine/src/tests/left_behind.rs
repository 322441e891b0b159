//! What is left in storage behind a delivery that the engine holds.

use super::{clock::VirtualClock, world::NOW};
use crate::{
    Acceptance, EngineOptions, Settled,
    core::Core,
    heartbeat,
    scheduler::Load,
    testing::{MemoryLedger, ScriptedSender, accepted, draft, event},
    writer,
};
use domain::{
    Attempt, AttemptId, Claim, DeliveryState, Facts, Moment, Settlement, TenantId, WorkerId,
};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// Has an event of one and the same call written.
async fn accept(core: &Core, tenant_id: TenantId, number: u64) {
    let events = vec![event(tenant_id, Moment::AfterCall, "call-1", number, NOW)];
    let acceptance = Acceptance {
        tenant_id,
        events,
        idempotency: None,
    };
    core.accept(acceptance).await.unwrap();
}

fn delivered(claim: Claim) -> Settled {
    Settled {
        claim,
        attempts: vec![Attempt {
            id: AttemptId(Uuid::from_u128(7)),
            version: 1,
            step: 0,
            started_at: NOW,
            outcome: accepted(),
            request_hash: String::new(),
        }],
        settlement: Settlement::Final(DeliveryState::Delivered),
        progress: None,
        kept: Facts::default(),
        turn: None,
        settled_at: NOW,
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_asked_for_when_that_one_is_over() {
    let ledger = Arc::new(MemoryLedger::default());
    let url = "https://crm.example/hook";
    let (tenant, integrations) = ledger.add_tenant(vec![draft(url, Moment::AfterCall)]);
    let (core, inbox) = Core::new(
        Arc::clone(&ledger) as _,
        Arc::new(ScriptedSender::always(200)),
        Arc::new(VirtualClock::at(NOW)),
        EngineOptions::new(WorkerId(Uuid::from_u128(1))),
    );
    let core = Arc::new(core);
    heartbeat::beat(&core).await;
    let writing = tokio::spawn(writer::run(Arc::clone(&core), inbox));
    accept(&core, tenant, 1).await;
    let first = core.scheduler().next(NOW).unwrap();
    // A lane that is closed has its next left in storage, where it waits for the first.
    core.scheduler().note_more(integrations[0]);
    accept(&core, tenant, 2).await;
    assert!(!ledger.seen()[1].is_claimed);
    let notes = core.scheduler().notes(integrations[0]);
    core.scheduler().note_all_here(integrations[0], notes);
    assert!(!core.scheduler().is_hungry());

    core.scheduler().answered(&first, Load::Unknown);
    core.settle(delivered(first), None);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(core.scheduler().is_hungry());
    core.closing.cancel();
    writing.await.unwrap();
}
