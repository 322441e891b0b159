//! Forms of a browser in which no script runs: a refusal leads back to the page and is told there.

use super::portal_house::{Answer, Browser, House, member};
use app::i18n::Texts;
use domain::{Language, Role};
use http::{StatusCode, header};

/// The sentence of a text, as pages in English have it.
fn sentence(key: &str) -> &'static str {
    Texts::of(Language::En).find(key).unwrap()
}

/// What a page has inside the panel of that name.
fn panel<'a>(page: &'a Answer, id: &str) -> &'a str {
    let (_, rest) = page.body.split_once(&format!("id=\"{id}\"")).unwrap();
    rest.split_once("</section>").unwrap().0
}

/// Sends a form that is refused, and opens the page to which the browser is led.
async fn refused(
    browser: &mut Browser,
    page: &str,
    function: &str,
    form: &[(&str, &str)],
) -> Answer {
    let answer = browser.submit(page, function, form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let place = answer.header("location").to_owned();
    let path = place.split('?').next();
    assert_eq!(path, page.split('?').next(), "{place}");
    let shown = browser.get(&place).await;
    assert_eq!(shown.status, StatusCode::OK, "{place}");
    shown
}

#[tokio::test]
async fn hours_without_an_end_are_told_at_their_form() {
    let house = House::open().await;
    let mut browser = house.owner().await;
    let form = [("from[]", "09:00"), ("to[]", ""), ("holidays", "")];
    let page = refused(&mut browser, "/settings", "/fn/update_hours", &form).await;
    let told = format!("Monday: {}", sentence("fault.hours_invalid"));
    assert!(panel(&page, "hours").contains(&told));
    assert_eq!(page.body.matches(&told).count(), 1);
}

#[tokio::test]
async fn what_was_typed_stands_in_no_address() {
    let house = House::open().await;
    let mut browser = house.owner().await;
    let form = [("from[]", ""), ("to[]", ""), ("holidays", "+380501112233")];
    let page = refused(&mut browser, "/settings", "/fn/update_hours", &form).await;
    assert!(panel(&page, "hours").contains("Holidays: "));
    assert!(!page.body.contains("380501112233"));
}

#[tokio::test]
async fn an_invitation_to_no_address_is_told_at_its_form() {
    let house = House::open().await;
    let mut browser = house.owner().await;
    let form = [("email", "nobody"), ("role", "manager"), ("last_day", "")];
    let page = refused(&mut browser, "/settings/people", "/fn/invite", &form).await;
    assert!(panel(&page, "invite").contains(sentence("fault.email_invalid")));
}

#[tokio::test]
async fn a_wrong_password_is_told_at_its_form() {
    let house = House::open().await;
    let mut browser = house.owner().await;
    let form = [
        ("password", "not the password"),
        ("new_password", "four words of mine"),
    ];
    let (page, function) = ("/settings/security", "/fn/change_password");
    let page = refused(&mut browser, page, function, &form).await;
    let told = sentence("fault.password_wrong");
    assert!(panel(&page, "password").contains(told));
    assert_eq!(page.body.matches(told).count(), 1, "no other form says so");
}

#[tokio::test]
async fn one_row_of_several_tells_its_refusal() {
    let house = House::open().await;
    member(
        &house.store,
        house.tenant,
        "ivan@shop.example",
        Role::Viewer,
    )
    .await;
    let mut browser = house.owner().await;
    let members = house.store.tenant(house.tenant).list_members().await;
    let members = members.unwrap();
    let found = members.iter().find(|row| row.email == "ivan@shop.example");
    let id = found.unwrap().id.to_string();
    let page = browser.get("/settings/people").await;
    let function = format!("/fn/change_member?__form={id}");
    assert!(page.body.contains(&format!("formaction=\"{function}\"")));
    let form = [
        ("id", id.as_str()),
        ("role", "integrator"),
        ("last_day", "2020-01-31"),
    ];
    let page = refused(&mut browser, "/settings/people", &function, &form).await;
    let told = sentence("fault.day_invalid");
    assert_eq!(page.body.matches(told).count(), 1);
    let row = page.body.split("<li>").find(|row| row.contains(told));
    assert!(row.unwrap().contains("ivan@shop.example"));
}

#[tokio::test]
async fn a_form_that_is_taken_leaves_no_refusal_behind() {
    let house = House::open().await;
    let mut browser = house.owner().await;
    let function = "/fn/update_hours";
    let form = [("from[]", "09:00"), ("to[]", ""), ("holidays", "")];
    let answer = browser.submit("/settings", function, &form).await;
    let place = answer.header("location").to_owned();
    let form = [("from[]", "09:00"), ("to[]", "18:00"), ("holidays", "")];
    let answer = browser.submit(&place, function, &form).await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
    assert!(!answer.header("location").contains("__err"));
}

/// `{"error":"broken","reference":"call 5550100"}`, as Leptos writes errors into addresses.
const MADE_UP: &str = "eyJlcnJvciI6ImJyb2tlbiIsInJlZmVyZW5jZSI6ImNhbGwgNTU1MDEwMCJ9";

#[tokio::test]
async fn an_address_that_somebody_made_up_says_nothing_of_its_own() {
    let house = House::open().await;
    let mut browser = house.owner().await;
    for error in [MADE_UP, "!!"] {
        let address = format!("/settings?__path=%2Ffn%2Fupdate_company&__err={error}");
        let page = browser.get(&address).await;
        assert_eq!(page.status, StatusCode::OK, "{error}");
        assert!(!page.body.contains("5550100"), "{error}");
        let told = sentence("error.invalid_title");
        assert!(panel(&page, "company").contains(told), "{error}");
    }
}

#[tokio::test]
async fn who_names_no_page_or_asks_for_no_page_gets_the_status() {
    let house = House::open().await;
    let mut browser = house.owner().await;
    let form = [("email", "nobody"), ("role", "manager"), ("last_day", "")];
    let answer = browser.post("/fn/invite", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let request = http::Request::post("/fn/invite")
        .header(header::ACCEPT, "application/json")
        .header(header::REFERER, "http://127.0.0.1:3000/settings/people")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = axum::body::Body::from(super::portal_house::encoded(&form));
    let answer = browser.send(request, body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}
