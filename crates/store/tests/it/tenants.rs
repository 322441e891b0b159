//! Tenants, and the storage as a whole.

use crate::stage::{NOW, Stage, both, new_tenant};
use domain::{Language, TenantId, WorkingHours};
use store::{Actor, Store, StoreError, StoreOptions};

both! {
    tenants_are_found_by_a_part_of_their_name,
    settings_of_a_tenant_change_with_its_revision,
    working_hours_are_kept_until_they_are_taken_back,
    a_tenant_that_is_not_there_is_not_found,
    migrating_again_changes_nothing,
    the_database_tells_its_size_and_its_life,
    the_size_is_remembered_by_the_hour_and_for_three_months,
    statements_are_counted,
}

async fn tenants_are_found_by_a_part_of_their_name(stage: Stage) {
    let store = &stage.store;
    for name in ["Будівельник", "100% Floors"] {
        store
            .create_tenant(&Actor::System, new_tenant(name), NOW)
            .await
            .unwrap();
    }
    assert_eq!(store.count_tenants().await.unwrap(), 3);
    for (search, found) in [
        ("", &["100% Floors", "Acme", "Будівельник"][..]),
        ("FLOOR", &["100% Floors"]),
        ("Буді", &["Будівельник"]),
        ("nobody", &[]),
    ] {
        let listed = store.list_tenants(search, NOW, 10).await.unwrap();
        let names: Vec<&str> = listed.iter().map(|it| it.tenant.name.as_str()).collect();
        assert_eq!(names, found, "{search}");
    }
    assert_eq!(store.list_tenants("", NOW, 1).await.unwrap().len(), 1);
}

async fn settings_of_a_tenant_change_with_its_revision(stage: Stage) {
    let scope = stage.scope();
    let changed = scope
        .update(&Actor::System, "Acme & Co", "UTC", "PL", Language::En, NOW)
        .await
        .unwrap();
    assert_eq!(scope.get().await.unwrap(), changed);
    assert_eq!(
        (changed.name.as_str(), changed.country.as_str()),
        ("Acme & Co", "PL")
    );
    assert!(changed.revision > stage.tenant.revision);
    let setup = stage.store.setup(stage.tenant.id).await.unwrap();
    assert_eq!(setup.tenant, changed);
}

async fn working_hours_are_kept_until_they_are_taken_back(stage: Stage) {
    let scope = stage.scope();
    let (from, to) = (["09:00".to_owned()], ["18:00".to_owned()]);
    let hours = WorkingHours::read(&from, &to, "2026-12-25, 01-01").unwrap();
    for hours in [hours, None] {
        let before = scope.get().await.unwrap();
        let set = scope.set_hours(&Actor::System, hours.as_ref(), NOW);
        set.await.unwrap();
        let setup = stage.store.setup(stage.tenant.id).await.unwrap();
        assert_eq!(setup.tenant.hours, hours);
        assert!(setup.tenant.revision > before.revision);
        let kept = scope.update(&Actor::System, "Acme", "UTC", "PL", Language::En, NOW);
        assert_eq!(kept.await.unwrap().hours, hours);
    }
}

async fn a_tenant_that_is_not_there_is_not_found(stage: Stage) {
    let nobody = TenantId(uuid::Uuid::from_u128(9));
    let scope = stage.store.tenant(nobody);
    assert!(matches!(scope.get().await, Err(StoreError::NotFound)));
    assert!(matches!(
        stage.store.setup(nobody).await,
        Err(StoreError::NotFound)
    ));
    assert!(matches!(
        scope.inspector_token().await,
        Err(StoreError::NotFound)
    ));
    let noted = scope.note(&Actor::System, "a", "b", NOW).await;
    assert!(matches!(noted, Err(StoreError::NotFound)));
    assert_eq!(stage.store.find_tenant(nobody).await.unwrap(), None);
}

async fn migrating_again_changes_nothing(stage: Stage) {
    migrations::run(stage.store.writer()).await.unwrap();
    assert_eq!(stage.scope().get().await.unwrap(), stage.tenant);
}

async fn the_database_tells_its_size_and_its_life(stage: Stage) {
    stage.store.ping().await.unwrap();
    assert!(stage.store.size_bytes().await.unwrap() > 0);
}

async fn the_size_is_remembered_by_the_hour_and_for_three_months(stage: Stage) {
    const HOUR: i64 = 3_600_000;
    const DAY: i64 = 24 * HOUR;
    let store = &stage.store;
    assert!(store.sizes().await.unwrap().is_empty());
    let midnight = NOW - NOW % DAY;
    for at in [0, HOUR, HOUR + 1, DAY + 2 * HOUR] {
        store.note_size(midnight + at).await.unwrap();
    }
    let hours = async || {
        let sizes = store.sizes().await.unwrap().into_iter();
        let hours = sizes.map(|row| row.hour_at - midnight);
        hours.collect::<Vec<_>>()
    };
    assert_eq!(
        hours().await,
        [HOUR, DAY + 2 * HOUR],
        "the last of each day"
    );
    for (at, is_known) in [(-1, false), (0, true), (DAY, true), (DAY + HOUR, false)] {
        let size = store.size_at(midnight + at).await.unwrap();
        assert_eq!(size.is_some_and(|size| size > 0), is_known, "{at}");
    }
    store.note_size(midnight + 91 * DAY).await.unwrap();
    assert_eq!(hours().await, [DAY + 2 * HOUR, 91 * DAY]);
}

async fn statements_are_counted(stage: Stage) {
    let before = stage.store.statements();
    stage
        .store
        .create_tenant(&Actor::System, new_tenant("Beta"), NOW)
        .await
        .unwrap();
    assert!(stage.store.statements() > before);
}

#[tokio::test]
async fn a_database_that_is_away_is_told_as_such() {
    for url in [
        "sqlite:/no/such/folder/hookline.db",
        "postgres://127.0.0.1:9/none",
    ] {
        let options = StoreOptions {
            url: url.to_owned(),
            key: [7; 32],
        };
        let refused = Store::connect(&options).await.err();
        assert!(matches!(refused, Some(StoreError::Unavailable(_))), "{url}");
    }
}
