//! A connection is made with its integrations, all or nothing.

use crate::stage::{NOW, Stage, both};
use domain::{AddressPolicy, ConnectionDraft, DraftSecrets, preset::Filled};
use serde_json::json;
use store::{Actor, StoreError};

both! {
    a_set_is_made_whole,
    a_fault_of_one_integration_leaves_nothing,
    integrations_are_copied_to_another_crm_switched_off,
    a_copy_that_cannot_be_made_leaves_nothing,
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

fn other_crm(secrets: &[(&str, &str)]) -> (ConnectionDraft, DraftSecrets) {
    let draft = json!({"name": "Kommo", "url": "https://kommo.example/api/{{secret:key}}"});
    let secrets = secrets
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    (
        serde_json::from_value(draft).unwrap(),
        DraftSecrets(secrets.collect()),
    )
}

async fn integrations_are_copied_to_another_crm_switched_off(stage: Stage) {
    let tenant = stage.scope();
    let policy = AddressPolicy::default();
    let made = tenant.create_set(&Actor::System, set("b"), &policy, NOW);
    let (from, before) = made.await.unwrap();
    let said = other_crm(&[("key", "k-2")]);
    let copying = tenant.copy_connection(&Actor::System, from, said, &policy, NOW + 1);
    let (connection, copies) = copying.await.unwrap();
    assert_eq!(tenant.list_below(from).await.unwrap(), before);
    assert_eq!(tenant.list_below(connection).await.unwrap(), copies);
    let mut told = Vec::new();
    for id in copies {
        let copy = tenant.get_integration(id).await.unwrap().draft;
        assert!(!copy.enabled);
        told.push((copy.name, copy.url));
    }
    told.sort();
    let expected = [("A (Kommo)", "a"), ("B (Kommo)", "b")];
    assert_eq!(
        told,
        expected.map(|(name, url)| (name.to_owned(), url.to_owned()))
    );
    for id in before {
        assert!(tenant.get_integration(id).await.unwrap().draft.enabled);
    }
}

async fn a_copy_that_cannot_be_made_leaves_nothing(stage: Stage) {
    let tenant = stage.scope();
    let policy = AddressPolicy::default();
    let elsewhere = set("https://crm.example/other");
    let (from, before) = tenant
        .create_set(&Actor::System, elsewhere, &policy, NOW)
        .await
        .unwrap();
    let copying = tenant.copy_connection(&Actor::System, from, other_crm(&[]), &policy, NOW);
    assert!(matches!(copying.await, Err(StoreError::Invalid(_))));
    let said = other_crm(&[("key", "k-2")]);
    let copying = tenant.copy_connection(&Actor::System, from, said.clone(), &policy, NOW);
    let Err(StoreError::Invalid(faults)) = copying.await else {
        panic!("it leads to the old host");
    };
    assert!(faults[0].field.ends_with(".url"), "{faults:?}");
    assert_eq!(tenant.list_connections().await.unwrap().len(), 1);
    assert_eq!(
        tenant.list_integrations().await.unwrap().len(),
        before.len()
    );
    let nobody = domain::ConnectionId(uuid::Uuid::from_u128(9));
    let copying = tenant.copy_connection(&Actor::System, nobody, said, &policy, NOW);
    assert!(matches!(copying.await, Err(StoreError::NotFound)));
}
