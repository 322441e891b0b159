//! What is logged holds ids: no phone number, body, password or secret, however much is wanted.

use super::{
    api_house::key,
    api_receiver::Receiver,
    portal_house::{House, NOW},
    portal_look::call,
};
use axum::body::Body;
use domain::{DraftSecrets, IntegrationDraft, KeyScope};
use http::{Request, StatusCode, header};
use serde_json::json;
use std::{
    io,
    sync::{Arc, Mutex},
};
use store::Actor;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// All that we say, and what others say where nobody asks for more.
const WANTED: &str = "info,app=trace,domain=trace,engine=trace,server=trace,store=trace";
const NUMBER: &str = "380501112233";
const SECRET: &str = "sesame-of-the-crm";
const TYPED: &str = "wrong horse battery";

/// The lines of the log.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Sends a call to a CRM that answers with an error, its key in the address.
async fn send_a_call(house: &House, receiver: &Receiver) {
    let url = receiver.url("/lead?phone={{caller_number}}&token={{secret:key}}");
    let draft: IntegrationDraft = serde_json::from_value(json!({
        "name": "CRM", "url": url, "moment": "after_call", "method": "GET",
    }))
    .unwrap();
    let secrets = DraftSecrets([("key".to_owned(), SECRET.to_owned())].into());
    let (actor, policy) = (Actor::System, house.config.address_policy());
    let scope = house.store.tenant(house.tenant);
    let making = scope.create_integration(&actor, draft, secrets, &policy, NOW);
    making.await.unwrap();
    receiver.answer(500);
    let ingest = key(&house.store, house.tenant, KeyScope::Ingest).await;
    let whole = json!({
        "moment": "after_call", "call_id": "call-1", "caller_number": format!("+{NUMBER}"),
    });
    let whole = whole.to_string();
    for (body, status) in [
        (whole.replace('}', ""), StatusCode::BAD_REQUEST),
        (whole, StatusCode::ACCEPTED),
    ] {
        let request = Request::post("/api/v1/events")
            .header(header::AUTHORIZATION, format!("Bearer {ingest}"))
            .header(header::CONTENT_TYPE, "application/json");
        let answer = house.browser().send(request, Body::from(body)).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    let got = receiver.wait_for(1).await;
    assert!(got[0].target.contains(NUMBER) && got[0].target.contains(SECRET));
}

#[tokio::test]
async fn no_line_holds_a_number_a_body_a_password_or_a_secret() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(WANTED))
        .with_writer(lines.clone())
        .with_ansi(false)
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    tracing::info!("it is heard");
    let (house, receiver) = (House::open().await, Receiver::start().await);
    send_a_call(&house, &receiver).await;
    let mut browser = house.browser();
    let refused = browser.sign_in("olena@shop.example", TYPED, "").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let mut owner = house.owner().await;
    let number = format!("phone=%2B{NUMBER}");
    for path in ["/calls/call-1", &format!("/calls?q=%2B{NUMBER}")] {
        assert_eq!(owner.get(path).await.status, StatusCode::OK, "{path}");
    }
    let erased = call(&mut owner, "erase_number", &number).await;
    assert_eq!(erased.status, StatusCode::OK, "{}", erased.body);
    let heard = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(heard.contains("it is heard"));
    for never in [NUMBER, "1112233", SECRET, TYPED] {
        assert!(!heard.contains(never), "{never}: {heard}");
    }
}
