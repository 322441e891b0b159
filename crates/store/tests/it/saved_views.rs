//! Views of the log that members keep, and the columns that they see.

use crate::stage::{NOW, Stage, both, new_tenant};
use domain::{Fault, MemberId, Role};
use store::{Actor, SAVED_VIEWS_MAX, StoreError};

both! {
    a_view_is_kept_for_its_member_alone,
    a_name_is_needed_and_views_are_not_without_end,
    another_tenants_view_is_not_found,
    the_columns_of_the_log_are_kept_for_each_member_alone,
}

async fn member(stage: &Stage, email: &str) -> MemberId {
    let scope = stage.scope();
    let made = scope.create_member(&Actor::System, email, Role::Viewer, None, NOW);
    made.await.unwrap()
}

async fn a_view_is_kept_for_its_member_alone(stage: Stage) {
    let scope = stage.scope();
    let (one, other) = (
        member(&stage, "a@example.com").await,
        member(&stage, "b@example.com").await,
    );
    let id = scope
        .create_saved_view(one, " Lost today ", "state=failed&period=today", NOW)
        .await
        .unwrap();
    let kept = scope.list_saved_views(one).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (kept[0].id, kept[0].name.as_str(), kept[0].query.as_str()),
        (id, "Lost today", "state=failed&period=today")
    );
    assert!(scope.list_saved_views(other).await.unwrap().is_empty());
    let theirs = scope.delete_saved_view(other, id).await;
    assert!(matches!(theirs, Err(StoreError::NotFound)));
    scope.delete_saved_view(one, id).await.unwrap();
    assert!(scope.list_saved_views(one).await.unwrap().is_empty());
}

async fn a_name_is_needed_and_views_are_not_without_end(stage: Stage) {
    let scope = stage.scope();
    let id = member(&stage, "a@example.com").await;
    for (name, query, fault) in [
        (" ", "", Fault::Required),
        (&*"n".repeat(61), "", Fault::TooLong),
        ("n", &*"q".repeat(2_001), Fault::TooLong),
    ] {
        let made = scope.create_saved_view(id, name, query, NOW).await;
        let Err(StoreError::Invalid(faults)) = made else {
            panic!("taken")
        };
        assert_eq!(faults[0].fault, fault);
    }
    for number in 0..SAVED_VIEWS_MAX {
        let name = format!("view {number}");
        scope.create_saved_view(id, &name, "", NOW).await.unwrap();
    }
    let more = scope.create_saved_view(id, "one more", "", NOW).await;
    assert!(matches!(more, Err(StoreError::Invalid(_))));
}

async fn another_tenants_view_is_not_found(stage: Stage) {
    let id = member(&stage, "a@example.com").await;
    let scope = stage.scope();
    let view = scope.create_saved_view(id, "mine", "", NOW).await.unwrap();
    let other = stage
        .store
        .create_tenant(&Actor::System, new_tenant("Other"), NOW)
        .await
        .unwrap();
    let other = stage.store.tenant(other.id);
    assert!(other.list_saved_views(id).await.unwrap().is_empty());
    let gone = other.delete_saved_view(id, view).await;
    assert!(matches!(gone, Err(StoreError::NotFound)));
    let made = other.create_saved_view(id, "theirs", "", NOW).await;
    assert!(matches!(made, Err(StoreError::NotFound)));
}

async fn the_columns_of_the_log_are_kept_for_each_member_alone(stage: Stage) {
    let scope = stage.scope();
    let (one, other) = (
        member(&stage, "a@example.com").await,
        member(&stage, "b@example.com").await,
    );
    for columns in ["state.call", ""] {
        scope.set_log_columns(one, columns).await.unwrap();
        let kept = scope.find_log_columns(one).await.unwrap();
        assert_eq!(kept.as_deref(), Some(columns));
    }
    assert_eq!(scope.find_log_columns(other).await.unwrap(), None);
    let long = scope.set_log_columns(one, &"c".repeat(501)).await;
    assert!(matches!(long, Err(StoreError::Invalid(_))));
    let making = stage
        .store
        .create_tenant(&Actor::System, new_tenant("Other"), NOW);
    let theirs = stage.store.tenant(making.await.unwrap().id);
    for answer in [
        theirs.set_log_columns(one, "call").await,
        theirs.find_log_columns(one).await.map(drop),
    ] {
        assert!(matches!(answer, Err(StoreError::NotFound)));
    }
}
