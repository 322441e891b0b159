//! A person agrees to a connection at their CRM and comes back: once, soon, in the same session.

use super::{
    databases::{Database, on_both},
    portal_house::{Browser, House, NOW, PASSWORD, member, tenant},
};
use axum::{Json, Router, routing::post};
use domain::{ConnectionDraft, ConnectionId, DraftSecrets, Role, TenantId};
use http::StatusCode;
use serde_json::json;
use std::collections::HashMap;
use store::Actor;
use tokio::net::TcpListener;

on_both!(
    who_agrees_and_comes_back_is_signed_in_once,
    a_code_that_gives_no_token_is_told,
    nobody_else_ends_an_agreement,
    who_may_not_set_up_begins_none,
);

/// A token server that knows one code.
async fn token_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = async |body: String| {
        if body.contains("code=good") {
            let given =
                json!({"access_token": "acc3ss", "refresh_token": "r3fresh", "expires_in": 60});
            (StatusCode::OK, Json(given))
        } else {
            let refused = json!({"error": "invalid_grant"});
            (StatusCode::BAD_REQUEST, Json(refused))
        }
    };
    let router = Router::new().route("/token", post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}/token")
}

async fn connection(house: &House, tenant: TenantId) -> ConnectionId {
    let draft: ConnectionDraft = serde_json::from_value(json!({
        "name": "CRM",
        "url": "https://crm.example/api",
        "auth": {"oauth2": {
            "grant": "authorization_code", "client_id": "7", "scope": "crm",
            "token_url": token_server().await, "authorize_url": "https://crm.example/agree",
        }},
    }))
    .unwrap();
    let secrets = DraftSecrets([("client_secret".to_owned(), "s".to_owned())].into());
    let policy = house.config.address_policy();
    let store = house.store.tenant(tenant);
    let made = store.create_connection(&Actor::System, draft, secrets, &policy, NOW);
    made.await.unwrap().id
}

/// Goes to the CRM; returns what has to come back.
async fn leave(browser: &mut Browser, id: ConnectionId) -> String {
    let answer = browser.get(&format!("/connections/{id}/authorize")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let (page, query) = answer.header("location").split_once('?').unwrap();
    assert_eq!(page, "https://crm.example/agree");
    let said: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).collect();
    assert_eq!(said["redirect_uri"], "http://127.0.0.1:3000/oauth/callback");
    assert_eq!((&*said["client_id"], &*said["scope"]), ("7", "crm"));
    said["state"].to_string()
}

async fn come_back(browser: &mut Browser, code: &str, state: &str) -> String {
    let path = format!("/oauth/callback?code={code}&state={state}");
    let answer = browser.get(&path).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.header("location").to_owned()
}

async fn who_agrees_and_comes_back_is_signed_in_once(database: Database) {
    let house = House::on(database).await;
    let id = connection(&house, house.tenant).await;
    let mut browser = house.owner().await;
    let state = leave(&mut browser, id).await;
    let ended = come_back(&mut browser, "good", &state).await;
    assert_eq!(ended, format!("/connections/{id}?sign_in=done"));
    let tenant = house.store.tenant(house.tenant);
    let names = tenant.get_connection(id).await.unwrap().secret_names;
    assert_eq!(names, ["client_secret", "refresh_token"]);
    let again = come_back(&mut browser, "good", &state).await;
    assert_eq!(again, "/connections?sign_in=expired");
    let page = browser
        .get(&format!("/connections/{id}?sign_in=done"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("signed in"), "{}", page.body);
    assert!(!page.body.contains("r3fresh") && !page.body.contains("acc3ss"));
}

async fn a_code_that_gives_no_token_is_told(database: Database) {
    let house = House::on(database).await;
    let id = connection(&house, house.tenant).await;
    let mut browser = house.owner().await;
    let state = leave(&mut browser, id).await;
    let ended = come_back(&mut browser, "bad", &state).await;
    assert_eq!(ended, format!("/connections/{id}?sign_in=failed"));
    let state = leave(&mut browser, id).await;
    let ended = come_back(&mut browser, "", &state).await;
    assert_eq!(ended, format!("/connections/{id}?sign_in=refused"));
    let tenant = house.store.tenant(house.tenant);
    let standings = tenant.list_token_standings().await.unwrap();
    assert!(standings[0].failed_at.is_some());
}

async fn nobody_else_ends_an_agreement(database: Database) {
    let house = House::on(database).await;
    let id = connection(&house, house.tenant).await;
    let mut owner = house.owner().await;
    let state = leave(&mut owner, id).await;
    // The same person in another session.
    let mut other = house.owner().await;
    let expired = "/connections?sign_in=expired";
    assert_eq!(come_back(&mut other, "good", &state).await, expired);
    let mut nobody = house.browser();
    assert_eq!(come_back(&mut nobody, "good", &state).await, expired);
    // All of that took nothing from the one who began.
    let ended = come_back(&mut owner, "good", &state).await;
    assert_eq!(ended, format!("/connections/{id}?sign_in=done"));
}

async fn who_may_not_set_up_begins_none(database: Database) {
    let house = House::on(database).await;
    let id = connection(&house, house.tenant).await;
    let place = format!("/connections/{id}/authorize");
    let mut nobody = house.browser();
    assert_eq!(nobody.get(&place).await.status, StatusCode::NOT_FOUND);
    let elsewhere = tenant(&house.store, "Other").await;
    member(&house.store, elsewhere, "ivan@other.example", Role::Owner).await;
    member(
        &house.store,
        house.tenant,
        "vera@shop.example",
        Role::Viewer,
    )
    .await;
    for email in ["ivan@other.example", "vera@shop.example"] {
        let mut browser = house.browser();
        browser.sign_in(email, PASSWORD, "").await;
        assert_eq!(browser.get(&place).await.status, StatusCode::NOT_FOUND);
    }
}
