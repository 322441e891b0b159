//! From where keys and sources are let in, and how a new key or secret takes over.

use super::{api_house::Machine, databases::Database, portal_house::NOW};
use axum::body::Body;
use domain::{Adapter, KeyScope, Overlap, SenderDraft, SenderId};
use http::{Method, Request};
use serde_json::{Value, json};
use store::Actor;

/// The address of those who ask without a listener.
const HERE: &str = "0.0.0.0";
const ELSEWHERE: &str = "203.0.113.0/24";

fn event() -> Option<Value> {
    Some(json!({"moment": "after_call", "call_id": "c-1"}))
}

fn from(networks: &str) -> SenderDraft {
    SenderDraft::read("PBX", networks).unwrap()
}

async fn key(machine: &Machine, scope: KeyScope, networks: &str) -> String {
    let tenant = machine.store.tenant(machine.tenant);
    let made = tenant.create_key(&Actor::System, from(networks), scope, NOW);
    made.await.unwrap().1
}

#[tokio::test]
async fn a_key_is_refused_from_an_address_that_is_not_listed() {
    let machine = Machine::open(Database::Sqlite).await;
    for (networks, status) in [(HERE, 202), (ELSEWHERE, 403)] {
        let key = key(&machine, KeyScope::Ingest, networks).await;
        let told = machine
            .ask_as(&key, Method::POST, "/api/v1/events", event())
            .await;
        assert_eq!(told.status.as_u16(), status, "{}", told.text);
    }
    let key = key(&machine, KeyScope::Manage, ELSEWHERE).await;
    let told = machine
        .ask_as(&key, Method::GET, "/api/v1/integrations", None)
        .await;
    assert_eq!(told.problem(), (403, "address"));
    let listed = machine
        .store
        .tenant(machine.tenant)
        .list_keys()
        .await
        .unwrap();
    let refused = listed.iter().filter(|key| key.draft == from(ELSEWHERE));
    assert!(refused.clone().count() == 2 && refused.clone().all(|key| key.last_used_at.is_none()));
}

#[tokio::test]
async fn a_source_is_refused_from_an_address_that_is_not_listed() {
    let machine = Machine::open(Database::Sqlite).await;
    let source = machine.source(Adapter::Zadarma, "secret").await;
    let tenant = machine.store.tenant(machine.tenant);
    let updating = tenant.update_sender(
        &Actor::System,
        SenderId::Source(source),
        from(ELSEWHERE),
        NOW,
    );
    updating.await.unwrap();
    let request = Request::post(format!("/api/v1/ingest/zadarma/{source}"));
    let body = Body::from("event=NOTIFY_START&pbx_call_id=in_1");
    let told = machine.send(request, body).await;
    assert_eq!(told.problem(), (403, "address"));
}

#[tokio::test]
async fn the_old_key_reports_beside_the_new_one_until_it_is_ended() {
    let machine = Machine::open(Database::Sqlite).await;
    let tenant = machine.store.tenant(machine.tenant);
    let made = tenant.create_key(&Actor::System, from(""), KeyScope::Ingest, NOW);
    let (id, old) = made.await.unwrap();
    let new = tenant.rotate_key(&Actor::System, id, Overlap::Hour, NOW);
    let new = new.await.unwrap();
    // Nobody asked with the old one before it ended, so that no answer is remembered.
    tenant
        .end_replaced(&Actor::System, SenderId::Key(id), NOW)
        .await
        .unwrap();
    for (key, status) in [(new, 202), (old, 401)] {
        let told = machine
            .ask_as(&key, Method::POST, "/api/v1/events", event())
            .await;
        assert_eq!(told.status.as_u16(), status, "{}", told.text);
    }
}
