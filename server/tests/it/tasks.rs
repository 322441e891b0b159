//! What the server does from time to time.

use super::{
    api_receiver::PATIENCE,
    databases::{Database, on_both},
    portal_house::{House, NOW},
};
use domain::{
    AddressPolicy, CallEvent, CallKey, DeliveryState, Digest, DraftSecrets, EventId, Facts,
    IntegrationDraft, Moment, Sender,
};
use engine::{Acceptance, Clock as _, SystemClock, testing::ManualClock};
use server::{
    incoming::{Incoming, SentBy},
    state::AppState,
    tasks::Tasks,
};
use std::sync::Arc;
use store::{Actor, DeliveryFilter, IncomingFilter};
use uuid::{NoContext, Timestamp, Uuid};

on_both!(
    a_live_delivery_that_a_pause_has_outlived_expires,
    what_the_telephony_sent_last_is_noted_before_the_end,
);

/// A key of a time, as the server makes them: an older one would be let go of at once.
fn key_of(now_ms: i64) -> Uuid {
    let seconds = u64::try_from(now_ms / 1000).unwrap();
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, 0))
}

/// Somebody picked up just now.
fn answered(house: &House) -> CallEvent {
    let now = SystemClock.now_ms();
    CallEvent {
        tenant_id: house.tenant,
        id: EventId(key_of(now)),
        call_key: CallKey(key_of(now)),
        event_id: "e-1".to_owned(),
        identity: Digest([1; 16]),
        is_named: false,
        content: Digest([1; 16]),
        moment: Moment::Answered,
        call_id: "c-1".to_owned(),
        occurred_at: now,
        accepted_at: now,
        facts: Facts::default(),
        implied: Facts::default(),
        is_test: false,
        only: None,
    }
}

async fn a_live_delivery_that_a_pause_has_outlived_expires(database: Database) {
    let house = House::on(database).await;
    let scope = house.store.tenant(house.tenant);
    let draft: IntegrationDraft = serde_json::from_value(serde_json::json!({
        "name": "Card", "url": "https://crm.example/", "moment": "answered", "method": "GET",
        "enabled": false,
    }))
    .unwrap();
    let (actor, policy) = (Actor::System, AddressPolicy::default());
    let made = scope.create_integration(&actor, draft, DraftSecrets::default(), &policy, NOW);
    made.await.unwrap();
    let acceptance = Acceptance {
        tenant_id: house.tenant,
        events: vec![answered(&house)],
        idempotency: None,
    };
    house.engine.accept(acceptance).await.unwrap();
    let state = AppState {
        store: house.store.clone(),
        engine: house.engine.clone(),
        config: Arc::new(house.config.clone()),
        clock: Arc::new(ManualClock::at(SystemClock.now_ms() + 31_000)),
        incoming: Incoming::default(),
    };
    let tasks = Tasks::start(&state);
    let expired = async {
        loop {
            let all = DeliveryFilter::default();
            let page = scope.list_deliveries(&all, None, 10).await.unwrap();
            if page.items[0].state == DeliveryState::Expired {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, expired)
        .await
        .expect("it expires in time");
    tasks.stop().await;
}

async fn what_the_telephony_sent_last_is_noted_before_the_end(database: Database) {
    let house = House::on(database).await;
    let scope = house.store.tenant(house.tenant);
    let incoming = Incoming::default();
    let state = AppState {
        store: house.store.clone(),
        engine: house.engine.clone(),
        config: Arc::new(house.config.clone()),
        clock: Arc::new(SystemClock),
        incoming: incoming.clone(),
    };
    let from = SentBy {
        tenant_id: house.tenant,
        sender_id: Uuid::from_u128(7),
        sender: Sender::Key,
    };
    let noted = async || {
        let page = scope.list_incoming(IncomingFilter::default(), None, 10);
        page.await.unwrap().items.len()
    };
    let tasks = Tasks::start(&state);
    incoming.accepted(from, 1, SystemClock.now_ms());
    let first = async {
        while noted().await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, first)
        .await
        .expect("it is noted in time");
    // The next turn is seconds away.
    incoming.accepted(from, 1, SystemClock.now_ms());
    tasks.stop().await;
    assert_eq!(noted().await, 2);
}
