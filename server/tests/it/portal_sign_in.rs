//! Signing in and out: what a browser is told, and what a guesser is not.

use super::{
    databases::{Database, on_both},
    portal_house::{Answer, House, PASSWORD, encoded, member, tenant},
};
use axum::body::Body;
use domain::{Role, StaffRole};
use engine::SystemClock;
use futures::future::join_all;
use http::{Request, StatusCode, header};
use server::auth::{
    password::{self, Passwords},
    sign_in::Door,
    throttle::FAILURES_MAX,
};
use store::Actor;

const OWNER: &str = "olena@shop.example";

on_both!(
    the_right_password_opens_the_cabinet,
    over_https_the_cookie_is_bound_to_the_host,
    a_wrong_e_mail_and_a_wrong_password_get_the_same_answer,
    an_unknown_e_mail_costs_a_hash_as_well,
    after_ten_failures_even_the_right_password_has_to_wait,
    a_forged_address_wins_no_tries,
    guesses_sent_at_once_are_counted_one_after_another,
    successes_are_not_counted,
    signing_in_changes_the_name_of_the_session,
    signing_out_ends_the_session_for_good,
    who_signed_in_goes_on_to_where_they_wanted_to_be,
    nobody_is_sent_to_another_site,
    forms_of_other_sites_are_refused,
    staff_without_a_seat_starts_at_the_list_of_tenants,
    a_person_moves_only_among_their_own_tenants,
);

