//! Who waits for whom.

use super::{
    DELIVERED, NOW, Stage, accept, accept_within, acceptance, all_slots, claim_all, durable, ids,
    next_due, only, settle, settled, worker,
};
use crate::{
    Batch, Ledger,
    testing::{draft, event},
};
use domain::{DeliveryId, Moment, Settlement, WorkerId};

pub(super) async fn events_of_one_call_go_one_at_a_time(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let sent = |number| event(tenant, Moment::AfterCall, "call-1", number, NOW);
    let first = only(accept(ledger.as_ref(), worker, tenant, vec![sent(1)]).await);
    let second = only(accept(ledger.as_ref(), worker, tenant, vec![sent(2)]).await);
    assert_eq!(first.order_key, second.order_key);
    assert_eq!((first.waits_for, second.waits_for), (None, Some(first.id)));
    settle(ledger.as_ref(), &first, DELIVERED).await;
    assert!(settle(ledger.as_ref(), &second, DELIVERED).await);
}

pub(super) async fn those_behind_a_retry_wait_in_storage_with_it(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let sent = |number| event(tenant, Moment::AfterCall, "call-1", number, NOW);
    let first = only(accept(ledger.as_ref(), worker, tenant, vec![sent(1)]).await);
    let second = only(accept(ledger.as_ref(), worker, tenant, vec![sent(2)]).await);
    let due_at = NOW + 1_000;
    settle(
        ledger.as_ref(),
        &second,
        Settlement::Release { due_at: NOW },
    )
    .await;
    settle(ledger.as_ref(), &first, Settlement::Retry { due_at }).await;
    assert!(claim_all(ledger.as_ref(), worker, NOW, 10).await.is_empty());
    assert_eq!(next_due(ledger.as_ref(), due_at - 1).await, Some(due_at));
    // Accepted while the first is nobody's, the third cannot be claimed either.
    let third = accept(ledger.as_ref(), worker, tenant, vec![sent(3)]).await;
    assert!(third.claims.is_empty() && third.left.is_empty());
    one_follows_the_other(ledger.as_ref(), worker, due_at, &[first.id, second.id]).await;
}

/// Claims and delivers what is due: one at a time, in this order.
async fn one_follows_the_other(
    ledger: &dyn Ledger,
    worker: WorkerId,
    due_at: i64,
    order: &[DeliveryId],
) {
    for expected in order {
        let due = claim_all(ledger, worker, due_at, 10).await;
        assert_eq!(ids(&due), [*expected]);
        assert!(settle(ledger, &due[0], DELIVERED).await);
    }
    assert_eq!(claim_all(ledger, worker, due_at, 10).await.len(), 1);
}

pub(super) async fn the_next_may_follow_in_the_transaction_that_ends_the_earlier(
    stage: &dyn Stage,
) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let sent = |number| event(tenant, Moment::AfterCall, "call-1", number, NOW);
    let first = only(accept(ledger.as_ref(), worker, tenant, vec![sent(1)]).await);
    let batch = Batch {
        acceptances: vec![acceptance(tenant, vec![sent(2)])],
        settlements: vec![settled(&first, DELIVERED)],
        ..all_slots()
    };
    let mut committed = ledger.commit(worker, &batch).await.unwrap();
    assert_eq!(committed.settlements, [true]);
    let second = only(committed.acceptances.remove(0).unwrap());
    assert_eq!(second.waits_for, Some(first.id));
    assert!(settle(ledger.as_ref(), &second, DELIVERED).await);

    let third = only(accept(ledger.as_ref(), worker, tenant, vec![sent(3)]).await);
    assert_eq!(third.waits_for, None);
}

pub(super) async fn what_is_left_behind_one_that_is_held_is_told(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let sent = |number| event(tenant, Moment::AfterCall, "call-1", number, NOW);
    let first = accept(ledger.as_ref(), worker, tenant, vec![sent(1)]).await;
    assert!(first.behind.is_empty());
    let second = accept(ledger.as_ref(), worker, tenant, vec![sent(2)]).await;
    assert!(second.behind.is_empty(), "it is held itself");
    let (first, second) = (only(first), only(second));
    assert_eq!(second.waits_for, Some(first.id));
    let request = acceptance(tenant, vec![sent(3)]);
    let third = accept_within(ledger.as_ref(), worker, request, 0).await;
    assert_eq!((third.claims.len(), third.behind), (0, vec![second.id]));
    // What waits for one that lies in storage is free when that one is claimed and over.
    let request = acceptance(tenant, vec![sent(4)]);
    let fourth = accept_within(ledger.as_ref(), worker, request, 0).await;
    assert_eq!((fourth.claims.len(), fourth.behind), (0, Vec::new()));
}

pub(super) async fn calls_and_classes_do_not_wait_for_each_other(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let live = draft("https://crm.example/live", Moment::Answered);
    let (tenant, _) = stage.add_tenant(vec![durable(), live]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    for (number, moment, call) in [
        (1, Moment::AfterCall, "call-1"),
        (2, Moment::AfterCall, "call-2"),
        (3, Moment::Answered, "call-1"),
    ] {
        let sent = event(tenant, moment, call, number, NOW);
        let claim = only(accept(ledger.as_ref(), worker, tenant, vec![sent]).await);
        assert_eq!(claim.waits_for, None);
    }
}
