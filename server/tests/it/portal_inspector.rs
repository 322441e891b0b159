//! The inspector: it keeps what is sent, within its limits, and shows it to its tenant alone.

use super::{
    databases::{Database, on_both},
    portal_house::{Answer, House},
};
use axum::body::Body;
use http::{Request, StatusCode, header};
use server::http::inspector::INSPECTED_BODY_BYTES_MAX;
use store::InspectedRequest;

on_both!(
    a_request_is_kept_as_text_and_answered,
    a_long_body_is_cut_and_marked,
    a_token_that_nobody_has_is_not_found,
    the_sender_may_ask_for_a_failure,
    only_a_browser_of_the_tenant_sees_the_page,
    a_get_of_a_program_is_kept_even_with_a_session,
);

impl House {
    async fn inspector(&self) -> String {
        let tenant = self.store.tenant(self.tenant);
        format!("/inspect/{}", tenant.inspector_token().await.unwrap())
    }

    async fn kept(&self) -> Vec<InspectedRequest> {
        let tenant = self.store.tenant(self.tenant);
        let mut kept = Vec::new();
        for line in tenant.list_inspected().await.unwrap() {
            kept.extend(tenant.find_inspected(line.id).await.unwrap());
        }
        kept
    }

    async fn send(&self, request: http::request::Builder, body: impl Into<Body>) -> Answer {
        self.browser().send(request, body.into()).await
    }
}

async fn a_request_is_kept_as_text_and_answered(database: Database) {
    let house = House::on(database).await;
    let url = format!("{}?phone=%2B380", house.inspector().await);
    let request = Request::post(url)
        .header("x-key", "secret")
        .header("origin", "https://elsewhere.example")
        .header(header::COOKIE, "session=stolen");
    let answer = house.send(request, "<b>hello</b>").await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::OK, r#"{"ok":true}"#)
    );
    let kept = house.kept().await;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].method, "POST");
    assert_eq!(kept[0].url, "?phone=%2B380");
    assert_eq!(kept[0].body, "<b>hello</b>");
    assert!(
        kept[0]
            .headers
            .contains(&("x-key".to_owned(), "secret".to_owned()))
    );
    assert!(kept[0].headers.iter().all(|(name, _)| name != "cookie"));
}

async fn a_long_body_is_cut_and_marked(database: Database) {
    let house = House::on(database).await;
    let body = "x".repeat(INSPECTED_BODY_BYTES_MAX + 10);
    let answer = house
        .send(Request::put(house.inspector().await), body)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let kept = house.kept().await;
    assert_eq!(kept[0].body.len(), INSPECTED_BODY_BYTES_MAX);
    assert!(kept[0].body_cut);
}

async fn a_token_that_nobody_has_is_not_found(database: Database) {
    let house = House::on(database).await;
    let answer = house.send(Request::post("/inspect/nobody"), "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

async fn the_sender_may_ask_for_a_failure(database: Database) {
    let house = House::on(database).await;
    let url = format!("{}?answer=503", house.inspector().await);
    let answer = house.send(Request::post(url), "").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.body, r#"{"ok":false}"#);
    assert_eq!(house.kept().await.len(), 1);
}

async fn only_a_browser_of_the_tenant_sees_the_page(database: Database) {
    let house = House::on(database).await;
    let inspector = house.inspector().await;
    let stranger = house.browser().get(&inspector).await;
    assert_eq!(stranger.body, r#"{"ok":true}"#);
    assert_eq!(house.kept().await.len(), 1);
    let page = house.owner().await.get(&inspector).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(house.kept().await.len(), 1, "looking is not sending");
}

async fn a_get_of_a_program_is_kept_even_with_a_session(database: Database) {
    let house = House::on(database).await;
    let inspector = house.inspector().await;
    let request = Request::get(inspector).header(header::ACCEPT, "*/*");
    let answer = house.owner().await.send(request, Body::empty()).await;
    assert_eq!(answer.body, r#"{"ok":true}"#);
    assert_eq!(house.kept().await[0].method, "GET");
}
