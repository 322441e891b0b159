//! Accounts by link: what a browser meets on the way from the mail to the cabinet.

use super::{
    databases::{Database, on_both},
    portal_house::{Browser, House, PASSWORD, member, tenant},
    portal_look::call,
};
use domain::{Role, StaffRole};
use engine::{Clock as _, SystemClock};
use http::StatusCode;
use server::auth::{password, throttle::FAILURES_MAX};
use store::{Actor, INVITATION_PATH, MailRow, NewInvitation, mail_argument::LINK};

const OWNER: &str = "olena@shop.example";
const GUEST: &str = "taras@agency.example";
const CHOSEN: &str = "ромашка на столі 7";

on_both!(
    a_new_person_chooses_a_password_and_is_in,
    a_password_that_many_have_is_refused,
    a_known_person_signs_in_and_joins,
    somebody_else_does_not_join,
    a_used_link_is_said_to_open_nothing,
    a_forgotten_password_is_set_by_the_link_of_the_mail,
    the_operator_reads_a_mail_without_its_link_and_not_in_secret,
    known_and_unknown_e_mails_get_the_same_answer,
    asking_too_often_has_to_wait,
    a_made_up_link_costs_no_hash_and_is_counted,
    who_is_a_member_of_nothing_is_told_so,
);

async fn invite(house: &House, email: &str) -> String {
    let new = NewInvitation {
        email: email.to_owned(),
        role: Role::Manager,
        ends_at: None,
    };
    let now = SystemClock.now_ms();
    let token = house
        .store
        .tenant(house.tenant)
        .invite(&Actor::System, &new, now)
        .await
        .unwrap();
    format!("{INVITATION_PATH}{token}")
}

/// The link of the newest mail.
async fn mailed_link(house: &House) -> Option<String> {
    let now = SystemClock.now_ms() + 1;
    let mails = house.store.take_mail(now, 10).await.unwrap();
    mails.last().map(|mail| mail.arguments[LINK].clone())
}

async fn seats(house: &House, email: &str) -> usize {
    let person = house.store.find_sign_in(email).await.unwrap().unwrap();
    let now = SystemClock.now_ms();
    house.store.memberships(person.id, now).await.unwrap().len()
}

async fn set(browser: &mut Browser, path: &str, password: &str) -> (StatusCode, String, String) {
    let answer = browser.post(path, &[("password", password)]).await;
    let place = answer.headers.get("location").cloned();
    let place = place.map(|place| place.to_str().unwrap().to_owned());
    (answer.status, place.unwrap_or_default(), answer.body)
}

