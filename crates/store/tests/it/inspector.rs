//! The inspector.

use crate::{
    sample::key,
    stage::{NOW, Stage, both},
};
use domain::InspectedId;
use store::{INSPECTED_KEPT_MAX, InspectedRequest, StoreError};

both! {
    a_token_is_made_once_and_leads_to_its_tenant,
    requests_are_kept_newest_first_up_to_a_number,
    an_unknown_token_keeps_nothing,
}

fn request(number: u64) -> InspectedRequest {
    InspectedRequest {
        id: InspectedId(key(5, number)),
        received_at: NOW,
        method: "POST".to_owned(),
        url: "/?a=1".to_owned(),
        headers: vec![("x-a".to_owned(), "b".to_owned())],
        body: "{}".to_owned(),
        body_cut: false,
    }
}

async fn a_token_is_made_once_and_leads_to_its_tenant(stage: Stage) {
    let token = stage.scope().inspector_token().await.unwrap();
    assert_eq!(stage.scope().inspector_token().await.unwrap(), token);
    let found = stage.store.find_inspector(&token).await.unwrap();
    assert_eq!(found, Some(stage.tenant.id));
}

async fn requests_are_kept_newest_first_up_to_a_number(stage: Stage) {
    let scope = stage.scope();
    let token = scope.inspector_token().await.unwrap();
    for number in 1..=INSPECTED_KEPT_MAX + 2 {
        stage
            .store
            .keep_inspected(&token, &request(number))
            .await
            .unwrap();
    }
    let kept = scope.list_inspected(1_000).await.unwrap();
    assert_eq!(kept.len(), usize::try_from(INSPECTED_KEPT_MAX).unwrap());
    assert_eq!(kept[0], request(INSPECTED_KEPT_MAX + 2));
    assert_eq!(kept.last().unwrap(), &request(3));
    scope.clear_inspected().await.unwrap();
    assert!(scope.list_inspected(10).await.unwrap().is_empty());
}

async fn an_unknown_token_keeps_nothing(stage: Stage) {
    let kept = stage.store.keep_inspected("wrong", &request(1)).await;
    assert!(matches!(kept, Err(StoreError::NotFound)));
}
