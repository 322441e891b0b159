//! What an integration never got, where there is much of it.

use crate::{
    sample::{after_call, delivered, durable},
    stage::{NOW, Stage, both},
};
use domain::{CallEvent, EventId};

both! {
    what_arrived_is_not_missing_where_many_came_at_once,
}

/// More than are looked at with one question.
const MANY: u64 = 1_010;

/// An event of a moment that many share, with a key behind those of their deliveries.
fn at_once(stage: &Stage, number: u64) -> CallEvent {
    let mut bytes = [0xff; 10];
    bytes[2..].copy_from_slice(&number.to_be_bytes());
    let millis = u64::try_from(NOW).unwrap();
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid();
    CallEvent {
        id: EventId(id),
        occurred_at: NOW,
        accepted_at: NOW,
        ..after_call(stage.tenant.id, number)
    }
}

async fn what_arrived_is_not_missing_where_many_came_at_once(stage: Stage) {
    let id = stage.add(durable()).await;
    let events: Vec<CallEvent> = (1..=MANY).map(|number| at_once(&stage, number)).collect();
    let mut claims = Vec::new();
    for some in events.chunks(100) {
        claims.extend(stage.accept(some).await.claims);
    }
    for claim in &claims {
        stage.settle(claim, delivered()).await;
    }
    let scope = stage.scope();
    let found = scope.list_missing(id, (NOW, NOW + 1_000), None).await;
    let found = found.unwrap();
    let missing: Vec<_> = found.items.iter().map(|row| &row.call_id).collect();
    assert_eq!(claims.len(), events.len());
    assert!(
        missing.is_empty(),
        "{} of {MANY}: {missing:?}",
        missing.len()
    );
    assert_eq!(found.next, None);
}
