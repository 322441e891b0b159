//! The payloads of telephony platforms, as they send them, on the way of every other event.

use super::{
    api_house::{Machine, PUBLIC_URL, Told},
    databases::{Database, on_both},
};
use axum::body::Body;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{Adapter, Facts};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{Method, Request, StatusCode, header};
use sha1::Sha1;

/// The secret that platforms of the tests sign with.
pub const SECRET: &str = "signing-secret";
const ZADARMA: &str = include_str!("../fixtures/zadarma.txt");
const TWILIO: &str = include_str!("../fixtures/twilio.txt");

on_both!(
    a_zadarma_call_is_followed_to_its_recording,
    a_twilio_call_is_followed_to_its_end
);

fn hmac(text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha1>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// The fields of a form.
fn fields(body: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect()
}

/// What Zadarma signs a notification with.
pub fn zadarma_signature(body: &str) -> String {
    let fields = fields(body);
    let get = |name: &str| {
        fields
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, text)| text.as_str())
            .to_owned()
    };
    let signed: &[&str] = match get("event").as_str() {
        "NOTIFY_ANSWER" => &["caller_id", "destination", "call_start"],
        "NOTIFY_OUT_START" | "NOTIFY_OUT_END" => &["internal", "destination", "call_start"],
        "NOTIFY_RECORD" => &["pbx_call_id", "call_id_with_rec"],
        _ => &["caller_id", "called_did", "call_start"],
    };
    let text: String = signed.iter().map(|name| get(name)).collect();
    let hex: String = hmac(&text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    BASE64_STANDARD.encode(hex)
}

/// What Twilio signs a callback to an address with.
pub fn twilio_signature(url: &str, body: &str) -> String {
    let mut fields = fields(body);
    fields.sort();
    let fields: String = fields
        .into_iter()
        .map(|(name, text)| name + &text)
        .collect();
    BASE64_STANDARD.encode(hmac(&format!("{url}{fields}")))
}

async fn post(machine: &Machine, path: &str, header: (&str, &str), body: &str) -> Told {
    let request = Request::post(path)
        .header(header.0, header.1)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    machine.send(request, Body::from(body.to_owned())).await
}

/// What is known of a call in the end.
async fn known(machine: &Machine, call_id: &str) -> (Facts, Vec<String>) {
    let call = machine
        .store
        .tenant(machine.tenant)
        .get_call(call_id)
        .await
        .unwrap();
    let mut moments: Vec<_> = call
        .events
        .iter()
        .map(|event| event.moment.key().to_owned())
        .collect();
    moments.sort();
    (call.facts, moments)
}

fn plain(facts: &Facts, name: &str) -> String {
    facts
        .get(name)
        .map(domain::Value::plain)
        .unwrap_or_default()
}

async fn a_zadarma_call_is_followed_to_its_recording(database: Database) {
    let machine = Machine::open(database).await;
    let source = machine.source(Adapter::Zadarma, SECRET).await;
    let path = format!("/api/v1/ingest/zadarma/{source}");
    for body in ZADARMA.lines() {
        let told = post(
            &machine,
            &path,
            ("signature", &zadarma_signature(body)),
            body,
        )
        .await;
        assert_eq!(
            (told.status, &told.body["accepted"]),
            (StatusCode::OK, &1.into()),
            "{body}: {}",
            told.text
        );
    }
    let (facts, moments) = known(&machine, "in_1a2b3c4d5e").await;
    assert_eq!(
        moments,
        [
            "after_call",
            "answered",
            "before_call",
            "call_updated",
            "forwarding_step"
        ]
    );
    for (name, value) in [
        ("caller_number", "+380501112233"),
        ("tracking_number", "+380443334455"),
        ("call_started_at", "2026-03-07T10:20:01+02:00"),
        ("call_ended_at", "2026-03-07T10:23:05+02:00"),
        ("direction", "in"),
        ("status", "answered"),
        ("duration", "184"),
        // Answer and end are timed by their arrival, one after the other in this test.
        ("talk_duration", "0"),
        ("connected_with", "101"),
        ("employee_extension", "101"),
        ("has_recording", "true"),
        ("custom.call_id_with_rec", "1709799601.123456"),
    ] {
        assert_eq!(plain(&facts, name), value, "{name}");
    }
    let (facts, moments) = known(&machine, "out_9f8e7d").await;
    assert_eq!(moments, ["after_call", "before_call"]);
    for (name, value) in [
        ("caller_number", "+380671234567"),
        ("tracking_number", "+380443334455"),
        ("direction", "out"),
        ("status", "no_answer"),
        ("is_missed", "false"),
    ] {
        assert_eq!(plain(&facts, name), value, "{name}");
    }
}

