//! Keys of the machine API, and sources.

use crate::stage::{NOW, Stage, both, new_tenant};
use domain::{Adapter, IntegrationId, KeyId, KeyScope, Overlap, SenderDraft, SenderId, SourceId};
use store::{Actor, Store, StoreError, TenantStore};

both! {
    a_key_is_known_by_its_text_alone,
    a_revoked_key_opens_nothing,
    a_new_key_counts_at_once_in_another_process,
    the_use_of_a_key_is_noted_to_the_minute,
    a_source_gives_its_secret_back,
    a_new_key_counts_at_once_and_the_old_one_ends_in_its_time,
    a_second_new_key_waits_until_the_old_one_has_ended,
    an_old_key_is_ended_at_once,
    a_new_secret_counts_beside_the_old_one_for_a_while,
    a_deleted_source_is_gone_with_its_secrets,
    a_source_is_not_deleted_through_another_tenant,
    a_key_is_bound_to_what_was_said_of_it,
}

/// A key of which nothing is said, with its text.
async fn ingest_key(scope: &TenantStore) -> (KeyId, String) {
    let draft = SenderDraft::default();
    let made = scope.create_key(&Actor::System, draft, KeyScope::Ingest, NOW);
    made.await.unwrap()
}

async fn a_key_is_known_by_its_text_alone(stage: Stage) {
    let scope = stage.scope();
    let (id, text) = ingest_key(&scope).await;
    let random = text.strip_prefix("hk_ingest_").unwrap();
    assert_eq!(random.len(), 43);
    for _ in 0..2 {
        let key = stage.store.find_key(&text, NOW).await.unwrap().unwrap();
        assert_eq!((key.id, key.tenant_id), (id, stage.tenant.id));
        assert_eq!(key.scope, KeyScope::Ingest);
    }
    assert_eq!(
        stage.store.find_key("hk_ingest_wrong", NOW).await.unwrap(),
        None
    );
    let listed = scope.list_keys().await.unwrap();
    assert_eq!((listed[0].id, listed[0].hint.len()), (id, 8));
    assert!(random.starts_with(&listed[0].hint));
}

async fn a_revoked_key_opens_nothing(stage: Stage) {
    let scope = stage.scope();
    let (id, text) = scope
        .create_key(
            &Actor::System,
            SenderDraft::default(),
            KeyScope::Manage,
            NOW,
        )
        .await
        .unwrap();
    assert!(stage.store.find_key(&text, NOW).await.unwrap().is_some());
    scope.revoke_key(&Actor::System, id, NOW + 1).await.unwrap();
    scope.revoke_key(&Actor::System, id, NOW + 2).await.unwrap();
    assert_eq!(stage.store.find_key(&text, NOW).await.unwrap(), None);
    let listed = scope.list_keys().await.unwrap();
    assert_eq!(listed[0].revoked_at, Some(NOW + 1));
}

async fn a_new_key_counts_at_once_in_another_process(stage: Stage) {
    let other = Store::connect(&stage.options).await.unwrap();
    let scope = other.tenant(stage.tenant.id);
    let (_, text) = ingest_key(&scope).await;
    assert!(stage.store.find_key(&text, NOW).await.unwrap().is_some());
}

async fn the_use_of_a_key_is_noted_to_the_minute(stage: Stage) {
    let scope = stage.scope();
    let (id, _) = ingest_key(&scope).await;
    for (at, noted) in [
        (NOW, NOW),
        (NOW + 59_999, NOW),
        (NOW + 60_000, NOW + 60_000),
    ] {
        stage
            .store
            .note_use(SenderId::Key(id), false, at)
            .await
            .unwrap();
        let listed = scope.list_keys().await.unwrap();
        assert_eq!(listed[0].last_used_at, Some(noted));
    }
}

