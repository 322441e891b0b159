//! The machine API: which key opens what, and what a signature opens without one.

use super::{
    EVENT, EVENTS, Row, Things,
    bodies::{TWILIO, ZADARMA},
    compare, request, row,
};
use crate::{
    api_adapters::{twilio_signature, zadarma_signature},
    api_house::key,
    portal_house::{House, NOW, tenant},
};
use axum::body::Body;
use domain::KeyScope;
use store::Actor;

/// Who asks, in the order of the columns. `nobody` brings no key, `stranger` one of another
/// tenant that may manage, `member` the cookie of an owner who signed in.
const CALLERS: [&str; 7] = [
    "nobody", "unknown", "revoked", "ingest", "manage", "stranger", "member",
];

/// Open to everybody.
const OPEN: [u16; 7] = [200; 7];
const MANAGE: [u16; 7] = [401, 401, 401, 403, 200, 200, 401];
const MANAGE_THING: [u16; 7] = [401, 401, 401, 403, 200, 404, 401];
const DELETE_THING: [u16; 7] = [401, 401, 401, 403, 204, 404, 401];
/// What telephony sends is known by its signature, and no key stands in for it.
const UNSIGNED: [u16; 7] = [401; 7];

pub(super) const ROWS: &[Row<7>] = &[
    row("GET /healthz", "", OPEN),
    row("GET /readyz", "", OPEN),
    row("GET /api/v1/openapi.json", "", OPEN),
    row("GET /api/v1/source-ips", "", OPEN),
    row("GET /api/nowhere", "", [404; 7]),
    row(EVENTS, EVENT, [401, 401, 401, 202, 403, 403, 401]),
    row(
        "POST /api/v1/ingest/twilio/{twilio_source}",
        TWILIO,
        UNSIGNED,
    ),
    // The address is proved before anything is signed.
    row(
        "GET /api/v1/ingest/zadarma/{new_source}?zd_echo=x",
        "",
        OPEN,
    ),
    row(
        "POST /api/v1/ingest/zadarma/{new_source}",
        ZADARMA,
        UNSIGNED,
    ),
    row("GET /api/v1/integrations", "", MANAGE),
    row(
        "POST /api/v1/integrations",
        DRAFT,
        [401, 401, 401, 403, 201, 201, 401],
    ),
    row("GET /api/v1/integrations/{integration}", "", MANAGE_THING),
    row(
        "PATCH /api/v1/integrations/{integration}",
        r#"{"enabled":true}"#,
        MANAGE_THING,
    ),
    row(
        "DELETE /api/v1/integrations/{new_integration}",
        "",
        DELETE_THING,
    ),
    row(
        "POST /api/v1/integrations/{integration}/test",
        "",
        MANAGE_THING,
    ),
    row(
        "POST /api/v1/integrations/{new_integration}/rotate-signature",
        r#"{"overlap":"24h"}"#,
        MANAGE_THING,
    ),
    row(
        "GET /api/v1/integrations/{integration}/versions",
        "",
        MANAGE_THING,
    ),
    row("GET /api/v1/connections", "", MANAGE),
    row(
        "POST /api/v1/connections",
        r#"{"name":"CRM","url":"{url}"}"#,
        [401, 401, 401, 403, 201, 201, 401],
    ),
    row("GET /api/v1/connections/{new_connection}", "", MANAGE_THING),
    row(
        "PATCH /api/v1/connections/{new_connection}",
        r#"{"name":"CRM"}"#,
        MANAGE_THING,
    ),
    row(
        "DELETE /api/v1/connections/{new_connection}",
        "",
        DELETE_THING,
    ),
    row("GET /api/v1/projects", "", MANAGE),
    row(
        "POST /api/v1/projects",
        r#"{"name":"Shop Kyiv"}"#,
        [401, 401, 401, 403, 201, 201, 401],
    ),
    row(
        "PATCH /api/v1/projects/{new_project}",
        r#"{"zone":"UTC"}"#,
        MANAGE_THING,
    ),
    row(
        "POST /api/v1/projects/{new_project}/merge",
        r#"{"into":"{new_project}"}"#,
        MANAGE_THING,
    ),
    row("DELETE /api/v1/projects/{new_project}", "", DELETE_THING),
    row("GET /api/v1/incidents", "", MANAGE),
    row("GET /api/v1/jobs", "", MANAGE),
    row(
        "POST /api/v1/jobs",
        r#"{"kind":"send_again","filter":{}}"#,
        [401, 401, 401, 403, 201, 201, 401],
    ),
    row("GET /api/v1/jobs/{new_job}", "", MANAGE_THING),
    // It is over.
    row(
        "PATCH /api/v1/jobs/{new_job}",
        r#"{"state":"paused"}"#,
        [401, 401, 401, 403, 409, 404, 401],
    ),
    row("GET /api/v1/deliveries", "", MANAGE),
    row("GET /api/v1/deliveries/{delivery}", "", MANAGE_THING),
    row(
        "POST /api/v1/deliveries/{delivery}/send-again",
        "",
        [401, 401, 401, 403, 201, 404, 401],
    ),
    // It was answered.
    row(
        "POST /api/v1/deliveries/{delivery}/arrived",
        "",
        [401, 401, 401, 403, 409, 404, 401],
    ),
];