async fn a_twilio_call_is_followed_to_its_end(database: Database) {
    let machine = Machine::open(database).await;
    let source = machine.source(Adapter::Twilio, SECRET).await;
    let path = format!("/api/v1/ingest/twilio/{source}?line=1");
    let url = format!("{PUBLIC_URL}{path}");
    for body in TWILIO.lines() {
        let signature = twilio_signature(&url, body);
        let told = post(&machine, &path, ("x-twilio-signature", &signature), body).await;
        assert_eq!(told.status, StatusCode::NO_CONTENT, "{body}: {}", told.text);
    }
    let (facts, moments) = known(&machine, "CA0000000000000000000000000000000a").await;
    assert_eq!(moments, ["after_call", "answered", "before_call"]);
    for (name, value) in [
        ("caller_number", "+380501112233"),
        ("tracking_number", "+15005550006"),
        ("direction", "out"),
        ("status", "answered"),
        ("talk_duration", "49"),
        ("call_ended_at", "2018-03-25T12:53:19+03:00"),
        ("duration", "69"),
        ("wait_duration", "20"),
        ("is_missed", "false"),
        ("is_first_call", "true"),
        ("call_counter", "1"),
        ("caller_country", "UA"),
    ] {
        assert_eq!(plain(&facts, name), value, "{name}");
    }
    let (facts, moments) = known(&machine, "CA0000000000000000000000000000000b").await;
    assert_eq!(moments, ["after_call", "before_call", "forwarding_step"]);
    assert_eq!(plain(&facts, "status"), "busy");
    assert_eq!(plain(&facts, "is_missed"), "true");
    assert_eq!(plain(&facts, "caller_number"), "client:Anna");
    assert_eq!(plain(&facts, "hangup_cause"), "486");
}

#[tokio::test]
async fn a_wrong_signature_and_an_unknown_source_are_refused() {
    let machine = Machine::open(Database::Sqlite).await;
    let zadarma = machine.source(Adapter::Zadarma, SECRET).await;
    let body = ZADARMA.lines().next().unwrap();
    let path = format!("/api/v1/ingest/zadarma/{zadarma}");
    let wrong = post(&machine, &path, ("signature", "bm8="), body).await;
    assert_eq!(wrong.problem(), (401, "signature"));
    let unsigned = post(&machine, &path, ("x-other", "x"), body).await;
    assert_eq!(unsigned.problem(), (401, "signature"));
    // A source of one platform is none of another.
    let path = format!("/api/v1/ingest/twilio/{zadarma}");
    assert_eq!(
        post(&machine, &path, ("x-other", "x"), body)
            .await
            .problem(),
        (404, "not_found")
    );
    let path = "/api/v1/ingest/zadarma/src_none";
    assert_eq!(
        post(&machine, path, ("x-other", "x"), body).await.problem(),
        (404, "not_found")
    );
}

