//! Filters that are no filters: SQL, wildcards, NUL and numbers out of range in every parameter
//! by which anything is searched. None of it breaks the server or shows what was not asked for.

use super::{
    api_house::key,
    databases::{Database, on_both},
    portal_house::{Answer, Browser, House, NOW, PASSWORD, encoded, member, tenant},
};
use axum::body::Body;
use domain::{AddressPolicy, DraftSecrets, IntegrationDraft, KeyScope, Role, StaffRole, TenantId};
use http::{Request, header};
use serde_json::{Value, json};
use server::auth::password;
use store::Actor;

/// What stands in every parameter, one after the other.
const HOSTILE: [&str; 26] = [
    "'",
    "\"",
    "`",
    "' OR '1'='1",
    "\" OR \"1\"=\"1",
    "' UNION SELECT email, password_hash FROM sign_in --",
    "'; DROP TABLE delivery; --",
    "1; SELECT pg_sleep(9); --",
    "c-0' --",
    "c-0'/*",
    "%",
    "c-%",
    "_-_",
    "*",
    "\\",
    "\0",
    "c-0\0",
    "$1",
    "?",
    "NULL",
    "-1",
    "99999999999999999999",
    "1e309",
    "\u{202e}\u{fffd}",
    "[]",
    "{\"$ne\":1}",
];
/// Longer than anything that is searched by, in bytes.
const LONG_BYTES: usize = 20_000;

/// The pages with a filter in their address, each with its parameters.
const PAGES: [(&str, &[&str]); 9] = [
    (
        "/deliveries",
        &[
            "q",
            "state",
            "integration",
            "project",
            "moment",
            "code",
            "period",
            "after",
        ],
    ),
    ("/calls", &["q", "period", "standing", "project", "after"]),
    ("/incoming", &["refused", "after", "show"]),
    ("/missing", &["integration", "period", "after"]),
    ("/audit", &["after"]),
    ("/exports", &["after"]),
    (
        "/export/deliveries.csv",
        &[
            "q",
            "state",
            "integration",
            "project",
            "moment",
            "code",
            "period",
            "mark",
        ],
    ),
    ("/export/deliveries.xlsx", &["q", "state"]),
    ("/overview", &["period", "project"]),
];
/// The same of the staff portal.
const STAFF_PAGES: [(&str, &[&str]); 3] = [
    ("/staff", &["search", "q"]),
    ("/staff/mail", &["after"]),
    ("/staff/audit", &["after"]),
];
/// The same of the machine API.
const API: [(&str, &[&str]); 3] = [
    (
        "/api/v1/deliveries",
        &[
            "state",
            "integration",
            "project",
            "moment",
            "code",
            "phone",
            "call_id",
            "from",
            "to",
            "after",
            "limit",
        ],
    ),
    (
        "/api/v1/incidents",
        &["integration", "open", "after", "limit"],
    ),
    ("/api/v1/jobs", &["after", "limit"]),
];

fn hostile() -> Vec<String> {
    let texts = HOSTILE.map(str::to_owned).into_iter();
    texts
        .chain(["'".repeat(LONG_BYTES), "9".repeat(LONG_BYTES)])
        .collect()
}

/// A house with a call of its tenant and one of a stranger's.
async fn house(database: Database) -> (House, TenantId) {
    let house = House::on(database).await;
    let stranger = tenant(&house.store, "Stranger").await;
    for (of, call) in [(house.tenant, "c-0"), (stranger, "x-0")] {
        let scope = house.store.tenant(of);
        let draft: IntegrationDraft = serde_json::from_value(json!({
            "name": "CRM", "url": "https://crm.example/", "moment": "after_call", "method": "GET",
            "enabled": false,
        }))
        .unwrap();
        let (actor, policy) = (Actor::System, AddressPolicy::default());
        let made = scope.create_integration(&actor, draft, DraftSecrets::default(), &policy, NOW);
        made.await.unwrap();
        let event =
            json!({"moment": "after_call", "call_id": call, "caller_number": "+380501112233"});
        let ingest = key(&house.store, of, KeyScope::Ingest).await;
        let answer = api(
            &house,
            &ingest,
            "POST",
            "/api/v1/events",
            &event.to_string(),
        )
        .await;
        assert_eq!(answer.status, 202, "{}", answer.body);
    }
    (house, stranger)
}

