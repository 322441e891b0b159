//! A store for the tests of single modules.

use crate::{Actor, NewTenant, Store, StoreOptions, sql::statement};
use domain::{Language, TenantId};
use sea_orm::{ConnectionTrait, Value};
use tempfile::TempDir;

/// A fresh SQLite store with a tenant; it goes with its folder.
pub(crate) async fn store() -> (Store, TenantId, TempDir) {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("hookline.db").display());
    let options = StoreOptions { url, key: [7; 32] };
    let store = Store::connect(&options).await.unwrap();
    migrations::run(store.writer()).await.unwrap();
    let new = NewTenant {
        name: "Acme".to_owned(),
        zone: "UTC".to_owned(),
        country: "UA".to_owned(),
        language: Language::En,
    };
    let tenant = store.create_tenant(&Actor::System, new, 0).await.unwrap();
    (store, tenant.id, folder)
}

/// What SQLite says of its plan for a statement.
pub(crate) async fn plan(sql: &str) -> String {
    let (store, ..) = &store().await;
    let db = store.writer();
    let values: Vec<Value> = sql.matches('?').map(|_| 0_i64.into()).collect();
    let explain = format!("EXPLAIN QUERY PLAN {sql}");
    let asked = statement(db.get_database_backend(), &explain, values);
    let rows = db.query_all_raw(asked).await.unwrap();
    let lines = rows.iter().map(|row| row.try_get_by_index(3).unwrap());
    lines.collect::<Vec<String>>().join("\n")
}

/// Checks that a statement finds its rows by these indexes, and walks over no table.
pub(crate) async fn assert_served(sql: &str, indexes: &[&str]) {
    let plan = plan(sql).await;
    for index in indexes {
        assert!(plan.contains(index), "{index} is not in:\n{plan}");
    }
    let walks = |line: &str| {
        let table = line.trim().strip_prefix("SCAN ").unwrap_or_default();
        [
            "d",
            "e",
            "i",
            "c",
            "u",
            "x",
            "delivery",
            "delivery_log",
            "event",
            "call",
        ]
        .contains(&table)
    };
    assert!(
        !plan.lines().any(walks),
        "a table is read from end to end:\n{plan}"
    );
}
