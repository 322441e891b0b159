//! Drafts, events and outcomes for the tests.

use crate::stage::NOW;
use domain::{
    Attempt, AttemptId, CallEvent, CallKey, Cause, DeliveryState, Digest, EventId, Facts,
    IntegrationDraft, KeyId, Moment, Outcome, Phone, Settlement, TenantId, Timings, Value,
};
use store::IdempotencyIn;
use uuid::Uuid;

/// An integration on a moment, as small as it can be.
pub fn draft(name: &str, moment: Moment) -> IntegrationDraft {
    let draft = serde_json::json!({
        "name": name,
        "url": "https://crm.example.com/hook?a=1",
        "moment": moment,
        "method": "POST",
    });
    serde_json::from_value(draft).unwrap()
}

/// The integration of most tests.
pub fn durable() -> IntegrationDraft {
    draft("CRM", Moment::AfterCall)
}

/// An event whose keys, identity and content follow from its number.
pub fn event(tenant: TenantId, number: u64, call_id: &str, moment: Moment) -> CallEvent {
    let at = NOW + i64::try_from(number).unwrap();
    CallEvent {
        tenant_id: tenant,
        id: EventId(key(1, number)),
        call_key: CallKey(key(2, number)),
        event_id: format!("event-{number}"),
        identity: digest(number),
        is_named: true,
        content: digest(number),
        moment,
        call_id: call_id.to_owned(),
        occurred_at: at,
        accepted_at: at,
        facts: facts("+380501112233"),
        implied: Facts::default(),
        is_test: false,
        only: None,
    }
}

/// The event of most tests: a call of its own that is over.
pub fn after_call(tenant: TenantId, number: u64) -> CallEvent {
    event(tenant, number, &format!("call-{number}"), Moment::AfterCall)
}

pub fn facts(caller: &str) -> Facts {
    let phone = Phone {
        raw: caller.to_owned(),
        e164: Some(caller.to_owned()),
        national: None,
        international: None,
        country: Some("UA".to_owned()),
    };
    let status = ("status".to_owned(), Value::text("answered"));
    Facts::from_iter([("caller_number".to_owned(), Value::Phone(phone)), status])
}

/// An `Idempotency-Key` of one and the same sender.
pub fn idempotency(key: &str, body: u64) -> IdempotencyIn<'_> {
    IdempotencyIn {
        sender: KeyId(Uuid::from_u128(9)),
        key,
        body: digest(body),
    }
}

pub fn digest(number: u64) -> Digest {
    Digest(u128::from(number).to_be_bytes())
}

/// A key of the time at which the tests begin; `kind` tells the nouns apart.
pub fn key(kind: u8, number: u64) -> Uuid {
    let millis = u64::try_from(NOW).unwrap() + number;
    let mut bytes = [kind; 10];
    bytes[2..].copy_from_slice(&number.to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

/// What came of a try.
pub struct Ending {
    pub attempt: Option<Attempt>,
    pub settlement: Settlement,
    pub settled_at: i64,
}

pub fn delivered() -> Ending {
    ended(DeliveryState::Delivered, Cause::Accepted, Some(200))
}

pub fn failed(status: u16) -> Ending {
    ended(DeliveryState::Failed, Cause::Status, Some(status))
}

pub fn ended(state: DeliveryState, cause: Cause, status: Option<u16>) -> Ending {
    Ending {
        attempt: Some(attempt(cause, status)),
        settlement: Settlement::Final(state),
        settled_at: NOW + 100,
    }
}

pub fn retry(due_at: i64) -> Ending {
    Ending {
        attempt: Some(attempt(Cause::Status, Some(503))),
        settlement: Settlement::Retry { due_at },
        settled_at: NOW + 100,
    }
}

pub fn release(due_at: i64) -> Ending {
    Ending {
        attempt: None,
        settlement: Settlement::Release { due_at },
        settled_at: NOW + 100,
    }
}

pub fn attempt(cause: Cause, status: Option<u16>) -> Attempt {
    let outcome = Outcome {
        cause,
        status,
        retry_after_ms: None,
        headers: vec![("server".to_owned(), "crm".to_owned())],
        body: "ok\0".to_owned(),
        body_cut: false,
        detail: String::new(),
        timings: Timings {
            queue_us: 100,
            dns_us: 1_000,
            connect_us: 2_000,
            receiver_us: 30_000,
        },
    };
    Attempt {
        id: AttemptId(key(3, rand::random_range(0..1_000_000))),
        version: 1,
        step: 0,
        started_at: NOW + 50,
        outcome,
        request_hash: "00".repeat(32),
    }
}
