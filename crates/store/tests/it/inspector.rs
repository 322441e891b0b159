//! The inspector.

use crate::{
    sample::key,
    stage::{NOW, Stage, both},
};
use domain::InspectedId;
use store::{INSPECTED_KEPT_MAX, INSPECTED_LINE_CHARS, InspectedRequest, StoreError};

both! {
    a_token_is_made_once_and_leads_to_its_tenant,
    requests_are_kept_newest_first_up_to_a_number,
    a_line_holds_the_beginning_only,
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
    let kept = scope.list_inspected().await.unwrap();
    assert_eq!(kept.len(), usize::try_from(INSPECTED_KEPT_MAX).unwrap());
    assert_eq!(kept[0].id, request(INSPECTED_KEPT_MAX + 2).id);
    assert_eq!(kept.last().unwrap().id, request(3).id);
    assert_eq!(scope.find_inspected(request(2).id).await.unwrap(), None);
    let found = scope.find_inspected(request(3).id).await.unwrap();
    assert_eq!(found, Some(request(3)));
    scope.clear_inspected().await.unwrap();
    assert!(scope.list_inspected().await.unwrap().is_empty());
}

async fn a_line_holds_the_beginning_only(stage: Stage) {
    let scope = stage.scope();
    let token = scope.inspector_token().await.unwrap();
    let long = InspectedRequest {
        url: format!("?a={}", "ї".repeat(500)),
        body: "ї".repeat(500),
        ..request(1)
    };
    stage.store.keep_inspected(&token, &long).await.unwrap();
    let line = scope.list_inspected().await.unwrap().remove(0);
    let chars = usize::try_from(INSPECTED_LINE_CHARS).unwrap();
    assert_eq!(line.url, format!("?a={}", "ї".repeat(chars - 3)));
    assert_eq!(line.body, "ї".repeat(chars));
}

async fn an_unknown_token_keeps_nothing(stage: Stage) {
    let kept = stage.store.keep_inspected("wrong", &request(1)).await;
    assert!(matches!(kept, Err(StoreError::NotFound)));
}