async fn a_new_person_chooses_a_password_and_is_in(database: Database) {
    let house = House::on(database).await;
    let path = invite(&house, GUEST).await;
    let mut browser = house.browser();
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Shop") && page.body.contains(GUEST));
    let (status, place, _) = set(&mut browser, &path, CHOSEN).await;
    assert_eq!(
        (status, place.as_str()),
        (StatusCode::SEE_OTHER, "/overview")
    );
    assert_eq!(browser.get("/integrations").await.status, StatusCode::OK);
    let answer = house.browser().sign_in(GUEST, CHOSEN, "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

async fn a_password_that_many_have_is_refused(database: Database) {
    let house = House::on(database).await;
    let path = invite(&house, GUEST).await;
    let mut browser = house.browser();
    for weak in ["zebra", "Password123", "1234567890"] {
        let (status, _, body) = set(&mut browser, &path, weak).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{weak}");
        assert!(body.contains("door-failure"));
        assert!(!body.contains(weak));
    }
    // The link is not spent by them.
    let (status, ..) = set(&mut browser, &path, CHOSEN).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
}

async fn a_known_person_signs_in_and_joins(database: Database) {
    let house = House::on(database).await;
    let other = tenant(&house.store, "Agency").await;
    member(&house.store, other, GUEST, Role::Owner).await;
    let path = invite(&house, GUEST).await;
    let mut browser = house.browser();
    let page = browser.get(&path).await;
    assert!(page.body.contains("/sign-in?next=%2Finvitation%2F"));
    // A password typed by somebody who only has the link changes nothing.
    let (status, ..) = set(&mut browser, &path, CHOSEN).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(seats(&house, GUEST).await, 1);
    let answer = browser.sign_in(GUEST, PASSWORD, &path).await;
    assert_eq!(answer.header("location"), path);
    let answer = browser.post(&path, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(seats(&house, GUEST).await, 2);
    // The switcher names the company they came from; the page lists both.
    let page = browser.get("/clients").await;
    assert!(page.body.contains("Agency") && page.body.contains("Shop"));
}

async fn somebody_else_does_not_join(database: Database) {
    let house = House::on(database).await;
    let other = tenant(&house.store, "Agency").await;
    member(&house.store, other, GUEST, Role::Owner).await;
    let path = invite(&house, GUEST).await;
    let mut browser = house.owner().await;
    let page = browser.get(&path).await;
    assert!(page.body.contains(OWNER), "who is signed in is said");
    browser.post(&path, &[]).await;
    assert_eq!(seats(&house, GUEST).await, 1);
}

async fn a_used_link_is_said_to_open_nothing(database: Database) {
    let house = House::on(database).await;
    let path = invite(&house, GUEST).await;
    set(&mut house.browser(), &path, CHOSEN).await;
    for path in [path.as_str(), "/invitation/x", "/reset/x"] {
        let mut browser = house.browser();
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND);
        let (status, ..) = set(&mut browser, path, CHOSEN).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}

async fn a_forgotten_password_is_set_by_the_link_of_the_mail(database: Database) {
    let house = House::on(database).await;
    let mut elsewhere = house.owner().await;
    let mut browser = house.browser();
    browser
        .post("/forgotten", &[("email", " Olena@Shop.Example ")])
        .await;
    let path = mailed_link(&house).await.unwrap();
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
    let (status, ..) = set(&mut browser, &path, "password1234").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, place, _) = set(&mut browser, &path, CHOSEN).await;
    assert_eq!(
        (status, place.as_str()),
        (StatusCode::SEE_OTHER, "/sign-in?changed=1")
    );
    let page = elsewhere.get("/integrations").await;
    assert_eq!(page.status, StatusCode::FOUND, "every session has ended");
    let old = house.browser().sign_in(OWNER, PASSWORD, "").await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
    let new = house.browser().sign_in(OWNER, CHOSEN, "").await;
    assert_eq!(new.status, StatusCode::SEE_OTHER);
}

/// The operator reads the mail, and not what its link opens.
async fn assert_hidden(browser: &mut Browser, mail: &MailRow) {
    let shown = call(browser, "staff/read_mail", &format!("id={}", mail.id)).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    let (path, token) = mail.arguments[LINK].rsplit_once('/').unwrap();
    assert!(!shown.body.contains(token), "{}", shown.body);
    let hidden = format!("{path}/•••");
    assert!(shown.body.contains(&hidden), "{}", shown.body);
    let page = browser.get(&format!("/staff/mail?mail={}", mail.id)).await;
    assert!(!page.body.contains(token), "{}", page.body);
}

async fn the_operator_reads_a_mail_without_its_link_and_not_in_secret(database: Database) {
    const ADMIN: &str = "boss@hookline.example";
    let house = House::on(database).await;
    let hash = Some(password::hash(PASSWORD).unwrap());
    let role = StaffRole::Admin;
    let making = house
        .store
        .create_staff(&Actor::System, ADMIN, role, hash, SystemClock.now_ms());
    let admin = Actor::Staff(making.await.unwrap()).to_string();
    invite(&house, GUEST).await;
    house
        .browser()
        .post("/forgotten", &[("email", OWNER)])
        .await;
    let owed = house.store.take_mail(SystemClock.now_ms() + 1, 10).await;
    let owed = owed.unwrap();
    assert_eq!(owed.len(), 2);
    let mut browser = house.browser();
    browser.sign_in(ADMIN, PASSWORD, "").await;
    for mail in &owed {
        assert_hidden(&mut browser, mail).await;
    }
    let noted = house.store.tenant(house.tenant).list_audit(100).await;
    let noted = noted.unwrap().into_iter();
    let noted = noted.filter(|row| row.action == "mail.read" && row.actor == admin);
    let mut told: Vec<String> = noted.map(|row| row.subject).collect();
    told.dedup();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.contains(&"password_reset".to_owned()) && told.contains(&"invited".to_owned()));
    let page = house.owner().await.get("/audit").await;
    assert!(page.body.contains("The operator read a mail"));
}

async fn known_and_unknown_e_mails_get_the_same_answer(database: Database) {
    let house = House::on(database).await;
    let mut answers = Vec::new();
    for email in [OWNER, GUEST, "no e-mail at all"] {
        let answer = house
            .browser()
            .post("/forgotten", &[("email", email)])
            .await;
        let place = answer.header("location").to_owned();
        answers.push((answer.status, place, answer.body));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    let link = mailed_link(&house).await;
    assert!(link.is_some());
}

async fn asking_too_often_has_to_wait(database: Database) {
    let house = House::on(database).await;
    let ask = || async {
        let form = [("email", GUEST)];
        house.browser().post("/forgotten", &form).await
    };
    for _ in 0..FAILURES_MAX {
        assert_eq!(ask().await.status, StatusCode::SEE_OTHER);
    }
    let refused = ask().await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let wait_s: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=15 * 60).contains(&wait_s), "{wait_s}");
    // Signing in is counted apart.
    let answer = house.browser().sign_in(OWNER, PASSWORD, "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

async fn a_made_up_link_costs_no_hash_and_is_counted(database: Database) {
    let house = House::on(database).await;
    let mut browser = house.browser();
    let paths = ["/reset/made-up", "/invitation/made-up"];
    for path in paths.iter().cycle().take(FAILURES_MAX) {
        // Whether a password could be set is not even looked at.
        let (status, ..) = set(&mut browser, path, "short").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in paths {
        let (status, ..) = set(&mut browser, path, CHOSEN).await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{path}");
    }
    // Signing in is counted apart.
    let answer = house.browser().sign_in(OWNER, PASSWORD, "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

async fn who_is_a_member_of_nothing_is_told_so(database: Database) {
    let house = House::on(database).await;
    let scope = house.store.tenant(house.tenant);
    member(&house.store, house.tenant, GUEST, Role::Integrator).await;
    let members = scope.list_members().await.unwrap();
    let guest = members.iter().find(|row| row.email == GUEST).unwrap();
    let end = Some(SystemClock.now_ms());
    let ended = scope.change_member(&Actor::System, guest.id, Role::Integrator, end, 0);
    ended.await.unwrap();
    let mut browser = house.browser();
    let answer = browser.sign_in(GUEST, PASSWORD, "").await;
    assert_eq!(answer.header("location"), "/clients");
    assert_eq!(browser.get("/clients").await.status, StatusCode::OK);
    assert_eq!(
        browser.get("/integrations").await.status,
        StatusCode::NOT_FOUND
    );
}
