//! The log beside its page: as a file, and told of while somebody looks.

use super::{
    api_house::key,
    api_receiver::PATIENCE,
    portal_house::{Browser, House, NOW, PASSWORD, member},
    portal_look::call,
};
use axum::body::Body;
use domain::{
    AddressPolicy, DraftSecrets, ExportFormat, ExportId, ExportState, IntegrationDraft, KeyScope,
    Role, SHEET_ROWS_MAX, StaffRole,
};
use engine::{Clock as _, SystemClock};
use futures::StreamExt as _;
use http::{Request, StatusCode, header};
use server::auth::password;
use std::ops::Range;
use store::{Actor, DeliveryFilter, ExportRow, NewExport, TenantStore};
use tower::ServiceExt as _;

/// A house whose log holds so many rows, open since their integration is paused.
async fn filled(calls: usize) -> House {
    let house = House::open().await;
    let scope = house.store.tenant(house.tenant);
    let draft: IntegrationDraft = serde_json::from_value(serde_json::json!({
        "name": "=CRM, the first", "url": "https://crm.example/", "moment": "after_call",
        "method": "GET", "enabled": false,
    }))
    .unwrap();
    let (actor, policy) = (Actor::System, AddressPolicy::default());
    let made = scope.create_integration(&actor, draft, DraftSecrets::default(), &policy, NOW);
    made.await.unwrap();
    report(&house, 0..calls).await;
    house
}

/// Calls with these numbers are over.
async fn report(house: &House, calls: Range<usize>) {
    let ingest = key(&house.store, house.tenant, KeyScope::Ingest).await;
    let events: Vec<_> = calls
        .map(|n| {
            serde_json::json!({
                "moment": "after_call", "call_id": format!("c-{n}"), "caller_number": "+380501112233",
            })
        })
        .collect();
    let request = Request::post("/api/v1/events")
        .header(header::AUTHORIZATION, format!("Bearer {ingest}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(serde_json::json!(events).to_string()))
        .unwrap();
    let response = house.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::ACCEPTED);
}

#[tokio::test]
async fn the_log_is_a_file_of_every_row_that_passes() {
    let house = filled(3).await;
    let mut owner = house.owner().await;
    let answer = owner.get("/export/deliveries.csv?state=held&mark=a").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let disposition = answer.header("content-disposition");
    assert!(
        disposition.starts_with("attachment; filename=\"hookline-log-"),
        "{disposition}"
    );
    let lines: Vec<&str> = answer.body.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), 4, "{}", answer.body);
    assert!(lines[1].contains("c-2"), "{}", lines[1]);
    // Nothing in it is a formula.
    assert!(lines[1].contains("\"'=CRM, the first\""), "{}", lines[1]);
    assert!(lines[1].contains("'+380 50 111 2233"), "{}", lines[1]);
    let none = owner.get("/export/deliveries.csv?state=failed").await;
    assert_eq!(none.body.lines().count(), 1);
}

#[tokio::test]
async fn a_file_comes_to_its_end_when_it_is_compressed() {
    let house = filled(1).await;
    let mut owner = house.owner().await;
    for ending in ["csv", "xlsx"] {
        let request = Request::get(format!("/export/deliveries.{ending}"));
        let request = request.header(header::ACCEPT_ENCODING, "gzip");
        let answer = owner.send(request, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-encoding"), "gzip", "{ending}");
    }
}

#[tokio::test]
async fn the_log_is_a_workbook() {
    let house = filled(2).await;
    let mut owner = house.owner().await;
    let answer = owner.get("/export/deliveries.xlsx").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.starts_with("PK"), "a workbook is a ZIP archive");
    assert!(answer.header("content-disposition").ends_with(".xlsx\""));
}

#[tokio::test]
async fn a_column_cannot_be_chosen_before_the_page_lives() {
    let house = filled(1).await;
    let page = house.owner().await.get("/deliveries").await.body;
    let menu = page.split("<details class=\"drop\"").nth(1).unwrap();
    let menu = menu.split("</details>").next().unwrap();
    assert!(menu.contains("<summary"), "{menu}");
    assert!(!menu.contains("checkbox"), "{menu}");
}

