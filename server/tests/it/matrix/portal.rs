//! Pages, forms and server functions: who is let in where.

use super::{
    Row, Things, compare,
    table::{ALONE, ROWS},
};
use crate::portal_house::{Answer, Browser, House, PASSWORD, member, tenant};
use axum::body::Body;
use domain::{Role, StaffRole, SupportAccess};
use http::{Request, header};
use server::auth::password;
use store::{Actor, SupportRules};

/// Who asks, in the order of the columns. `ended` had a session once; `elsewhere` is an owner's
/// browser on a page of another site; `stranger` owns another tenant.
/// Two of support look into the cabinet as its owner: `looking` reads, `writing` stepped up.
const CALLERS: [&str; 12] = [
    "nobody",
    "ended",
    "viewer",
    "integrator",
    "manager",
    "owner",
    "elsewhere",
    "stranger",
    "support",
    "admin",
    "looking",
    "writing",
];

/// The browsers of all callers, signed in.
async fn browsers(house: &House) -> Vec<Browser> {
    let other = tenant(&house.store, "Stranger").await;
    let hash = Some(password::hash(PASSWORD).unwrap());
    let mut browsers = Vec::new();
    for caller in CALLERS {
        let email = match caller {
            "ended" | "owner" => "olena@shop.example".to_owned(),
            name => format!("{name}@shop.example"),
        };
        match caller {
            "viewer" => member(&house.store, house.tenant, &email, Role::Viewer).await,
            "integrator" => member(&house.store, house.tenant, &email, Role::Integrator).await,
            "manager" => member(&house.store, house.tenant, &email, Role::Manager).await,
            "elsewhere" => member(&house.store, house.tenant, &email, Role::Owner).await,
            "stranger" => member(&house.store, other, &email, Role::Owner).await,
            "support" | "admin" | "looking" | "writing" => {
                let role = StaffRole::from_key(caller).unwrap_or(StaffRole::Support);
                let made = house.store.create_staff(
                    &Actor::System,
                    &email,
                    role,
                    hash.clone(),
                    super::NOW,
                );
                made.await.unwrap();
            }
            _ => {}
        }
        let mut browser = house.browser();
        if caller != "nobody" {
            assert_eq!(browser.sign_in(&email, PASSWORD, "").await.status, 303);
        }
        if caller == "looking" || caller == "writing" {
            look_in(house, &mut browser, caller == "writing").await;
        }
        if caller == "ended" {
            browser.clone().post("/sign-out", &[]).await;
        }
        browsers.push(browser);
    }
    browsers
}

/// Looks in as the owner of a tenant that lets support change things.
async fn look_in(house: &House, browser: &mut Browser, writes: bool) {
    let tenant = house.store.tenant(house.tenant);
    let rules = SupportRules {
        access: SupportAccess::Open,
        writes: true,
        mails: false,
    };
    let allowing = tenant.set_support_rules(&Actor::System, rules, super::NOW);
    allowing.await.unwrap();
    let owner = tenant.list_members().await.unwrap();
    let owner = owner.iter().find(|member| member.role == Role::Owner);
    let (tenant, member) = (house.tenant.to_string(), owner.unwrap().id.to_string());
    let form = [
        ("tenant", tenant.as_str()),
        ("member", &member),
        ("ticket", "48213"),
        ("reason", "The CRM answers 401"),
        ("minutes", "60"),
    ];
    let begun = browser.post("/staff/look/begin", &form).await;
    assert_eq!(begun.header("location"), "/integrations");
    if writes {
        let form = [("password", PASSWORD), ("back", "/calls")];
        let stepped = browser.post("/staff/look/write", &form).await;
        assert_eq!(stepped.header("location"), "/calls");
    }
}

/// Asks as a browser does: for a page, with a form, or by calling a function.
async fn ask(browser: &mut Browser, caller: &str, asked: &str, body: &str) -> Answer {
    let site = match caller {
        "elsewhere" => "cross-site",
        _ => "same-origin",
    };
    let function;
    let (method, path, accept) = match asked.split_once(' ') {
        Some((method, path)) => (method, path, "text/html"),
        None => {
            function = super::routes::function_path(asked);
            ("POST", function.as_str(), "application/json")
        }
    };
    let kind = match body.starts_with('{') {
        true => "application/json",
        false => "application/x-www-form-urlencoded",
    };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("sec-fetch-site", site)
        .header(header::ACCEPT, accept)
        .header(header::CONTENT_TYPE, kind);
    browser.send(request, Body::from(body.to_owned())).await
}

/// Asks each row as every caller.
async fn answers(rows: &[Row<12>]) -> Vec<Vec<u16>> {
    let house = House::open().await;
    let things = Things::make(&house).await;
    let mut browsers = browsers(&house).await;
    let mut answers = Vec::new();
    for row in rows {
        let mut statuses = Vec::new();
        for (browser, caller) in browsers.iter_mut().zip(CALLERS) {
            let asked = things.filled(row.asked).await;
            let body = things.filled(row.body).await;
            let status = if asked.starts_with("GET /live/") {
                browser.status(asked.trim_start_matches("GET ")).await
            } else {
                ask(browser, caller, &asked, &body).await.status
            };
            statuses.push(status.as_u16());
        }
        answers.push(statuses);
    }
    answers
}

#[tokio::test]
async fn everybody_is_answered_as_the_table_says() {
    compare(ROWS, &answers(ROWS).await);
}

#[tokio::test]
async fn who_signs_in_sets_a_password_or_joins_is_answered_as_the_table_says() {
    for row in ALONE {
        let row = std::slice::from_ref(row);
        compare(row, &answers(row).await);
    }
}
