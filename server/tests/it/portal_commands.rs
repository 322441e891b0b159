//! The demo and the doctor, as the command line runs them.

use super::{
    databases::Database,
    portal_house::{House, NOW, config},
};
use engine::{Clock as _, SystemClock};
use server::{
    database,
    demo::{self, DEMO_EMAIL},
    doctor::{self, Area, Weight},
};
use std::fs;

#[tokio::test]
async fn the_demo_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), "http://127.0.0.1:3000");
    let store = database::open(&config).await.unwrap();
    let policy = config.address_policy();
    let first = demo::run(&store, &policy, NOW).await.unwrap();
    assert!(first.created);
    let second = demo::run(&store, &policy, NOW).await.unwrap();
    assert_eq!((second.id, second.created), (first.id, false));
    assert!(second.once.is_none());
    assert_eq!(store.count_tenants().await.unwrap(), 1);
}

#[tokio::test]
async fn the_demo_owes_its_calls_to_its_inspector() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), "http://127.0.0.1:3000");
    let store = database::open(&config).await.unwrap();
    let made = demo::run(&store, &config.address_policy(), NOW).await;
    let tenant = store.tenant(made.unwrap().id);
    let cards = tenant.list_integration_cards(NOW).await.unwrap();
    assert_eq!(cards.len(), 2);
    let open: i64 = cards.iter().map(|card| card.open).sum();
    assert_eq!(open, 4 + 3, "four calls, three of them answered");
    assert!(cards.iter().all(|card| card.url.contains("/inspect/")));
}

#[tokio::test]
async fn the_demo_follows_the_server_to_another_address() {
    let folder = tempfile::tempdir().unwrap();
    let first = config(folder.path(), "http://127.0.0.1:3000");
    let store = database::open(&first).await.unwrap();
    let made = demo::run(&store, &first.address_policy(), NOW).await;
    let tenant = store.tenant(made.unwrap().id);
    let versions = async |address: &str| {
        let rows = tenant.list_integrations().await.unwrap().into_iter();
        let of = |row: store::IntegrationRow| (row.draft.url.starts_with(address), row.version);
        rows.map(of).collect::<Vec<_>>()
    };
    assert_eq!(versions("http://127.0.0.1:3000/").await, [(true, 1); 2]);
    let moved = config(folder.path(), "http://127.0.0.1:4000").address_policy();
    for _ in 0..2 {
        let told = demo::run(&store, &moved, NOW).await.unwrap();
        assert_eq!(told.address, "http://127.0.0.1:4000");
        assert_eq!(versions("http://127.0.0.1:4000/").await, [(true, 2); 2]);
    }
}

#[tokio::test]
async fn the_owner_of_the_demo_signs_in_with_what_was_printed() {
    let house = House::open().await;
    let made = demo::run(&house.store, &house.config.address_policy(), NOW).await;
    let printed = serde_json::to_value(made.unwrap()).unwrap();
    assert_eq!(printed["created"], true);
    let password = printed["password"].as_str().unwrap();
    let answer = house.browser().sign_in(DEMO_EMAIL, password, "").await;
    assert_eq!(answer.header("location"), "/overview");
}

#[tokio::test]
async fn the_doctor_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), "http://127.0.0.1:3000");
    doctor::run(Ok(config), NOW).await;
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_doctor_misses_the_key_of_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), "http://127.0.0.1:3000");
    drop(database::open(&config).await.unwrap());
    fs::remove_file(folder.path().join("secret.key")).unwrap();
    let report = doctor::run(Ok(config), i64::MAX / 2).await;
    assert!(!report.ok);
    let of_database: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.area == Area::Database)
        .collect();
    assert_eq!(of_database.len(), 1, "{of_database:?}");
    assert_eq!(of_database[0].weight, Weight::Fault);
    assert!(of_database[0].sentence.contains("secret.key"));
}

#[tokio::test]
async fn the_doctor_tells_a_key_from_that_of_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), "http://127.0.0.1:3000");
    drop(database::open(&config).await.unwrap());
    fs::write(folder.path().join("secret.key"), "5f".repeat(32)).unwrap();
    let report = doctor::run(Ok(config), i64::MAX / 2).await;
    let is_told = |finding: &doctor::Finding| {
        finding.weight == Weight::Fault && finding.sentence.contains("is not the key of this")
    };
    assert!(report.findings.iter().any(is_told), "{report}");
}

#[tokio::test]
async fn the_doctor_holds_the_clock_against_that_of_the_database() {
    let house = House::on(Database::Postgres).await;
    let now = SystemClock.now_ms();
    for (shown, count) in [(now, 0), (now + 3_600_000, 1), (now - 3_600_000, 1)] {
        let report = doctor::run(Ok(house.config.clone()), shown).await;
        let of_clock = report.findings.iter();
        let of_clock = of_clock.filter(|finding| finding.area == Area::Clock);
        assert_eq!(of_clock.count(), count, "{report}");
    }
}

#[tokio::test]
async fn the_doctor_finds_nothing_wrong_with_a_whole_installation() {
    let house = House::open().await;
    fs::create_dir_all(&house.config.site_dir).unwrap();
    fs::write(house.config.site_dir.join("hash.txt"), "").unwrap();
    let report = doctor::run(Ok(house.config.clone()), i64::MAX / 2).await;
    assert!(report.ok, "{report}");
}