async fn api(house: &House, key: &str, method: &str, path: &str, body: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::CONTENT_TYPE, "application/json");
    house
        .browser()
        .send(request, Body::from(body.to_owned()))
        .await
}

/// Asks a server function.
async fn function(browser: &mut Browser, path: &str, kind: &str, body: String) -> Answer {
    let request = Request::post(path)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, kind)
        .header("sec-fetch-site", "same-origin");
    browser.send(request, Body::from(body)).await
}

async fn ask_json(browser: &mut Browser, path: &str, body: Value) -> Answer {
    function(browser, path, "application/json", body.to_string()).await
}

async fn ask_form(browser: &mut Browser, path: &str, name: &str, text: &str) -> Answer {
    let kind = "application/x-www-form-urlencoded";
    function(browser, path, kind, encoded(&[(name, text)])).await
}

/// An answer that is none of a broken server, and holds nothing of the stranger's.
fn withstood(answer: &Answer, asked: &str) {
    assert!(
        answer.status.as_u16() < 500,
        "{asked}: {} {}",
        answer.status,
        answer.body
    );
    assert!(!answer.body.contains("x-0"), "{asked} shows the stranger's");
}

async fn every_page(browser: &mut Browser, pages: &[(&str, &[&str])]) -> usize {
    let mut count = 0;
    for (path, parameters) in pages {
        for parameter in *parameters {
            for text in hostile() {
                let asked = format!("{path}?{}", encoded(&[(parameter, &text)]));
                let answer = browser.get(&asked).await;
                let shown = asked.get(..120).unwrap_or(&asked);
                assert!(answer.status.as_u16() < 500, "{shown}: {}", answer.status);
                count += 1;
            }
        }
    }
    count
}

async fn pages_withstand_whatever_stands_in_their_address(database: Database) {
    let (house, _) = house(database).await;
    let count = every_page(&mut house.owner().await, &PAGES).await;
    eprintln!("{count} addresses withstood");
}

async fn pages_of_staff_withstand_it_too(database: Database) {
    let (house, _) = house(database).await;
    let hash = Some(password::hash(PASSWORD).unwrap());
    let (actor, role) = (Actor::System, StaffRole::Admin);
    let made = house
        .store
        .create_staff(&actor, "admin@hookline.example", role, hash, NOW);
    made.await.unwrap();
    let mut admin = house.browser();
    admin.sign_in("admin@hookline.example", PASSWORD, "").await;
    let count = every_page(&mut admin, &STAFF_PAGES).await;
    for text in hostile() {
        let answer = ask_form(&mut admin, "/fn/staff/list_tenants", "search", &text).await;
        assert_eq!(answer.status, 200, "{text}: {}", answer.body);
        let found: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(found, json!([]), "{text} found a tenant");
    }
    eprintln!("{count} addresses withstood");
}

