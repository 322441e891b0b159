//! A person's own security: the second step of the sign-in, sessions and devices, password and
//! e-mail.

use super::{
    databases::{Database, on_both},
    portal_house::{Answer, Browser, House, PASSWORD},
};
use app::desk::{Account, Desk as _};
use domain::{Language, SignInId, notice::Notice};
use engine::{Clock as _, SystemClock};
use futures::future::join_all;
use http::StatusCode;
use server::auth::{throttle::FAILURES_MAX, totp};
use store::{MailRow, mail_argument};

const OWNER: &str = "olena@shop.example";
const CHOSEN: &str = "ромашка на столі 7";
const SECRET: [u8; 20] = *b"12345678901234567890";

on_both!(
    a_password_alone_does_not_open_where_a_code_is_asked_for,
    a_code_opens_once,
    a_recovery_code_opens_once,
    five_wrong_codes_begin_the_sign_in_anew,
    codes_sent_at_once_are_counted_before_they_are_looked_at,
    a_right_code_is_no_failure,
    a_code_without_a_password_opens_nothing,
    a_new_device_is_told_and_a_known_one_is_not,
    sessions_are_listed_and_ended,
    a_new_password_leaves_this_session_alone,
    a_second_factor_is_set_up_with_its_first_code,
    an_e_mail_changes_once_both_addresses_confirm,
    an_address_that_somebody_has_is_asked_nothing,
);

fn now() -> i64 {
    SystemClock.now_ms()
}

async fn owner_id(house: &House) -> SignInId {
    house.store.find_sign_in(OWNER).await.unwrap().unwrap().id
}

/// Asks the owner for codes from now on; the recovery codes.
async fn with_second_factor(house: &House) -> Vec<String> {
    let id = owner_id(house).await;
    let codes = totp::recovery_codes();
    let store = &house.store;
    store.begin_second_factor(id, &SECRET, now()).await.unwrap();
    let confirmed = store.confirm_second_factor(id, 1, &codes, now()).await;
    confirmed.unwrap();
    codes
}

/// The code of this half minute.
fn code() -> String {
    totp::code(&SECRET, now() / 30_000)
}

async fn give(browser: &mut Browser, code: &str) -> Answer {
    browser.post("/second-factor", &[("code", code)]).await
}

async fn is_in(browser: &mut Browser) -> bool {
    browser.get("/integrations").await.status == StatusCode::OK
}

async fn mails(house: &House) -> Vec<MailRow> {
    house.store.take_mail(now() + 1, 10).await.unwrap()
}

async fn a_password_alone_does_not_open_where_a_code_is_asked_for(database: Database) {
    let house = House::on(database).await;
    with_second_factor(&house).await;
    let mut browser = house.browser();
    let answer = browser.sign_in(OWNER, PASSWORD, "/deliveries").await;
    assert_eq!(answer.header("location"), "/second-factor");
    assert!(!is_in(&mut browser).await);
    let answer = give(&mut browser, "000000x").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!is_in(&mut browser).await);
    let answer = give(&mut browser, &code()).await;
    assert_eq!(answer.header("location"), "/deliveries");
    assert!(is_in(&mut browser).await);
}

async fn a_code_opens_once(database: Database) {
    let house = House::on(database).await;
    with_second_factor(&house).await;
    let code = code();
    let mut opened = Vec::new();
    for _ in 0..2 {
        let mut browser = house.browser();
        browser.sign_in(OWNER, PASSWORD, "").await;
        give(&mut browser, &code).await;
        opened.push(is_in(&mut browser).await);
    }
    assert_eq!(opened, [true, false]);
}

async fn a_recovery_code_opens_once(database: Database) {
    let house = House::on(database).await;
    let codes = with_second_factor(&house).await;
    let mut opened = Vec::new();
    for _ in 0..2 {
        let mut browser = house.browser();
        browser.sign_in(OWNER, PASSWORD, "").await;
        give(&mut browser, &codes[3].to_uppercase()).await;
        opened.push(is_in(&mut browser).await);
    }
    assert_eq!(opened, [true, false]);
    let id = owner_id(&house).await;
    assert_eq!(house.store.count_recovery_codes(id).await.unwrap(), 9);
}

