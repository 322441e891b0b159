//! A connection is made with its integrations, all or nothing.

use crate::stage::{NOW, Stage, both};
use domain::{AddressPolicy, DraftSecrets, preset::Filled};
use serde_json::json;
use store::{Actor, StoreError};

both! {
    a_set_is_made_whole,
    a_fault_of_one_integration_leaves_nothing,
}

fn set(second: &str) -> Filled {
    let draft = |name: &str, url: &str| json!({"name": name, "url": url, "moment": "after_call", "method": "GET"});
    Filled {
        connection: serde_json::from_value(json!({
            "name": "CRM", "url": "https://crm.example/{{secret:key}}",
        }))
        .unwrap(),
        secrets: DraftSecrets([("key".to_owned(), "k-1".to_owned())].into()),
        integrations: serde_json::from_value(json!([draft("A", "a"), draft("B", second)])).unwrap(),
    }
}

async fn a_set_is_made_whole(stage: Stage) {
    let tenant = stage.store.tenant(stage.tenant.id);
    let policy = AddressPolicy::default();
    let made = tenant
        .create_set(&Actor::System, set("b"), &policy, NOW)
        .await;
    let (connection, integrations) = made.unwrap();
    assert_eq!(tenant.list_below(connection).await.unwrap(), integrations);
    let first = tenant.get_integration(integrations[0]).await.unwrap();
    assert_eq!(first.draft.connection, Some(connection));
}

async fn a_fault_of_one_integration_leaves_nothing(stage: Stage) {
    let tenant = stage.store.tenant(stage.tenant.id);
    let policy = AddressPolicy::default();
    let elsewhere = set("https://other.example/b");
    let made = tenant
        .create_set(&Actor::System, elsewhere, &policy, NOW)
        .await;
    let Err(StoreError::Invalid(faults)) = made else {
        panic!("{made:?}");
    };
    assert_eq!(faults[0].field, "integrations.1.url");
    assert!(tenant.list_connections().await.unwrap().is_empty());
    assert!(tenant.list_integrations().await.unwrap().is_empty());
}
