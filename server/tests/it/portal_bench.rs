//! The test bench: made-up calls on the way of every event, and the check of a stamp.

use super::{
    api_receiver::{Got, Receiver},
    databases::{Database, on_both},
    portal_house::{House, NOW, tenant},
};
use app::desk::{Desk as _, SimulatedMoment};
use domain::{
    DraftSecrets, InspectedId, IntegrationDraft, IntegrationId, Overlap, signing::Verdict,
    simulation::Scenario,
};
use serde_json::json;
use store::{Actor, InspectedRequest};

on_both!(
    a_made_up_call_is_sent_as_a_test_to_whom_it_is_for,
    a_stamp_is_judged_as_a_receiver_would,
    a_stamp_of_the_old_secret_is_right_until_that_is_ended,
);

async fn saved(house: &House, receiver: &Receiver, name: &str) -> IntegrationId {
    let draft: IntegrationDraft = serde_json::from_value(json!({
        "name": name,
        "url": receiver.url("/lead"),
        "moment": "before_call",
        "method": "GET",
        "signature": true,
        "parameters": [
            {"name": "phone", "value": {"parameter": "caller_number"}},
            {"name": "test", "value": {"parameter": "is_test"}},
        ],
    }))
    .unwrap();
    let policy = house.config.address_policy();
    let tenant = house.store.tenant(house.tenant);
    let secrets = DraftSecrets::default();
    let made = tenant.create_integration(&Actor::System, draft, secrets, &policy, NOW);
    made.await.unwrap().id
}

/// Tells the first moment of a call to one integration; returns what that sent.
async fn told(house: &House, receiver: &Receiver, only: IntegrationId) -> Got {
    let moment = SimulatedMoment {
        tenant_id: house.tenant,
        call_id: "test-1".to_owned(),
        phone: "050 111 22 33".to_owned(),
        act: Scenario::Answered.acts()[0],
        only: Some(only),
    };
    house.desk().simulate(moment).await.unwrap();
    receiver.wait_for(1).await.remove(0)
}

async fn a_made_up_call_is_sent_as_a_test_to_whom_it_is_for(database: Database) {
    let house = House::on(database).await;
    let (receiver, other) = (Receiver::start().await, Receiver::start().await);
    saved(&house, &other, "Other").await;
    let id = saved(&house, &receiver, "CRM").await;
    let got = told(&house, &receiver, id).await;
    assert_eq!(got.target, "/lead?phone=%2B380501112233&test=true");
    assert!(other.got().is_empty());
    let call = house.store.tenant(house.tenant).get_call("test-1").await;
    let call = call.unwrap();
    assert_eq!(call.deliveries.len(), 1);
    assert!(call.deliveries[0].is_test);
}

/// What a receiver got, as the inspector keeps it.
fn inspected(got: &Got) -> InspectedRequest {
    let sent_ms = got.header("webhook-timestamp").parse::<i64>().unwrap() * 1_000;
    let headers = got.headers.iter().map(|(name, value)| {
        let text = value.to_str().unwrap().to_owned();
        (name.to_string(), text)
    });
    InspectedRequest {
        id: InspectedId(uuid::Uuid::nil()),
        received_at: sent_ms,
        method: "GET".to_owned(),
        url: got.target.clone(),
        headers: headers.collect(),
        body: String::new(),
        body_cut: false,
    }
}

async fn a_stamp_is_judged_as_a_receiver_would(database: Database) {
    let house = House::on(database).await;
    let receiver = Receiver::start().await;
    let id = saved(&house, &receiver, "CRM").await;
    let genuine = inspected(&told(&house, &receiver, id).await);
    let altered = |alter: &dyn Fn(&mut InspectedRequest)| {
        let mut request = genuine.clone();
        alter(&mut request);
        request
    };
    let without = altered(&|request| {
        request
            .headers
            .retain(|(name, _)| name != "webhook-signature");
    });
    for (request, verdict) in [
        (genuine.clone(), Verdict::Right),
        (without, Verdict::Unsigned),
        (altered(&|it| it.body = "{}".to_owned()), Verdict::Wrong),
        (altered(&|it| it.received_at += 301_000), Verdict::Stale),
        (altered(&|it| it.body_cut = true), Verdict::Cut),
    ] {
        let desk = house.desk();
        let said = desk.check_stamp(house.tenant, &request).await.unwrap();
        assert_eq!(said, verdict);
    }
    let stranger = tenant(&house.store, "Stranger").await;
    let said = house.desk().check_stamp(stranger, &genuine).await.unwrap();
    assert_eq!(said, Verdict::Unknown);
}

async fn a_stamp_of_the_old_secret_is_right_until_that_is_ended(database: Database) {
    let house = House::on(database).await;
    let receiver = Receiver::start().await;
    let id = saved(&house, &receiver, "CRM").await;
    let request = inspected(&told(&house, &receiver, id).await);
    let (scope, actor) = (house.store.tenant(house.tenant), &Actor::System);
    let rotating = scope.rotate_stamp(actor, id, Overlap::Week, house.desk().now());
    rotating.await.unwrap();
    let judged = async || house.desk().check_stamp(house.tenant, &request).await;
    assert_eq!(judged().await.unwrap(), Verdict::Right);
    scope.end_old_stamp(actor, id, NOW).await.unwrap();
    assert_eq!(judged().await.unwrap(), Verdict::Wrong);
}
