//! Undo that comes too late, or where there is nothing left to bring back, is refused.

use super::{
    databases::{Database, on_both},
    portal_house::{Browser, House, NOW},
    portal_look::call,
};
use domain::{ConnectionDraft, DraftSecrets, IntegrationDraft, IntegrationId};
use engine::{Clock as _, SystemClock};
use http::StatusCode;
use serde_json::{Value, json};
use store::{Actor, UNDO_MS};

on_both!(
    a_pause_is_not_undone_once_the_integration_is_gone,
    a_deletion_is_undone_once,
    a_deletion_is_not_undone_after_its_time,
    a_deletion_is_not_undone_without_the_connection,
);

async fn integration(house: &House, draft: Value) -> IntegrationId {
    let draft: IntegrationDraft = serde_json::from_value(draft).unwrap();
    let (actor, policy) = (Actor::System, house.config.address_policy());
    let scope = house.store.tenant(house.tenant);
    let making = scope.create_integration(&actor, draft, DraftSecrets::default(), &policy, NOW);
    making.await.unwrap().id
}

async fn plain(house: &House) -> IntegrationId {
    let draft = json!({
        "name": "CRM", "url": "https://crm.example/", "moment": "after_call", "method": "GET",
    });
    integration(house, draft).await
}

async fn asked(browser: &mut Browser, function: &str, id: IntegrationId) -> StatusCode {
    call(browser, function, &format!("id={id}")).await.status
}

async fn switched(browser: &mut Browser, id: IntegrationId, enabled: bool) -> StatusCode {
    let body = format!("id={id}&enabled={enabled}");
    call(browser, "set_integration_enabled", &body).await.status
}

async fn a_pause_is_not_undone_once_the_integration_is_gone(database: Database) {
    let house = House::on(database).await;
    let (id, mut owner) = (plain(&house).await, house.owner().await);
    assert_eq!(switched(&mut owner, id, false).await, StatusCode::OK);
    let deleted = asked(&mut owner, "delete_integration", id).await;
    assert_eq!(deleted, StatusCode::OK);
    assert_eq!(switched(&mut owner, id, true).await, StatusCode::NOT_FOUND);
}

async fn a_deletion_is_undone_once(database: Database) {
    let house = House::on(database).await;
    let (id, mut owner) = (plain(&house).await, house.owner().await);
    for (function, status) in [
        ("restore_integration", StatusCode::NOT_FOUND),
        ("delete_integration", StatusCode::OK),
        ("delete_integration", StatusCode::NOT_FOUND),
        ("restore_integration", StatusCode::OK),
        ("restore_integration", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(asked(&mut owner, function, id).await, status, "{function}");
    }
}

async fn a_deletion_is_not_undone_after_its_time(database: Database) {
    let house = House::on(database).await;
    let (id, mut owner) = (plain(&house).await, house.owner().await);
    let scope = house.store.tenant(house.tenant);
    let deleting = scope.delete_integration(&Actor::System, id, SystemClock.now_ms() - UNDO_MS);
    deleting.await.unwrap();
    let late = asked(&mut owner, "restore_integration", id).await;
    assert_eq!(late, StatusCode::NOT_FOUND);
}

async fn a_deletion_is_not_undone_without_the_connection(database: Database) {
    let house = House::on(database).await;
    let mut owner = house.owner().await;
    let draft = json!({"name": "CRM", "url": "https://crm.example/"});
    let draft: ConnectionDraft = serde_json::from_value(draft).unwrap();
    let (actor, policy) = (Actor::System, house.config.address_policy());
    let scope = house.store.tenant(house.tenant);
    let making = scope.create_connection(&actor, draft, DraftSecrets::default(), &policy, NOW);
    let connection = making.await.unwrap().id;
    let draft = json!({
        "name": "CRM", "url": "lead", "connection": connection, "moment": "after_call",
        "method": "GET",
    });
    let id = integration(&house, draft).await;
    let deleted = asked(&mut owner, "delete_integration", id).await;
    assert_eq!(deleted, StatusCode::OK);
    let body = format!("id={connection}");
    let deleted = call(&mut owner, "delete_connection", &body).await;
    assert_eq!(deleted.status, StatusCode::OK);
    let alone = asked(&mut owner, "restore_integration", id).await;
    assert_eq!(alone, StatusCode::CONFLICT);
}
