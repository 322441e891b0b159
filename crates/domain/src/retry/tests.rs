//! Facts about retries.

use super::*;
use crate::delivery::Timings;
use proptest::prelude::*;

fn outcome(cause: Cause, status: Option<u16>) -> Outcome {
    Outcome {
        cause,
        status,
        retry_after_ms: None,
        headers: Vec::new(),
        body: String::new(),
        body_cut: false,
        detail: String::new(),
        timings: Timings::default(),
    }
}

fn refused(status: u16) -> Outcome {
    outcome(Cause::Status, Some(status))
}

fn tried(class: Class, tries: i32) -> Tried {
    Tried {
        class,
        tries,
        deadline_at: class.gives_up_after_ms(),
        now: 0,
        jitter: 0.0,
        when_unanswered: WhenUnanswered::SendAgain,
        is_set_up_wrong: false,
    }
}

fn delays_s(class: Class, count: i32) -> Vec<i64> {
    (1..=count)
        .map(|tries| match settle(&refused(500), tried(class, tries)) {
            Settlement::Retry { due_at } => due_at / 1_000,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn live_is_retried_within_seconds() {
    assert_eq!(delays_s(Class::Live, 6), [1, 2, 4, 8, 8, 8]);
}

#[test]
fn durable_is_retried_for_days() {
    assert_eq!(
        delays_s(Class::Durable, 12),
        [
            5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 43_200, 43_200
        ]
    );
}

#[test]
fn accepted_is_delivered() {
    let settled = settle(&outcome(Cause::Accepted, Some(204)), tried(Class::Live, 1));
    assert_eq!(settled, Settlement::Final(DeliveryState::Delivered));
}

#[test]
fn what_the_request_itself_causes_is_final() {
    let failed = Settlement::Final(DeliveryState::Failed);
    for class in [Class::Live, Class::Durable] {
        for status in [400, 401, 403, 404, 405, 413, 422] {
            assert_eq!(
                settle(&refused(status), tried(class, 1)),
                failed,
                "{status}"
            );
        }
        for cause in [
            Cause::Redirect,
            Cause::Address,
            Cause::Render,
            Cause::Secret,
        ] {
            assert_eq!(
                settle(&outcome(cause, None), tried(class, 1)),
                failed,
                "{cause}"
            );
        }
    }
}

#[test]
fn what_may_pass_is_retried() {
    for status in [408, 425, 429, 500, 502, 503, 599] {
        let settled = settle(&refused(status), tried(Class::Durable, 1));
        assert_eq!(settled, Settlement::Retry { due_at: 5_000 }, "{status}");
    }
    for cause in [
        Cause::Dns,
        Cause::Connect,
        Cause::Tls,
        Cause::CertificateExpired,
        Cause::Timeout,
        Cause::Broken,
        Cause::Protocol,
    ] {
        let settled = settle(&outcome(cause, None), tried(Class::Live, 1));
        assert_eq!(settled, Settlement::Retry { due_at: 1_000 }, "{cause}");
    }
}

#[test]
fn at_the_deadline_live_expires_and_durable_fails() {
    let at_end = |class: Class| Tried {
        now: class.gives_up_after_ms() - 500,
        ..tried(class, 3)
    };
    let settled = |class| settle(&outcome(Cause::Timeout, None), at_end(class));
    assert_eq!(
        settled(Class::Live),
        Settlement::Final(DeliveryState::Expired)
    );
    assert_eq!(
        settled(Class::Durable),
        Settlement::Final(DeliveryState::Failed)
    );
    let busy = settle(&refused(503), at_end(Class::Live));
    assert_eq!(busy, Settlement::Final(DeliveryState::Expired));
    let late = settle(&outcome(Cause::Late, None), at_end(Class::Live));
    assert_eq!(late, Settlement::Final(DeliveryState::Expired));
}

#[test]
fn tries_have_an_end() {
    let settled = settle(&refused(500), tried(Class::Durable, TRIES_MAX));
    assert_eq!(settled, Settlement::Final(DeliveryState::Failed));
}

#[test]
fn a_receiver_may_ask_for_a_longer_wait_but_not_for_too_long() {
    let due = |class, status, asked_ms| {
        let asked = Outcome {
            retry_after_ms: Some(asked_ms),
            ..refused(status)
        };
        match settle(&asked, tried(class, 1)) {
            Settlement::Retry { due_at } => due_at,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(due(Class::Durable, 429, 60_000), 60_000);
    assert_eq!(due(Class::Durable, 503, 1_000), 5_000);
    assert_eq!(due(Class::Durable, 503, -1), 5_000);
    assert_eq!(due(Class::Durable, 429, i64::MAX), RETRY_AFTER_MS_MAX);
    assert_eq!(due(Class::Durable, 500, 60_000), 5_000);
    assert_eq!(due(Class::Live, 429, 60_000), 28_000);
}

#[test]
fn a_refused_set_up_waits_where_it_is_known_to_be_wrong() {
    let known = Tried {
        is_set_up_wrong: true,
        ..tried(Class::Durable, 1)
    };
    for status in [401, 405] {
        let failed = settle(&refused(status), tried(Class::Durable, 1));
        assert_eq!(failed, Settlement::Final(DeliveryState::Failed), "{status}");
        let waits = settle(&refused(status), known);
        assert_eq!(waits, Settlement::Retry { due_at: 5_000 }, "{status}");
    }
    // What the call itself is refused for is not mended by another key.
    let refused = settle(&refused(422), known);
    assert_eq!(refused, Settlement::Final(DeliveryState::Failed));
}

#[test]
fn an_address_that_was_given_up_waits_for_another() {
    let settled = settle(&refused(410), tried(Class::Durable, 1));
    assert_eq!(settled, Settlement::Retry { due_at: 5_000 });
}

#[test]
fn an_answer_that_asks_to_try_later_is_tried_later() {
    let later = outcome(Cause::Later, Some(200));
    let settled = settle(&later, tried(Class::Durable, 2));
    assert_eq!(settled, Settlement::Retry { due_at: 30_000 });
    let no = settle(
        &outcome(Cause::Refused, Some(200)),
        tried(Class::Durable, 2),
    );
    assert_eq!(no, Settlement::Final(DeliveryState::Failed));
}

#[test]
fn a_person_is_asked_where_the_receiver_may_have_done_the_work() {
    let asks = Tried {
        when_unanswered: WhenUnanswered::Stop,
        ..tried(Class::Durable, 1)
    };
    for cause in [Cause::Timeout, Cause::Broken, Cause::Protocol] {
        let settled = settle(&outcome(cause, None), asks);
        assert_eq!(settled, Settlement::Final(DeliveryState::Unanswered));
    }
    let settled = settle(&outcome(Cause::Connect, None), asks);
    assert_eq!(settled, Settlement::Retry { due_at: 5_000 });
}

proptest! {
    #[test]
    fn a_retry_is_never_early_and_never_past_the_deadline(
        live: bool, tries in 1..99_i32, now in 0..259_200_000_i64, jitter: f64,
        asked_ms in proptest::option::of(any::<i64>()),
    ) {
        let class = if live { Class::Live } else { Class::Durable };
        let asked = Outcome { retry_after_ms: asked_ms, ..refused(503) };
        let tried = Tried { now, jitter, ..tried(class, tries) };
        if let Settlement::Retry { due_at } = settle(&asked, tried) {
            let plain = normal_delay_ms(Tried { jitter: 0.0, ..tried });
            prop_assert!(due_at >= now + plain);
            prop_assert!(due_at < tried.deadline_at);
            if asked_ms.is_none() {
                prop_assert!(due_at <= now + plain + plain / 5);
            }
        }
    }
}