async fn five_wrong_codes_begin_the_sign_in_anew(database: Database) {
    let house = House::on(database).await;
    with_second_factor(&house).await;
    let mut browser = house.browser();
    browser.sign_in(OWNER, PASSWORD, "").await;
    for _ in 0..4 {
        let answer = give(&mut browser, "wrong").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = give(&mut browser, "wrong").await;
    assert_eq!(answer.header("location"), "/sign-in");
    let answer = give(&mut browser, &code()).await;
    assert_eq!(answer.header("location"), "/sign-in");
}

/// Gives wrong codes in each browser at once; how many were looked at and not taken.
async fn guess(browsers: &[Browser], in_each: usize) -> usize {
    let guesses = browsers.iter().flat_map(|browser| {
        (0..in_each).map(move |_| {
            let mut browser = browser.clone();
            async move { give(&mut browser, "000000x").await.status }
        })
    });
    let statuses = join_all(guesses).await;
    let looked_at = |status: &&StatusCode| **status == StatusCode::UNPROCESSABLE_ENTITY;
    statuses.iter().filter(looked_at).count()
}

async fn codes_sent_at_once_are_counted_before_they_are_looked_at(database: Database) {
    let house = House::on(database).await;
    with_second_factor(&house).await;
    let mut browsers = Vec::new();
    for _ in 0..9 {
        let mut browser = house.browser();
        browser.sign_in(OWNER, PASSWORD, "").await;
        browsers.push(browser);
    }
    // The fifth of one sign-in leads back to its beginning.
    let of_one = guess(&browsers[..1], 20).await;
    assert!(of_one < 5, "{of_one} of one sign-in were looked at");
    let of_all = of_one + guess(&browsers[1..], 4).await;
    assert!(of_all <= FAILURES_MAX, "{of_all} were looked at");
}

async fn a_right_code_is_no_failure(database: Database) {
    let house = House::on(database).await;
    let codes = with_second_factor(&house).await;
    for code in &codes {
        let mut browser = house.browser();
        browser.sign_in(OWNER, PASSWORD, "").await;
        give(&mut browser, code).await;
        assert!(is_in(&mut browser).await);
    }
    let counted = format!("code {}", owner_id(&house).await);
    let failures = house.store.sign_in_failures(&counted, 0).await.unwrap();
    assert!(failures.is_empty());
}

async fn a_code_without_a_password_opens_nothing(database: Database) {
    let house = House::on(database).await;
    with_second_factor(&house).await;
    let mut browser = house.browser();
    let answer = give(&mut browser, &code()).await;
    assert_eq!(answer.header("location"), "/sign-in");
    assert!(!is_in(&mut browser).await);
}

async fn a_new_device_is_told_and_a_known_one_is_not(database: Database) {
    let house = House::on(database).await;
    let mut first = house.owner().await;
    assert!(mails(&house).await.is_empty(), "there was none to compare");
    first.sign_in(OWNER, PASSWORD, "").await;
    assert!(mails(&house).await.is_empty(), "the same browser again");
    house.owner().await;
    let told = mails(&house).await;
    assert_eq!((told.len(), told[0].notice), (1, Notice::NewDevice));
    assert_eq!(told[0].recipient, OWNER);
    assert!(told[0].arguments.contains_key(mail_argument::ADDRESS));
}

async fn sessions_are_listed_and_ended(database: Database) {
    let house = House::on(database).await;
    let (mut here, mut there) = (house.owner().await, house.owner().await);
    let id = owner_id(&house).await;
    let page = here.get("/settings/security").await;
    assert_eq!(page.status, StatusCode::OK);
    let sessions = house.store.list_sessions(id, now()).await.unwrap();
    assert_eq!(sessions.len(), 2);
    assert!(sessions.iter().all(|session| session.began_at > 0));
    let stranger = SignInId(uuid::Uuid::from_u128(9));
    let ended = house.store.end_session(stranger, &sessions[0].id, now());
    assert!(ended.await.is_err());
    let kept = Some(sessions[0].id.as_str());
    let ended = house.store.end_other_sessions(id, kept, now());
    ended.await.unwrap();
    assert_ne!(is_in(&mut here).await, is_in(&mut there).await);
}

fn account(id: SignInId, session: Option<String>) -> Account {
    Account {
        sign_in_id: id,
        email: OWNER.to_owned(),
        session,
        address: "192.0.2.1".to_owned(),
        language: Language::En,
    }
}

async fn a_new_password_leaves_this_session_alone(database: Database) {
    let house = House::on(database).await;
    let mut here = house.owner().await;
    let id = owner_id(&house).await;
    let session = house
        .store
        .list_sessions(id, now())
        .await
        .unwrap()
        .remove(0);
    let mut there = house.owner().await;
    let who = account(id, Some(session.id));
    let change = |old: &'static str, new: &'static str| {
        let (desk, who) = (house.desk(), who.clone());
        async move {
            let changed = desk.change_password(&who, old.to_owned(), new.to_owned());
            changed.await.is_ok()
        }
    };
    assert!(!change("not the password", CHOSEN).await);
    assert!(!change(PASSWORD, "password1234").await);
    assert!(change(PASSWORD, CHOSEN).await);
    assert!(is_in(&mut here).await);
    assert!(!is_in(&mut there).await);
    let new = house.browser().sign_in(OWNER, CHOSEN, "").await;
    assert_eq!(new.status, StatusCode::SEE_OTHER);
}

async fn a_second_factor_is_set_up_with_its_first_code(database: Database) {
    let house = House::on(database).await;
    let (id, desk) = (owner_id(&house).await, house.desk());
    let who = account(id, None);
    let wrong = desk.begin_second_factor(&who, "not the password".to_owned());
    assert!(wrong.await.is_err());
    let made = desk.begin_second_factor(&who, PASSWORD.to_owned());
    assert!(made.await.unwrap().picture.starts_with("<svg"));
    // It is not asked for until its code was given.
    let answer = house.browser().sign_in(OWNER, PASSWORD, "").await;
    assert_eq!(answer.header("location"), "/overview");
    assert!(desk.confirm_second_factor(&who, "000000x").await.is_err());
    let secret = house.store.find_second_factor(id).await.unwrap().unwrap();
    let code = totp::code(&secret.secret, now() / 30_000);
    let codes = desk.confirm_second_factor(&who, &code).await.unwrap();
    assert_eq!(codes.len(), totp::RECOVERY_CODES);
    let answer = house.browser().sign_in(OWNER, PASSWORD, "").await;
    assert_eq!(answer.header("location"), "/second-factor");
    let removed = desk.remove_second_factor(&who, PASSWORD.to_owned());
    removed.await.unwrap();
    let answer = house.browser().sign_in(OWNER, PASSWORD, "").await;
    assert_eq!(answer.header("location"), "/overview");
}

async fn an_e_mail_changes_once_both_addresses_confirm(database: Database) {
    let house = House::on(database).await;
    let id = owner_id(&house).await;
    let asked = house
        .store
        .begin_email_change(id, "new@shop.example", Language::En, now());
    asked.await.unwrap();
    let mut asked = mails(&house).await;
    asked.sort_by_key(|mail| mail.recipient != OWNER);
    let recipients: Vec<_> = asked.iter().map(|mail| mail.recipient.as_str()).collect();
    assert_eq!(recipients, [OWNER, "new@shop.example"]);
    let links: Vec<_> = asked
        .iter()
        .map(|mail| mail.arguments[mail_argument::LINK].clone())
        .collect();
    let mut browser = house.browser();
    assert!(
        browser
            .get(&links[1])
            .await
            .body
            .contains("new@shop.example")
    );
    browser.post(&links[1], &[]).await;
    browser.post(&links[1], &[]).await;
    assert_eq!(house.store.get_sign_in(id).await.unwrap().email, OWNER);
    browser.post(&links[0], &[]).await;
    let person = house.store.get_sign_in(id).await.unwrap();
    assert_eq!(person.email, "new@shop.example");
    let told = mails(&house).await;
    assert_eq!(
        (told[0].notice, told[0].recipient.as_str()),
        (Notice::EmailChanged, OWNER)
    );
    assert_eq!(browser.get(&links[0]).await.status, StatusCode::NOT_FOUND);
}

async fn an_address_that_somebody_has_is_asked_nothing(database: Database) {
    let house = House::on(database).await;
    let id = owner_id(&house).await;
    super::portal_house::member(
        &house.store,
        house.tenant,
        "taras@shop.example",
        domain::Role::Viewer,
    )
    .await;
    let asked = house
        .store
        .begin_email_change(id, "taras@shop.example", Language::En, now());
    asked.await.unwrap();
    let asked = mails(&house).await;
    assert_eq!((asked.len(), asked[0].recipient.as_str()), (1, OWNER));
}
