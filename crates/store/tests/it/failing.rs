//! Integrations that fail, as storage knows of them.

use crate::{
    sample::{Ending, after_call, durable, failed},
    stage::{Stage, WORKER, both, commit, settled},
};
use domain::{
    Claim, Slots,
    health::{Failing, Turn},
    ownership::slot_of,
};

both! {
    one_that_is_given_up_while_it_fails_is_switched_off,
    what_fails_is_found_with_its_slot,
}

impl Stage {
    /// Settles a claim that shows how its integration fails.
    async fn fail(&self, claim: &Claim, ending: &Ending, failing: Failing) {
        let turn = Turn::Fails {
            failing,
            rejoin: Vec::new(),
        };
        let mut settled = settled(claim, ending);
        settled.turn = Some(&turn);
        let settled = [settled];
        let committing = commit(&self.store, WORKER, &[], &settled, 0);
        committing.await.unwrap();
    }
}

async fn one_that_is_given_up_while_it_fails_is_switched_off(stage: Stage) {
    let id = stage.add(durable()).await;
    let first = stage.claim(after_call(stage.tenant.id, 1)).await;
    let second = stage.claim(after_call(stage.tenant.id, 2)).await;
    stage.fail(&first, &failed(500), Failing::Down).await;
    assert_eq!(stage.store.open_incidents().await.unwrap().len(), 1);
    stage.fail(&second, &failed(410), Failing::Gone).await;
    assert!(stage.store.open_incidents().await.unwrap().is_empty());
    let row = stage.scope().get_integration(id).await.unwrap();
    assert!(!row.draft.enabled);
}

async fn what_fails_is_found_with_its_slot(stage: Stage) {
    let id = stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    stage.fail(&claim, &failed(500), Failing::Down).await;
    let slot = slot_of(id.0);
    let own = Slots::NONE.with(slot);
    let found = stage.store.failing(own).await.unwrap();
    assert_eq!(found, [(stage.tenant.id, id, slot, Failing::Down)]);
    let others = stage.store.failing(Slots::ALL.without(own)).await.unwrap();
    assert!(others.is_empty());
}
