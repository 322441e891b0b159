//! What becomes of the outcomes of sends.

use crate::{
    sample::{after_call, delivered, durable, ended, failed, release, retry},
    stage::{HEIR, NOW, ROOM, Stage, WORKER, both, claim_due, commit, settled},
};
use domain::{
    Cause, Claim, Class, DeliveryState,
    health::{Failing, Turn},
};
use store::{DeliveryDetail, SettledIn};

both! {
    a_delivered_one_is_in_the_log_with_its_attempt,
    a_failed_one_keeps_the_status_of_the_answer,
    one_without_an_answer_has_no_code,
    a_retry_counts_a_try_and_waits_for_its_time,
    a_release_counts_no_try,
    a_lost_claim_is_logged_late_and_changes_nothing,
    a_claim_settles_once,
    many_outcomes_share_a_transaction,
    finished_deliveries_are_counted_by_the_hour,
    one_that_ends_unsent_says_it_was_late,
    acceptances_and_outcomes_share_a_transaction,
    what_rejoins_an_incident_has_its_whole_time_again,
}

async fn look(stage: &Stage, claim: &Claim) -> DeliveryDetail {
    stage.scope().get_delivery(claim.id).await.unwrap()
}

async fn a_delivered_one_is_in_the_log_with_its_attempt(stage: Stage) {
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    assert!(stage.settle(&claim, delivered()).await);
    let detail = look(&stage, &claim).await;
    let row = &detail.row;
    assert_eq!(row.state, DeliveryState::Delivered);
    assert_eq!((row.code, row.cause), (Some(200), Some(Cause::Accepted)));
    assert_eq!((row.tries, row.took_ms), (1, Some(33)));
    assert_eq!((row.finished_at, row.next_try_at), (Some(NOW + 100), None));
    let logged = &detail.attempts[0];
    assert_eq!((logged.try_no, logged.late), (1, false));
    // A NUL cannot be stored, and is shown as what it is not.
    assert_eq!(logged.outcome.body, "ok\u{fffd}");
    assert_eq!(
        logged.outcome.headers,
        [("server".to_owned(), "crm".to_owned())]
    );
}

async fn a_failed_one_keeps_the_status_of_the_answer(stage: Stage) {
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    assert!(stage.settle(&claim, failed(404)).await);
    let row = look(&stage, &claim).await.row;
    assert_eq!((row.state, row.code), (DeliveryState::Failed, Some(404)));
}

async fn one_without_an_answer_has_no_code(stage: Stage) {
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    assert!(stage.settle(&claim, retry(NOW + 1_000)).await);
    let claim = claim_due(&stage.store, WORKER, NOW + 1_000, 1)
        .await
        .remove(0);
    let timed_out = ended(DeliveryState::Unanswered, Cause::Timeout, None);
    assert!(stage.settle(&claim, timed_out).await);
    let row = look(&stage, &claim).await.row;
    assert_eq!((row.code, row.cause), (None, Some(Cause::Timeout)));
}

async fn a_retry_counts_a_try_and_waits_for_its_time(stage: Stage) {
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    assert!(stage.settle(&claim, retry(NOW + 5_000)).await);
    let row = look(&stage, &claim).await.row;
    assert_eq!((row.state, row.tries), (DeliveryState::Retrying, 1));
    assert_eq!((row.code, row.next_try_at), (Some(503), Some(NOW + 5_000)));
    let store = &stage.store;
    assert!(claim_due(store, WORKER, NOW + 4_999, 10).await.is_empty());
    let again = claim_due(store, WORKER, NOW + 5_000, 10).await.remove(0);
    assert_eq!((again.id, again.tries), (claim.id, 1));
    assert_eq!(again.claim_no, claim.claim_no + 1);
    assert_eq!(again.event, claim.event);
}

async fn a_release_counts_no_try(stage: Stage) {
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    assert!(stage.settle(&claim, retry(NOW)).await);
    let claim = claim_due(&stage.store, WORKER, NOW, 1).await.remove(0);
    assert!(stage.settle(&claim, release(NOW + 1)).await);
    let detail = look(&stage, &claim).await;
    assert_eq!(
        (detail.row.state, detail.row.tries),
        (DeliveryState::Retrying, 1)
    );
    assert_eq!((detail.row.code, detail.attempts.len()), (Some(503), 1));
}

async fn a_lost_claim_is_logged_late_and_changes_nothing(stage: Stage) {
    stage.add(durable()).await;
    let lost = stage.claim(after_call(stage.tenant.id, 1)).await;
    assert_eq!(stage.store.free_claims(NOW, Some(HEIR)).await.unwrap(), 1);
    let held = claim_due(&stage.store, HEIR, NOW + 10, 1).await.remove(0);
    assert!(!stage.settle(&lost, failed(500)).await);
    let detail = look(&stage, &lost).await;
    assert_eq!(
        (detail.row.state, detail.row.tries),
        (DeliveryState::Sending, 0)
    );
    assert!(detail.attempts[0].late);
    assert!(stage.settle(&held, delivered()).await);
    assert_eq!(
        look(&stage, &lost).await.row.state,
        DeliveryState::Delivered
    );
}

