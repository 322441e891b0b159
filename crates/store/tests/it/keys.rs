//! Keys of the machine API, and sources.

use crate::stage::{NOW, Stage, both};
use domain::{Adapter, KeyScope, SourceId};
use store::{Actor, Store};

both! {
    a_key_is_known_by_its_text_alone,
    a_revoked_key_opens_nothing,
    a_new_key_counts_at_once_in_another_process,
    the_use_of_a_key_is_noted_to_the_minute,
    a_source_gives_its_secret_back,
}

async fn a_key_is_known_by_its_text_alone(stage: Stage) {
    let scope = stage.scope();
    let (id, text) = scope
        .create_key(&Actor::System, KeyScope::Ingest, NOW)
        .await
        .unwrap();
    let random = text.strip_prefix("hk_ingest_").unwrap();
    assert_eq!(random.len(), 43);
    for _ in 0..2 {
        let key = stage.store.find_key(&text).await.unwrap().unwrap();
        assert_eq!((key.id, key.tenant_id), (id, stage.tenant.id));
        assert_eq!(key.scope, KeyScope::Ingest);
    }
    assert_eq!(stage.store.find_key("hk_ingest_wrong").await.unwrap(), None);
    let listed = scope.list_keys().await.unwrap();
    assert_eq!((listed[0].id, listed[0].hint.len()), (id, 8));
    assert!(random.starts_with(&listed[0].hint));
}

async fn a_revoked_key_opens_nothing(stage: Stage) {
    let scope = stage.scope();
    let (id, text) = scope
        .create_key(&Actor::System, KeyScope::Manage, NOW)
        .await
        .unwrap();
    assert!(stage.store.find_key(&text).await.unwrap().is_some());
    scope.revoke_key(&Actor::System, id, NOW + 1).await.unwrap();
    scope.revoke_key(&Actor::System, id, NOW + 2).await.unwrap();
    assert_eq!(stage.store.find_key(&text).await.unwrap(), None);
    let listed = scope.list_keys().await.unwrap();
    assert_eq!(listed[0].revoked_at, Some(NOW + 1));
}

async fn a_new_key_counts_at_once_in_another_process(stage: Stage) {
    let other = Store::connect(&stage.options).await.unwrap();
    let scope = other.tenant(stage.tenant.id);
    let (_, text) = scope
        .create_key(&Actor::System, KeyScope::Ingest, NOW)
        .await
        .unwrap();
    assert!(stage.store.find_key(&text).await.unwrap().is_some());
}

async fn the_use_of_a_key_is_noted_to_the_minute(stage: Stage) {
    let scope = stage.scope();
    let (id, _) = scope
        .create_key(&Actor::System, KeyScope::Ingest, NOW)
        .await
        .unwrap();
    for (at, noted) in [
        (NOW, NOW),
        (NOW + 59_999, NOW),
        (NOW + 60_000, NOW + 60_000),
    ] {
        stage.store.note_key_use(id, at).await.unwrap();
        let listed = scope.list_keys().await.unwrap();
        assert_eq!(listed[0].last_used_at, Some(noted));
    }
}

async fn a_source_gives_its_secret_back(stage: Stage) {
    let scope = stage.scope();
    let made = scope
        .create_source(&Actor::System, Adapter::Twilio, "sesame", NOW)
        .await;
    let id = made.unwrap();
    let source = stage.store.find_source(id).await.unwrap().unwrap();
    assert_eq!(
        (source.tenant_id, source.adapter),
        (stage.tenant.id, Adapter::Twilio)
    );
    assert_eq!((source.secret.as_str(), source.created_at), ("sesame", NOW));
    assert_eq!(scope.list_sources().await.unwrap()[0].id, id);
    let nobody = SourceId(uuid::Uuid::from_u128(9));
    assert!(stage.store.find_source(nobody).await.unwrap().is_none());
}
