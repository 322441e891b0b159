//! Support that looks into a cabinet: what it sees, what it may not, how it ends, and what the
//! tenant reads of it.

use super::{
    api_house::key,
    api_receiver::Receiver,
    portal_house::{Answer, Browser, House, NOW, PASSWORD},
};
use axum::body::Body;
use domain::{DraftSecrets, KeyScope, Role, StaffRole, SupportAccess, notice::Notice};
use http::{Request, StatusCode, header};
use serde_json::json;
use server::auth::{password, totp};
use store::{Actor, AuditRow, SupportRules};

const SUPPORT: &str = "sam@hookline.example";
const NUMBER: &str = "+380501112233";

/// A portal with a call in the tenant, and somebody of support.
pub struct Desk {
    pub house: House,
}

impl Desk {
    pub async fn open() -> Self {
        let house = House::open().await;
        let hash = Some(password::hash(PASSWORD).unwrap());
        let role = StaffRole::Support;
        let made = house
            .store
            .create_staff(&Actor::System, SUPPORT, role, hash, NOW);
        made.await.unwrap();
        let key = key(&house.store, house.tenant, KeyScope::Ingest).await;
        let event = r#"{"moment":"after_call","call_id":"c-17","caller_number":"+380501112233"}"#;
        let report =
            Request::post("/api/v1/events").header(header::AUTHORIZATION, format!("Bearer {key}"));
        let taken = house.browser().send(report, Body::from(event)).await;
        assert_eq!(taken.status, StatusCode::ACCEPTED, "{}", taken.body);
        Self { house }
    }

    async fn support(&self) -> Browser {
        let mut browser = self.house.browser();
        let answer = browser.sign_in(SUPPORT, PASSWORD, "").await;
        assert_eq!(answer.header("location"), "/staff");
        browser
    }

    async fn begin(&self, browser: &mut Browser, ticket: &str, reason: &str) -> Answer {
        let scope = self.house.store.tenant(self.house.tenant);
        let members = scope.list_members().await.unwrap();
        let owner = members.iter().find(|it| it.role == Role::Owner).unwrap();
        let (tenant, member) = (self.house.tenant.to_string(), owner.id.to_string());
        let form = [
            ("tenant", tenant.as_str()),
            ("member", &member),
            ("ticket", ticket),
            ("reason", reason),
            ("minutes", "15"),
        ];
        browser.post("/staff/look/begin", &form).await
    }

    /// Somebody who looks in.
    pub async fn looking(&self) -> Browser {
        let mut browser = self.support().await;
        let begun = self
            .begin(&mut browser, "48213", "The CRM answers 401")
            .await;
        assert_eq!(begun.header("location"), "/integrations", "{}", begun.body);
        browser
    }

    pub async fn allow(&self, access: SupportAccess, writes: bool) {
        let rules = SupportRules {
            access,
            writes,
            mails: true,
        };
        let tenant = self.house.store.tenant(self.house.tenant);
        let setting = tenant.set_support_rules(&Actor::System, rules, NOW);
        setting.await.unwrap();
    }

    pub async fn noted(&self) -> Vec<AuditRow> {
        let tenant = self.house.store.tenant(self.house.tenant);
        tenant.list_audit(100).await.unwrap()
    }
}

/// Calls a server function.
pub async fn call(browser: &mut Browser, function: &str, body: &str) -> Answer {
    let kind = if body.starts_with('{') {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    let request = Request::post(format!("/fn/{function}"))
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, kind);
    browser.send(request, Body::from(body.to_owned())).await
}

