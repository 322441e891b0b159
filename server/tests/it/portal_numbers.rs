//! What those are shown of phone numbers who do not see them whole.

use super::{
    portal_house::{Answer, Browser, House, NOW, PASSWORD, member},
    portal_look::{Desk, call},
};
use domain::Role;
use http::StatusCode;
use serde_json::{Value, json};

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

/// A browser in which a viewer is signed in.
async fn viewer(house: &House) -> Browser {
    member(&house.store, house.tenant, "v@shop.example", Role::Viewer).await;
    let mut viewer = house.browser();
    viewer.sign_in("v@shop.example", PASSWORD, "").await;
    viewer
}

/// What a form with one condition would have sent.
async fn would(browser: &mut Browser, parameter: &str, comparison: &str, value: &str) -> Value {
    let body = json!({"draft": {
        "name": "CRM", "url": "https://crm.example/", "moment": "after_call", "method": "GET",
        "conditions": [{"parameter": parameter, "comparison": comparison, "values": [value]}],
    }});
    let answer = call(browser, "would_have_sent", &body.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn a_hidden_number_is_not_found_out_by_conditions() {
    let desk = Desk::open().await;
    let hidden = json!({
        "calls": 0, "matched": 0, "cut_at": null, "requests": [], "hidden": true,
    });
    for mut browser in [viewer(&desk.house).await, desk.looking().await] {
        for (comparison, value) in [
            ("at_least", "380501112233"),
            ("at_most", "380501112233"),
            ("contains", "11122"),
            ("is", "+380501112233"),
            ("is_not", "+380501112233"),
        ] {
            let told = would(&mut browser, "caller_number", comparison, value).await;
            assert_eq!(told, hidden, "{comparison}");
        }
        let told = would(&mut browser, "call_id", "is", "c-17").await;
        assert_eq!(
            (&told["matched"], &told["hidden"]),
            (&json!(1), &json!(false))
        );
    }
    let mut owner = desk.house.owner().await;
    let told = would(&mut owner, "caller_number", "contains", "11122").await;
    assert_eq!((&told["calls"], &told["matched"]), (&json!(1), &json!(1)));
}

/// Asks for the calls of a number.
async fn calls(browser: &mut Browser, q: &str) -> Answer {
    let body = json!({"query": {"q": q}});
    call(browser, "list_calls", &body.to_string()).await
}

#[tokio::test]
async fn a_search_of_support_is_written_down_however_the_number_is_typed_or_sent() {
    let desk = Desk::open().await;
    let mut support = desk.looking().await;
    let noted = async || {
        let rows = desk.noted().await.into_iter();
        rows.filter(|row| row.action == "support.search").count()
    };
    for (seen, typed) in ["050.111.22.40", "tel:+380501112241", "050/111/22/42"]
        .into_iter()
        .enumerate()
    {
        assert_eq!(calls(&mut support, typed).await.status, StatusCode::OK);
        assert_eq!(noted().await, seen + 1, "{typed}");
    }
    let decoy = r#"{"a":{"q":""},"text":"x","query":{"q":"0501112243"}}"#;
    call(&mut support, "list_calls", decoy).await;
    assert_eq!(noted().await, 4);
    support.get("/calls?text=x&q=0501112244").await;
    assert_eq!(noted().await, 5);
    call(&mut support, "search", "q=x&text=050.111.22.45").await;
    assert_eq!(noted().await, 6);
    support.get("/export/deliveries.csv?q=0501112246").await;
    assert_eq!(noted().await, 7);
    // The next pages, and what is half typed, are no further searches.
    for typed in ["050 111 22 40", "+380 50 111 22 40", "12240", "c-17"] {
        calls(&mut support, typed).await;
    }
    assert_eq!(noted().await, 7);
}

#[tokio::test]
async fn who_sees_no_numbers_searches_by_sixty_an_hour() {
    let desk = Desk::open().await;
    let mut viewer = viewer(&desk.house).await;
    let number = |end: usize| format!("+38050111{end:04}");
    for end in 0..60 {
        let found = calls(&mut viewer, &number(end)).await;
        assert_eq!(found.status, StatusCode::OK, "{end}: {}", found.body);
    }
    for path in ["/calls", "/deliveries"] {
        let page = viewer.get(&format!("{path}?q=0501112233")).await;
        assert!(page.body.contains("Too many numbers in one hour"), "{path}");
        assert!(!page.body.contains("c-17"), "{path}");
    }
    let refused = calls(&mut viewer, "0501112233").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let refused = call(&mut viewer, "search", "text=0501112233").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let refused = viewer.get("/export/deliveries.csv?q=0501112233").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    // What was asked for, and what is no whole number, is found as before.
    for typed in ["0501110007", "c-17", "12233"] {
        let found = calls(&mut viewer, typed).await;
        assert_eq!(found.status, StatusCode::OK, "{typed}");
        assert_eq!(found.body.contains("c-17"), typed == "c-17", "{typed}");
    }
    let mut owner = desk.house.owner().await;
    let found = calls(&mut owner, "0501112233").await;
    assert!(found.body.contains("c-17"), "{}", found.body);
}