async fn a_search_finds_only_what_is_called_so(database: Database) {
    let (house, _) = house(database).await;
    let mut owner = house.owner().await;
    let log = |q: &str| {
        json!({"query": {
            "q": q, "state": "", "integration": "", "project": "", "moment": "", "code": "", "period": "", "after": "",
        }})
    };
    let calls = |q: &str| json!({"query": {"q": q, "period": "", "standing": "", "after": ""}});
    let all = ask_json(&mut owner, "/fn/list_deliveries", log("")).await;
    let all: Value = serde_json::from_str(&all.body).unwrap();
    assert_eq!(all["lines"].as_array().map(Vec::len), Some(1));
    for text in hostile() {
        for (path, body) in [
            ("/fn/list_deliveries", log(&text)),
            ("/fn/list_calls", calls(&text)),
        ] {
            let answer = ask_json(&mut owner, path, body).await;
            withstood(&answer, path);
            let page: Value = serde_json::from_str(&answer.body).unwrap_or_default();
            assert_eq!(page["lines"], json!([]), "{path} finds a row by {text:.40}");
        }
        let answer = ask_form(&mut owner, "/fn/search", "text", &text).await;
        withstood(&answer, "search");
        assert!(
            !answer.body.contains("c-0"),
            "the search finds a call by {text:.40}"
        );
        for name in ["after", "email", "token", "name", "address", "id"] {
            for path in [
                "/fn/get_audit",
                "/fn/save_view",
                "/fn/inspect",
                "/fn/invite_member",
            ] {
                withstood(&ask_form(&mut owner, path, name, &text).await, path);
            }
        }
        let view = encoded(&[
            ("name", "Mine"),
            ("address", &format!("/deliveries?q={text}")),
        ]);
        let kind = "application/x-www-form-urlencoded";
        withstood(
            &function(&mut owner, "/fn/save_view", kind, view).await,
            "save_view",
        );
    }
}

async fn signing_in_takes_no_sql(database: Database) {
    let (house, _) = house(database).await;
    for text in HOSTILE {
        let mut browser = house.browser();
        for (email, password) in [(text, PASSWORD), ("olena@shop.example", text)] {
            let answer = browser.sign_in(email, password, "").await;
            assert!(answer.status.is_client_error(), "{text}: {}", answer.status);
        }
        withstood(
            &browser.post("/forgotten", &[("email", text)]).await,
            "/forgotten",
        );
    }
}

async fn the_api_finds_only_what_its_filters_say(database: Database) {
    let (house, stranger) = house(database).await;
    let key = key(&house.store, house.tenant, KeyScope::Manage).await;
    let mut count = 0;
    for (path, parameters) in API {
        for parameter in parameters {
            for text in hostile() {
                let asked = format!("{path}?{}", encoded(&[(parameter, &text)]));
                let answer = api(&house, &key, "GET", &asked, "").await;
                let shown = asked.get(..120).unwrap_or(&asked);
                withstood(&answer, shown);
                let body: Value = serde_json::from_str(&answer.body).unwrap();
                let told = match answer.status.as_u16() {
                    200 => body["items"] == json!([]),
                    status => status == 422 && body["code"] == "fields",
                };
                assert!(told, "{shown}: {} {}", answer.status, answer.body);
                count += 1;
            }
        }
        for text in HOSTILE {
            let name = encoded(&[("x", text)]).replacen("x=", "", 1);
            withstood(
                &api(&house, &key, "GET", &format!("{path}/{name}"), "").await,
                path,
            );
        }
    }
    let theirs = house.store.tenant(stranger);
    let kept = theirs
        .list_deliveries(&store::DeliveryFilter::default(), None, 10)
        .await;
    assert_eq!(kept.unwrap().items.len(), 1, "nothing was dropped");
    eprintln!("{count} filters withstood");
}

async fn a_viewer_finds_no_more_than_the_owner(database: Database) {
    let (house, _) = house(database).await;
    member(&house.store, house.tenant, "v@shop.example", Role::Viewer).await;
    let mut viewer = house.browser();
    viewer.sign_in("v@shop.example", PASSWORD, "").await;
    for text in HOSTILE {
        let asked = format!("/export/deliveries.csv?{}", encoded(&[("q", text)]));
        let answer = viewer.get(&asked).await;
        withstood(&answer, &asked);
        assert!(!answer.body.contains("c-0"), "{asked}: {}", answer.body);
    }
}

on_both!(
    pages_withstand_whatever_stands_in_their_address,
    pages_of_staff_withstand_it_too,
    a_search_finds_only_what_is_called_so,
    signing_in_takes_no_sql,
    the_api_finds_only_what_its_filters_say,
    a_viewer_finds_no_more_than_the_owner,
);
