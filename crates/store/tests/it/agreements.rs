//! An agreement to a connection ends once, soon, and in the session in which it began.

use crate::stage::{NOW, Stage, both, new_tenant};
use domain::{AddressPolicy, ConnectionId, DraftSecrets, WorkerId};
use store::{AGREEMENT_MS, Actor, KeptToken, StoreError};
use uuid::Uuid;

both! {
    an_agreement_is_taken_once_in_its_session_and_in_time,
    what_a_token_server_said_last_is_known,
    a_changed_sign_in_forgets_its_token_and_another_change_does_not,
}

async fn connection(stage: &Stage) -> ConnectionId {
    let draft = serde_json::json!({"name": "CRM", "url": "https://crm.example"});
    let draft = serde_json::from_value(draft).unwrap();
    let tenant = stage.store.tenant(stage.tenant.id);
    let (secrets, policy) = (DraftSecrets::default(), AddressPolicy::default());
    let made = tenant.create_connection(&Actor::System, draft, secrets, &policy, NOW);
    made.await.unwrap().id
}

async fn an_agreement_is_taken_once_in_its_session_and_in_time(stage: Stage) {
    let tenant = stage.store.tenant(stage.tenant.id);
    let id = connection(&stage).await;
    let state = tenant.begin_agreement(id, "s-1", NOW).await.unwrap();
    let late = tenant.begin_agreement(id, "s-1", NOW).await.unwrap();
    let other = stage
        .store
        .create_tenant(&Actor::System, new_tenant("Other"), NOW)
        .await
        .unwrap();
    let other = stage.store.tenant(other.id);
    let soon = NOW + AGREEMENT_MS - 1;
    let nothing: [Result<_, _>; 4] = [
        other.take_agreement(&state, "s-1", soon).await,
        tenant.take_agreement(&state, "s-2", soon).await,
        tenant.take_agreement("else", "s-1", soon).await,
        tenant.take_agreement(&late, "s-1", soon + 1).await,
    ];
    assert!(nothing.iter().all(|taken| matches!(taken, Ok(None))));
    let taken = tenant.take_agreement(&state, "s-1", soon).await.unwrap();
    assert_eq!(taken, Some(id));
    let again = tenant.take_agreement(&state, "s-1", soon).await.unwrap();
    assert_eq!(again, None);
    let missing = other.begin_agreement(id, "s-1", NOW).await;
    assert!(matches!(missing, Err(StoreError::NotFound)));
}

async fn what_a_token_server_said_last_is_known(stage: Stage) {
    let (store, tenant) = (&stage.store, stage.tenant.id);
    let (owner, worker) = (connection(&stage).await.0, WorkerId(Uuid::from_u128(1)));
    let said = async |given: Option<&KeptToken>| {
        store
            .begin_renewal(worker, tenant, owner, NOW, NOW + 1_000)
            .await
            .unwrap();
        store
            .end_renewal(worker, tenant, owner, given, None, NOW)
            .await
            .unwrap();
        let standings = store.tenant(tenant).list_token_standings().await.unwrap();
        (
            standings[0].owner_id,
            standings[0].expires_at,
            standings[0].failed_at,
        )
    };
    assert_eq!(said(None).await, (owner, 0, Some(NOW)));
    let given = KeptToken {
        access: "a-1".to_owned(),
        expires_at: NOW + 60_000,
    };
    assert_eq!(said(Some(&given)).await, (owner, NOW + 60_000, None));
    assert_eq!(said(None).await, (owner, NOW + 60_000, Some(NOW)));
}

/// Gives an owner a token with a new refresh token, as its server would.
async fn give(stage: &Stage, owner: Uuid, between: impl AsyncFnOnce()) {
    let (store, tenant) = (&stage.store, stage.tenant.id);
    let worker = WorkerId(Uuid::from_u128(1));
    let given = KeptToken {
        access: "a-1".to_owned(),
        expires_at: NOW + 60_000,
    };
    let begun = store.begin_renewal(worker, tenant, owner, NOW, NOW + 1_000);
    assert!(begun.await.unwrap().is_some());
    between().await;
    let ended = store.end_renewal(worker, tenant, owner, Some(&given), Some("r-1"), NOW);
    ended.await.unwrap();
}

async fn a_changed_sign_in_forgets_its_token_and_another_change_does_not(stage: Stage) {
    let (scope, policy) = (stage.scope(), AddressPolicy::default());
    let draft = |name: &str, client: &str| -> domain::ConnectionDraft {
        let oauth = serde_json::json!({"grant": "refresh_token", "client_id": client,
            "token_url": "https://crm.example/token"});
        let said = serde_json::json!({"name": name, "url": "https://crm.example",
            "auth": {"oauth2": oauth}});
        serde_json::from_value(said).unwrap()
    };
    let typed = |name: &str| DraftSecrets([(name.to_owned(), "r-0".to_owned())].into());
    let made = scope.create_connection(
        &Actor::System,
        draft("CRM", "1"),
        typed("refresh_token"),
        &policy,
        NOW,
    );
    let id = made.await.unwrap().id;
    let change = async |draft, secrets| {
        let changed =
            scope.update_connection(&Actor::System, id, None, draft, secrets, &policy, NOW);
        changed.await.unwrap();
    };
    let is_kept = async || {
        let found = stage.store.find_token(stage.tenant.id, id.0).await;
        found.unwrap().is_some()
    };
    for (draft, secrets, kept) in [
        (draft("Renamed", "1"), DraftSecrets::default(), true),
        (draft("Renamed", "2"), DraftSecrets::default(), false),
        (draft("Renamed", "2"), typed("client_secret"), false),
        (draft("Renamed", "2"), typed("refresh_token"), false),
    ] {
        give(&stage, id.0, async || ()).await;
        assert!(is_kept().await);
        change(draft, secrets).await;
        assert_eq!(is_kept().await, kept);
    }
    // What is given to the sign-in of before, while it is changed, is kept nowhere.
    let changing = async || change(draft("Renamed", "3"), typed("refresh_token")).await;
    give(&stage, id.0, changing).await;
    assert!(!is_kept().await);
    let worker = WorkerId(Uuid::from_u128(1));
    let begun = stage
        .store
        .begin_renewal(worker, stage.tenant.id, id.0, NOW, NOW + 1_000);
    let (_, refresh) = begun.await.unwrap().unwrap();
    assert_eq!(refresh.as_deref(), Some("r-0"));
}