#[tokio::test]
async fn nobody_looks_in_without_a_ticket_and_a_reason() {
    let desk = Desk::open().await;
    let mut browser = desk.support().await;
    for (ticket, reason) in [
        ("", "The CRM answers 401"),
        ("two words", "The CRM answers 401"),
        ("48213", " "),
        ("48213", "Ask +380 50 111 22 33"),
    ] {
        let refused = desk.begin(&mut browser, ticket, reason).await;
        assert!(
            refused.header("location").ends_with("?look=invalid"),
            "{reason}"
        );
    }
    let page = browser.get("/integrations").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

/// Pages that nobody needs to sign in for, and the one that leads on.
const OUTSIDE: [&str; 6] = [
    "/",
    "/api-reference",
    "/forgotten",
    "/second-factor",
    "/sign-in",
    "/source-addresses",
];

#[tokio::test]
async fn every_page_says_as_whom_for_which_ticket_and_for_how_long() {
    let desk = Desk::open().await;
    let mut browser = desk.looking().await;
    let pages = leptos_axum::generate_route_list(app::App);
    let of_one_thing = |path: &str| path.contains([':', '{', '*']);
    let inside = pages.iter().map(leptos_axum::AxumRouteListing::path);
    let inside: Vec<&str> = inside
        .filter(|path| !of_one_thing(path) && !OUTSIDE.contains(path))
        .chain(["/calls/c-17"])
        .collect();
    assert!(inside.contains(&"/settings/data"), "{inside:?}");
    for path in inside {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let bar = page.body.split("look-bar").nth(1).unwrap_or_default();
        for said in [
            "olena@shop.example",
            "ticket 48213",
            "read-only",
            "14 min left",
        ] {
            assert!(bar.contains(said), "{path}: {said}");
        }
        assert!(bar.contains("/staff/look/leave"), "{path}");
    }
}

#[tokio::test]
async fn writing_is_disabled_with_a_way_to_ask_for_it() {
    let desk = Desk::open().await;
    let page = desk.looking().await.get("/integrations").await;
    assert!(page.body.contains("Ask to change"));
    assert!(page.body.contains("/staff/look?back="));
    assert!(!page.body.contains("href=\"/integrations/new\""));
    assert!(page.body.contains("changes not allowed by the tenant"));
    desk.allow(SupportAccess::Open, true).await;
    let allowed = desk.looking().await.get("/integrations").await;
    assert!(!allowed.body.contains("changes not allowed by the tenant"));
}

#[tokio::test]
async fn writing_takes_the_tenants_word_and_the_password_once_more() {
    let desk = Desk::open().await;
    let mut browser = desk.looking().await;
    let write = "id=int_00000000000000000000000000000009&enabled=true";
    let form = |password| [("password", password), ("back", "/calls")];
    let refused = browser.post("/staff/look/write", &form(PASSWORD)).await;
    assert!(refused.header("location").contains("told=not_allowed"));
    desk.allow(SupportAccess::Open, true).await;
    let wrong = browser
        .post("/staff/look/write", &form("wrong horse battery"))
        .await;
    assert!(wrong.header("location").contains("told=wrong_password"));
    let reads = call(&mut browser, "set_integration_enabled", write).await;
    assert_eq!(reads.status, StatusCode::FORBIDDEN);
    let stepped = browser.post("/staff/look/write", &form(PASSWORD)).await;
    assert_eq!(stepped.header("location"), "/calls");
    let writes = call(&mut browser, "set_integration_enabled", write).await;
    assert_eq!(
        writes.status,
        StatusCode::NOT_FOUND,
        "let through, to nothing"
    );
    let page = browser.get("/calls").await;
    assert!(page.body.contains("may change"));
}

#[tokio::test]
async fn whoever_has_a_second_factor_steps_up_with_it_and_not_with_the_password() {
    let desk = Desk::open().await;
    desk.allow(SupportAccess::Open, true).await;
    let mut browser = desk.looking().await;
    let (store, now) = (
        &desk.house.store,
        engine::Clock::now_ms(&engine::SystemClock),
    );
    let id = store.find_sign_in(SUPPORT).await.unwrap().unwrap().id;
    store
        .begin_second_factor(id, b"12345678901234567890", now)
        .await
        .unwrap();
    store.confirm_second_factor(id, 1, &[], now).await.unwrap();
    let page = browser.get("/staff/look").await;
    assert!(page.body.contains("one-time-code") && !page.body.contains("current-password"));
    let code = totp::code(b"12345678901234567890", now / 30_000);
    for form in [
        [("password", PASSWORD), ("code", "")],
        [("password", ""), ("code", "000000x")],
    ] {
        let refused = browser.post("/staff/look/write", &form).await;
        assert!(
            refused.header("location").contains("told=wrong_code"),
            "{form:?}"
        );
    }
    let form = [("code", code.as_str()), ("back", "/calls")];
    let stepped = browser.post("/staff/look/write", &form).await;
    assert_eq!(stepped.header("location"), "/calls");
    assert!(browser.get("/calls").await.body.contains("may change"));
}

#[tokio::test]
async fn owners_are_told_by_mail_when_support_asks_and_where_they_want_it_when_it_looks() {
    let desk = Desk::open().await;
    let mails = async || {
        let now = engine::Clock::now_ms(&engine::SystemClock);
        let mails = desk.house.store.take_mail(now + 1, 10).await.unwrap();
        let about = mails
            .into_iter()
            .filter(|mail| mail.arguments.contains_key("ticket"));
        about
            .map(|mail| (mail.notice, mail.recipient))
            .collect::<Vec<_>>()
    };
    desk.looking().await;
    assert!(mails().await.is_empty(), "nobody wanted to be told");
    desk.allow(SupportAccess::Open, false).await;
    desk.looking().await;
    let owner = "olena@shop.example".to_owned();
    assert_eq!(mails().await, [(Notice::SupportLooks, owner.clone())]);
    desk.allow(SupportAccess::Consent, false).await;
    let mut browser = desk.support().await;
    desk.begin(&mut browser, "48214", "The CRM answers 401")
        .await;
    assert_eq!(mails().await, [(Notice::SupportAsks, owner)]);
}

#[tokio::test]
async fn secrets_and_people_stay_the_tenants_own_even_then() {
    let desk = Desk::open().await;
    desk.allow(SupportAccess::Open, true).await;
    let mut browser = desk.looking().await;
    let form = [("password", PASSWORD), ("back", "/calls")];
    browser.post("/staff/look/write", &form).await;
    for (function, body) in [
        ("create_key", "scope=manage&name=A&networks="),
        (
            "show_signature_secret",
            r#"{"id":"int_00000000000000000000000000000009"}"#,
        ),
        ("set_support", "access=open&writes=on"),
        (
            "create_source",
            "adapter=zadarma&name=A&secret=secret&networks=",
        ),
    ] {
        let refused = call(&mut browser, function, body).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{function}");
    }
}

#[tokio::test]
async fn a_test_of_support_goes_to_the_saved_address_and_nowhere_else() {
    let desk = Desk::open().await;
    let (crm, other) = (Receiver::start().await, Receiver::start().await);
    let draft = |url: &str| {
        json!({
            "name": "CRM", "url": url, "moment": "after_call", "method": "GET",
            "key": {"place": "query", "name": "token"},
        })
    };
    let scope = desk.house.store.tenant(desk.house.tenant);
    let saved = serde_json::from_value(draft(&crm.url("/lead"))).unwrap();
    let secrets = DraftSecrets([("key".to_owned(), "k-1".to_owned())].into());
    let policy = desk.house.config.address_policy();
    let made = scope.create_integration(&Actor::System, saved, secrets, &policy, NOW);
    let id = made.await.unwrap().id.to_string();
    desk.allow(SupportAccess::Open, true).await;
    let mut browser = desk.looking().await;
    let form = [("password", PASSWORD), ("back", "/calls")];
    browser.post("/staff/look/write", &form).await;
    let mut test = async |id: Option<&str>, url: &str, secrets: serde_json::Value| {
        let testing = json!({"id": id, "secrets": secrets, "call": "made_up", "draft": draft(url)});
        let body = json!({"testing": testing}).to_string();
        call(&mut browser, "test_integration", &body).await
    };
    let (id, typed) = (Some(id.as_str()), json!({"key": "typed"}));
    for (id, secrets) in [(id, json!({})), (id, typed.clone()), (None, typed)] {
        let refused = test(id, &other.url("/lead"), secrets).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("address_unsaved"), "{}", refused.body);
    }
    assert!(other.got().is_empty());
    let sent = test(id, &crm.url("/other"), json!({})).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    assert_eq!(crm.got()[0].target, "/other?token=k-1");
    assert!(!sent.body.contains("k-1"), "{}", sent.body);
}