#[tokio::test]
async fn a_platform_may_sign_with_the_old_secret_while_it_goes_on() {
    let machine = Machine::open(Database::Sqlite).await;
    let source = machine.source(Adapter::Zadarma, SECRET).await;
    let scope = machine.store.tenant(machine.tenant);
    let now = engine::Clock::now_ms(&engine::SystemClock);
    let body = ZADARMA.lines().next().unwrap();
    let path = format!("/api/v1/ingest/zadarma/{source}");
    let tell = async || {
        let signature = zadarma_signature(body);
        post(&machine, &path, ("signature", &signature), body).await
    };
    let (actor, overlap) = (&store::Actor::System, domain::Overlap::Hour);
    let rotating = scope.rotate_source(actor, source, "new", overlap, now);
    rotating.await.unwrap();
    assert_eq!(tell().await.status, StatusCode::OK);
    let listed = scope.list_sources().await.unwrap();
    assert!(listed[0].replaced.as_ref().unwrap().used_at.is_some());
    let sender = domain::SenderId::Source(source);
    scope.end_replaced(actor, sender, now).await.unwrap();
    assert_eq!(tell().await.problem(), (401, "signature"));
}

#[tokio::test]
async fn a_platform_loses_the_field_that_cannot_be_read_and_not_the_event() {
    let machine = Machine::open(Database::Sqlite).await;
    let source = machine.source(Adapter::Zadarma, SECRET).await;
    let path = format!("/api/v1/ingest/zadarma/{source}");
    let tell = async |body: &str| {
        let signature = zadarma_signature(body);
        post(&machine, &path, ("signature", &signature), body).await
    };
    let told = tell(
        "event=NOTIFY_END&pbx_call_id=in_1&caller_id=380501112233&call_start=soon&duration=x\
         &disposition=answered",
    )
    .await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text);
    let (facts, _) = known(&machine, "in_1").await;
    assert_eq!(plain(&facts, "status"), "answered");
    assert_eq!(plain(&facts, "duration"), "");
    // Without its call it is no event.
    let told = tell("event=NOTIFY_END&caller_id=380501112233&duration=12").await;
    assert_eq!(told.problem(), (422, "fields"));
    assert_eq!(told.body["errors"][0]["field"], "call_id");
}

#[tokio::test]
async fn zadarma_is_shown_that_the_address_is_ours() {
    let machine = Machine::open(Database::Sqlite).await;
    let source = machine.source(Adapter::Zadarma, SECRET).await;
    let path = format!("/api/v1/ingest/zadarma/{source}?zd_echo=abc123");
    let told = machine.send(Request::get(path), Body::empty()).await;
    assert_eq!(
        (told.status, told.text.as_str()),
        (StatusCode::OK, "abc123")
    );
    let told = machine
        .send(
            Request::get("/api/v1/ingest/zadarma/src_none?zd_echo=a"),
            Body::empty(),
        )
        .await;
    assert_eq!(told.problem(), (404, "not_found"));
    for (query, problem) in [
        ("zd_echo=a&zd_echo=b", (422, "fields")),
        ("other=a", (400, "malformed")),
    ] {
        let path = format!("/api/v1/ingest/zadarma/{source}?{query}");
        let told = machine.send(Request::get(path), Body::empty()).await;
        assert_eq!(told.problem(), problem, "{query}");
    }
}

#[tokio::test]
async fn a_path_that_is_no_text_is_a_problem() {
    let machine = Machine::open(Database::Sqlite).await;
    for (method, path) in [
        (Method::GET, "/api/v1/ingest/zadarma/%FF"),
        (Method::POST, "/api/v1/ingest/zadarma/%FF"),
        (Method::POST, "/api/v1/ingest/twilio/%FF"),
        (Method::GET, "/api/v1/integrations/%FF"),
        (Method::POST, "/api/v1/integrations/%FF/test"),
        (Method::GET, "/api/v1/deliveries/%FF"),
        (Method::POST, "/api/v1/deliveries/%FF/send-again"),
    ] {
        let told = machine.ask(method, path, None).await;
        assert_eq!(told.problem(), (400, "malformed"), "{path}");
    }
}
