//! Every route and server function, asked by every kind of caller, against one table of answers.
//!
//! What has no row fails: whoever adds a route says here whom it answers what.

mod api;
mod portal;
mod routes;

use super::{
    api_receiver::Receiver,
    portal_house::{Answer, House, NOW},
};
use axum::body::Body;
use domain::{AddressPolicy, DraftSecrets, IntegrationDraft, IntegrationId, KeyScope, TenantId};
use http::{Request, header};
use serde_json::json;
use store::{Actor, TenantStore};

/// A route or a function, and the status that each caller is answered with, in their order.
struct Row<const CALLERS: usize> {
    /// `GET /calls` for a route, `list_calls` for a server function.
    asked: &'static str,
    /// The body of the request; what stands in braces is replaced.
    body: &'static str,
    statuses: [u16; CALLERS],
}

const fn row<const CALLERS: usize>(
    asked: &'static str,
    body: &'static str,
    statuses: [u16; CALLERS],
) -> Row<CALLERS> {
    Row {
        asked,
        body,
        statuses,
    }
}

/// The things of the tenant that rows name.
struct Things {
    integration: IntegrationId,
    delivery: String,
    token: String,
    tenant: TenantId,
    scope: TenantStore,
    url: String,
    policy: AddressPolicy,
    _receiver: Receiver,
}

impl Things {
    async fn make(house: &House) -> Self {
        let receiver = Receiver::start().await;
        let scope = house.store.tenant(house.tenant);
        let url = receiver.url("/lead");
        let policy = house.config.address_policy();
        let mut things = Self {
            integration: integration(&scope, &url, &policy).await,
            delivery: String::new(),
            token: scope.inspector_token().await.unwrap(),
            tenant: house.tenant,
            scope,
            url,
            policy,
            _receiver: receiver,
        };
        let key = things.key(KeyScope::Ingest).await.1;
        let event = things.filled(EVENT).await;
        let answer = ask_api(house, &format!("Bearer {key}"), EVENTS, &event).await;
        assert_eq!(answer.status, 202, "{}", answer.body);
        let all = store::DeliveryFilter::default();
        let log = things.scope.list_deliveries(&all, None, 1).await.unwrap();
        things.delivery = log.items[0].id.to_string();
        things
    }

    async fn key(&self, scope: KeyScope) -> (domain::KeyId, String) {
        let made = self.scope.create_key(&Actor::System, scope, NOW);
        made.await.unwrap()
    }

    /// A text with the names of things put in; what is named `new_` is made for it.
    async fn filled(&self, text: &str) -> String {
        let mut text = text
            .replace("{integration}", &self.integration.to_string())
            .replace("{delivery}", &self.delivery)
            .replace("{token}", &self.token)
            .replace("{tenant}", &self.tenant.to_string())
            .replace("{url}", &self.url);
        if text.contains("{new_integration}") {
            let new = integration(&self.scope, &self.url, &self.policy).await;
            text = text.replace("{new_integration}", &new.to_string());
        }
        if text.contains("{new_key}") {
            let (id, _) = self.key(KeyScope::Manage).await;
            text = text.replace("{new_key}", &id.to_string());
        }
        text
    }
}

const EVENTS: &str = "POST /api/v1/events";
const EVENT: &str = r#"{"moment":"after_call","call_id":"call-1","caller_number":"+380501112233"}"#;

async fn integration(scope: &TenantStore, url: &str, policy: &AddressPolicy) -> IntegrationId {
    let draft: IntegrationDraft = serde_json::from_value(json!({
        "name": "CRM", "url": url, "moment": "after_call", "method": "GET", "signature": true,
    }))
    .unwrap();
    let secrets = DraftSecrets::default();
    let made = scope.create_integration(&Actor::System, draft, secrets, policy, NOW);
    made.await.unwrap().id
}

/// Asks the machine API with an `Authorization`; an empty one is left out.
async fn ask_api(house: &House, authorization: &str, asked: &str, body: &str) -> Answer {
    let (method, path) = asked.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(path);
    if !authorization.is_empty() {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    if !body.is_empty() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    let body = Body::from(body.to_owned());
    house.browser().send(request, body).await
}

/// Compares what was answered with the table; the failure shows the rows as they came out.
fn compare<const CALLERS: usize>(rows: &[Row<CALLERS>], answers: &[Vec<u16>]) {
    let differing: Vec<String> = rows
        .iter()
        .zip(answers)
        .filter(|(row, answers)| row.statuses.as_slice() != answers.as_slice())
        .map(|(row, answers)| {
            format!(
                "{}\n  said   {:?}\n  got    {answers:?}",
                row.asked, row.statuses
            )
        })
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    eprintln!(
        "{} rows, {} answers as said",
        rows.len(),
        rows.len() * CALLERS
    );
}
