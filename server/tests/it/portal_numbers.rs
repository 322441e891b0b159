//! What those are shown of phone numbers who do not see them whole.

use super::{
    portal_house::NOW,
    portal_look::{Desk, call},
};
use domain::Role;

const LOG: &str = r#"{"query":{"state":"","integration":"","project":"","moment":"","code":"","q":"","period":"","after":""}}"#;

#[tokio::test]
async fn whoever_looks_in_is_given_no_saved_views_of_the_member() {
    let desk = Desk::open().await;
    let scope = desk.house.store.tenant(desk.house.tenant);
    let members = scope.list_members().await.unwrap();
    let owner = members.iter().find(|it| it.role == Role::Owner).unwrap();
    let view = scope.create_saved_view(owner.id, "Wholesale", "q=%2B380501112233", NOW);
    view.await.unwrap();
    let mut member = desk.house.owner().await;
    let own = call(&mut member, "list_deliveries", LOG).await;
    assert!(own.body.contains("Wholesale"), "{}", own.body);
    let mut support = desk.looking().await;
    let lent = call(&mut support, "list_deliveries", LOG).await;
    let page = support.get("/deliveries").await;
    for shown in [lent.body, page.body] {
        assert!(!shown.contains("Wholesale"), "{shown}");
        assert!(!shown.contains("1112233"), "{shown}");
    }
}
