//! What the telephony sent: kept within limits, of one's own tenant alone.

use crate::stage::{NOW, Stage, both, new_tenant};
use domain::{IncomingId, Refusal, Sender, TenantId};
use store::{Actor, IncomingIn, REFUSED_KEPT_MAX, StoreError};
use uuid::Uuid;

both! {
    accepted_and_refused_requests_are_one_list,
    the_oldest_refused_go_and_the_accepted_stay,
    only_a_refused_request_can_be_mended,
}

fn request(tenant: TenantId, number: u64, refused: bool) -> IncomingIn {
    IncomingIn {
        tenant_id: tenant,
        id: IncomingId(crate::sample::key(5, number)),
        sender_id: Uuid::from_u128(9),
        sender: Sender::Key,
        received_at: NOW,
        event_count: i32::from(!refused),
        refused: refused.then(|| (Refusal::Fields, "moment: one of".to_owned())),
        body: if refused {
            "{}".to_owned()
        } else {
            String::new()
        },
        body_cut: false,
    }
}

async fn note(stage: &Stage, requests: &[IncomingIn]) {
    stage.store.note_incoming(requests, &[], NOW).await.unwrap();
}

async fn accepted_and_refused_requests_are_one_list(stage: Stage) {
    let tenant = stage.tenant.id;
    let requests = [1, 2, 3].map(|number| request(tenant, number, number == 2));
    note(&stage, &requests).await;
    let scope = stage.scope();
    let all = scope.list_incoming(false, None, 2).await.unwrap();
    assert_eq!(all.items.len(), 2);
    assert_eq!(all.items[0].id, requests[2].id);
    let rest = scope.list_incoming(false, all.next.as_deref(), 2).await;
    assert_eq!(rest.unwrap().items[0].id, requests[0].id);
    let refused = scope.list_incoming(true, None, 10).await.unwrap().items;
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].refusal, Some(Refusal::Fields));
    assert_eq!(refused[0].body, "{}");
    let other = stage
        .store
        .create_tenant(&Actor::System, new_tenant("Other"), NOW)
        .await;
    let other = stage.store.tenant(other.unwrap().id);
    assert!(
        other
            .list_incoming(false, None, 10)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let theirs = other.get_incoming(requests[1].id).await;
    assert!(matches!(theirs, Err(StoreError::NotFound)));
}

async fn the_oldest_refused_go_and_the_accepted_stay(stage: Stage) {
    let tenant = stage.tenant.id;
    note(&stage, &[request(tenant, 1, false)]).await;
    let many: Vec<_> = (2..=205)
        .map(|number| request(tenant, number, true))
        .collect();
    note(&stage, &many).await;
    let refused = stage.scope().list_incoming(true, None, 500).await.unwrap();
    assert_eq!(i64::try_from(refused.items.len()), Ok(REFUSED_KEPT_MAX));
    let all = stage.scope().list_incoming(false, None, 500).await.unwrap();
    assert_eq!(
        all.items.last().unwrap().id,
        IncomingId(crate::sample::key(5, 1))
    );
}

async fn only_a_refused_request_can_be_mended(stage: Stage) {
    let tenant = stage.tenant.id;
    let requests = [request(tenant, 1, false), request(tenant, 2, true)];
    note(&stage, &requests).await;
    let scope = stage.scope();
    let accepted = scope.note_mended(&Actor::System, requests[0].id, NOW).await;
    assert!(matches!(accepted, Err(StoreError::NotFound)));
    scope
        .note_mended(&Actor::System, requests[1].id, NOW + 1)
        .await
        .unwrap();
    let mended = scope.get_incoming(requests[1].id).await.unwrap();
    assert_eq!(mended.mended_at, Some(NOW + 1));
    let noted = scope.list_audit(1).await.unwrap();
    assert_eq!(noted[0].action, "incoming.mend");
}
