//! What a person is told only once, while it waits for its page.

use crate::stage::{NOW, Stage, both};
use sea_orm::{ConnectionTrait, Statement};
use store::{ONCE_KEPT_MS, SessionRow, Store, StoreError, StoreOptions};

both! {
    it_is_told_once_to_its_session_at_its_place,
    a_newer_one_takes_the_place_of_an_older,
    nobody_is_told_it_after_five_minutes,
    what_nobody_looked_at_is_forgotten,
    it_ends_with_its_session,
    it_is_sealed_at_rest,
    a_new_key_at_rest_leaves_none_of_it,
}

const SESAME: &str = "open-sesame-4711";

/// With the sessions `a` and `b`.
async fn sessions(stage: &Stage) -> &Store {
    for id in ["a", "b"] {
        let row = SessionRow {
            id: id.to_owned(),
            sign_in_id: None,
            data: "{}".to_owned(),
            expires_at: NOW + 2 * ONCE_KEPT_MS,
            began_at: NOW,
            seen_at: NOW,
            address: String::new(),
            device: String::new(),
        };
        assert!(stage.store.create_session(&row).await.unwrap());
    }
    &stage.store
}

async fn keep(store: &Store, text: &str) {
    store.keep_once("a", "keys", text, NOW).await.unwrap();
}

async fn take(store: &Store, now: i64) -> Option<String> {
    store.take_once("a", "keys", now).await.unwrap()
}

async fn it_is_told_once_to_its_session_at_its_place(stage: Stage) {
    let store = sessions(&stage).await;
    keep(store, SESAME).await;
    assert_eq!(store.take_once("b", "keys", NOW).await.unwrap(), None);
    assert_eq!(store.take_once("a", "codes", NOW).await.unwrap(), None);
    assert_eq!(take(store, NOW).await.as_deref(), Some(SESAME));
    assert_eq!(take(store, NOW).await, None);
}

async fn a_newer_one_takes_the_place_of_an_older(stage: Stage) {
    let store = sessions(&stage).await;
    keep(store, "older").await;
    keep(store, SESAME).await;
    assert_eq!(take(store, NOW).await.as_deref(), Some(SESAME));
    assert_eq!(take(store, NOW).await, None);
}

async fn nobody_is_told_it_after_five_minutes(stage: Stage) {
    let store = sessions(&stage).await;
    keep(store, SESAME).await;
    assert_eq!(take(store, NOW + ONCE_KEPT_MS).await, None);
    assert!(take(store, NOW + ONCE_KEPT_MS - 1).await.is_some());
}

async fn what_nobody_looked_at_is_forgotten(stage: Stage) {
    let store = sessions(&stage).await;
    keep(store, SESAME).await;
    store.forget_once(NOW + ONCE_KEPT_MS - 1).await.unwrap();
    assert!(sealed(store).await.is_some());
    store.forget_once(NOW + ONCE_KEPT_MS).await.unwrap();
    assert_eq!(sealed(store).await, None);
}

async fn it_ends_with_its_session(stage: Stage) {
    let store = sessions(&stage).await;
    keep(store, SESAME).await;
    store.delete_session("a").await.unwrap();
    assert_eq!(sealed(store).await, None);
    let kept = store.keep_once("a", "keys", SESAME, NOW).await;
    assert!(matches!(kept, Err(StoreError::NotFound)));
}

/// What the database has of it.
async fn sealed(store: &Store) -> Option<Vec<u8>> {
    let db = store.writer();
    let select = "SELECT sealed FROM shown_once";
    let statement = Statement::from_string(db.get_database_backend(), select);
    let row = db.query_one_raw(statement).await.unwrap();
    row.map(|row| row.try_get_by_index(0).unwrap())
}

async fn it_is_sealed_at_rest(stage: Stage) {
    let store = sessions(&stage).await;
    keep(store, SESAME).await;
    let sealed = sealed(store).await.unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains(SESAME));
    // A row that was copied into another session cannot be opened there.
    let move_it = "UPDATE shown_once SET session_id = 'b'";
    let moved = store.writer().execute_unprepared(move_it).await;
    moved.unwrap();
    let taken = store.take_once("b", "keys", NOW).await;
    assert!(matches!(taken, Err(StoreError::Broken(_))));
}

async fn a_new_key_at_rest_leaves_none_of_it(stage: Stage) {
    let store = sessions(&stage).await;
    keep(store, SESAME).await;
    let key = [9; 32];
    store.rotate_key(key, NOW + 10).await.unwrap();
    let url = stage.options.url.clone();
    let renewed = Store::connect(&StoreOptions { url, key }).await.unwrap();
    assert_eq!(take(&renewed, NOW).await, None);
}
