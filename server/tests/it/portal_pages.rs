//! What every page tells the browser, whom it lets in, and the files beside it.

use super::{
    api_house::key,
    portal_house::{House, NOW, PASSWORD, member, move_to_russia, tenant},
};
use axum::body::Body;
use domain::{AddressPolicy, DraftSecrets, IntegrationDraft, KeyScope, Role, StaffRole};
use http::{Request, StatusCode, header};
use sea_orm_migration::sea_orm::ConnectionTrait as _;
use server::auth::password;
use store::Actor;

#[tokio::test]
async fn a_page_lets_run_only_what_carries_its_nonce() {
    let house = House::open().await;
    let page = house.browser().get("/sign-in").await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.header("content-security-policy");
    let nonce = policy.split("'nonce-").nth(1).unwrap();
    let nonce = nonce.split('\'').next().unwrap();
    assert!(page.body.contains(&format!("nonce=\"{nonce}\"")));
    assert!(policy.contains("frame-ancestors 'none'"));
    assert!(!policy.contains("unsafe-inline"));
    let again = house.browser().get("/sign-in").await;
    assert_ne!(policy, again.header("content-security-policy"));
}

#[tokio::test]
async fn every_answer_is_guarded() {
    let house = House::open().await;
    for path in ["/sign-in", "/nowhere", "/pkg/nothing.js", "/inspect/nobody"] {
        let answer = house.browser().get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'")
        );
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn nobody_sees_a_cabinet_without_signing_in() {
    let house = House::open().await;
    for path in [
        "/overview",
        "/integrations",
        "/deliveries",
        "/calls",
        "/settings",
        "/staff",
    ] {
        let answer = house.browser().get(path).await;
        assert!(answer.status.is_redirection(), "{path}: {}", answer.status);
        let location = answer.header("location");
        assert!(location.starts_with("/sign-in"), "{path}: {location}");
    }
}

#[tokio::test]
async fn whoever_asks_is_led_whatever_they_accept() {
    let house = House::open().await;
    for (mut browser, path, place) in [
        (
            house.browser(),
            "/deliveries?state=failed",
            "/sign-in?next=",
        ),
        (house.owner().await, "/", "/overview"),
    ] {
        for accept in ["*/*", "application/json", "text/html"] {
            let request = Request::get(path).header(header::ACCEPT, accept);
            let answer = browser.send(request, Body::empty()).await;
            assert_eq!(answer.status, StatusCode::FOUND, "{path}, {accept}");
            let location = answer.header("location");
            assert!(location.starts_with(place), "{path}: {location}");
        }
    }
}

#[tokio::test]
async fn who_cannot_be_recognised_is_told_so_on_a_page() {
    let house = House::open().await;
    let mut owner = house.owner().await;
    owner.post("/language", &[("language", "uk")]).await;
    let away = "ALTER TABLE member RENAME TO member_away";
    house.store.writer().execute_unprepared(away).await.unwrap();
    let sentence = "Нічого не втрачено.";
    for (page, way_on) in [
        (owner.get("/overview").await, "href=\"\""),
        (
            owner.post("/language", &[("language", "en")]).await,
            "href=\"/\"",
        ),
    ] {
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        for part in ["<html lang=\"uk\"", sentence, way_on] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
    }
    let request = Request::get("/overview").header(header::ACCEPT, "application/json");
    let answer = owner.send(request, Body::empty()).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body.starts_with(sentence), "{}", answer.body);
}

#[tokio::test]
async fn what_is_not_there_is_not_found_however_it_is_written() {
    let house = House::open().await;
    let mut owner = house.owner().await;
    let none = "0".repeat(32);
    for path in [
        "/nowhere".to_owned(),
        "/deliveries/xx".to_owned(),
        format!("/deliveries/dlv_{none}"),
        "/integrations/xx".to_owned(),
        format!("/integrations/int_{none}"),
        "/calls/xx".to_owned(),
        "/deliveries?after=xx".to_owned(),
        "/calls?after=xx".to_owned(),
    ] {
        let page = owner.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.body.contains("<html"), "{path}");
    }
}

#[tokio::test]
async fn the_thing_of_another_tenant_is_not_found() {
    let house = House::open().await;
    let other = tenant(&house.store, "Stranger").await;
    let draft: IntegrationDraft = serde_json::from_value(serde_json::json!({
        "name": "Theirs", "url": "https://crm.example/", "moment": "after_call", "method": "GET",
    }))
    .unwrap();
    let policy = AddressPolicy::default();
    let stranger = house.store.tenant(other);
    let theirs = stranger
        .create_integration(&Actor::System, draft, DraftSecrets::default(), &policy, NOW)
        .await
        .unwrap();
    let page = house
        .owner()
        .await
        .get(&format!("/integrations/{}", theirs.id))
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.body.contains("crm.example"));
}

