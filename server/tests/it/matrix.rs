//! Every route and server function, asked by every kind of caller, against one table of answers.
//!
//! What has no row fails: whoever adds a route says here whom it answers what.

mod api;
mod bodies;
mod made;
mod portal;
mod routes;
mod table;

use super::{
    api_receiver::{DOUBTFUL, Receiver},
    portal_house::{House, NOW},
};
use axum::body::Body;
use domain::{
    AddressPolicy, DraftSecrets, IntegrationDraft, IntegrationId, KeyScope, Role, StaffId,
    StaffRole, SupportAccess, TenantId,
};
use http::{Request, header};
use serde_json::json;
use store::{Actor, NewLook, Store, SupportRules, TenantStore};

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
    doubtful: String,
    token: String,
    tenant: TenantId,
    store: Store,
    scope: TenantStore,
    url: String,
    policy: AddressPolicy,
    receiver: Receiver,
}

impl Things {
    async fn make(house: &House) -> Self {
        let receiver = Receiver::start().await;
        let scope = house.store.tenant(house.tenant);
        let url = receiver.url("/lead");
        let policy = house.config.address_policy();
        let mut things = Self {
            integration: integration(&scope, &url, "after_call", &policy).await,
            delivery: String::new(),
            doubtful: String::new(),
            token: scope.inspector_token().await.unwrap(),
            tenant: house.tenant,
            store: house.store.clone(),
            scope,
            url,
            policy,
            receiver,
        };
        let key = format!("Bearer {}", things.key(KeyScope::Ingest).await.1);
        things.report(house, &key, EVENT).await;
        let all = store::DeliveryFilter::default();
        let log = things.scope.list_deliveries(&all, None, 1).await.unwrap();
        things.delivery = log.items[0].id.to_string();
        let answered = things.receiver.url(DOUBTFUL);
        integration(&things.scope, &answered, "after_rating", &things.policy).await;
        things.report(house, &key, RATED).await;
        things.doubtful = things.doubted().await;
        things
    }

    async fn report(&self, house: &House, key: &str, event: &str) {
        let (mut browser, body) = (house.browser(), Body::from(event.to_owned()));
        let answer = browser.send(request(key, EVENTS, event), body).await;
        assert_eq!(answer.status, 202, "{}", answer.body);
    }

    async fn key(&self, scope: KeyScope) -> (domain::KeyId, String) {
        let made =
            self.scope
                .create_key(&Actor::System, domain::SenderDraft::default(), scope, NOW);
        made.await.unwrap()
    }

    /// A text with the names of things put in; what is named `new_` is made for it.
    async fn filled(&self, text: &str) -> String {
        let text = self.made(text).await;
        let mut text = text
            .replace("{integration}", &self.integration.to_string())
            .replace("{delivery}", &self.delivery)
            .replace("{doubtful}", &self.doubtful)
            .replace("{token}", &self.token)
            .replace("{tenant}", &self.tenant.to_string())
            .replace("{url}", &self.url);
        if text.contains("{new_integration}") {
            let new = integration(&self.scope, &self.url, "after_call", &self.policy).await;
            text = text.replace("{new_integration}", &new.to_string());
        }
        if text.contains("{new_key}") {
            let (id, _) = self.key(KeyScope::Manage).await;
            text = text.replace("{new_key}", &id.to_string());
        }
        if text.contains("_tenant}") {
            let id = super::portal_house::tenant(&self.store, "New").await;
            if text.contains("{suspended_tenant}") {
                let suspending = self.store.tenant(id);
                let suspending = suspending.suspend(&Actor::System, "unpaid", NOW);
                suspending.await.unwrap();
            }
            text = text.replace("{new_tenant}", &id.to_string());
            text = text.replace("{suspended_tenant}", &id.to_string());
        }
        let email = format!("{:x}@hookline.example", rand::random::<u128>());
        if text.contains("{new_staff}") {
            let role = StaffRole::Support;
            let made = self
                .store
                .create_staff(&Actor::System, &email, role, None, NOW);
            text = text.replace("{new_staff}", &made.await.unwrap().to_string());
        }
        if text.contains("{member}") {
            let members = self.scope.list_members().await.unwrap();
            let owner = members.iter().find(|member| member.role == Role::Owner);
            text = text.replace("{member}", &owner.unwrap().id.to_string());
        }
        for name in ["{waiting_look}", "{agreed_look}"] {
            if text.contains(name) {
                text = text.replace(name, &self.look(name == "{agreed_look}").await);
            }
        }
        text.replace("{new_email}", &email)
    }

    /// A look of somebody else that waits for consent, or has it.
    async fn look(&self, agreed: bool) -> String {
        let (scope, now) = (&self.scope, engine::Clock::now_ms(&engine::SystemClock));
        let before = scope.support_rules().await.unwrap();
        let asking = SupportRules {
            access: SupportAccess::Consent,
            ..before
        };
        let set = async |rules| {
            let setting = scope.set_support_rules(&Actor::System, rules, now);
            setting.await.unwrap();
        };
        set(asking).await;
        let new = NewLook {
            staff_id: StaffId(uuid::Uuid::from_u128(rand::random())),
            member_id: scope.list_members().await.unwrap()[0].id,
            ticket: "48214".to_owned(),
            reason: "Why".to_owned(),
            minutes: 15,
        };
        let id = scope.begin_look(new, now).await.unwrap().id;
        set(before).await;
        if agreed {
            let answering = scope.answer_look(&Actor::System, id, true, now);
            answering.await.unwrap();
        }
        id.to_string()
    }
}

const EVENTS: &str = "POST /api/v1/events";
const EVENT: &str = r#"{"moment":"after_call","call_id":"call-1","caller_number":"+380501112233"}"#;
const RATED: &str = r#"{"moment":"after_rating","call_id":"call-2"}"#;

async fn integration(
    scope: &TenantStore,
    url: &str,
    moment: &str,
    policy: &AddressPolicy,
) -> IntegrationId {
    let draft: IntegrationDraft = serde_json::from_value(json!({
        "name": "CRM", "url": url, "moment": moment, "method": "GET", "signature": true,
    }))
    .unwrap();
    let secrets = DraftSecrets::default();
    let made = scope.create_integration(&Actor::System, draft, secrets, policy, NOW);
    made.await.unwrap().id
}

/// A request of the machine API with an `Authorization`, an empty one left out, for such a body.
fn request(authorization: &str, asked: &str, body: &str) -> http::request::Builder {
    let (method, path) = asked.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(path);
    if !authorization.is_empty() {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    if !body.is_empty() {
        let kind = match body.starts_with('{') {
            true => "application/json",
            false => "application/x-www-form-urlencoded",
        };
        request = request.header(header::CONTENT_TYPE, kind);
    }
    request
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
