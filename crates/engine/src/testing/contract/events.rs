//! What becomes of events.

use super::{
    NOW, Stage, accept, accept_within, acceptance, all_slots, claim_all, durable, only, worker,
};
use crate::{
    AcceptError, Batch, Idempotency,
    testing::{draft, event},
};
use domain::{Digest, KeyId, Moment, Value};
use uuid::Uuid;

pub(super) async fn each_integration_that_wants_an_event_is_owed_a_delivery(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let other = draft("https://crm.example/live", Moment::Answered);
    let (tenant, ids) = stage.add_tenant(vec![durable(), durable(), other]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let sent = event(tenant, Moment::AfterCall, "call-1", 1, NOW);
    let accepted = accept(ledger.as_ref(), worker, tenant, vec![sent]).await;

    assert_eq!(accepted.receipts.len(), 1);
    let receipt = &accepted.receipts[0];
    assert_eq!(receipt.event_id, "event-1");
    assert_eq!(receipt.delivery_count, 2);
    assert!(!receipt.duplicate && !receipt.differs);
    assert!(accepted.left.is_empty());
    let mut owed: Vec<_> = accepted
        .claims
        .iter()
        .map(|claim| claim.integration_id)
        .collect();
    owed.sort_unstable();
    let mut expected = vec![ids[0], ids[1]];
    expected.sort_unstable();
    assert_eq!(owed, expected);
    for claim in &accepted.claims {
        assert_eq!((claim.tenant_id, claim.claimed_by), (tenant, worker));
        assert!(claim.claim_no > 0 && claim.tries == 0 && claim.due_at <= NOW);
        assert_eq!(claim.deadline_at, NOW + claim.class.gives_up_after_ms());
        assert_eq!((claim.accepted_at, claim.waits_for), (NOW, None));
        assert_eq!(claim.event.call_id, "call-1");
    }
    assert_ne!(accepted.claims[0].order_key, accepted.claims[1].order_key);
}

pub(super) async fn the_first_content_of_an_identity_wins(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let first = event(tenant, Moment::AfterCall, "call-1", 1, NOW);
    accept(ledger.as_ref(), worker, tenant, vec![first.clone()]).await;

    let again = accept(ledger.as_ref(), worker, tenant, vec![first.clone()]).await;
    assert!(again.claims.is_empty() && again.left.is_empty());
    assert!(again.receipts[0].duplicate && !again.receipts[0].differs);
    assert_eq!(again.receipts[0].delivery_count, 1);

    let mut other = first;
    other.content = Digest([9; 16]);
    let differs = accept(ledger.as_ref(), worker, tenant, vec![other]).await;
    assert!(differs.claims.is_empty());
    assert!(differs.receipts[0].duplicate && differs.receipts[0].differs);
}

pub(super) async fn an_identity_may_stand_twice_in_one_batch(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let sent = event(tenant, Moment::AfterCall, "call-1", 1, NOW);
    let batch = Batch {
        acceptances: vec![
            acceptance(tenant, vec![sent.clone(), sent.clone()]),
            acceptance(tenant, vec![sent]),
        ],
        ..all_slots()
    };
    let committed = ledger.commit(worker, &batch).await.unwrap();
    let accepted: Vec<_> = committed
        .acceptances
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let duplicates: Vec<bool> = accepted
        .iter()
        .flat_map(|accepted| accepted.receipts.iter().map(|receipt| receipt.duplicate))
        .collect();
    assert_eq!(duplicates, [false, true, true]);
    let claims: usize = accepted.iter().map(|accepted| accepted.claims.len()).sum();
    assert_eq!(claims, 1);
}

pub(super) async fn an_idempotency_key_answers_its_own_body_again(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let request_of = |sender: u128, number: u64, body: u8| {
        let sent = event(tenant, Moment::AfterCall, "call-1", number, NOW);
        let mut request = acceptance(tenant, vec![sent]);
        request.idempotency = Some(Idempotency {
            sender: KeyId(Uuid::from_u128(sender)),
            key: "key-1".to_owned(),
            body: Digest([body; 16]),
        });
        request
    };
    let request = |number: u64, body: u8| request_of(1, number, body);
    let first = accept_within(ledger.as_ref(), worker, request(1, 1), 100).await;
    let again = accept_within(ledger.as_ref(), worker, request(1, 1), 100).await;
    assert!(again.claims.is_empty());
    assert_eq!(again.receipts[0].event_id, first.receipts[0].event_id);
    assert_eq!(again.receipts[0].delivery_count, 1);

    let batch = Batch {
        acceptances: vec![
            request(2, 2),
            acceptance(
                tenant,
                vec![event(tenant, Moment::AfterCall, "call-2", 3, NOW)],
            ),
        ],
        ..all_slots()
    };
    let committed = ledger.commit(worker, &batch).await.unwrap();
    assert_eq!(
        committed.acceptances[0].as_ref().err(),
        Some(&AcceptError::KeyReused)
    );
    // The rest of the transaction stands.
    assert_eq!(committed.acceptances[1].as_ref().unwrap().claims.len(), 1);
    // Another sender has keys of its own.
    let other = accept_within(ledger.as_ref(), worker, request_of(2, 4, 2), 100).await;
    assert!(!other.receipts[0].duplicate);
}

pub(super) async fn later_events_know_what_earlier_ones_told(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let mut earlier = event(tenant, Moment::BeforeCall, "call-1", 1, NOW);
    earlier.facts.set("utm_source", Value::text("google"));
    earlier.facts.set("status", Value::text("unknown"));
    let mut later = event(tenant, Moment::AfterCall, "call-1", 2, NOW + 1);
    later.facts.set("status", Value::text("answered"));
    accept(ledger.as_ref(), worker, tenant, vec![earlier]).await;
    let claim = only(accept(ledger.as_ref(), worker, tenant, vec![later]).await);
    let facts = &claim.event.facts;
    assert_eq!(facts.get("utm_source"), Some(&Value::text("google")));
    assert_eq!(facts.get("status"), Some(&Value::text("answered")));
}

pub(super) async fn what_follows_is_worked_out_of_every_event_of_a_call(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let (tenant, _) = stage.add_tenant(vec![durable()]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let mut begun = event(tenant, Moment::BeforeCall, "call-1", 1, NOW);
    begun.facts.set("direction", Value::text("out"));
    let answered = event(tenant, Moment::Answered, "call-1", 2, NOW + 12_000);
    accept(ledger.as_ref(), worker, tenant, vec![begun]).await;
    accept(ledger.as_ref(), worker, tenant, vec![answered]).await;
    let ended = event(tenant, Moment::AfterCall, "call-1", 3, NOW + 184_000);
    let claim = only(accept(ledger.as_ref(), worker, tenant, vec![ended]).await);
    let facts = &claim.event.facts;
    assert_eq!(facts.integer("talk_duration"), Some(172));
    assert_eq!(facts.integer("wait_duration"), Some(12));
    assert_eq!(facts.boolean("is_missed"), Some(false));
    // What was worked out yields to what is reported later, and what follows goes with it.
    let mut told = event(tenant, Moment::AfterCall, "call-1", 4, NOW + 185_000);
    told.facts.set("duration", Value::Integer(100));
    let claim = only(accept(ledger.as_ref(), worker, tenant, vec![told]).await);
    assert_eq!(claim.event.facts.integer("talk_duration"), Some(88));
}

pub(super) async fn a_stale_live_event_is_never_claimed(stage: &dyn Stage) {
    let ledger = stage.ledger();
    let live = draft("https://crm.example/hook", Moment::Answered);
    let (tenant, _) = stage.add_tenant(vec![live]).await;
    let worker = worker(ledger.as_ref(), 1).await;
    let mut stale = event(tenant, Moment::Answered, "call-1", 1, NOW);
    stale.occurred_at = NOW - 121_000;
    let accepted = accept(ledger.as_ref(), worker, tenant, vec![stale]).await;
    assert!(accepted.claims.is_empty() && accepted.left.is_empty());
    let due = claim_all(ledger.as_ref(), worker, NOW + 1_000, 10).await;
    assert!(due.is_empty());
}
