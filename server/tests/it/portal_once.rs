//! What is told only once, in a browser in which no script runs: on the page that it is led back
//! to, once, and to nobody else.

use super::{
    databases::{Database, on_both},
    portal_house::{Answer, Browser, House, PASSWORD, encoded},
};
use app::i18n::Texts;
use axum::body::Body;
use domain::{Language, StaffRole};
use engine::{Clock as _, SystemClock};
use http::{Request, StatusCode, header};
use server::auth::{password, totp};
use store::{Actor, INVITATION_PATH};

on_both!(
    a_new_key_is_told_once_on_its_page,
    a_key_that_was_made_anew_is_told_on_its_page,
    a_key_is_told_in_no_other_session_and_to_no_script,
    what_a_script_was_told_waits_for_no_page,
    the_link_of_an_invitation_is_told_once,
    a_password_that_was_made_for_staff_is_told_once,
    a_second_factor_is_set_up,
    a_wrong_first_code_is_told_at_a_field_for_the_next_one,
);

const KEY: [(&str, &str); 3] = [("scope", "ingest"), ("name", "Office"), ("networks", "")];
const SECURITY: &str = "/settings/security";

/// What a page has inside the panel of that name.
fn panel<'a>(page: &'a Answer, id: &str) -> &'a str {
    let (_, rest) = page.body.split_once(&format!("id=\"{id}\"")).unwrap();
    rest.split_once("</section>").unwrap().0
}

/// Sends a form that is taken; the answer, of which a browser shows nothing, as it is led back.
async fn send<T: serde::de::DeserializeOwned>(
    browser: &mut Browser,
    page: &str,
    function: &str,
    form: &[(&str, &str)],
) -> T {
    let answer = browser.submit(page, function, form).await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
    // Leptos ends it with a question mark.
    let back = format!("http://127.0.0.1:3000{page}");
    assert_eq!(answer.header("location").trim_end_matches('?'), back);
    serde_json::from_str(&answer.body).unwrap()
}

async fn make_key(browser: &mut Browser) -> String {
    send(browser, "/settings", "/fn/create_key", &KEY).await
}

/// Whether a page tells a text in its panel, at the first and at the second view.
async fn views(browser: &mut Browser, page: &str, id: &str, told: &str) -> [bool; 2] {
    let first = browser.get(page).await;
    let second = browser.get(page).await;
    [panel(&first, id).contains(told), second.body.contains(told)]
}

async fn a_new_key_is_told_once_on_its_page(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.owner().await;
    let key = make_key(&mut browser).await;
    assert!(
        !browser
            .cookies
            .iter()
            .any(|(_, value)| value.contains(&key))
    );
    assert!(!browser.get("/settings/people").await.body.contains(&key));
    let told = views(&mut browser, "/settings", "keys", &key).await;
    assert_eq!(told, [true, false]);
}

async fn a_key_that_was_made_anew_is_told_on_its_page(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.owner().await;
    let old = make_key(&mut browser).await;
    let page = browser.get("/settings").await;
    let keys = house.store.tenant(house.tenant).list_keys().await.unwrap();
    let id = keys[0].id.to_string();
    let function = format!("/fn/rotate_key?__form={id}");
    assert!(panel(&page, "keys").contains(&format!("formaction=\"{function}\"")));
    let form = [("id", id.as_str()), ("overlap", "24h")];
    let key: String = send(&mut browser, "/settings", &function, &form).await;
    assert_ne!(key, old);
    let told = views(&mut browser, "/settings", "keys", &key).await;
    assert_eq!(told, [true, false]);
}