/// What comes with the signature of its platform, whatever key is brought beside it.
const SIGNED: &[Row<7>] = &[
    row(
        "POST /api/v1/ingest/twilio/{twilio_source}",
        TWILIO,
        [204; 7],
    ),
    row(
        "POST /api/v1/ingest/zadarma/{new_source}",
        ZADARMA,
        [200; 7],
    ),
    row(
        "POST /api/v1/ingest/zadarma/{deleted_source}",
        ZADARMA,
        [404; 7],
    ),
    // A source of one platform is none of another.
    row("POST /api/v1/ingest/twilio/{new_source}", TWILIO, [404; 7]),
    row(
        "POST /api/v1/ingest/zadarma/{twilio_source}",
        ZADARMA,
        [404; 7],
    ),
];

const DRAFT: &str = r#"{"name":"CRM","url":"{url}","moment":"after_call","method":"GET"}"#;

/// The `Authorization` of each caller.
async fn authorizations(house: &House, things: &Things) -> Vec<String> {
    let other = tenant(&house.store, "Stranger").await;
    let (revoked, text) = things.key(KeyScope::Manage).await;
    let revoking = things.scope.revoke_key(&Actor::System, revoked, NOW);
    revoking.await.unwrap();
    let texts = [
        String::new(),
        "hk_nobody".to_owned(),
        text,
        things.key(KeyScope::Ingest).await.1,
        things.key(KeyScope::Manage).await.1,
        key(&house.store, other, KeyScope::Manage).await,
        String::new(),
    ];
    let with_scheme = |text: String| match text.as_str() {
        "" => text,
        key => format!("Bearer {key}"),
    };
    texts.into_iter().map(with_scheme).collect()
}

/// The header with which the platform of an address signs a body.
fn signature(house: &House, asked: &str, body: &str) -> (&'static str, String) {
    let (_, path) = asked.split_once(' ').unwrap();
    if path.contains("/zadarma/") {
        return ("signature", zadarma_signature(body));
    }
    let url = format!("{}{path}", house.config.public_url);
    ("x-twilio-signature", twilio_signature(&url, body))
}

/// Asks each row as every caller, with the header that `signed` tells of its address and body.
async fn answers(
    house: &House,
    things: &Things,
    rows: &[Row<7>],
    signed: impl Fn(&str, &str) -> Option<(&'static str, String)>,
) -> Vec<Vec<u16>> {
    let authorizations = authorizations(house, things).await;
    let mut answers = Vec::new();
    for row in rows {
        let mut statuses = Vec::new();
        for (authorization, caller) in authorizations.iter().zip(CALLERS) {
            let asked = things.filled(row.asked).await;
            let body = things.filled(row.body).await;
            let mut request = request(authorization, &asked, &body);
            if let Some((name, signature)) = signed(&asked, &body) {
                request = request.header(name, signature);
            }
            let mut browser = match caller {
                "member" => house.owner().await,
                _ => house.browser(),
            };
            let answer = browser.send(request, Body::from(body)).await;
            statuses.push(answer.status.as_u16());
        }
        answers.push(statuses);
    }
    answers
}

#[tokio::test]
async fn every_key_is_answered_as_the_table_says() {
    let house = House::open().await;
    let things = Things::make(&house).await;
    let answers = answers(&house, &things, ROWS, |_, _| None).await;
    compare(ROWS, &answers);
}

#[tokio::test]
async fn a_platform_is_known_by_its_signature_whatever_key_comes_with_it() {
    let house = House::open().await;
    let things = Things::make(&house).await;
    let signed = |asked: &str, body: &str| Some(signature(&house, asked, body));
    let answers = answers(&house, &things, SIGNED, signed).await;
    compare(SIGNED, &answers);
    // What it told is of the company whose platform it is.
    for call in ["CA0a", "in_1a2b3c4d5e"] {
        let known = things.scope.get_call(call).await;
        assert!(known.is_ok(), "{call}");
    }
}
