//! Integrations, connections and events for tests.

use domain::{
    CallEvent, CallKey, Connection, ConnectionDraft, ConnectionId, Digest, EventId, Facts,
    IntegrationDraft, Method, Moment, TenantId, Value,
    integration::{BodyFormat, Limits, ParameterRow, RowValue, WhenEmpty, WhenUnanswered},
};
use uuid::Uuid;

/// An integration that sends the client's number to a URL at a moment, without a signature.
#[must_use]
pub fn draft(url: &str, moment: Moment) -> IntegrationDraft {
    IntegrationDraft {
        name: "Sample".to_owned(),
        url: url.to_owned(),
        moment,
        method: Method::Post,
        body_format: BodyFormat::Form,
        body_template: None,
        headers: Vec::new(),
        parameters: vec![ParameterRow {
            name: "phone".to_owned(),
            value: RowValue::Parameter("caller_number".to_owned()),
            format: None,
            when_empty: WhenEmpty::Omit,
        }],
        conditions: Vec::new(),
        success: None,
        limits: Limits::default(),
        timeout_ms: 15_000,
        recording_wait_minutes: None,
        connection: None,
        key: None,
        auth: None,
        takes: Vec::new(),
        steps: Vec::new(),
        when_unanswered: WhenUnanswered::SendAgain,
        failure_recipients: Vec::new(),
        signature: false,
        enabled: true,
    }
}

/// A CRM account at a base address, without a key, a sign-in or limits of its own.
#[must_use]
pub fn connection(id: u128, url: &str) -> Connection {
    Connection {
        id: ConnectionId(Uuid::from_u128(id)),
        version: 1,
        draft: ConnectionDraft {
            name: "CRM".to_owned(),
            url: url.to_owned(),
            headers: Vec::new(),
            key: None,
            auth: None,
            limits: Limits::default(),
        },
    }
}

/// An event of a call; `number` tells it from the others of the test.
#[must_use]
pub fn event(
    tenant_id: TenantId,
    moment: Moment,
    call_id: &str,
    number: u64,
    now: i64,
) -> CallEvent {
    let id = Uuid::from_u64_pair(u64::try_from(now).unwrap_or(0), number);
    let mut identity = [0; 16];
    identity[..8].copy_from_slice(&number.to_be_bytes());
    let mut facts = Facts::default();
    facts.set("caller_number", Value::text(format!("+38050{number:07}")));
    CallEvent {
        tenant_id,
        id: EventId(id),
        call_key: CallKey(id),
        event_id: format!("event-{number}"),
        identity: Digest(identity),
        is_named: true,
        content: Digest(identity),
        moment,
        call_id: call_id.to_owned(),
        occurred_at: now,
        accepted_at: now,
        facts,
        implied: Facts::default(),
        is_test: false,
        only: None,
    }
}