/// Asks as a script does.
async fn ask(browser: &mut Browser, function: &str, form: &[(&str, &str)]) -> Answer {
    let request = Request::post(function)
        .header(header::ACCEPT, "application/json")
        .header(header::REFERER, "http://127.0.0.1:3000/settings")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = browser.send(request, Body::from(encoded(form))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer
}

async fn a_key_is_told_in_no_other_session_and_to_no_script(database: Database) {
    let house = House::on(database).await;
    let (mut browser, mut other) = (house.owner().await, house.owner().await);
    let key = make_key(&mut browser).await;
    assert!(!other.get("/settings").await.body.contains(&key));
    let asked = ask(&mut browser, "/fn/get_settings", &[]).await;
    assert!(!asked.body.contains(&key));
    let told = views(&mut browser, "/settings", "keys", &key).await;
    assert_eq!(told, [true, false]);
}

async fn what_a_script_was_told_waits_for_no_page(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.owner().await;
    let answer = ask(&mut browser, "/fn/create_key", &KEY).await;
    let key: String = serde_json::from_str(&answer.body).unwrap();
    assert!(!browser.get("/settings").await.body.contains(&key));
}

async fn the_link_of_an_invitation_is_told_once(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.owner().await;
    let (page, function) = ("/settings/people", "/fn/invite");
    let form = [
        ("email", "ivan@shop.example"),
        ("role", "manager"),
        ("last_day", ""),
    ];
    let link: Option<String> = send(&mut browser, page, function, &form).await;
    let link = link.unwrap();
    assert!(link.contains(INVITATION_PATH), "{link}");
    let told = views(&mut browser, page, "invite", &link).await;
    assert_eq!(told, [true, false]);
}

async fn a_password_that_was_made_for_staff_is_told_once(database: Database) {
    let house = House::on(database).await;
    let (email, hash) = ("sam@hookline.example", password::hash(PASSWORD).unwrap());
    let (role, now) = (StaffRole::Admin, SystemClock.now_ms());
    let store = &house.store;
    let made = store.create_staff(&Actor::System, email, role, Some(hash), now);
    made.await.unwrap();
    let mut browser = house.browser();
    browser.sign_in(email, PASSWORD, "").await;
    let (page, function) = ("/staff/people", "/fn/staff/add_staff");
    let form = [("email", "ira@hookline.example"), ("role", "support")];
    let made: Option<String> = send(&mut browser, page, function, &form).await;
    let told = views(&mut browser, page, "add", &made.unwrap()).await;
    assert_eq!(told, [true, false]);
}

/// Begins to set the second factor of the owner up; its secret, as the database keeps it.
async fn begin(house: &House, browser: &mut Browser) -> Vec<u8> {
    let function = "/fn/begin_second_factor";
    let answer = browser.submit(SECURITY, function, &[("password", PASSWORD)]);
    assert_eq!(answer.await.status, StatusCode::FOUND);
    let person = house.store.find_sign_in("olena@shop.example").await;
    let id = person.unwrap().unwrap().id;
    let factor = house.store.find_second_factor(id).await.unwrap();
    factor.unwrap().secret
}

/// Gives the code of this half minute; the recovery codes.
async fn confirm(browser: &mut Browser, secret: &[u8]) -> Vec<String> {
    let code = totp::code(secret, SystemClock.now_ms() / 30_000);
    let function = "/fn/confirm_second_factor";
    send(browser, SECURITY, function, &[("code", code.as_str())]).await
}

async fn a_second_factor_is_set_up(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.owner().await;
    let secret = begin(&house, &mut browser).await;
    let written = totp::written(&secret);
    let page = browser.get(SECURITY).await;
    let shown = panel(&page, "second-factor");
    assert!(shown.contains(&written) && shown.contains("security-picture"));
    assert!(shown.contains("name=\"code\""));
    assert!(!browser.get(SECURITY).await.body.contains(&written));
    let codes = confirm(&mut browser, &secret).await;
    let (first, second) = (browser.get(SECURITY).await, browser.get(SECURITY).await);
    let shown = panel(&first, "second-factor");
    assert!(codes.iter().all(|code| shown.contains(code)));
    assert_eq!(codes.len(), 10);
    assert!(!codes.iter().any(|code| second.body.contains(code)));
    assert!(!first.body.contains(&written));
}

async fn a_wrong_first_code_is_told_at_a_field_for_the_next_one(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.owner().await;
    let secret = begin(&house, &mut browser).await;
    browser.get(SECURITY).await;
    let (function, form) = ("/fn/confirm_second_factor", [("code", "000000x")]);
    let answer = browser.submit(SECURITY, function, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = browser.get(answer.header("location")).await;
    let shown = panel(&page, "second-factor");
    let told = Texts::of(Language::En).find("fault.code_wrong").unwrap();
    assert!(shown.contains(told) && shown.contains("name=\"code\""));
    assert!(!page.body.contains(&totp::written(&secret)));
    let codes = confirm(&mut browser, &secret).await;
    let page = browser.get(SECURITY).await;
    assert!(panel(&page, "second-factor").contains(&codes[0]));
}
