//! An agreement to a connection ends once, soon, and in the session in which it began.

use crate::stage::{NOW, Stage, both, new_tenant};
use domain::{AddressPolicy, ConnectionId, DraftSecrets, WorkerId};
use store::{AGREEMENT_MS, Actor, KeptToken, StoreError};
use uuid::Uuid;

both! {
    an_agreement_is_taken_once_in_its_session_and_in_time,
    what_a_token_server_said_last_is_known,
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