async fn a_source_gives_its_secret_back(stage: Stage) {
    let scope = stage.scope();
    let made = scope
        .create_source(
            &Actor::System,
            SenderDraft::default(),
            Adapter::Twilio,
            "sesame",
            NOW,
        )
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

async fn a_new_key_counts_at_once_and_the_old_one_ends_in_its_time(stage: Stage) {
    let scope = stage.scope();
    let (id, old) = ingest_key(&scope).await;
    assert!(stage.store.find_key(&old, NOW).await.unwrap().is_some());
    let new = scope.rotate_key(&Actor::System, id, Overlap::Hour, NOW);
    let new = new.await.unwrap();
    let ends_at = NOW + 3_600_000;
    let opened = async |key: &str, at: i64| {
        let key = stage.store.find_key(key, at).await.unwrap();
        key.map(|key| (key.id, key.ends_at))
    };
    assert_eq!(opened(&new, NOW).await, Some((id, None)));
    assert_eq!(opened(&old, ends_at - 1).await, Some((id, Some(ends_at))));
    assert_eq!(opened(&old, ends_at).await, None);
    assert_eq!(opened(&new, ends_at).await, Some((id, None)));
}

async fn a_second_new_key_waits_until_the_old_one_has_ended(stage: Stage) {
    let scope = stage.scope();
    let draft = SenderDraft::default();
    let made = scope.create_key(&Actor::System, draft, KeyScope::Ingest, NOW);
    let (id, old) = made.await.unwrap();
    let new = scope.rotate_key(&Actor::System, id, Overlap::Hour, NOW);
    let new = new.await.unwrap();
    let used = stage.store.note_use(SenderId::Key(id), true, NOW + 5);
    used.await.unwrap();
    let listed = scope.list_keys().await.unwrap().remove(0);
    let replaced = listed.replaced.unwrap();
    assert_eq!(replaced.used_at, Some(NOW + 5));
    assert_eq!(listed.last_used_at, None);
    assert!(old.contains(&replaced.hint) && new.contains(&listed.hint));
    let early = replaced.ends_at - 1;
    let again = scope.rotate_key(&Actor::System, id, Overlap::Day, early);
    assert!(matches!(again.await, Err(StoreError::Conflict)));
    let again = scope.rotate_key(&Actor::System, id, Overlap::Day, early + 1);
    again.await.unwrap();
    let opened = stage.store.find_key(&old, early + 1).await.unwrap();
    assert_eq!(opened, None);
}

async fn an_old_key_is_ended_at_once(stage: Stage) {
    let scope = stage.scope();
    let (id, old) = scope
        .create_key(
            &Actor::System,
            SenderDraft::default(),
            KeyScope::Manage,
            NOW,
        )
        .await
        .unwrap();
    let new = scope.rotate_key(&Actor::System, id, Overlap::Week, NOW);
    let new = new.await.unwrap();
    let sender = SenderId::Key(id);
    scope
        .end_replaced(&Actor::System, sender, NOW + 1)
        .await
        .unwrap();
    assert!(stage.store.find_key(&old, NOW + 1).await.unwrap().is_none());
    assert!(stage.store.find_key(&new, NOW + 1).await.unwrap().is_some());
    let noted = scope.list_audit(3).await.unwrap();
    let actions: Vec<&str> = noted.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(actions, ["key.end_old", "key.rotate", "key.create"]);
    scope.revoke_key(&Actor::System, id, NOW + 2).await.unwrap();
    let revoked = scope.rotate_key(&Actor::System, id, Overlap::Week, NOW + 3);
    assert!(matches!(revoked.await, Err(StoreError::NotFound)));
}

async fn a_new_secret_counts_beside_the_old_one_for_a_while(stage: Stage) {
    let scope = stage.scope();
    let made = scope.create_source(
        &Actor::System,
        SenderDraft::default(),
        Adapter::Zadarma,
        "old",
        NOW,
    );
    let id = made.await.unwrap();
    let rotating = scope.rotate_source(&Actor::System, id, "new", Overlap::Day, NOW);
    rotating.await.unwrap();
    let ends_at = NOW + 24 * 3_600_000;
    let source = stage.store.find_source(id).await.unwrap().unwrap();
    assert_eq!(source.secret, "new");
    assert_eq!(source.replaced, Some(("old".to_owned(), ends_at)));
    let again = scope.rotate_source(&Actor::System, id, "newer", Overlap::Day, NOW);
    assert!(matches!(again.await, Err(StoreError::Conflict)));
    let sender = SenderId::Source(id);
    scope
        .end_replaced(&Actor::System, sender, NOW)
        .await
        .unwrap();
    let source = stage.store.find_source(id).await.unwrap().unwrap();
    assert_eq!(source.replaced, None);
    assert_eq!(scope.list_sources().await.unwrap()[0].replaced, None);
}

async fn a_source_is_not_deleted_through_another_tenant(stage: Stage) {
    let (scope, actor) = (stage.scope(), &Actor::System);
    let draft = SenderDraft::default();
    let made = scope.create_source(actor, draft, Adapter::Twilio, "sesame", NOW);
    let id = made.await.unwrap();
    let making = stage.store.create_tenant(actor, new_tenant("Other"), NOW);
    let other = stage.store.tenant(making.await.unwrap().id);
    let deleting = other.delete_source(actor, id, NOW).await;
    assert!(matches!(deleting, Err(StoreError::NotFound)));
    let source = stage.store.find_source(id).await.unwrap().unwrap();
    assert_eq!(source.secret, "sesame");
}

async fn a_deleted_source_is_gone_with_its_secrets(stage: Stage) {
    let (scope, actor) = (stage.scope(), &Actor::System);
    let source = async || {
        let draft = SenderDraft::default();
        let made = scope.create_source(actor, draft, Adapter::Zadarma, "old", NOW);
        made.await.unwrap()
    };
    let (gone, kept) = (source().await, source().await);
    let rotating = scope.rotate_source(actor, gone, "new", Overlap::Day, NOW);
    rotating.await.unwrap();
    scope.delete_source(actor, gone, NOW).await.unwrap();
    assert!(stage.store.find_source(gone).await.unwrap().is_none());
    let listed = scope.list_sources().await.unwrap();
    assert_eq!((listed.len(), listed[0].id), (1, kept));
    let over = NOW + store::UNDO_MS;
    stage.store.finish_deletions(over).await.unwrap();
    for (source, secrets) in [(gone, 0), (kept, 1)] {
        let owner = IntegrationId(source.0);
        let left = stage.store.secrets(stage.tenant.id, owner).await.unwrap();
        assert_eq!(left.len(), secrets);
    }
    let noted = scope.list_audit(10).await.unwrap();
    assert!(noted.iter().any(|row| row.action == "source.delete"));
    let again = scope.delete_source(actor, gone, NOW).await;
    assert!(matches!(again, Err(StoreError::NotFound)));
}

async fn a_key_is_bound_to_what_was_said_of_it(stage: Stage) {
    let scope = stage.scope();
    let draft = SenderDraft::read("PBX", "203.0.113.7").unwrap();
    let made = scope.create_key(&Actor::System, draft.clone(), KeyScope::Ingest, NOW);
    let (id, text) = made.await.unwrap();
    assert_eq!(scope.list_keys().await.unwrap()[0].draft, draft);
    let key = stage.store.find_key(&text, NOW).await.unwrap().unwrap();
    assert_eq!(*key.networks, draft.networks);
    let other = SenderDraft::read("Office", "198.51.100.0/24").unwrap();
    let sender = SenderId::Key(id);
    let updating = scope.update_sender(&Actor::System, sender, other.clone(), NOW);
    updating.await.unwrap();
    let key = stage.store.find_key(&text, NOW).await.unwrap().unwrap();
    assert_eq!(*key.networks, other.networks);
    let nobody = SenderId::Source(SourceId(uuid::Uuid::from_u128(9)));
    let updating = scope.update_sender(&Actor::System, nobody, other, NOW);
    assert!(matches!(updating.await, Err(StoreError::NotFound)));
}