#[tokio::test]
async fn the_staff_portal_is_not_there_for_customers() {
    let house = House::open().await;
    let page = house.owner().await.get("/staff").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_list_of_tenants_says_where_it_is_cut_and_of_which_clock_its_times_are() {
    let house = House::open().await;
    let hash = Some(password::hash(PASSWORD).unwrap());
    let (actor, email) = (Actor::System, "support@hookline.example");
    let making = house
        .store
        .create_staff(&actor, email, StaffRole::Support, hash, NOW);
    making.await.unwrap();
    let mut browser = house.browser();
    browser.sign_in(email, PASSWORD, "").await;
    for number in 2..=100 {
        tenant(&house.store, &format!("Shop {number}")).await;
    }
    let cut = "The first 100 are shown";
    let whole = browser.get("/staff").await.body;
    assert!(!whole.contains(cut) && whole.contains("Times in UTC"));
    tenant(&house.store, "Zoo").await;
    let page = browser.get("/staff").await.body;
    assert!(page.contains(cut));
    assert!(page.contains(">Shop 100<") && !page.contains(">Zoo<"));
}

#[tokio::test]
async fn staff_that_searches_tenants_by_what_is_of_a_person_is_written_down() {
    let house = House::open().await;
    let email = "support@hookline.example";
    let hash = Some(password::hash(PASSWORD).unwrap());
    let (actor, role) = (Actor::System, StaffRole::Support);
    let making = house.store.create_staff(&actor, email, role, hash, NOW);
    let staff = Actor::Staff(making.await.unwrap()).to_string();
    let mut browser = house.browser();
    browser.sign_in(email, PASSWORD, "").await;
    for search in ["Shop", "olena@", "%2B380501112233"] {
        let page = browser.get(&format!("/staff?q={search}")).await;
        assert_eq!(page.status, StatusCode::OK, "{search}");
    }
    let noted = house.store.list_staff_audit(10).await.unwrap().into_iter();
    let searches: Vec<_> = noted.filter(|row| row.action == "support.search").collect();
    assert_eq!(searches.len(), 1);
    assert_eq!(searches[0].actor, staff);
    assert!(!searches[0].subject.contains("1112233"));
    // The e-mail is that of the owner.
    let noted = house.store.tenant(house.tenant).list_audit(10).await;
    let searches = noted.unwrap().into_iter();
    let searches: Vec<_> = searches
        .filter(|row| row.action == "support.search")
        .collect();
    assert_eq!(searches.len(), 1);
    assert!(!searches[0].subject.contains("olena"));
}

#[tokio::test]
async fn the_people_of_a_tenant_stand_in_the_page_itself() {
    let house = House::open().await;
    member(
        &house.store,
        house.tenant,
        "max@shop.example",
        Role::Manager,
    )
    .await;
    let page = house.owner().await.get("/settings/people").await;
    assert_eq!(page.status, StatusCode::OK);
    for piece in ["id=\"members\"", "max@shop.example", "people-form"] {
        assert!(page.body.contains(piece), "{piece} is left to the browser");
    }
    assert!(!page.body.contains("skeleton-row"));
}

#[tokio::test]
async fn the_language_of_a_visitor_is_kept() {
    let house = House::open().await;
    let mut browser = house.browser();
    let english = browser.get("/sign-in").await;
    assert!(english.body.contains("lang=\"en\""));
    let form = [("language", "uk"), ("back", "/sign-in")];
    let chosen = browser.post("/language", &form).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    assert_eq!(chosen.header("location"), "/sign-in");
    assert_eq!(browser.cookie("language"), Some("uk"));
    let ukrainian = browser.get("/sign-in").await;
    assert!(ukrainian.body.contains("lang=\"uk\""));
}

#[tokio::test]
async fn the_language_of_a_person_follows_them_to_another_browser() {
    let house = House::open().await;
    let form = [("language", "ru"), ("back", "//evil.example")];
    let chosen = house.owner().await.post("/language", &form).await;
    assert_eq!(chosen.header("location"), "/");
    let page = house.owner().await.get("/integrations").await;
    assert!(page.body.contains("lang=\"ru\""));
    let unknown = house
        .browser()
        .post("/language", &[("language", "de")])
        .await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_number_typed_as_it_is_dialled_at_home_finds_its_call_and_its_delivery() {
    let house = House::open().await;
    move_to_russia(&house.store, house.tenant).await;
    let scope = house.store.tenant(house.tenant);
    let draft: IntegrationDraft = serde_json::from_value(serde_json::json!({
        "name": "CRM", "url": "https://crm.example/", "moment": "after_call", "method": "GET",
        "enabled": false,
    }))
    .unwrap();
    let (actor, policy) = (Actor::System, AddressPolicy::default());
    let made = scope.create_integration(&actor, draft, DraftSecrets::default(), &policy, NOW);
    made.await.unwrap();
    let key = key(&house.store, house.tenant, KeyScope::Ingest).await;
    let report =
        Request::post("/api/v1/events").header(header::AUTHORIZATION, format!("Bearer {key}"));
    let event = r#"{"moment":"after_call","call_id":"c-4711","caller_number":"89261234567"}"#;
    let taken = house.browser().send(report, Body::from(event)).await;
    assert_eq!(taken.status, StatusCode::ACCEPTED, "{}", taken.body);
    let mut owner = house.owner().await;
    for page in ["/calls", "/deliveries"] {
        let found = owner.get(&format!("{page}?q=89261234567")).await;
        assert!(found.body.contains("c-4711"), "{page}");
        let other = owner.get(&format!("{page}?q=89261234568")).await;
        assert!(!other.body.contains("c-4711"), "{page}");
    }
}

#[tokio::test]
async fn a_viewer_reads_the_list() {
    let house = House::open().await;
    member(
        &house.store,
        house.tenant,
        "viewer@shop.example",
        Role::Viewer,
    )
    .await;
    let mut browser = house.browser();
    browser.sign_in("viewer@shop.example", PASSWORD, "").await;
    assert_eq!(browser.get("/integrations").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_file_with_a_hash_in_its_name_is_kept_forever() {
    let house = House::open().await;
    let pkg = house.config.site_dir.join("pkg");
    std::fs::create_dir_all(&pkg).unwrap();
    std::fs::write(pkg.join("hookline.abcdef0123456789.js"), "0").unwrap();
    std::fs::write(pkg.join("hookline.abcdef0123456789.js.br"), "compressed").unwrap();
    let mut browser = house.browser();
    let file = browser.get("/pkg/hookline.abcdef0123456789.js").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("cache-control").contains("immutable"));
    assert!(file.header("content-type").contains("javascript"));
    let absent = browser.get("/pkg/hookline.js").await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
    assert!(absent.body.is_empty());
}

#[tokio::test]
async fn the_overview_says_that_calls_stopped_coming() {
    use domain::silence::{HOUR_MS, WEEK_MS, WEEKS};
    let house = House::open().await;
    let scope = house.store.tenant(house.tenant);
    let draft = domain::SenderDraft::read("Office line", "").unwrap();
    let made = scope.create_key(&Actor::System, draft, KeyScope::Ingest, NOW);
    let (key, _) = made.await.unwrap();
    let now = engine::Clock::now_ms(&engine::SystemClock);
    let last = now - now % HOUR_MS - 4 * HOUR_MS;
    let hours = (0..WEEKS * WEEK_MS / HOUR_MS).map(|hour| store::BroughtIn {
        tenant_id: house.tenant,
        sender_id: key.0,
        hour_at: last - hour * HOUR_MS,
        events: 8,
    });
    let hours: Vec<_> = hours.collect();
    house.store.note_incoming(&[], &hours, now).await.unwrap();
    let utc = |_: &domain::Tenant, at_ms| domain::Time { at_ms, offset_s: 0 };
    house.store.watch_silences(now, utc).await.unwrap();
    let page = house.owner().await.get("/overview").await;
    assert!(
        page.body.contains("No calls come from “Office line”"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn the_reference_shows_every_operation_and_object_of_the_document() {
    let house = House::open().await;
    let page = house.browser().get("/api-reference").await;
    assert_eq!(page.status, StatusCode::OK);
    let document = house.browser().get("/api/v1/openapi.json").await;
    let document: serde_json::Value = serde_json::from_str(&document.body).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        assert!(
            page.body.contains(&format!("<code>{path}</code>")),
            "{path}"
        );
        for (method, operation) in item.as_object().unwrap() {
            let summary = operation["summary"].as_str().unwrap();
            assert!(
                page.body.contains(&format!("<h3>{summary}</h3>")),
                "{method} {path}"
            );
            let purpose = operation["description"].as_str().unwrap();
            assert!(!purpose.starts_with('#'), "{method} {path} is for nothing");
        }
    }
    for name in document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        assert!(
            page.body.contains(&format!("id=\"object-{name}\"")),
            "{name}"
        );
    }
}