/// The exports of the house, once the newest stands so.
async fn exports(house: &House, state: ExportState) -> Vec<ExportRow> {
    let scope = house.store.tenant(house.tenant);
    let listed = async {
        loop {
            let now = SystemClock.now_ms();
            let rows = scope.list_exports(None, 10, now).await.unwrap().items;
            if rows.first().is_some_and(|row| row.state == state) {
                break rows;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, listed)
        .await
        .expect("the export stands so in time")
}

#[tokio::test]
async fn an_export_is_listed_when_its_file_is_whole_and_shows_a_number_to_nobody_else() {
    let house = filled(3).await;
    let mut owner = house.owner().await;
    let query = "q=%2B380501112233&state=held";
    let path = format!("/export/deliveries.csv?{query}&mark=7");
    let file = owner.get(&path).await;
    assert_eq!(file.body.lines().count(), 4);
    let scope = house.store.tenant(house.tenant);
    let found = scope.find_export("7", SystemClock.now_ms()).await.unwrap();
    let row = found.unwrap();
    assert_eq!((row.state, row.rows), (ExportState::Whole, 3));
    assert_eq!(row.total, Some(3));
    assert_eq!(row.query, query);
    let page = owner.get("/exports").await;
    assert!(page.body.contains("olena@shop.example"), "{}", page.body);
    assert!(page.body.contains("%2B380501112233"), "{}", page.body);
    member(&house.store, house.tenant, "v@shop.example", Role::Viewer).await;
    let mut viewer = house.browser();
    viewer.sign_in("v@shop.example", PASSWORD, "").await;
    let page = viewer.get("/exports").await;
    assert!(page.body.contains("olena@shop.example"), "{}", page.body);
    assert!(!page.body.contains("1112233"), "{}", page.body);
}

#[tokio::test]
async fn an_export_breaks_off_when_its_reader_leaves() {
    let house = filled(1).await;
    let owner = house.owner().await;
    let response = asked(&house, &owner, "/export/deliveries.csv").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(exports(&house, ExportState::Running).await.len(), 1);
    drop(response);
    let row = exports(&house, ExportState::BrokenOff).await.remove(0);
    assert_eq!((row.rows, row.total), (0, Some(1)));
}

/// What says in English that no further export may begin.
const FULL: &str = "3 exports of your company run already";

#[tokio::test]
async fn a_fourth_file_at_once_is_refused_in_words() {
    let house = filled(1).await;
    let mut owner = house.owner().await;
    let path = "/export/deliveries.csv";
    let free = call(&mut owner, "follow_export", "mark=9").await;
    assert_eq!(free.body, r#"{"progress":null,"in_the_way":null}"#);
    let mut open = Vec::new();
    for _ in 0..store::EXPORTS_AT_ONCE {
        open.push(asked(&house, &owner, path).await);
    }
    assert!(open.iter().all(|answer| answer.status() == StatusCode::OK));
    let refused = owner.get(path).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "30");
    assert_eq!(refused.header("content-type"), "text/html; charset=utf-8");
    assert!(refused.body.contains(FULL), "{}", refused.body);
    assert!(refused.body.contains("href=\"/exports\""));
    // The dialog of the log and the page of exports say it before.
    let followed = call(&mut owner, "follow_export", "mark=9").await;
    assert_eq!(followed.body, r#"{"progress":null,"in_the_way":3}"#);
    assert!(owner.get("/exports").await.body.contains(FULL));
    drop(open);
    exports(&house, ExportState::BrokenOff).await;
    let free = async {
        while owner.get("/exports").await.body.contains(FULL) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, free)
        .await
        .expect("there is room again");
}

#[tokio::test]
async fn a_refusal_is_in_the_language_of_its_reader() {
    let house = filled(1).await;
    let mut owner = house.owner().await;
    let mut open = Vec::new();
    for _ in 0..store::EXPORTS_AT_ONCE {
        open.push(asked(&house, &owner, "/export/deliveries.csv").await);
    }
    for (language, word) in [
        ("ru", "Уже идут 3 выгрузки"),
        ("uk", "Уже тривають 3 вивантаження"),
    ] {
        owner.post("/language", &[("language", language)]).await;
        let refused = owner.get("/export/deliveries.xlsx").await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.body.contains(word), "{}", refused.body);
    }
    let stranger = house.browser().get("/export/deliveries.csv").await;
    assert!(
        stranger.body.contains("href=\"/sign-in\""),
        "{}",
        stranger.body
    );
}

#[tokio::test]
async fn a_refusal_wears_the_theme_and_the_style_of_every_page() {
    let house = filled(1).await;
    let mut owner = house.owner().await;
    let path = "/export/deliveries.csv";
    let mut open = Vec::new();
    for _ in 0..store::EXPORTS_AT_ONCE {
        open.push(asked(&house, &owner, path).await);
    }
    let page = owner.get("/exports").await.body;
    let style = page.split("<link").find(|link| link.contains("stylesheet"));
    let style = style.unwrap().split('>').next().unwrap();
    owner.cookies.push(("theme".into(), "dark".into()));
    for (language, title) in [
        ("en", "The export has not begun"),
        ("ru", "Выгрузка не началась"),
        ("uk", "Вивантаження не почалося"),
    ] {
        owner.post("/language", &[("language", language)]).await;
        let refused = owner.get(path).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        let root = refused.body.split("<head>").next().unwrap();
        assert!(root.contains(&format!("lang=\"{language}\"")), "{root}");
        assert!(root.contains("data-theme=\"dark\""), "{root}");
        let title = format!("<title>{title} · Hookline</title>");
        for said in [title.as_str(), style, "class=\"not-found\""] {
            assert!(refused.body.contains(said), "{said}: {}", refused.body);
        }
        let policy = refused.header("content-security-policy");
        assert!(policy.contains("style-src 'self'"), "{policy}");
    }
}

/// An export of the whole log that has begun, under the mark 7.
async fn begun(scope: &TenantStore, format: ExportFormat, now: i64) -> ExportId {
    let all = DeliveryFilter::default();
    let new = NewExport {
        mark: "7",
        format,
        query: "",
        period: None,
        filter: &all,
        counted_max: 1,
    };
    let begun = scope.begin_export(&Actor::System, &new, now).await;
    begun.unwrap().unwrap()
}

#[tokio::test]
async fn an_export_that_was_cut_says_how_to_get_the_rest() {
    let house = House::open().await;
    let scope = house.store.tenant(house.tenant);
    let now = SystemClock.now_ms();
    let id = begun(&scope, ExportFormat::Xlsx, now).await;
    let noted = scope.note_export(id, ExportState::Cut, SHEET_ROWS_MAX, now);
    assert!(noted.await.unwrap());
    let mut owner = house.owner().await;
    let page = owner.get("/exports").await.body;
    for said in ["Cut off", "no more than 1,048,575 rows", "or CSV"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("Complete"), "{page}");
    let followed = call(&mut owner, "follow_export", "mark=7").await;
    assert!(followed.body.contains("\"cut\""), "{}", followed.body);
}

#[tokio::test]
async fn a_long_export_says_how_far_it_came_and_not_of_how_many() {
    let house = filled(2).await;
    let scope = house.store.tenant(house.tenant);
    let now = SystemClock.now_ms();
    let id = begun(&scope, ExportFormat::Csv, now).await;
    let mut owner = house.owner().await;
    for (state, said, at) in [
        (
            ExportState::Running,
            "3,000 rows so far · 1,500 per second",
            2_000,
        ),
        (ExportState::Whole, "Complete", 3_000),
    ] {
        let noted = scope.note_export(id, state, 3_000, now + at);
        assert!(noted.await.unwrap());
        let page = owner.get("/exports").await.body;
        assert!(page.contains(said), "{said}: {page}");
        assert!(!page.contains("3,000 of"), "{page}");
        assert!(!page.contains("<progress"), "{page}");
        let followed = call(&mut owner, "follow_export", "mark=7").await;
        assert!(
            followed.body.contains(r#""total":null"#),
            "{}",
            followed.body
        );
    }
}

#[tokio::test]
async fn a_button_of_an_export_says_of_which_it_is() {
    let house = filled(1).await;
    let mut owner = house.owner().await;
    owner.get("/export/deliveries.csv?state=failed").await;
    let _running = asked(&house, &owner, "/export/deliveries.xlsx").await;
    for (language, again, stop) in [
        (
            "en",
            "Export again: Failed, CSV, ",
            "Stop: The whole log, Excel, ",
        ),
        (
            "ru",
            "Выгрузить снова: Не доставлено, CSV, ",
            "Остановить: Весь журнал, Excel, ",
        ),
        (
            "uk",
            "Вивантажити знову: Не доставлено, CSV, ",
            "Зупинити: Увесь журнал, Excel, ",
        ),
    ] {
        owner.post("/language", &[("language", language)]).await;
        let page = owner.get("/exports").await.body;
        for label in [again, stop] {
            let label = format!("aria-label=\"{label}");
            assert_eq!(page.matches(&label).count(), 1, "{label}: {page}");
        }
    }
}

#[tokio::test]
async fn an_export_is_told_in_words_on_every_page_after_its_project_is_gone() {
    let house = filled(1).await;
    let (scope, store) = (house.store.tenant(house.tenant), &house.store);
    let draft = serde_json::from_value(serde_json::json!({"name": "Second site"})).unwrap();
    let project = scope.create_project(&Actor::System, draft, NOW).await;
    let project = project.unwrap().id;
    let mut owner = house.owner().await;
    let path = format!("/export/deliveries.csv?state=failed&project={project}");
    owner.get(&path).await;
    let _running = asked(&house, &owner, &path).await;
    let listed = exports(&house, ExportState::Running).await;
    let now = SystemClock.now_ms();
    let stopped = scope.stop_export(&Actor::System, listed[0].id, now).await;
    stopped.unwrap();
    let page = owner.get("/exports").await.body;
    assert!(page.contains("Second site · Failed"), "{page}");
    let deleted = scope.delete_project(&Actor::System, project, now).await;
    deleted.unwrap();
    let page = owner.get("/exports").await.body;
    assert!(page.contains("a deleted project · Failed"), "{page}");
    let (email, hash) = ("sam@hookline.example", password::hash(PASSWORD).unwrap());
    let made = store.create_staff(&Actor::System, email, StaffRole::Admin, Some(hash), NOW);
    made.await.unwrap();
    let mut staff = house.browser();
    staff.sign_in(email, PASSWORD, "").await;
    let pages = [
        owner.get("/audit").await.body,
        staff.get("/staff/audit").await.body,
    ];
    for page in pages {
        // The entry of its deletion tells what it was called.
        assert!(page.contains("CSV · Failed · Second site"), "{page}");
        // One for each beginning, and one for the end.
        assert_eq!(page.matches(">export of ").count(), 3, "{page}");
        assert!(!page.contains("exp_"), "{page}");
        assert!(!page.contains("state=failed"), "{page}");
    }
}

#[tokio::test]
async fn whoever_asks_for_the_head_of_a_file_takes_nothing_out() {
    let house = filled(1).await;
    let mut owner = house.owner().await;
    for (ending, kind) in [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd"),
    ] {
        let request = Request::head(format!("/export/deliveries.{ending}"));
        let answer = owner.send(request, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.header("content-type").starts_with(kind), "{ending}");
        let name = answer.header("content-disposition");
        assert!(name.ends_with(&format!(".{ending}\"")), "{name}");
        assert_eq!(answer.body, "");
    }
    let scope = house.store.tenant(house.tenant);
    let listed = scope.list_exports(None, 10, SystemClock.now_ms()).await;
    assert!(listed.unwrap().items.is_empty());
    let noted = scope.list_audit(100).await.unwrap();
    assert!(noted.iter().all(|row| row.action != "export.begin"));
    let request = Request::head("/export/deliveries.csv");
    let stranger = house.browser().send(request, Body::empty()).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_file_hides_what_the_role_does_not_see() {
    let house = filled(1).await;
    member(&house.store, house.tenant, "v@shop.example", Role::Viewer).await;
    let mut viewer = house.browser();
    viewer.sign_in("v@shop.example", PASSWORD, "").await;
    let answer = viewer.get("/export/deliveries.csv").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!answer.body.contains("111 2233"), "{}", answer.body);
    assert!(answer.body.contains("c-0"));
}

#[tokio::test]
async fn nobody_takes_or_watches_a_log_without_signing_in() {
    let house = filled(1).await;
    for path in [
        "/export/deliveries.csv",
        "/export/deliveries.xlsx",
        "/live/deliveries",
    ] {
        let answer = house.browser().get(path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

/// An answer whose body nobody has read yet.
async fn asked(house: &House, browser: &Browser, path: &str) -> http::Response<Body> {
    let cookies = browser.cookies.iter();
    let cookies: Vec<String> = cookies
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let request = Request::get(path).header(header::COOKIE, cookies.join("; "));
    let request = request.body(Body::empty()).unwrap();
    house.router.clone().oneshot(request).await.unwrap()
}

#[tokio::test]
async fn whoever_watches_is_told_of_a_change() {
    let house = filled(1).await;
    let owner = house.owner().await;
    let response = asked(&house, &owner, "/live/deliveries").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/event-stream"
    );
    let mut said = response.into_body().into_data_stream();
    let told = tokio::spawn(async move { said.next().await.unwrap().unwrap() });
    // The first look only remembers: calls come until one of them is after it.
    let change = async {
        for number in 1.. {
            if told.is_finished() {
                break;
            }
            report(&house, number..number + 1).await;
        }
        told.await.unwrap()
    };
    let told = tokio::time::timeout(PATIENCE, change)
        .await
        .expect("the change is told in time");
    assert!(String::from_utf8_lossy(&told).contains("event: changed"));
}
