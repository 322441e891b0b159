//! What pages ask of the server beyond the store: the address rules, the time, and a test.

use crate::{http::ingest, ids, state::AppState};
use app::{
    desk::{Desk, TestAnswer, TestRequest},
    error::AppError,
};
use async_trait::async_trait;
use domain::{
    AddressPolicy, Attempt, DeliveryId, DeliveryState, EventId, EventSnapshot, FieldError,
    Integration, IntegrationDraft, IntegrationId, Settlement, Value,
    integration::SIGNATURE_SECRET,
    validate::{tidy_draft, validate},
};
use std::collections::HashMap;
use store::{IntegrationRow, TestIn};

/// Secrets by name, in plain text.
type Secrets = HashMap<String, String>;

/// The desk of this server.
pub struct PortalDesk {
    state: AppState,
    policy: AddressPolicy,
}

impl PortalDesk {
    /// A desk over the server's own store and engine.
    #[must_use]
    pub fn new(state: AppState) -> Self {
        let policy = state.config.address_policy();
        Self { state, policy }
    }

    async fn saved(&self, test: &TestRequest) -> Result<Option<IntegrationRow>, AppError> {
        let Some(id) = test.integration_id else {
            return Ok(None);
        };
        let tenant = self.state.store.tenant(test.tenant_id);
        Ok(Some(tenant.get_integration(id).await?))
    }

    /// The saved secrets with the typed ones over them; an empty one is taken away.
    async fn secrets(&self, test: &TestRequest) -> Result<Secrets, AppError> {
        let mut secrets = match test.integration_id {
            Some(id) => {
                let saved = self.state.store.secrets(test.tenant_id, id).await?;
                saved.as_ref().clone()
            }
            None => Secrets::new(),
        };
        for (name, text) in &test.secrets.0 {
            if text.is_empty() {
                secrets.remove(name);
            } else {
                secrets.insert(name.clone(), text.clone());
            }
        }
        Ok(secrets)
    }

    /// The form as an integration that can be sent, or every fault of it.
    fn integration(
        &self,
        test: &TestRequest,
        saved: Option<&IntegrationRow>,
        secrets: &Secrets,
    ) -> Result<Integration, AppError> {
        let mut draft = tidy_draft(test.draft.clone());
        // Its signing secret is made when it is saved; until then there is none to sign with.
        draft.signature &= secrets.contains_key(SIGNATURE_SECRET);
        let names: Vec<String> = secrets.keys().cloned().collect();
        let errors = validate(&draft, &names, &self.policy);
        if !errors.is_empty() {
            return Err(invalid(errors));
        }
        let (id, version) = saved.map_or_else(
            || (IntegrationId(ids::new(self.now())), 1),
            |row| (row.id, row.version),
        );
        Integration::compile(test.tenant_id, id, version, draft).map_err(invalid)
    }

    fn snapshot(&self, test: &TestRequest) -> EventSnapshot {
        let id = EventId(ids::new(self.now()));
        let mut facts = test.facts.clone();
        facts.set("is_test", Value::Boolean(true));
        facts.set("event_id", Value::text(id.to_string()));
        facts.set("moment", Value::text(test.draft.moment.key()));
        EventSnapshot {
            id,
            event_id: id.to_string(),
            call_id: facts
                .get("call_id")
                .map_or_else(|| id.to_string(), Value::plain),
            moment: test.draft.moment,
            facts,
        }
    }

    /// Writes the test to the log.
    async fn record(
        &self,
        integration: &Integration,
        event: &EventSnapshot,
        attempt: &Attempt,
        accepted: bool,
        delivery_id: DeliveryId,
    ) -> Result<(), AppError> {
        let state = if accepted {
            DeliveryState::Delivered
        } else {
            DeliveryState::Failed
        };
        let test = TestIn {
            tenant_id: integration.tenant_id,
            delivery_id,
            integration_id: integration.id,
            event,
            attempt,
            settlement: Settlement::Final(state),
            at: self.now(),
        };
        Ok(self.state.store.record_test(&test).await?)
    }
}

#[async_trait]
impl Desk for PortalDesk {
    fn policy(&self) -> &AddressPolicy {
        &self.policy
    }

    fn wake(&self) {
        self.state.engine.wake();
    }

    async fn send_test(&self, test: TestRequest) -> Result<TestAnswer, AppError> {
        let saved = self.saved(&test).await?;
        let secrets = self.secrets(&test).await?;
        let integration = self.integration(&test, saved.as_ref(), &secrets)?;
        let event = self.snapshot(&test);
        let id = DeliveryId(ids::new(self.now()));
        let engine = &self.state.engine;
        let sent = engine.send_test(&integration, secrets, &event, id).await;
        let is_saved = saved.is_some_and(|row| is_same(&test, &integration.draft, &row.draft));
        if is_saved {
            self.record(&integration, &event, &sent.attempt, sent.accepted, id)
                .await?;
        }
        Ok(TestAnswer {
            request: sent.request,
            outcome: sent.outcome,
            accepted: sent.accepted,
            delivery_id: is_saved.then_some(id),
        })
    }

    fn searched_phone(&self, typed: &str, country: &str) -> String {
        ingest::searched_phone(typed, country)
    }

    fn now(&self) -> i64 {
        self.state.now()
    }
}

/// Whether what was sent is the saved version word for word, with its own secrets: only then
/// can the log render it again.
fn is_same(test: &TestRequest, sent: &IntegrationDraft, saved: &IntegrationDraft) -> bool {
    test.secrets.0.is_empty() && sent == saved
}

fn invalid(errors: Vec<FieldError>) -> AppError {
    AppError::Invalid { errors }.answered()
}
