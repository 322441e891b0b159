//! What the telephony sent: kept within limits, of one's own tenant alone.

use crate::stage::{NOW, Stage, both, new_tenant};
use domain::{IncomingId, Refusal, Sender, TenantId};
use store::{Actor, INCOMING_KEPT_MAX, IncomingFilter, IncomingIn, StoreError};
use uuid::Uuid;

both! {
    accepted_and_refused_requests_are_one_list,
    the_oldest_refused_go_and_the_accepted_stay,
    a_busy_key_takes_no_room_from_another,
    only_a_refused_request_can_be_mended,
}

const REFUSED: IncomingFilter = IncomingFilter {
    refused: true,
    sender_id: None,
};

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
    let all = scope
        .list_incoming(IncomingFilter::default(), None, 2)
        .await
        .unwrap();
    assert_eq!(all.items.len(), 2);
    assert_eq!(all.items[0].id, requests[2].id);
    let rest = scope
        .list_incoming(IncomingFilter::default(), all.next.as_deref(), 2)
        .await;
    assert_eq!(rest.unwrap().items[0].id, requests[0].id);
    let refused = scope.list_incoming(REFUSED, None, 10).await.unwrap().items;
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
            .list_incoming(IncomingFilter::default(), None, 10)
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
    let refused = stage
        .scope()
        .list_incoming(REFUSED, None, 500)
        .await
        .unwrap();
    assert_eq!(i64::try_from(refused.items.len()), Ok(INCOMING_KEPT_MAX));
    let all = stage
        .scope()
        .list_incoming(IncomingFilter::default(), None, 500)
        .await
        .unwrap();
    assert_eq!(
        all.items.last().unwrap().id,
        IncomingId(crate::sample::key(5, 1))
    );
}

async fn a_busy_key_takes_no_room_from_another(stage: Stage) {
    let tenant = stage.tenant.id;
    let quiet = Uuid::from_u128(10);
    let of_quiet = IncomingIn {
        sender_id: quiet,
        ..request(tenant, 1, false)
    };
    note(&stage, std::slice::from_ref(&of_quiet)).await;
    let many: Vec<_> = (2..=205)
        .map(|number| request(tenant, number, false))
        .collect();
    note(&stage, &many).await;
    let listed = async |sender_id| {
        let filter = IncomingFilter {
            refused: false,
            sender_id: Some(sender_id),
        };
        let page = stage.scope().list_incoming(filter, None, 500).await;
        page.unwrap().items
    };
    let busy = listed(many[0].sender_id).await;
    assert_eq!(i64::try_from(busy.len()), Ok(INCOMING_KEPT_MAX));
    let kept: Vec<_> = listed(quiet).await.iter().map(|row| row.id).collect();
    assert_eq!(kept, [of_quiet.id]);
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