async fn the_right_password_opens_the_cabinet(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.browser();
    let answer = browser.sign_in(OWNER, PASSWORD, "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/overview");
    let cookie = session_cookie(&answer);
    assert!(cookie.starts_with("session="), "{cookie}");
    assert!(cookie.contains("HttpOnly"), "{cookie}");
    assert!(cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(cookie.contains("Path=/"), "{cookie}");
    assert!(!cookie.contains("Secure"), "{cookie}");
    let page = browser.get("/integrations").await;
    assert_eq!(page.status, StatusCode::OK);
}

async fn over_https_the_cookie_is_bound_to_the_host(database: Database) {
    let house = House::at("https://hookline.example", database).await;
    let mut browser = house.browser();
    let answer = browser.sign_in(OWNER, PASSWORD, "").await;
    let cookie = session_cookie(&answer);
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    assert!(cookie.contains("Secure"), "{cookie}");
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert!(
        answer
            .header("strict-transport-security")
            .contains("max-age")
    );
}

async fn a_wrong_e_mail_and_a_wrong_password_get_the_same_answer(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.browser();
    let password = browser.sign_in(OWNER, "wrong horse battery", "").await;
    let e_mail = browser.sign_in("taras@shop.example", PASSWORD, "").await;
    assert_eq!(password.status, StatusCode::UNAUTHORIZED);
    assert_eq!(e_mail.status, StatusCode::UNAUTHORIZED);
    assert!(password.set_cookies().is_empty());
    assert_eq!(
        without_nonce(&password).replace(OWNER, "e-mail"),
        without_nonce(&e_mail).replace("taras@shop.example", "e-mail"),
    );
    assert!(password.body.contains(OWNER), "what was typed is kept");
    assert!(!password.body.contains("wrong horse battery"));
}

/// A page without what differs each time it is rendered.
async fn an_unknown_e_mail_costs_a_hash_as_well(database: Database) {
    let house = House::on(database).await;
    let passwords = Passwords::default();
    let door = Door {
        store: &house.store,
        passwords: &passwords,
        clock: &SystemClock,
        device: None,
    };
    let mut hashed = Vec::new();
    for (email, password) in [
        ("nobody@shop.example", PASSWORD),
        (OWNER, "wrong horse battery"),
        (OWNER, PASSWORD),
    ] {
        let knocked = door.knock(email, password.to_owned(), "192.0.2.1").await;
        hashed.push((knocked.is_ok(), passwords.hashed()));
    }
    assert_eq!(hashed, [(false, 1), (false, 2), (true, 3)]);
}

/// What was said of the session's cookie.
fn session_cookie(answer: &Answer) -> String {
    let cookies = answer.set_cookies().into_iter();
    let of_session = cookies.filter(|cookie| cookie.contains("session="));
    of_session.collect::<Vec<_>>().join("\n")
}

fn without_nonce(page: &Answer) -> String {
    let policy = page.header("content-security-policy");
    let nonce = policy.split("'nonce-").nth(1).unwrap();
    let nonce = nonce.split('\'').next().unwrap();
    page.body.replace(nonce, "nonce")
}

async fn after_ten_failures_even_the_right_password_has_to_wait(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.browser();
    for _ in 0..FAILURES_MAX {
        let answer = browser.sign_in(OWNER, "wrong horse battery", "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let answer = browser.sign_in(OWNER, PASSWORD, "").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let wait_s: i64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=900).contains(&wait_s), "{wait_s}");
    assert_eq!(browser.cookie("session"), None);
}

async fn a_forged_address_wins_no_tries(database: Database) {
    let house = House::on(database).await;
    let mut statuses = Vec::new();
    for index in 0..=FAILURES_MAX {
        let request = Request::post("/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-forwarded-for", format!("203.0.113.{index}"));
        let form = encoded(&[("email", OWNER), ("password", "wrong horse battery")]);
        let answer = house.browser().send(request, Body::from(form)).await;
        statuses.push(answer.status);
    }
    assert_eq!(statuses.last(), Some(&StatusCode::TOO_MANY_REQUESTS));
}

async fn guesses_sent_at_once_are_counted_one_after_another(database: Database) {
    let house = House::on(database).await;
    let guesses = (0..40).map(|_| {
        let mut browser = house.browser();
        async move {
            browser
                .sign_in(OWNER, "wrong horse battery", "")
                .await
                .status
        }
    });
    let statuses = join_all(guesses).await;
    let is_seen = |status: &&StatusCode| **status == StatusCode::UNAUTHORIZED;
    let seen = statuses.iter().filter(is_seen).count();
    let most = FAILURES_MAX + password::HASHES_AT_ONCE_MAX - 1;
    assert!(
        (FAILURES_MAX..=most).contains(&seen),
        "{seen} were looked at"
    );
}

async fn successes_are_not_counted(database: Database) {
    let house = House::on(database).await;
    for _ in 0..=FAILURES_MAX {
        house.owner().await;
    }
}

async fn signing_in_changes_the_name_of_the_session(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.owner().await;
    let first = browser.cookie("session").map(str::to_owned);
    browser.sign_in(OWNER, PASSWORD, "").await;
    let second = browser.cookie("session").map(str::to_owned);
    assert_ne!(first, second);
    let mut stale = house.browser();
    stale.cookies.push(("session".to_owned(), first.unwrap()));
    let page = stale.get("/integrations").await;
    assert!(page.status.is_redirection(), "{}", page.status);
}

async fn signing_out_ends_the_session_for_good(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.owner().await;
    let mut thief = browser.clone();
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!(answer.header("location"), "/sign-in");
    assert_eq!(browser.cookie("session"), None);
    let page = thief.get("/integrations").await;
    assert!(page.status.is_redirection(), "{}", page.status);
}

async fn who_signed_in_goes_on_to_where_they_wanted_to_be(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.browser();
    let next = "/deliveries?state=failed";
    let answer = browser.sign_in(OWNER, PASSWORD, next).await;
    assert_eq!(answer.header("location"), next);
}

async fn nobody_is_sent_to_another_site(database: Database) {
    let house = House::on(database).await;
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        let answer = house.browser().sign_in(OWNER, PASSWORD, next).await;
        assert_eq!(answer.header("location"), "/overview", "{next}");
        let failed = house.browser().sign_in("x@y.example", "wrong", next).await;
        assert!(!failed.body.contains("evil.example"), "{next}");
    }
}

async fn forms_of_other_sites_are_refused(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.owner().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        let request = Request::post("/sign-out")
            .header(header::HOST, "127.0.0.1:3000")
            .header(name, value);
        let answer = browser.send(request, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
    }
    assert_eq!(browser.get("/integrations").await.status, StatusCode::OK);
}

async fn staff_without_a_seat_starts_at_the_list_of_tenants(database: Database) {
    let house = House::on(database).await;
    let hash = password::hash(PASSWORD).unwrap();
    let created = house.store.create_staff(
        &Actor::System,
        "support@operator.example",
        StaffRole::Support,
        Some(hash),
        0,
    );
    created.await.unwrap();
    let mut browser = house.browser();
    let answer = browser
        .sign_in("support@operator.example", PASSWORD, "")
        .await;
    assert_eq!(answer.header("location"), "/staff");
}

async fn a_person_moves_only_among_their_own_tenants(database: Database) {
    let house = House::on(database).await;
    let other = tenant(&house.store, "Clinic").await;
    let foreign = tenant(&house.store, "Stranger").await;
    member(&house.store, other, OWNER, Role::Viewer).await;
    let mut browser = house.owner().await;
    let moved = browser
        .post("/tenant", &[("tenant", &other.to_string())])
        .await;
    assert_eq!(moved.header("location"), "/overview");
    let refused = browser
        .post("/tenant", &[("tenant", &foreign.to_string())])
        .await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}