async fn a_claim_settles_once(stage: Stage) {
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    let (first, second) = (delivered(), failed(500));
    let both = [&first, &second].map(|ending| settled(&claim, ending));
    let (_, held) = commit(&stage.store, WORKER, &[], &both, 0).await.unwrap();
    assert_eq!(held, [true, false]);
    assert_eq!(
        look(&stage, &claim).await.row.state,
        DeliveryState::Delivered
    );
}

async fn many_outcomes_share_a_transaction(stage: Stage) {
    stage.add(durable()).await;
    let events: Vec<_> = (1..=300)
        .map(|number| after_call(stage.tenant.id, number))
        .collect();
    let claims = stage.accept(&events).await.claims;
    let endings: Vec<_> = (0..claims.len())
        .map(|index| match index % 3 {
            0 => retry(NOW + 5_000),
            1 => release(NOW + 5_000),
            _ => delivered(),
        })
        .collect();
    let outcomes: Vec<SettledIn<'_>> = claims
        .iter()
        .zip(&endings)
        .map(|(claim, ending)| settled(claim, ending))
        .collect();
    let (_, held) = commit(&stage.store, WORKER, &[], &outcomes, 0)
        .await
        .unwrap();
    assert!(held.iter().all(|held| *held));
    let cards = stage.scope().list_integration_cards(NOW).await.unwrap();
    assert_eq!((cards[0].open, cards[0].delivered_24h), (200, 100));
    let due = claim_due(&stage.store, WORKER, NOW + 5_000, 1_000).await;
    assert_eq!(due.len(), 200);
}

async fn finished_deliveries_are_counted_by_the_hour(stage: Stage) {
    stage.add(durable()).await;
    for number in 1..=3 {
        let mut event = after_call(stage.tenant.id, number);
        // Tests count nowhere.
        event.is_test = number == 3;
        let claim = stage.claim(event).await;
        let ending = if number == 1 {
            failed(500)
        } else {
            delivered()
        };
        stage.settle(&claim, ending).await;
    }
    let counted = |now| {
        let scope = stage.scope();
        async move {
            let cards = scope.list_integration_cards(now).await.unwrap();
            (cards[0].delivered_24h, cards[0].failed_24h)
        }
    };
    assert_eq!(counted(NOW).await, (1, 1));
    assert_eq!(counted(NOW + 25 * 3_600_000).await, (0, 0));
}

async fn one_that_ends_unsent_says_it_was_late(stage: Stage) {
    stage.add(durable()).await;
    let ends = [(1, DeliveryState::Expired), (2, DeliveryState::Failed)];
    for (number, state) in ends {
        let claim = stage.claim(after_call(stage.tenant.id, number)).await;
        let mut unsent = ended(state, Cause::Late, None);
        unsent.attempt = None;
        assert!(stage.settle(&claim, unsent).await);
        let row = look(&stage, &claim).await.row;
        assert_eq!((row.state, row.cause), (state, Some(Cause::Late)));
        assert_eq!(row.tries, 0);
    }
}

async fn acceptances_and_outcomes_share_a_transaction(stage: Stage) {
    stage.add(durable()).await;
    let claim = stage.claim(after_call(stage.tenant.id, 1)).await;
    let ending = delivered();
    let events = [after_call(stage.tenant.id, 2)];
    let requests = [stage.request(&events)];
    let outcome = settled(&claim, &ending);
    let committed = commit(&stage.store, WORKER, &requests, &[outcome], ROOM).await;
    let (answers, held) = committed.unwrap();
    assert_eq!(answers[0].as_ref().unwrap().claims.len(), 1);
    assert_eq!(held, [true]);
}

async fn what_rejoins_an_incident_has_its_whole_time_again(stage: Stage) {
    stage.add(durable()).await;
    let tenant = stage.tenant.id;
    let early = stage.claim(after_call(tenant, 1)).await;
    let last = stage.claim(after_call(tenant, 2)).await;
    stage.settle(&early, failed(401)).await;
    // As if a pause had lasted for longer than the time that a delivery has.
    let whole_ms = Class::Durable.gives_up_after_ms();
    let at = NOW + whole_ms + 24 * 3_600_000;
    let mut ending = failed(401);
    ending.settled_at = at;
    let turn = Turn::Fails {
        failing: Failing::SetUp,
        rejoin: vec![early.id],
    };
    let mut shows = settled(&last, &ending);
    shows.turn = Some(&turn);
    commit(&stage.store, WORKER, &[], &[shows], 0)
        .await
        .unwrap();
    stage.store.end_overdue(at + 60_001).await.unwrap();
    let again = claim_due(&stage.store, WORKER, at + 60_001, 10).await;
    let told: Vec<_> = again
        .iter()
        .map(|claim| (claim.id, claim.deadline_at))
        .collect();
    assert_eq!(told, [(early.id, at + whole_ms)]);
}