#[tokio::test]
async fn numbers_are_masked_until_one_is_shown_which_is_written_down() {
    let desk = Desk::open().await;
    let mut browser = desk.looking().await;
    for path in ["/calls", "/calls/c-17"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains('•'), "{path}");
        for spelling in [NUMBER, "380501112233", "050 111 2233", "+380 50 111 2233"] {
            assert!(!page.body.contains(spelling), "{path}: {spelling}");
        }
    }
    let shown = call(&mut browser, "show_number", r#"{"of":{"call":"c-17"}}"#).await;
    assert_eq!(shown.body, "\"+380 50 111 2233\"");
    let noted = desk.noted().await;
    let entry = noted.iter().find(|row| row.action == "support.show_number");
    assert_eq!(entry.unwrap().subject, "c-17");
}

#[tokio::test]
async fn a_masked_number_is_found_whole_and_the_search_is_written_down() {
    let desk = Desk::open().await;
    let mut browser = desk.looking().await;
    for (typed, is_found) in [
        ("%2B380501112233", true),
        ("0501112233", true),
        ("12233", false),
    ] {
        for path in ["/calls", "/deliveries"] {
            let page = browser.get(&format!("{path}?q={typed}")).await;
            let hint = page.body.contains("does not see whole numbers");
            assert_eq!(hint, path == "/deliveries" || !is_found, "{path} {typed}");
        }
        let query = format!(r#""q":"{typed}","period":"","standing":"","project":"","after":"""#);
        let query = query.replace("%2B", "+");
        let list = call(
            &mut browser,
            "list_calls",
            &format!("{{\"query\":{{{query}}}}}"),
        )
        .await;
        assert_eq!(list.body.contains("c-17"), is_found, "{}", list.body);
        let found = call(&mut browser, "search", &format!("text={typed}")).await;
        assert_eq!(found.body.contains("c-17"), is_found, "{}", found.body);
    }
    let noted = desk.noted().await.into_iter();
    let noted: Vec<String> = noted
        .filter(|row| row.action == "support.search")
        .map(|row| row.subject)
        .collect();
    assert_eq!(noted.len(), 1, "one number, however often and wherever");
    assert!(noted.iter().all(|subject| !subject.contains("12233")));
    let mut owner = desk.house.owner().await;
    assert!(owner.get("/calls?q=12233").await.body.contains("c-17"));
}

#[tokio::test]
async fn every_look_is_in_the_log_that_the_tenant_reads() {
    let desk = Desk::open().await;
    let mut browser = desk.looking().await;
    browser.get("/calls/c-17").await;
    call(
        &mut browser,
        "get_delivery",
        "id=dlv_00000000000000000000000000000009",
    )
    .await;
    let noted = desk.noted().await;
    let looks = noted.iter().filter(|row| row.action == "support.look");
    let looks: Vec<&str> = looks.map(|row| row.subject.as_str()).collect();
    assert_eq!(
        looks,
        [
            "get_delivery dlv_00000000000000000000000000000009",
            "/calls/c-17"
        ]
    );
    assert!(
        noted
            .iter()
            .all(|row| !row.subject.contains("380501112233"))
    );
    let page = desk.house.owner().await.get("/audit").await;
    assert!(page.body.contains("support, for the owner, ticket 48213"));
    assert!(page.body.contains("The CRM answers 401"));
    assert!(
        !page.body.contains(SUPPORT),
        "who of support it was is the operator's business"
    );
}

#[tokio::test]
async fn leaving_ends_it_for_good() {
    let desk = Desk::open().await;
    let mut browser = desk.looking().await;
    let before = browser.clone();
    let left = browser.post("/staff/look/leave", &[]).await;
    let place = format!("/staff/tenants/{}", desk.house.tenant);
    assert_eq!(left.header("location"), place);
    for mut browser in [browser, before] {
        let page = browser.get("/integrations").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn signing_out_anywhere_ends_it() {
    let desk = Desk::open().await;
    let mut browser = desk.looking().await;
    desk.support().await.post("/sign-out", &[]).await;
    let page = browser.get("/integrations").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/staff").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_tenant_that_forbids_it_is_left_at_once() {
    let desk = Desk::open().await;
    let mut browser = desk.looking().await;
    assert_eq!(browser.get("/integrations").await.status, StatusCode::OK);
    desk.allow(SupportAccess::Closed, false).await;
    let page = browser.get("/integrations").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let refused = desk.begin(&mut browser, "48213", "Again").await;
    assert!(refused.header("location").ends_with("?look=closed"));
}

#[tokio::test]
async fn a_tenant_that_wants_to_be_asked_is_asked() {
    let desk = Desk::open().await;
    desk.allow(SupportAccess::Consent, false).await;
    let mut browser = desk.support().await;
    let asked = desk
        .begin(&mut browser, "48213", "The CRM answers 401")
        .await;
    assert!(asked.header("location").ends_with("?look=waiting"));
    assert_eq!(
        browser.get("/integrations").await.status,
        StatusCode::NOT_FOUND
    );
    let tenant = desk.house.store.tenant(desk.house.tenant);
    let id = tenant.list_looks(1).await.unwrap()[0].id.to_string();
    let enter = [("look", id.as_str())];
    let early = browser.post("/staff/look/enter", &enter).await;
    assert_eq!(early.status, StatusCode::NOT_FOUND);
    let mut owner = desk.house.owner().await;
    assert!(owner.get("/audit").await.body.contains("Asks to look in"));
    let agreed = call(&mut owner, "answer_look", &format!("id={id}&agreed=true")).await;
    assert_eq!(agreed.status, StatusCode::OK);
    let entered = browser.post("/staff/look/enter", &enter).await;
    assert_eq!(entered.header("location"), "/integrations");
    assert_eq!(browser.get("/integrations").await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_is_no_longer_staff_looks_at_nothing() {
    let desk = Desk::open().await;
    let mut browser = desk.looking().await;
    let store = &desk.house.store;
    let email = "boss@hookline.example";
    let boss = store.create_staff(&Actor::System, email, StaffRole::Admin, None, NOW);
    boss.await.unwrap();
    let staff = store.list_staff().await.unwrap();
    let sam = staff.iter().find(|row| row.email == SUPPORT).unwrap();
    store
        .remove_staff(&Actor::System, sam.id, NOW)
        .await
        .unwrap();
    let page = browser.get("/integrations").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
